# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Kinds of which nothing stays that is not listed. No I/O.

Nothing is deleted that cannot be had back: accounts and bots are deactivated, teams and channels archived, plugins
disabled. Memberships, webhooks and slash commands go.
"""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import MADE_WITH_THE_TEAM
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import Item
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.options import OPTIONS, WEBHOOKS, blank
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import SYSTEM_BOT

# Which option has to list a kind that is exclusive.
LISTED_IN = {"team_members": "teams", "channel_members": "channels"}


def check(params):
    """Refuse an exclusive kind that is not given at all: everything of it would go."""
    for kind in params["exclusive"]:
        option = LISTED_IN.get(kind, kind)
        if params[option] is None:
            raise InvalidInput("exclusive", "names %s, but %s is not given; list what has to stay" % (kind, option))
    if not 0 <= params["removal_limit"] <= 100:
        raise InvalidInput("removal_limit", "is a share in percent, 0 to 100, not %d" % params["removal_limit"])


def unlisted_items(items, params, state):
    """Return an item for everything that is there, not listed, and of an exclusive kind."""
    listed = {}
    for item in items:
        listed.setdefault(item.kind, set()).add(item.key)
    going = []
    for name in params["exclusive"]:
        for kind, keys, option_values in FINDERS[name](params, state):
            state.set_scope(kind, sum(len(_all_of_name(state, kind, key)) for key in keys))
            for key in sorted(keys):
                if key not in listed.get(kind, ()):
                    going += [
                        Item(kind, option_values(key), None, unlisted=True, pinned=one)
                        for one in _all_of_name(state, kind, key)
                    ]
    return going


def _all_of_name(state, kind, key):
    """Of webhooks there can be several of a name, and all of them go; of other kinds there is one."""
    found = state.get(kind, key)
    return found if isinstance(found, list) and len(found) > 1 else [None]


def _users(params, state):
    keys = [(user["username"],) for user in state.all_of("user") if user["state"] == "present" and not user["is_bot"]]
    yield "user", keys, lambda key: dict(blank(OPTIONS["users"]), username=key[0], state="inactive")


def _bots(params, state):
    people = {user["id"] for user in state.all_of("user")}
    keys = [
        (bot["username"],)
        for bot in state.all_of("bot")
        # A plugin's own bot belongs to the plugin.
        if bot["state"] == "present" and bot["username"] != SYSTEM_BOT and bot["owner_id"] in people
    ]
    yield "bot", keys, lambda key: dict(blank(OPTIONS["bots"]), username=key[0], state="inactive")


def _teams(params, state):
    keys = [(team["name"],) for team in state.all_of("team") if team["state"] == "present"]
    yield "team", keys, lambda key: dict(blank(OPTIONS["teams"]), id=None, name=key[0], state="archived")


def _named_teams(params):
    """Return the teams that the task speaks of: only there something can be unlisted."""
    names = {team["name"] for team in params["teams"] or () if team["state"] == "present"}
    return names | {channel["team"] for channel in params["channels"] or ()}


def _team_members(params, state):
    teams = {
        team["name"] for team in params["teams"] or () if team["members"] is not None and team["state"] == "present"
    }
    keys = [key for key in state.keys_of("team_member") if key[0] in teams and _person(state, key[1])]
    yield "team_member", keys, lambda key: {"team": key[0], "user": key[1], "scheme_admin": None, "state": "absent"}


def _channels(params, state):
    teams = _named_teams(params)
    keys = [
        key
        for key in state.keys_of("channel")
        if key[0] in teams and key[1] not in MADE_WITH_THE_TEAM and state.get("channel", key)["state"] == "present"
    ]
    yield "channel", keys, lambda key: dict(blank(OPTIONS["channels"]), team=key[0], name=key[1], state="archived")


def _channel_members(params, state):
    channels = {
        (channel["team"], channel["name"].lower())
        for channel in params["channels"] or ()
        if channel["members"] is not None
        and channel["state"] == "present"
        and channel["name"].lower() not in MADE_WITH_THE_TEAM
    }
    keys = [key for key in state.keys_of("channel_member") if key[:2] in channels and _person(state, key[2])]
    yield (
        "channel_member",
        keys,
        lambda key: {"team": key[0], "channel": key[1], "user": key[2], "scheme_admin": None, "state": "absent"},
    )


def _webhooks(params, state):
    teams = _named_teams(params)
    for direction, options in sorted(WEBHOOKS.items()):
        if params["webhooks"].get(direction) is None:
            continue  # only what is listed can be unlisted
        kind = direction + "_webhook"
        keys = [key for key in state.keys_of(kind) if key[0] in teams]
        yield (
            kind,
            keys,
            lambda key, options=options: dict(blank(options), team=key[0], display_name=key[1], state="absent"),
        )


def _commands(params, state):
    teams = _named_teams(params)
    keys = [key for key in state.keys_of("command") if key[0] in teams]
    yield "command", keys, lambda key: dict(blank(OPTIONS["commands"]), team=key[0], trigger=key[1], state="absent")


def _plugins(params, state):
    keys = [(plugin["id"],) for plugin in state.all_of("plugin") if plugin["enabled"]]
    yield "plugin", keys, lambda key: dict(blank(OPTIONS["plugins"]), id=key[0], enabled=False)


def _person(state, username):
    """Bots are members because somebody uses them, and who is deactivated may come back: they stay."""
    user = state.get("user", (username,))
    return user is not None and not user["is_bot"] and user["state"] == "present"


FINDERS = {
    "users": _users,
    "bots": _bots,
    "teams": _teams,
    "team_members": _team_members,
    "channels": _channels,
    "channel_members": _channel_members,
    "webhooks": _webhooks,
    "commands": _commands,
    "plugins": _plugins,
}
