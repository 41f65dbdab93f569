# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, after all runs."""

from __future__ import annotations

import json

import pytest
from shared.secret_search import ServerSecretSearch

testinfra_hosts = ["ansible://mattermost"]


@pytest.fixture(scope="module")
def secrets(host, first_password, password_file):
    """Return every secret of the scenario by name."""
    config = json.loads(host.file("/etc/mattermost/config.json").content_string)
    return {
        "administrator's first password": first_password,
        "administrator's password": password_file.read_text(encoding="utf-8").strip(),
        "SMTP password": config["EmailSettings"]["SMTPPassword"],
        "public link salt": config["FileSettings"]["PublicLinkSalt"],
        "key at rest": config["SqlSettings"]["AtRestEncryptKey"],
    }


class TestSecrets(ServerSecretSearch):
    """Everything on one host."""

    def test_password_file_is_private(self, password_file):
        assert oct(password_file.stat().st_mode & 0o777) == oct(0o600)
        assert oct(password_file.parent.stat().st_mode & 0o777) == oct(0o700)
