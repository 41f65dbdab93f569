# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The options of module workspace: those of the single modules, as lists."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._objects import administrator
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import by_option, exclusive_choices
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import User


def listed(options):
    """Return the specification of a list of objects."""
    return {"type": "list", "elements": "dict", "options": options}


def structure():
    """Return the specification of everything that is kept: the same for the module, the role and the JSON schema."""
    options = {"admin": {"type": "dict", "options": administrator.options(User.OPTIONS)}}
    for name, kinds in by_option().items():
        if kinds[0].place == (name,):
            options[name] = listed(kinds[0].list_options())
        else:
            lists = {kind.place[1]: listed(kind.list_options()) for kind in kinds}
            options[name] = {"type": "dict", "options": lists}
    return options


def behaviour():
    """Return the options that say how the structure is kept."""
    return {
        "admin_password_file": {"type": "path", "no_log": False},
        "exclusive": {"type": "list", "elements": "str", "choices": list(exclusive_choices()), "default": []},
        "removal_limit": {"type": "int", "default": 25},
        "removal_confirmed": {"type": "bool", "default": False},
        "password_record": {"type": "path", "no_log": False},
        "trust_password_record": {"type": "bool", "default": True, "no_log": False},
        "writers": {"type": "int"},
        "time_limit": {"type": "int"},
        "leave_out": {"type": "list", "elements": "str", "default": []},
    }
