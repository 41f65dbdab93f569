# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of all scenarios. This file also makes molecule/shared importable as "shared"."""

from __future__ import annotations

import pytest
import testinfra
from shared.support import SCENARIO

pytest.register_assert_rewrite("shared.secret_search", "shared.support")


@pytest.fixture(scope="session", autouse=True)
def signing_up_is_over():
    """Stop the watcher that tries to sign up: it is for the first run only."""
    for host in testinfra.get_hosts(["ansible://mattermost"]):
        host.run("systemctl stop watch-sign_up")


@pytest.fixture(scope="session")
def password_file():
    """Return the file on the controller into which the role generated the administrator's password."""
    (host,) = testinfra.get_hosts(["ansible://mattermost"])
    return SCENARIO / "inventory/.secrets" / host.backend.get_hostname() / "mattermost_admin"


@pytest.fixture(scope="session")
def first_password(password_file):
    """Return the administrator's password of the first run."""
    return password_file.read_text(encoding="utf-8").strip()
