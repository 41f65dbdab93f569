# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the scenarios with one host."""

from __future__ import annotations

import os
import pathlib

import pytest
from support import SITE, ask


@pytest.fixture(scope="module", autouse=True)
def watchers(host):
    """Stop the watchers of the first run: what the tests themselves do is not what they watch for."""
    host.run("systemctl stop watch-processes watch-sign_up")


@pytest.fixture(scope="module")
def password_file(host):
    """Return the file on the controller into which the role generated the administrator's password."""
    inventory = pathlib.Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"], "inventory")
    return inventory / ".secrets" / host.backend.get_hostname() / "mattermost_admin"


@pytest.fixture
def admin(host, password_file):
    """Return the headers of a session of the administrator, signed in through the proxy."""
    body = {"login_id": "jane", "password": password_file.read_text(encoding="utf-8").strip()}
    answer = ask(host, SITE + "/api/v4/users/login", "POST", body=body, connect="127.0.0.1")
    assert answer.status == 200, answer.text
    return {"Authorization": "Bearer " + answer.one("Token")}
