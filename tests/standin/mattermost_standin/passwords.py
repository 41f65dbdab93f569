# SPDX-License-Identifier: GPL-3.0-or-later
"""Password hashes. Few rounds: the stand-in protects nothing, and the tests make many users.

STANDIN_PASSWORD_ROUNDS in the environment makes it hash as many rounds as a real server, where the time is measured.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets

ROUNDS = int(os.environ.get("STANDIN_PASSWORD_ROUNDS") or 1000)


def _digest(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)


def hash_password(password: str) -> str:
    """A self-describing hash, as the column users.password holds it."""
    salt = secrets.token_bytes(12)
    parts = (base64.b64encode(part).decode() for part in (salt, _digest(password, salt, ROUNDS)))
    return "$pbkdf2-sha256$%d$%s" % (ROUNDS, "$".join(parts))


def check_password(password: str, stored: str) -> bool:
    """Whether the password fits the stored hash; an account without a password never fits."""
    parts = (stored or "").split("$")
    if len(parts) != 5:
        return False
    salt, digest = base64.b64decode(parts[3]), base64.b64decode(parts[4])
    return hmac.compare_digest(digest, _digest(password, salt, int(parts[2])))
