# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the scenario."""

from __future__ import annotations

import pytest
import testinfra


@pytest.fixture(scope="session")
def mta():
    """Return the host with mail server and LDAP server."""
    return testinfra.get_host("ansible://mattermost-mail-mta")
