# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The options of module workspace: those of the single modules, as lists."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._objects import bot as _bot
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import channel as _channel
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import command as _command
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import incoming_webhook as _incoming_webhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import outgoing_webhook as _outgoing_webhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import plugin as _plugin
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import role as _role
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import team as _team
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import user as _user

ADMIN_ROLES = ("system_user", "system_admin")
# The administrator belongs to a person, who changes the account: it is made when missing, and then left alone.
ADMIN_OPTIONS = ("username", "email", "password", "first_name", "last_name", "nickname", "position", "locale")
MEMBERS = {"members": {"type": "list", "elements": "str"}, "admins": {"type": "list", "elements": "str"}}
# What a list of teams has no use for: a team is known by its name there.
NOT_FOR_TEAMS = ("id",)
OPTIONS = {
    "teams": dict(((name, spec) for name, spec in _team.OPTIONS.items() if name not in NOT_FOR_TEAMS), **MEMBERS),
    "users": _user.OPTIONS,
    "channels": dict(_channel.OPTIONS, **MEMBERS),
    "roles": _role.OPTIONS,
    "bots": _bot.OPTIONS,
    "commands": _command.OPTIONS,
    "plugins": _plugin.OPTIONS,
}
WEBHOOKS = {"incoming": _incoming_webhook.OPTIONS, "outgoing": _outgoing_webhook.OPTIONS}
# None is required here: a role's variable that is empty means that no administrator is made.
ADMIN = {name: dict(_user.OPTIONS[name], required=False) for name in ADMIN_OPTIONS}
EXCLUSIVE = ("users", "bots", "teams", "team_members", "channels", "channel_members", "webhooks", "commands", "plugins")


def listed(options):
    """Return the specification of a list of objects."""
    return {"type": "list", "elements": "dict", "options": options}


def structure():
    """Return the specification of everything that is kept: the same for the module, the role and the JSON schema."""
    kinds = {name: listed(options) for name, options in OPTIONS.items()}
    kinds["webhooks"] = {"type": "dict", "options": {name: listed(options) for name, options in WEBHOOKS.items()}}
    kinds["admin"] = {"type": "dict", "options": ADMIN}
    return kinds


def behaviour():
    """Return the options that say how the structure is kept."""
    return {
        "admin_password_file": {"type": "path", "no_log": False},
        "exclusive": {"type": "list", "elements": "str", "choices": list(EXCLUSIVE), "default": []},
        "removal_limit": {"type": "int", "default": 25},
        "removal_confirmed": {"type": "bool", "default": False},
        "password_record": {"type": "path", "no_log": False},
        "trust_password_record": {"type": "bool", "default": True, "no_log": False},
        "writers": {"type": "int"},
        "time_limit": {"type": "int"},
        "leave_out": {"type": "list", "elements": "str", "default": []},
    }


def blank(options):
    """Return an object's options as a task gives them that sets none."""
    return {name: spec.get("default") for name, spec in options.items()}
