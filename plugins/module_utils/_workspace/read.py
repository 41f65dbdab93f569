# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Read what a server holds of a workspace: lists page by page, several at once, no request for a single object."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import (
    BY_NAME,
    KINDS,
    by_option,
    exclusive_choices,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import State


class Wanted:
    """Which parts of a workspace have to be read: all of some kinds, or what some items have to be compared with."""

    def __init__(self, kinds, items=None, exclusive=()):
        self.kinds = set(kinds)
        self.everything = items is None
        self.exclusive = exclusive
        self._items = {}
        for item in items or ():
            self._items.setdefault(item.kind, []).append(item)
        for name in list(self.kinds):
            self._add_needed(name)

    def _add_needed(self, name):
        for needed in BY_NAME[name].needs_read:
            self.kinds.add(needed)
            self._add_needed(needed)

    def keys(self, kind, state=None):
        """Return the keys of the items of a kind; state: only those that should be in it."""
        items = self._items.get(kind, ())
        return [item.key for item in items if state is None or item.resource.params["state"] == state]


def wanted_by(items, exclusive):
    """Return what the items and the exclusive kinds need to be compared with."""
    kinds = {item.kind for item in items}
    choices = exclusive_choices()
    for name in exclusive:
        kinds |= {kind.kind for kind in choices[name]}
    return Wanted(kinds, items, exclusive)


def wanted_for(options):
    """Return what an export of some lists needs."""
    kinds = set()
    for option in options:
        for kind in by_option()[option]:
            kinds |= {kind.kind, *kind.export_reads}
    return Wanted(kinds)


def read(pool, local, wanted):
    """Return the state of the server."""
    state = State()
    kinds = [kind for kind in KINDS if kind.is_read(wanted)]
    for kind in kinds:
        state.begin(kind.kind)
    for first in (True, False):
        asked = [kind for kind in kinds if kind.read_first is first]
        pool.run_all([question for kind in asked for question in kind.questions(state, wanted, local)])
    return state
