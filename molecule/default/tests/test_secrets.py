# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, searched by value where they must not be."""

from __future__ import annotations

import json
import os

import pytest
from support import PROJECT

testinfra_hosts = ["ansible://mattermost"]


@pytest.fixture(scope="module")
def secrets(host, password_file):
    """Return every secret of the scenario by name."""
    config = json.loads(host.file("/etc/mattermost/config.json").content_string)
    return {
        "administrator's password": password_file.read_text(encoding="utf-8").strip(),
        "SMTP password": config["EmailSettings"]["SMTPPassword"],
        "public link salt": config["FileSettings"]["PublicLinkSalt"],
        "key at rest": config["SqlSettings"]["AtRestEncryptKey"],
    }


def test_the_secrets_are_secrets(secrets):
    assert {name: len(value) for name, value in secrets.items()} == {
        "administrator's password": 32,
        "SMTP password": 20,
        "public link salt": 32,
        "key at rest": 32,
    }


def test_no_secret_is_in_the_journal(host, secrets):
    journal = host.check_output("journalctl --no-pager --output=export")
    # The modules do say there that they ran.
    assert "ansible-groupware.mattermost.workspace" in journal
    assert [name for name, value in secrets.items() if value in journal] == []


def test_no_secret_is_in_the_servers_log(host, secrets):
    log = host.file("/var/log/mattermost/mattermost.log").content_string
    assert [name for name, value in secrets.items() if value in log] == []


def test_no_secret_was_in_the_process_list(host, secrets):
    lines = host.file("/var/log/watch-processes.log").content_string
    # It did see the server and the modules' Python.
    assert "/opt/mattermost/" in lines
    assert "/usr/bin/python3" in lines
    assert [name for name, value in secrets.items() if value in lines] == []


def test_no_secret_is_in_the_output_of_the_runs(secrets):
    """The log holds what -vvv prints, of check mode with --diff, of the first run and of the second."""
    log = PROJECT / "tests/output/logs" / ("molecule-%s-ansible.log" % os.environ["MOLECULE_SCENARIO_NAME"])
    text = log.read_text(encoding="utf-8")
    # It does hold results with their invocations, this module's too.
    assert '"restart_marker": "/run/mattermost-restart-required"' in text
    assert [name for name, value in secrets.items() if value in text] == []


def test_the_password_file_is_the_controllers_users_alone(password_file):
    assert oct(password_file.stat().st_mode & 0o777) == oct(0o600)
    assert oct(password_file.parent.stat().st_mode & 0o777) == oct(0o700)


def test_no_file_that_others_can_read_holds_a_secret(host, secrets):
    names = host.check_output(
        "find /etc /opt /run /srv /tmp /usr/local /var -xdev -type f -perm /044 -size -4M ! -path '/var/cache/*'"
        " ! -path '/var/lib/apt/*' ! -path '/var/lib/dpkg/*' ! -path '/var/log/journal/*' -print0 |"
        " xargs -0 grep -lE %s || true",
        "|".join(secrets.values()),
    )
    assert names == ""
