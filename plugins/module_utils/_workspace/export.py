# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A running workspace as the options that would keep it. No I/O, no secrets.

What cannot be said with the options is left out and named, with the reason.
"""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import MADE_WITH_THE_TEAM
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import KIND
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.options import OPTIONS, WEBHOOKS, blank
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import SYSTEM_BOT

KINDS = ("teams", "users", "channels", "roles", "bots", "webhooks", "commands", "plugins")
# Which objects a list needs beside its own.
ALSO_READ = {
    "teams": ("team_member",),
    "channels": ("channel", "channel_member"),
    "webhooks": ("incoming_webhook", "outgoing_webhook"),
}
# The same on every server, so nobody needs to read it.
USUAL = {
    "user": {"locale": "en", "roles": ["system_user"], "state": "present"},
    "bot": {"state": "present", "roles": ["system_user"]},
    "team": {"state": "present", "allow_open_invite": False},
    "channel": {"state": "present"},
    "incoming_webhook": {"channel_locked": False},
    "outgoing_webhook": {"content_type": "application/x-www-form-urlencoded", "trigger_when": "exact"},
    "command": {"auto_complete": False, "method": "POST"},
}
DEFAULT_DISPLAY_NAMES = {"town-square": "Town Square", "off-topic": "Off-Topic"}


def read_kinds(kinds):
    """Return the kinds of objects that have to be read for the kinds that are asked for."""
    found = set()
    for kind in kinds:
        found |= set(ALSO_READ.get(kind, ())) or {kind[:-1]}
        found.add("team" if kind == "teams" else "user")
    if set(kinds) & {"bots", "teams", "channels"}:
        found.add("bot")
    if set(kinds) <= {"roles", "plugins"}:
        found.discard("user")
    return found


class Export:
    """The structure, and what could not be put into it."""

    def __init__(self, state):
        self._state = state
        self.left_out = []
        self._grouped = {}
        people = {user["id"] for user in state.all_of("user")}
        self._foreign_bots = {
            bot["username"]
            for bot in state.all_of("bot")
            if bot["username"] == SYSTEM_BOT or bot["owner_id"] not in people
        }

    def structure(self, kinds):
        """Return the kinds that are asked for, sorted by name."""
        return {kind: getattr(self, "_" + kind)() for kind in KINDS if kind in kinds}

    def _entry(self, kind, options, state, more=None):
        """Return an object's options as short as they can be, None if they could not be used again."""
        usual = USUAL.get(kind, {})
        entry = {}
        for name in options:
            value = state.get(name)
            if value in (None, "", []) or usual.get(name) == value:
                continue
            entry[name] = value
        entry.update((name, value) for name, value in (more or {}).items() if value)
        try:
            # As the module would take it.
            given = {name: value for name, value in entry.items() if name in options}
            KIND[kind].make(dict(blank(options), id=None, **given)).check()
        except MattermostError as exc:
            name = state.get("name") or state.get("username") or state.get("display_name") or state.get("id")
            self.left_out.append({"kind": kind, "name": name, "reason": str(exc)})
            return None
        return entry

    def _entries(self, kind, options, states, more=lambda state: None):
        entries = (self._entry(kind, options, state, more(state)) for state in states)
        return [entry for entry in entries if entry is not None]

    def _sorted(self, kind):
        return [self._state.get(kind, key) for key in sorted(self._state.keys_of(kind))]

    def _users(self):
        return self._entries("user", OPTIONS["users"], (user for user in self._sorted("user") if not user["is_bot"]))

    def _bots(self):
        return self._entries(
            "bot", OPTIONS["bots"], (bot for bot in self._sorted("bot") if bot["username"] not in self._foreign_bots)
        )

    def _roles(self):
        entries = []
        for role in self._sorted("role"):
            entry = {"name": role["name"], "permissions": role["permissions"]}
            entries.append(entry if role["permissions"] else dict(entry, allow_empty=True))
        return entries

    def _plugins(self):
        return [{"id": plugin["id"], "enabled": plugin["enabled"]} for plugin in self._sorted("plugin")]

    def _teams(self):
        return self._entries(
            "team",
            OPTIONS["teams"],
            self._sorted("team"),
            lambda team: self._members("team_member", (team["name"],)) if team["state"] == "present" else None,
        )

    def _channels(self):
        return self._entries("channel", OPTIONS["channels"], self._kept_channels(), self._channel_members)

    def _kept_channels(self):
        for key in sorted(self._state.keys_of("channel")):
            channel = self._state.get("channel", key)
            team = self._state.get("team", key[:1])
            if team is None or team["state"] != "present" or self._is_untouched(channel):
                continue
            yield channel

    @staticmethod
    def _is_untouched(channel):
        name = channel["name"]
        return (
            name in MADE_WITH_THE_TEAM
            and not channel["header"]
            and not channel["purpose"]
            and channel["display_name"] == DEFAULT_DISPLAY_NAMES[name]
        )

    def _channel_members(self, channel):
        # Everybody in a team is in its default channels.
        if channel["state"] != "present" or channel["name"] in MADE_WITH_THE_TEAM:
            return None
        return self._members("channel_member", (channel["team"], channel["name"]))

    def _members(self, kind, key):
        there = sorted(name for name in self._names(kind).get(key, ()) if self._stays(name))
        admins = [name for name in there if self._state.get(kind, key + (name,)).get("scheme_admin")]
        return {"members": there, "admins": admins}

    def _names(self, kind):
        """Return {key of the team or channel: names of its members}; all are grouped once, not searched for each."""
        if kind not in self._grouped:
            names = self._grouped[kind] = {}
            for key in self._state.keys_of(kind):
                names.setdefault(key[:-1], []).append(key[-1])
        return self._grouped[kind]

    def _stays(self, username):
        user = self._state.get("user", (username,))
        return user is not None and user["state"] == "present" and username not in self._foreign_bots

    def _webhooks(self):
        return {name: self._hooks(name + "_webhook", options) for name, options in WEBHOOKS.items()}

    def _hooks(self, kind, options):
        entries = []
        for key in sorted(self._state.keys_of(kind)):
            hooks = self._state.get(kind, key)
            if len(hooks) > 1:
                reason = "there are several of this display_name"
                self.left_out.append({"kind": kind, "name": "/".join(key), "reason": reason})
                continue
            entries += self._entries(kind, options, hooks)
        return entries

    def _commands(self):
        return self._entries("command", OPTIONS["commands"], self._sorted("command"))
