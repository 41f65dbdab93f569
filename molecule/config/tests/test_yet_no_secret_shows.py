# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, searched by value where they must not be. Named so that it comes after all runs."""

from __future__ import annotations

import pytest
from owners import FOLDER, GIVEN, salts
from support import PROJECT

testinfra_hosts = ["ansible://mattermost"]


@pytest.fixture(scope="module")
def secrets(host, password):
    """Return the secrets by name: what was given, what the Console set, and what the server made."""
    found = {
        "administrator's password": password,
        "user's password": GIVEN["mattermost_workspace_users"][0]["password"],
        "SMTP password": GIVEN["mattermost_config"]["EmailSettings"]["SMTPPassword"],
        "secret of the Console": "set-1n-the-Console-44",
        "secret of a plugin": "Pl8gin-of-ours-secret",
        "secret of another's plugin": "Pl8gin-of-others-secret",
    }
    found.update(zip(("public link salt", "key at rest"), salts(host)))
    return found


@pytest.mark.parametrize("name", ["ansible", "runs"])
def test_no_secret_is_in_what_verbose_runs_print(secrets, name):
    """With differences: of the first runs, and of all the runs of these tests."""
    log = PROJECT / "tests/output/logs" / ("molecule-config-%s.log" % name)
    text = log.read_text(encoding="utf-8")
    # It does hold results with their invocations, and differences.
    assert "full_log ok" in text
    assert '"restart_marker": "/run/mattermost-restart-required"' in text
    assert "secret, not shown" in text
    assert [name for name, value in secrets.items() if value in text] == []


def test_no_secret_is_in_the_records(host, secrets):
    """The copy of the configuration has them all, and is root's alone; the rest has none."""
    names = host.check_output(
        "find %s -type f ! -name 'config.json*' -exec grep -lE '%s' {} + || true" % (FOLDER, "|".join(secrets.values()))
    )
    assert names == ""
    modes = host.check_output("find %s -printf '%%y %%m %%U\\n' | sort -u" % FOLDER)
    assert modes.splitlines() == ["d 700 0", "f 600 0"]


def test_no_secret_is_in_the_journal(host, secrets):
    journal = host.check_output("journalctl --no-pager --output=export")
    # The modules do say there that they ran.
    assert "ansible-groupware.mattermost.config" in journal
    assert [name for name, value in secrets.items() if value in journal] == []


def test_no_secret_is_in_the_servers_log(host, secrets):
    log = host.file("/var/log/mattermost/mattermost.log").content_string
    assert [name for name, value in secrets.items() if value in log] == []


def test_no_secret_was_in_the_process_list(host, secrets):
    """Of the first runs: what the tests themselves send is not what was watched for."""
    lines = host.file("/var/log/watch-processes.log").content_string
    assert "/opt/mattermost/" in lines
    assert [name for name, value in secrets.items() if value in lines] == []


def test_no_file_that_others_can_read_holds_a_secret(host, secrets):
    names = host.check_output(
        "find /etc /opt /root /run /srv /tmp /usr/local /var -xdev -type f -perm /044 -size -4M ! -path '/var/cache/*'"
        " ! -path '/var/lib/apt/*' ! -path '/var/lib/dpkg/*' ! -path '/var/log/journal/*' -print0 |"
        " xargs -0 grep -lE %s || true",
        "|".join(secrets.values()),
    )
    assert names == ""
