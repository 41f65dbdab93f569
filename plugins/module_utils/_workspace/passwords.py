# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The record of passwords in the life of many accounts: read once, written before and after the writes."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._objects.password_record import (
    PasswordRecord,
    default_path,
)


class Passwords:
    """Tells the users' resources what was set last, and remembers what is set now."""

    def __init__(self, params, local):
        self._path = params["password_record"]
        self._trusted = params["trust_password_record"]
        self._local = local
        self._record = None

    def tell(self, items, state):
        """Let the accounts whose passwords are kept know whether theirs was the last one that was set."""
        kept = _kept(items)
        if not kept or self._path == "":
            return
        if self._record is None:
            self._record = PasswordRecord(self._path or default_path(self._local)).load()
        for item in kept:
            found = state.find(item)
            if found is not None and self._trusted:
                item.resource.password_state = self._record.matches(found["id"], item.resource.params["password"])

    def before(self, todo):
        """Forget the passwords that are about to be set: a task that is cut off leaves no wrong belief."""
        kept = _kept(todo)
        if self._record is None or not kept:
            return
        for item in kept:
            if item.before is not None:
                self._record.forget(item.before["id"])
        self._record.save()
        # From now on it knows what this task has set, and nothing else of these accounts.
        self._trusted = True

    def after(self, done, known):
        """Remember the passwords that were set."""
        kept = _kept(done)
        if self._path == "":
            for item in kept:
                item.resource.password_state = True  # as long as this task runs
        if self._record is None or not kept:
            return
        for item in kept:
            if item.after is None:
                continue  # gone, with its password
            self._record.store(known.find_id("user", item.key), item.resource.params["password"])
        self._record.save()


def _kept(items):
    return [item for item in items if item.resource.keeps_password()]
