# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the scenario."""

from __future__ import annotations

import pytest
from owners import GIVEN, Console
from shared.support import session


@pytest.fixture(scope="module")
def console(host, first_password):
    """Return the System Console of the administrator."""
    return Console(host, session(host, "jane", first_password))


@pytest.fixture(scope="module")
def olaf(host):
    """Return the client of an ordinary user."""
    user = GIVEN["mattermost_workspace_users"][0]
    return Console(host, session(host, user["username"], user["password"]))
