# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The record of the settings that were set: by scope, each with its owner, its value and its former value. No I/O.

A secret is stored as a keyed hash, and its former value not at all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re

KEY_BYTES = 32
FORMAT = 1


class Entry:
    """One setting of a scope.

    C(had): whether there was a value before the scope set one; C(before): that value;
    C(applied): the value (or its hash) that was set last, None before the first time;
    C(following): the value (or its hash) that a run is about to set, which stays if the run is interrupted.
    """

    def __init__(self, path, owner, secret, had=False, before=None, applied=None, following=None):
        self.path = tuple(path)
        self.owner = owner
        self.secret = secret
        self.had = had
        self.before = before
        self.applied = applied
        self.following = following

    def stored(self, key, value):
        """Return the value, or its hash if the setting is a secret."""
        return digest(key, self.path, value) if self.secret else value

    def is_ours(self, key, value):
        """Return whether the scope set this value; before the first time, whether it is the former value."""
        known = [stored for stored in (self.applied, self.following) if stored is not None]
        if self.applied is None:
            if self.secret:
                return True  # the former value is not stored
            known.append(self.before)
        return self.matches(key, value, *known)

    def matches(self, key, value, *stored):
        """Return whether a value is one of the stored ones."""
        if value is None:
            return None in stored and self.applied is None
        mine = self.stored(key, value)
        return any(canonical(mine) == canonical(other) for other in stored if other is not None)

    def as_dict(self):
        """Return the entry as a dictionary for JSON."""
        return {
            "setting": list(self.path),
            "owner": self.owner,
            "secret": self.secret,
            "had": self.had,
            "before": self.before,
            "applied": self.applied,
            "following": self.following,
        }


def digest(key, path, value):
    """Return a keyed hash of a value; the path makes equal secrets of two settings differ."""
    text = "%s\0%s" % (".".join(path).lower(), canonical(value))
    return hmac.new(bytes.fromhex(key), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def canonical(value):
    """Return the same text for equal values: 1.0 is 1, but true is not 1."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


class Record:
    """The entries of all scopes, and the key of the hashes."""

    def __init__(self, key, scopes=None):
        self.key = key
        self.scopes = scopes or {}

    def entries(self, scope):
        """Return {key of a setting: Entry} of a scope."""
        return self.scopes.get(scope, {})

    def others(self, scope):
        """Return {key of a setting: (scope, Entry)} of all scopes but one."""
        return {
            name: (other, entry)
            for other, entries in self.scopes.items()
            if other != scope
            for name, entry in entries.items()
        }

    def with_scope(self, scope, entries):
        """Return a copy of the record with other entries of a scope."""
        scopes = dict(self.scopes)
        scopes[scope] = entries
        return Record(self.key, {name: kept for name, kept in scopes.items() if kept})


def parse(text):
    """Return the Record in a text, None if it has none."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT or not re.fullmatch("[0-9a-f]{%d}" % (2 * KEY_BYTES), data["key"]):
            return None
        scopes = {
            str(scope): {name: _entry(fields) for name, fields in entries.items()}
            for scope, entries in data["scopes"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Record(data["key"], scopes)


def _entry(fields):
    path = fields["setting"]
    if not isinstance(path, list) or len(path) < 2 or not all(isinstance(part, str) for part in path):
        raise ValueError("no name of a setting")
    return Entry(
        path,
        fields["owner"],
        bool(fields["secret"]),
        bool(fields["had"]),
        fields["before"],
        fields["applied"],
        fields["following"],
    )


def render(record):
    """Return the text of a record."""
    scopes = {
        scope: {name: entry.as_dict() for name, entry in entries.items()} for scope, entries in record.scopes.items()
    }
    return json.dumps({"format": FORMAT, "key": record.key, "scopes": scopes}, indent=1, sort_keys=True) + "\n"
