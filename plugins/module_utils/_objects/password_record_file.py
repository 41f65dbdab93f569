# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The file of ``password_record``: whose it is, and writing it so that no other task's entries are lost."""

from __future__ import annotations

import hmac
import secrets

from ansible_collections.groupware.mattermost.plugins.module_utils._core import state_file as record_file
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.password_record import (
    KEY_BYTES,
    Changes,
    hashed,
    parse,
    render,
)

NAME = "passwords.json"


def default_path(local):
    """Return where the record is."""
    return record_file.default_path(local, NAME)


class PasswordRecord:
    """Passwords that were set.

    ``load``, then ask; ``forget`` and ``save`` before one is set, ``store`` and ``save`` afterwards. So a task that
    is cut off in between leaves an unknown password, never a wrong belief.
    """

    def __init__(self, path):
        self.path = path
        self._file = record_file.RecordFile(
            path, "record of passwords", "remove it, and the passwords are set once more"
        )
        self._key = None
        self._hashes = {}
        self._changes = Changes()

    def load(self):
        """Read the file, if there is one; return the record itself."""
        found = self._file.read(parse)
        if found is not None:
            self._key, self._hashes = found
        return self

    def matches(self, user_id, password):
        """Return True if this password was set last, False if it was another, None if that is not known."""
        answer, is_ours = self._changes.find(user_id, password)
        if is_ours or user_id not in self._hashes:
            return answer
        return hmac.compare_digest(self._hashes[user_id], hashed(self._key, user_id, password))

    def store(self, user_id, password):
        """Remember a password that was set."""
        self._changes.store(user_id, password)

    def forget(self, user_id):
        """Take back what is known of an account's password, as it is about to be set."""
        self._changes.forget(user_id)

    def save(self):
        """Write the changes into the file as it is now."""
        with self._file.locked():
            found = self._file.read(parse)
            key, hashes = found or (secrets.token_hex(KEY_BYTES), {})
            merged = self._changes.merged(key, hashes)
            if found is None or merged != hashes:
                self._file.write(render(key, merged))
        self._key, self._hashes = key, merged
        self._changes = Changes()
