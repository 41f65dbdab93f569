# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The record of the passwords that were set last, for many users: read once, written before and after the writes."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._objects.password_record import (
    PasswordRecord,
    default_path,
)


class Passwords:
    """Knows for users with ``update_password: always`` whether the password was the last one that was set."""

    def __init__(self, params, local):
        self._path = params["password_record"]
        self._trusted = params["trust_password_record"]
        self._local = local
        self._record = None

    def mark_known(self, items, state):
        """Mark the users whose password is the one that was set last; it need not be set again."""
        kept = _kept(items)
        if not kept or self._path == "":
            return
        if self._record is None:
            self._record = PasswordRecord(self._path or default_path(self._local)).load()
        for item in kept:
            found = state.find(item)
            if found is not None and self._trusted:
                item.resource.password_state = self._record.matches(found["id"], item.resource.params["password"])

    def forget(self, todo):
        """Forget the passwords before they are set: after an interruption the record is incomplete, but not wrong."""
        kept = _kept(todo)
        if self._record is None or not kept:
            return
        for item in kept:
            if item.before is not None:
                self._record.forget(item.before["id"])
        self._record.save()
        # From now on the record holds only what this task has set for these users, and can be trusted.
        self._trusted = True

    def record(self, done, known):
        """Record the passwords that were set."""
        kept = _kept(done)
        if self._path == "":
            for item in kept:
                item.resource.password_state = True  # as long as this task runs
        if self._record is None or not kept:
            return
        for item in kept:
            if item.after is None:
                continue  # the user is deleted
            self._record.store(known.find_id("user", item.key), item.resource.params["password"])
        self._record.save()


def _kept(items):
    return [item for item in items if item.resource.keeps_password()]
