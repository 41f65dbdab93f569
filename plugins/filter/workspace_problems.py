# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a workspace's variables on the controller, as module workspace would, before anything is changed."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError
from ansible_collections.groupware.mattermost.plugins.module_utils._errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import Problems, has_admin, wanted_items
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace_exclusive import check
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace_options import (
    ADMIN,
    OPTIONS,
    WEBHOOKS,
    blank,
)


def workspace_problems(workspace, prefix=""):
    """Return what is wrong with a workspace, one text a problem; the types have been checked before."""
    if not isinstance(workspace, dict):
        raise AnsibleFilterError("workspace_problems needs a dictionary of lists, not %r" % (workspace,))
    params = _filled(workspace)
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
    return [prefix + problem for problem in problems]


def _filled(workspace):
    """Return the options as the module gets them: those that are left out have their defaults."""
    params = dict(
        {"exclusive": [], "removal_limit": 0, "admin_password_file": "a file", "admin": None, "webhooks": None},
        **workspace)
    for name, options in OPTIONS.items():
        entries = workspace.get(name) or None
        params[name] = entries and [dict(blank(options), **entry) for entry in entries]
    if params["webhooks"]:
        params["webhooks"] = dict(
            (name, [dict(blank(options), **entry) for entry in params["webhooks"].get(name) or ()])
            for name, options in WEBHOOKS.items())
    params["webhooks"] = params["webhooks"] or None
    params["admin"] = dict(blank(ADMIN), **(params["admin"] or {}))
    return params


class FilterModule:
    """Filters of the collection."""

    def filters(self):
        """Return the filters by their names."""
        return {"workspace_problems": workspace_problems}
