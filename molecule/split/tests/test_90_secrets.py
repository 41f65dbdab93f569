# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets on three hosts, after all runs."""

from __future__ import annotations

import pytest
from hosts import ADMIN_PASSWORD, DATABASE_PASSWORD
from shared.secret_search import SecretSearch, found

testinfra_hosts = ["ansible://all"]


@pytest.fixture(scope="module")
def secrets():
    """Return the secrets of the inventory by name."""
    return {"administrator's password": ADMIN_PASSWORD, "password of the database": DATABASE_PASSWORD}


class TestSecrets(SecretSearch):
    """Each host."""


def test_server_log_has_no_secret(server, secrets):
    log = server.file("/var/log/mattermost/mattermost.log").content_string
    assert '"msg"' in log
    assert found(log, secrets) == []
