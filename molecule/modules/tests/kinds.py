# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that keep something: where their result is, and which fields the steps in tasks/ manage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What the common tests need to know of a module."""

    result: str
    made: tuple
    changed: tuple
    last_look: str = "Look at the change"
    made_from_nothing: bool = True


KINDS = {
    "user": Kind("user", ("username", "email", "first_name", "locale", "state", "password"),
                 ("username", "email", "last_name", "nickname", "roles", "state"), "Look at it deactivated"),
}
