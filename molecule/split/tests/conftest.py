# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the scenario: its three hosts."""

from __future__ import annotations

import pytest
import testinfra


@pytest.fixture(scope="session")
def server():
    return testinfra.get_host("ansible://mattermost-split-server")


@pytest.fixture(scope="session")
def database():
    return testinfra.get_host("ansible://mattermost-split-database")


@pytest.fixture(scope="session")
def proxy():
    return testinfra.get_host("ansible://mattermost-split-proxy")
