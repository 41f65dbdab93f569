# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What is remembered of settings that we set: by scope, each with its owner, what it was set to and was before. No I/O.

Instead of a secret there is a keyed hash, and nothing of the secret that was there before.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re

KEY_BYTES = 32
FORMAT = 1


class Entry:
    """One setting that a scope owns.

    ``applied``: the value (or its hash) that we set last, None before the first time. ``following``: the one that a
    run was about to set; it stays if that run was cut off. ``had`` tells whether there was a value before us.
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
        """Return what stands for a value in this entry."""
        return digest(key, self.path, value) if self.secret else value

    def is_ours(self, key, value):
        """Tell whether a value is one that we set, or the one before us if nothing was set yet."""
        known = [stored for stored in (self.applied, self.following) if stored is not None]
        if self.applied is None:
            if self.secret:
                return True  # what was there before is not remembered
            known.append(self.before)
        return self.matches(key, value, *known)

    def matches(self, key, value, *stored):
        """Tell whether a value is one of the stored ones."""
        if value is None:
            return None in stored and self.applied is None
        mine = self.stored(key, value)
        return any(canonical(mine) == canonical(other) for other in stored if other is not None)

    def as_dict(self):
        """Return the entry as it is written."""
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
    """Return a keyed hash; the name makes the same secret in two places look different."""
    text = "%s\0%s" % (".".join(path).lower(), canonical(value))
    return hmac.new(bytes.fromhex(key), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def canonical(value):
    """Return one text for equal values: 1.0 is 1, but true is not 1."""
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
        """Return the entries of a scope by the names by which settings are compared."""
        return self.scopes.get(scope, {})

    def others(self, scope):
        """Return {name: (scope, entry)} of all scopes but one."""
        return {
            name: (other, entry)
            for other, entries in self.scopes.items()
            if other != scope
            for name, entry in entries.items()
        }

    def with_scope(self, scope, entries):
        """Return a record in which a scope has these entries."""
        scopes = dict(self.scopes)
        scopes[scope] = entries
        return Record(self.key, {name: kept for name, kept in scopes.items() if kept})


def parse(text):
    """Return the record in a text, None if it is none."""
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
    """Return a record's text."""
    scopes = {
        scope: {name: entry.as_dict() for name, entry in entries.items()} for scope, entries in record.scopes.items()
    }
    return json.dumps({"format": FORMAT, "key": record.key, "scopes": scopes}, indent=1, sort_keys=True) + "\n"
