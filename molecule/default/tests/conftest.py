# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the scenarios with one host."""

from __future__ import annotations

import pytest
from shared.support import session


@pytest.fixture
def admin(host, password_file):
    """Return the headers of a session of the administrator, signed in through the proxy."""
    return session(host, "jane", password_file.read_text(encoding="utf-8").strip())
