# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a text is an LDAP filter (RFC 4515), which the server asks before it takes one."""

from __future__ import annotations

import re

# The attribute with its options, the kind of comparison, and a value whose special characters are escaped.
_ITEM = re.compile(
    r"\(\s*(?:[A-Za-z0-9.;-]+(?:=|>=|<=|~=)|[A-Za-z0-9.;-]*(?::dn)?(?::[A-Za-z0-9.-]+)?:=)"
    r"(?:[^()\\\0]|\\[0-9A-Fa-f]{2})*\)"
)


def _after(text: str, at: int) -> int:
    """Where the filter that begins here ends, or -1."""
    item = _ITEM.match(text, at)
    if item:
        return item.end()
    if text[at : at + 2] not in ("(&", "(|", "(!"):
        return -1
    end, parts = at + 2, 0
    while text[end : end + 1] == "(":
        end, parts = _after(text, end), parts + 1
        if end < 0:
            return -1
    wanted = parts == 1 if text[at + 1] == "!" else parts > 0
    return end + 1 if wanted and text[end : end + 1] == ")" else -1


def compiles(text: str) -> bool:
    """Whether the whole text is one filter."""
    return _after(text, 0) == len(text)
