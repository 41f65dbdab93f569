# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A running workspace as the options that would keep it. No I/O, no secrets.

Objects that the options cannot express are left out and named, with the reason.
"""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import blank
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.bot import foreign
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import by_option

KINDS = tuple(by_option())
USUAL_KINDS = tuple(option for option, kinds in by_option().items() if kinds[0].over_socket)


class Export:
    """The structure, and what could not be put into it."""

    def __init__(self, state):
        self._state = state
        self.left_out = []
        self._foreign_bots = foreign(state)
        self._grouped = {}

    def structure(self, options):
        """Return the lists that are asked for, sorted by name."""
        return {option: self._list(option, kinds) for option, kinds in by_option().items() if option in options}

    def _list(self, option, kinds):
        if kinds[0].place == (option,):
            return self._entries(kinds[0])
        return {kind.place[1]: self._entries(kind) for kind in kinds}

    def _entries(self, kind):
        if kind.kind in self._state.unread:
            self._leave_out(kind, ("all",), self._state.unread[kind.kind])
        entries = (self._entry(kind, key) for key in kind.exported(self._state))
        return [entry for entry in entries if entry is not None]

    def _entry(self, kind, key):
        """Return an object's options as short as they can be, None if they could not be used again."""
        found = self._state.get(kind.kind, key)
        if isinstance(found, list):
            if len(found) > 1:
                self._leave_out(kind, key, "there are several of this display_name")
                return None
            found = found[0]
        entry = kind.exported_entry(found)
        try:
            # As the module would take it.
            kind(dict(blank(kind.OPTIONS), **entry)).check()
        except MattermostError as exc:
            self._leave_out(kind, key[-1:], str(exc))
            return None
        if kind.not_exported(found):
            self._leave_out(kind, key, kind.not_exported(found))
        if kind.members and kind.shows_members(found):
            entry.update((name, value) for name, value in self._members(kind, key).items() if value)
        return entry

    def _leave_out(self, kind, key, reason):
        self.left_out.append({"kind": kind.kind, "name": "/".join(key), "reason": reason})

    def _members(self, kind, key):
        names = sorted(name for name in self._names(kind.members).get(key, ()) if self._stays(name))
        admins = [name for name in names if self._state.get(kind.members, key + (name,)).get("scheme_admin")]
        return {"members": names, "admins": admins}

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
