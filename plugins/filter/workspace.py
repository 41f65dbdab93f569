# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a workspace's variables on the controller, as module workspace would, before anything is changed."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.administrator import has_admin
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import team_creation
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.exclusive import check
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import Problems, wanted_items
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.options import behaviour, structure


def workspace(variables, prefix=""):
    """Return the problems of a workspace, the permissions that module config manages, and their owners."""
    if not isinstance(variables, dict):
        raise AnsibleFilterError("workspace needs a dictionary of lists, not %r" % (variables,))
    objects = dict(variables)
    profile, given = objects.pop("profile", None), objects.pop("enable_team_creation", None)
    variable = None if given is None or given == "" else boolean(given)
    params, problems = _converted(objects)
    # Options of a wrong type cannot be checked any further.
    problems = problems or _closer_look(params)
    found = team_creation.contradiction(params.get("roles"), variable)
    granted, owner = team_creation.decide(params.get("roles"), variable, profile)
    return {
        "problems": [prefix + problem for problem in problems + ([found] if found else [])],
        "permissions": {team_creation.ROLE: {team_creation.PERMISSION: granted}},
        "owners": {team_creation.SETTING: owner},
    }


def _plain(value):
    """Return a plain copy for the validator: its deep copies fail with lazy values and are slow with tagged strings."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, str) else value


def _converted(workspace):
    """Return the options as the module gets them, and what it would not take at all."""
    spec = dict(structure(), **behaviour())
    params = {}
    problems = ["%s: unknown; there are %s" % (name, ", ".join(sorted(spec))) for name in workspace if name not in spec]
    for name, option in spec.items():
        value = _plain(workspace.get(name))
        # The role's empty lists and dictionaries are none given.
        given = {} if value is None or value == [] or value == {} else {name: value}
        # Each alone, so that a problem can be said to be this option's.
        result = ArgumentSpecValidator({name: option}).validate(given)
        for error in result.errors:
            text = "unknown: %s" % error.msg if isinstance(error, UnsupportedError) else error.msg
            problems.append("%s: %s" % (name, text))
        params.update(result.validated_parameters)
    # An administrator without a password may have a file with one.
    params["admin_password_file"] = params["admin_password_file"] or "a file"
    return params, problems


def _closer_look(params):
    problems = []
    if has_admin(params) and not params["admin"]["email"]:
        problems.append("admin: email is missing; give the person's mail address")
    try:
        check(params)
    except InvalidInput as exc:
        # So that the prefix and the option make the name of a variable.
        problems.append("%s: %s" % (exc.option, str(exc).partition(": ")[2]))
    try:
        wanted_items(params)
    except Problems as exc:
        problems += exc.detail["problems"]
    return problems


class FilterModule:
    """Filters of the collection."""

    def filters(self):
        """Return the filters by their names."""
        return {"workspace": workspace}
