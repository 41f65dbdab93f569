# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords of mail server and LDAP server, after all runs."""

from __future__ import annotations

import pytest
from mailboxes import SECRETS
from shared.secret_search import ServerSecretSearch

testinfra_hosts = ["ansible://mattermost"]


@pytest.fixture(scope="module")
def secrets(first_password):
    """Return the secrets by name."""
    return {**SECRETS, "administrator's password": first_password}


class TestSecrets(ServerSecretSearch):
    """The host of the server, which signs in to the two others."""
