# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparison of printed text with a recording that holds placeholders."""

from __future__ import annotations

import re

# Each stands for a value of this kind; `<build>` alone may be empty and differ from place to place.
KINDS = {
    "id": "[a-z0-9]{26}",
    "invite": "[a-z0-9]{26}",
    "ms": "[0-9]{13}",
    "token": "[a-z0-9]{26,64}",
    "config_hash": "[0-9a-f]{32,64}",
    "build": "[^\\n]*",
}
PLACEHOLDER = re.compile(r"<(%s)(:[^<>]*)?>" % "|".join(KINDS))


class Bindings:
    """The value of each placeholder since its first occurrence."""

    def __init__(self):
        self.values: dict[str, str] = {}

    def matches(self, recorded: str, said: str) -> bool:
        """Whether the text fits; binds what it holds."""
        pattern, groups, at = "", {}, 0
        for found in PLACEHOLDER.finditer(recorded):
            pattern += re.escape(recorded[at : found.start()])
            at = found.end()
            pattern += self._part(found, groups)
        match = re.fullmatch(pattern + re.escape(recorded[at:]), said)
        if match is None:
            return False
        for placeholder, group in groups.items():
            self.values[placeholder] = match.group(group)
        return True

    def _part(self, found: re.Match, groups: dict[str, str]) -> str:
        placeholder, kind = found.group(), found.group(1)
        if kind in ("build", "config_hash"):
            return KINDS[kind]
        if placeholder in self.values:
            return re.escape(self.values[placeholder])
        if placeholder in groups:
            return "(?P=%s)" % groups[placeholder]
        groups[placeholder] = "g%d" % len(groups)
        return "(?P<%s>%s)" % (groups[placeholder], KINDS[kind])
