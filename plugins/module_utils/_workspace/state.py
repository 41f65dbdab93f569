# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The objects of a server by names instead of IDs. No I/O: ``read`` fills it."""

from __future__ import annotations


class State:
    """Objects by kind and key; of a kind that was not read nothing is known."""

    def __init__(self, predicted=False):
        self.predicted = predicted  # no server was there to ask
        self._objects = {}
        self._scope = {}
        self._names = {}
        self.unread = {}  # {kind: why it could not be read}

    def add(self, kind, key, found):
        """Take an object."""
        self._objects.setdefault(kind, {})[key] = found

    def add_to_list(self, kind, key, found):
        """Take an object of a kind whose names are not unique."""
        self._objects.setdefault(kind, {}).setdefault(key, []).append(found)

    def name(self, kind, object_id, name):
        """Remember what an id is called."""
        self._names.setdefault(kind, {})[object_id] = name

    def names(self, kind):
        """Return {id: name} of a kind."""
        return self._names.get(kind, {})

    def begin(self, kind):
        """Say that a kind was read, even if there is nothing of it."""
        self._objects.setdefault(kind, {})

    def reads(self, kind):
        """Return whether a kind was read."""
        return kind in self._objects

    def keys_of(self, kind):
        """Return the keys of all objects of a kind."""
        return list(self._objects.get(kind, ()))

    def all_of(self, kind):
        """Return all objects of a kind."""
        return list(self._objects.get(kind, {}).values())

    def get(self, kind, key):
        """Return one object, None if there is none."""
        return self._objects.get(kind, {}).get(key)

    def find(self, item):
        """Return what there is of an item, in the form that its resource compares."""
        found = [item.pinned] if item.pinned else self.get(item.kind, item.key)
        return None if found is None else item.resource.recognize(found)

    def set_scope(self, kind, number):
        """Remember how many objects of an exclusive kind there are where unlisted ones would go."""
        self._scope[kind] = number

    def in_scope(self, kind):
        """Return that number."""
        return self._scope.get(kind, 0)
