# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers, secrets and the clock, in the server's own formats."""

from __future__ import annotations

import secrets
import time

ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769"


def new_id() -> str:
    """26 letters of the server's base32 alphabet."""
    return "".join(secrets.choice(ALPHABET) for _unused in range(26))


def new_secret() -> str:
    """32 letters: what the server generates for an empty salt or key."""
    return "".join(secrets.choice(ALPHABET) for _unused in range(32))


def now_ms() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)
