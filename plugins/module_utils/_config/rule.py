# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The type of a rule about settings, and checks that rules share. No I/O."""

from __future__ import annotations

from collections import namedtuple

# wrong gets the values of the settings. It returns false, true, or what to do if that depends on the values.
Rule = namedtuple("Rule", "settings wrong remedy")


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_blank(value):
    return isinstance(value, str) and not value.strip()
