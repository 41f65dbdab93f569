# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What is remembered of passwords that were set: keyed hashes by the accounts' ids. No I/O.

Nobody can read a password from the server, and trying to sign in to find out may lock the account.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re

KEY_BYTES = 32
FORMAT = 1


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
    """What a task adds to a record, and takes from it. Kept apart, as another task may write in between."""

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
