# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The record of passwords that were set: keyed hashes by the accounts' ids, in the file of option password_record.

Nobody can read a password from the server, and trying to sign in to find out may lock the account.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets

from ansible_collections.groupware.mattermost.plugins.module_utils._core import state_file as record_file

KEY_BYTES = 32
FORMAT = 1
NAME = "passwords.json"


def hashed(key, user_id, password):
    """Return what is remembered in place of a password; the id makes two people's same password look different."""
    text = "%s\0%s" % (user_id, password)
    return hmac.new(bytes.fromhex(key), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def parse(text):
    """Return (key, hashes by id) of a record's text, None if it is no record."""
    try:
        data = json.loads(text)
        key, hashes = data["key"], data["passwords"]
        good = data["format"] == FORMAT and _is_hex(key) and all(_is_hex(value) for value in hashes.values())
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return (key, hashes) if good else None


def _is_hex(text):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{%d}" % (2 * KEY_BYTES), text) is not None


def render(key, hashes):
    """Return a record's text."""
    return json.dumps({"format": FORMAT, "key": key, "passwords": hashes}, indent=1, sort_keys=True) + "\n"


class Changes:
    """Entries that a task adds to a record, and takes from it. Kept apart, as another task may write in between."""

    def __init__(self):
        self._passwords = {}

    def store(self, user_id, password):
        """Remember a password."""
        self._passwords[user_id] = password

    def forget(self, user_id):
        """Take back what is known of a password."""
        self._passwords[user_id] = None

    def find(self, user_id, password):
        """Return True, False or None (not known here, or forgotten), and whether this task said anything of it."""
        if user_id not in self._passwords:
            return None, False
        known = self._passwords[user_id]
        return (None if known is None else known == password), True

    def merged(self, key, hashes):
        """Return the hashes with the changes made."""
        answer = dict(hashes)
        for user_id, password in self._passwords.items():
            if password is None:
                answer.pop(user_id, None)
            else:
                answer[user_id] = hashed(key, user_id, password)
        return answer


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


class Keeper:
    """The record in the life of one account: asked before the password would be set, and written afterwards."""

    def __init__(self, task, resource):
        self._check_mode = task.check_mode
        self._resource = resource
        self._trusted = task.params["trust_password_record"]
        self._record = None
        self._sets = False
        path = task.params["password_record"]
        if resource.keeps_password() and path != "":
            self._record = PasswordRecord(path or default_path(task.client.local)).load()

    def before(self, before, after):
        """Give the resource what is known. A password that is about to change is unknown until it has changed."""
        record, resource = self._record, self._resource
        if record is None or after is None:
            return
        if before is not None and self._trusted:
            resource.password_state = record.matches(before["id"], resource.params["password"])
        self._sets = before is None or resource.password_state is not True
        if self._sets and not self._check_mode:
            if before is not None:
                record.forget(before["id"])
            record.save()

    def after(self, user):
        """Remember the password that was set."""
        if self._sets and not self._check_mode:
            self._record.store(user["id"], self._resource.params["password"])
            self._record.save()
