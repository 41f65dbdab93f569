# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare an answer with a recorded one whose generated values are placeholders.

A placeholder is bound to the value it is first seen with, and means that value from then on: in later answers, and in
the requests that are sent.  Times are special.  Within one object and field, the same placeholder must stay the same
number and another placeholder must be another number: so a time that moves, or fails to move, is noticed.  Between
different fields or objects, equal times are a matter of speed, and only have to be close.
"""

from __future__ import annotations

import copy
import re
import secrets
from dataclasses import dataclass, field

ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769"
ID = r"[a-z0-9]{26}"

# The values of each kind; those in FREE are new in every answer and are never bound.
KINDS = {
    "id": ID,
    "token": ID,
    "invite": ID,
    "cookie": ID,
    "ms": r"\d{13}",
    "request_id": ID,
    "mail_token": r"[a-z0-9]{64}",
    "made-up_username": r"a[a-z0-9]{26}",
    "secret": r".{32}",
    "config_hash": r"[0-9a-f]{32,64}",
    "date": r".+?",
    "length": r"\d+",
    "etag": r".+?",
    "build": r".+?",
    "AsymmetricSigningPublicKey": r".+?",
    "DiagnosticId": r".+?",
    "TelemetryId": r".+?",
    "BuildHash": r".+?",
    "BuildHashEnterprise": r".+?",
}
FREE = ("request_id", "config_hash", "date", "length", "etag", "build")
PLACEHOLDER = re.compile(r"<((%s)(?:[:_][^<>]*)?)>" % "|".join(sorted(map(re.escape, KINDS), key=len, reverse=True)))
MORE = re.compile(r"\.\.\. (\d+) more\Z")
TRIMMED = "..."

# Times between different fields may differ by what a slow machine needs.
CLOSE_MS = 60_000
EPOCH_MS = 1_500_000_000_000


@dataclass
class Difference:
    """One place where the answer is not as recorded."""

    path: str
    wanted: object
    found: object

    def __str__(self) -> str:
        return "%s: wanted %r, found %r" % (self.path or "(body)", self.wanted, self.found)


@dataclass
class Bindings:
    """The values of the placeholders of one recording."""

    values: dict[str, str] = field(default_factory=dict)
    times: dict[str, dict[tuple, int]] = field(default_factory=dict)
    moments: dict[tuple, dict[int, tuple[str, int]]] = field(default_factory=dict)
    exchange: int = 0

    def bind(self, name: str, value: str) -> None:
        """Set the value of a placeholder such as `id:user_alice`."""
        self.values[name] = value

    def adopt(self, other: Bindings) -> None:
        """Take over what a trial found."""
        self.values, self.times, self.moments = other.values, other.times, other.moments

    # Requests

    def fill(self, recorded):
        """The request to send: placeholders replaced, unknown ones by an invented value."""
        if isinstance(recorded, dict):
            return {self.fill(key): self.fill(value) for key, value in recorded.items()}
        if isinstance(recorded, list):
            return [self.fill(item) for item in recorded]
        if not isinstance(recorded, str):
            return recorded
        whole = PLACEHOLDER.fullmatch(recorded)
        if whole and whole.group(2) == "ms":
            return self._time_of(whole.group(1))
        return PLACEHOLDER.sub(lambda match: str(self._value(match)), recorded)

    def _time_of(self, name: str) -> int:
        return next(iter(self.times[name].values()))

    def _value(self, match: re.Match):
        name, kind = match.group(1), match.group(2)
        if kind == "ms":
            return self._time_of(name)
        if name not in self.values:
            if KINDS[kind] != ID:
                raise LookupError("%s was never seen in an answer" % match.group())
            # An id that nobody has: what the recorder made up, or read without keeping the exchange.
            self.values[name] = "".join(secrets.choice(ALPHABET) for _unused in range(26))
        return self.values[name]

    # Answers

    def text(self, wanted: str, found: str, owner: tuple, key: str) -> bool:
        """Whether a text fits, binding what is new in it."""
        pattern, names = "", []
        at = 0
        for match in PLACEHOLDER.finditer(wanted):
            pattern += re.escape(wanted[at : match.start()]) + "(%s)" % KINDS[match.group(2)]
            names.append((match.group(1), match.group(2)))
            at = match.end()
        fit = re.fullmatch(pattern + re.escape(wanted[at:]), found, re.DOTALL)
        return bool(fit) and all(
            self._fits(name, kind, value, owner, key) for (name, kind), value in zip(names, fit.groups())
        )

    def _fits(self, name: str, kind: str, value: str, owner: tuple, key: str) -> bool:
        if kind in FREE:
            return True
        if kind == "ms":
            return self.time(name, int(value), owner, key)
        if name in self.values:
            return self.values[name] == value
        if value in self.values.values() and kind in ("id", "token", "invite", "cookie"):
            # Two ids that were different in the recording are one here, unless they are another name of it.
            taken = [other for other, known in self.values.items() if known == value]
            if any(other.partition(":")[0] == kind for other in taken):
                return False
        self.values[name] = value
        return True

    def time(self, name: str, value: int, owner: tuple, key: str) -> bool:
        """Whether a time fits: exactly where it was seen before, closely elsewhere, differently where it is new."""
        if value < EPOCH_MS:
            return False
        place = owner + (key,)
        known = self.times.setdefault(name, {})
        if place in known:
            return known[place] == value
        if known and min(abs(value - other) for other in known.values()) > CLOSE_MS:
            return False
        others = self.moments.setdefault(place, {})
        if value in others and others[value][0] != name and others[value][1] != self.exchange:
            return False
        known[place] = value
        others.setdefault(value, (name, self.exchange))
        return True


def _owner(found: dict, path: str) -> tuple:
    """Return the value that identifies an object."""
    if isinstance(found.get("id"), str):
        return (found["id"],)
    if "user_id" in found:
        return (found.get("team_id"), found["user_id"])
    return (path,)


def _is_sorted(items: list) -> bool:
    return all(isinstance(item, str) for item in items) and items == sorted(items)


class Matcher:
    """Compares one answer's body; `unordered` holds the names of lists without an order, "" for the body itself."""

    def __init__(self, bindings: Bindings, unordered: tuple = ()):
        self.bindings = bindings
        self.unordered = unordered

    def body(self, wanted, found) -> list[Difference]:
        return self._any(wanted, found, "", ("",), "")

    def _any(self, wanted, found, path: str, owner: tuple, key: str) -> list[Difference]:
        if isinstance(wanted, dict) and isinstance(found, dict):
            return self._dict(wanted, found, path)
        if isinstance(wanted, list) and isinstance(found, list):
            return self._list(wanted, found, path, key)
        return [] if self._scalar(wanted, found, owner, key) else [Difference(path, wanted, found)]

    def _scalar(self, wanted, found, owner: tuple, key: str) -> bool:
        if isinstance(wanted, str):
            whole = PLACEHOLDER.fullmatch(wanted)
            if whole and whole.group(2) == "ms" and isinstance(found, int) and not isinstance(found, bool):
                return self.bindings.time(whole.group(1), found, owner, key)
            return isinstance(found, str) and self.bindings.text(wanted, found, owner, key)
        if isinstance(wanted, int) and wanted < -EPOCH_MS:
            # A negative time, which the recorder did not take for one.
            return isinstance(found, int) and found < -EPOCH_MS
        return type(wanted) is type(found) and wanted == found

    def _dict(self, wanted: dict, found: dict, path: str) -> list[Difference]:
        trimmed = TRIMMED in wanted
        differences = []
        owner = _owner(found, path)
        for key, value in wanted.items():
            if key == TRIMMED:
                continue
            key = self.bindings.fill(key)
            here = "%s.%s" % (path, key) if path else key
            if key not in found:
                differences.append(Difference(here, value, "(absent)"))
            elif trimmed and isinstance(value, dict) and isinstance(found[key], dict):
                # Below a trimmed answer only what was kept counts, one level down; deeper values are whole.
                differences += self._kept(value, found[key], here)
            else:
                differences += self._any(value, found[key], here, owner, key)
        if not trimmed:
            names = {self.bindings.fill(key) for key in wanted}
            differences += [
                Difference("%s.%s" % (path, key) if path else key, "(absent)", value)
                for key, value in found.items()
                if key not in names
            ]
        return differences

    def _kept(self, wanted: dict, found: dict, path: str) -> list[Difference]:
        differences = []
        for key, value in wanted.items():
            here = "%s.%s" % (path, key)
            if key not in found:
                differences.append(Difference(here, value, "(absent)"))
            else:
                differences += self._any(value, found[key], here, (path,), key)
        return differences

    def _list(self, wanted: list, found: list, path: str, key: str) -> list[Difference]:
        more = MORE.match(wanted[-1]) if wanted and isinstance(wanted[-1], str) else None
        kept = wanted[:-1] if more else wanted
        length = len(kept) + (int(more.group(1)) if more else 0)
        if length != len(found):
            return [Difference(path, "%d items" % length, "%d items: %s" % (len(found), str(found)[:300]))]
        if key in self.unordered and not _is_sorted(wanted):
            return self._any_order(kept, found, path)
        differences = []
        for number, item in enumerate(kept):
            here = "%s[%d]" % (path, number)
            differences += self._any(item, found[number], here, (here,), key)
        return differences

    def _any_order(self, wanted: list, found: list, path: str) -> list[Difference]:
        left, differences = list(found), []
        for number, item in enumerate(wanted):
            here = "%s[%d]" % (path, number)
            for candidate in left:
                trial = Matcher(copy.deepcopy(self.bindings), self.unordered)
                if not trial._any(item, candidate, here, (here,), ""):
                    self.bindings.adopt(trial.bindings)
                    left.remove(candidate)
                    break
            else:
                differences.append(Difference(here, item, "(no such item)"))
        return differences


def headers(bindings: Bindings, wanted: list, found: list, names: tuple | None = None) -> list[Difference]:
    """Compare header fields, whatever their order; `names` are those that matter (all when None)."""

    def rows(fields):
        return sorted((name.lower(), value) for name, value in fields if names is None or name.lower() in names)

    have, differences = rows(found), []
    for name, value in rows(wanted):
        fit = next((row for row in have if row[0] == name and bindings.text(value, row[1], ("header",), name)), None)
        if fit:
            have.remove(fit)
        else:
            differences.append(Difference("header " + name, value, [row[1] for row in have if row[0] == name]))
    return differences + [Difference("header " + name, "(absent)", value) for name, value in have]
