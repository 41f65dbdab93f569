# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the scenario."""

from __future__ import annotations

import pytest
from owners import GIVEN, LOG, SCENARIO, Console, sign_in


@pytest.fixture(scope="session", autouse=True)
def log():
    """Begin the log of the tests' runs anew."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("", encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def watchers(host):
    """Stop the watcher of the first run: what the tests themselves do is not what it watches for."""
    host.run("systemctl stop watch-processes")


@pytest.fixture(scope="module")
def password(host):
    """Return the administrator's password, which the role generated."""
    path = SCENARIO / "inventory/.secrets" / host.backend.get_hostname() / "mattermost_admin"
    return path.read_text(encoding="utf-8").strip()


@pytest.fixture(scope="module")
def console(host, password):
    """Return the System Console of the administrator."""
    return Console(host, sign_in(host, "jane", password))


@pytest.fixture(scope="module")
def olaf(host):
    """Return the client of an ordinary user."""
    person = GIVEN["mattermost_workspace_users"][0]
    return Console(host, sign_in(host, person["username"], person["password"]))
