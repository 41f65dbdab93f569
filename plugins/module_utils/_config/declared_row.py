# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""One row of a table of settings: which value its variable gives. No I/O."""

from __future__ import annotations

import re

from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config

KEYS = frozenset(
    "variable owner type value values secret required since with default unset unset_from unset_values unset_with"
    " profiles profiles_unless elsewhere".split()
)


class Row:
    """A setting, the variable that owns it, and the value that it gives (none where nobody manages it)."""

    def __init__(self, name, entry, table, variables, version):
        unknown = sorted(set(entry) - KEYS)
        if unknown or entry.get("type", "str") not in TYPES:
            raise ValueError("%s: a row has no %s" % (name, ", ".join(unknown) or "type '%s'" % entry["type"]))
        self.name = name
        self.path = tuple(name.split("."))
        self.key = name.lower()
        self.variable = entry.get("variable")
        self.owner = entry.get("owner") or self.variable or "this role"
        self.secret = bool(entry.get("secret"))
        self.elsewhere = bool(entry.get("elsewhere"))
        self.since = entry.get("since")
        self.needs = entry.get("with", "")
        self._entry = entry
        self._variables = variables
        # An invalid version is refused elsewhere.
        self.is_too_new = bool(self.since) and [] < _numbers(version) < _numbers(self.since)
        self.unmet = self._unmet(table)
        self.is_missing = bool(entry.get("required")) and not self.unmet and self._raw() in (None, "")
        self.value = None if self.unmet or self.is_too_new or self.is_missing else self._value()

    def _unmet(self, table):
        """Return the variable that is not set, but with which alone this one counts."""
        rows = {entry.get("variable"): entry for entry in table.values()}
        name, found = self.needs, None
        while name:
            if not self._variables[name]:
                found = name
            name = rows[name].get("with")
        return found

    @property
    def is_given(self):
        """Whether the variable says something that is not its default."""
        raw = self._variables[self.variable] if self.variable else None
        return self._typed(raw) not in (None, "", False, []) and raw != self._entry.get("default")

    def _value(self):
        if not self.variable:
            return self._entry.get("value")
        if self._entry.get("type") == "is_set":
            return bool(self._variables[self.variable])
        value = self._typed(self._raw())
        values = self._entry.get("values")
        return values.get(value, value) if values and isinstance(value, str) else value

    def profile_value(self, profile, said):
        unless = self._entry.get("profiles_unless", "").lower()
        return None if said.get(unless) is True else self._entry.get("profiles", {}).get(profile)

    def differs(self, given):
        """Return whether the dictionary gives another value than the variable, or a secret."""
        if self.elsewhere:
            return given != self._entry.get("value")
        if self.value is None:
            return False
        return self.secret or not config.same(given, config.normal(self.path, self.value))

    def _raw(self):
        raw = self._variables[self.variable]
        # On its way through a template null becomes an empty text before ansible-core 2.19.
        if (
            raw is None
            or raw == ""
            and (self._typed(raw) is None or any(key.startswith("unset") for key in self._entry))
        ):
            return self._unset()
        return raw

    def _unset(self):
        entry = self._entry
        if "unset_from" in entry:
            other = self._variables[entry["unset_from"]]
            return entry["unset_values"].get(other) if "unset_values" in entry else other
        if "unset_with" in entry and not self._variables[entry["unset_with"]]:
            return None
        return entry.get("unset")

    def _typed(self, raw):
        return None if raw is None else TYPES[self._entry.get("type", "str")](raw)


def _text(raw):
    return str(raw) if isinstance(raw, (int, float)) and not isinstance(raw, bool) else raw


def _number(raw):
    """Return a whole number, none of an empty text, anything else as it is: the judge says what is wrong with it."""
    text = str(raw).strip()
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    return None if text == "" else raw


def _truth(raw):
    try:
        return None if raw == "" else boolean(raw)
    except TypeError:
        return raw


def _words(raw):
    return " ".join(str(word) for word in raw) if isinstance(raw, (list, tuple)) else raw


def _as_it_is(raw):
    return raw


TYPES = {"str": _text, "int": _number, "bool": _truth, "list": _as_it_is, "words": _words, "is_set": _as_it_is}


def _numbers(version):
    return [int(part) for part in str(version).split(".") if part.isdigit()]
