# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords of mail server and directory, searched where they must not be. Named so that it comes after all runs."""

from __future__ import annotations

import pytest
from mailroom import SECRETS
from support import PROJECT

testinfra_hosts = ["ansible://mattermost"]


def shown(text):
    """Name the secrets that a text holds."""
    return [name for name, value in SECRETS.items() if value in text]


@pytest.fixture(scope="module", autouse=True)
def watcher(host):
    """Stop the watcher: what these tests search for is in their own command lines."""
    host.run("systemctl stop watch-processes")


@pytest.mark.parametrize("kind", ("ansible", "verify"))
def test_none_is_in_what_verbose_runs_print(kind):
    """Check mode with --diff, the first run, the second, and all further ones."""
    text = (PROJECT / "tests/output/logs" / ("molecule-mail-%s.log" % kind)).read_text(encoding="utf-8")
    # It does hold results with their invocations.
    assert '"ldap_check": "enforce"' in text
    assert shown(text) == []


def test_none_is_in_journal_and_logs(host):
    journal = host.check_output("journalctl --no-pager --output=export")
    assert "ansible-groupware.mattermost.config" in journal
    assert shown(journal) == []
    assert shown(host.file("/var/log/mattermost/mattermost.log").content_string) == []


def test_none_was_in_the_process_list(host):
    lines = host.file("/var/log/watch-processes.log").content_string
    assert "/usr/bin/python3" in lines
    assert shown(lines) == []


def test_no_file_that_others_can_read_holds_one(host):
    names = host.check_output(
        "find /etc /opt /root /run /srv /tmp /var -xdev -type f -perm /044 -size -4M ! -path '/var/cache/*'"
        " ! -path '/var/lib/apt/*' ! -path '/var/lib/dpkg/*' ! -path '/var/log/journal/*' -print0 |"
        " xargs -0 grep -lE %s || true",
        "|".join(SECRETS.values()),
    )
    assert names == ""
