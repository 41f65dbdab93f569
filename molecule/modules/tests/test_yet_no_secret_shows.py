# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, searched by value where they must not be. Named so that it comes after all steps were taken."""

from __future__ import annotations

import pytest
from refusals import REFUSALS
from steps import LOG, TRANSPORTS, steps
from support import PROJECT

GIVEN = ("First-sentinel-4711", "Second-sentinel-4712", "kept-Out-0f-Sight-42")


@pytest.fixture(scope="module")
def results(known):
    """Return all results of the modules' own steps: text by module, transport and step."""
    return {
        (module, transport, name): str(result)
        for module in REFUSALS
        for transport in TRANSPORTS
        for name, result in steps(module)[transport].items()
    }


@pytest.fixture(scope="module")
def secrets(server, token, results):
    """Return every secret by name: passwords that were given, and what the server made up for commands and webhooks."""
    assert results
    # What this file itself does is not what the watcher watches for.
    server.run("systemctl stop watch-processes")
    found = {"the administrator's token": token}
    found.update(("given password %d" % number, text) for number, text in enumerate(GIVEN))
    for module in ("command", "outgoing_webhook"):
        for transport in TRANSPORTS:
            done = steps(module)[transport]
            for entry in done.seen("Look at what was refused"):
                found["token of the %s over %s" % (module, transport)] = entry["token"]
    assert all(len(value) >= 19 for value in found.values())
    return found


def test_no_secret_is_in_a_result(results, secrets):
    # What looks shows what the server says; everything else is ours.
    assert [
        (place, name)
        for place, text in results.items()
        for name, value in secrets.items()
        if value in text and not place[2].startswith("Look")
    ] == []


def test_no_password_and_no_access_token_is_in_what_verbose_runs_print(results, secrets):
    """The logs hold what -vvv prints: of converge with its check, and of all steps."""
    logs = (PROJECT / "tests" / "output" / "logs" / "molecule-modules-ansible.log", LOG)
    texts = [log.read_text(encoding="utf-8") for log in logs]
    # They do hold results with their invocations.
    assert all("full_log ok" in text for text in texts)
    assert '"trust_password_record": true' in texts[1]
    assert [
        (number, name)
        for number, text in enumerate(texts)
        for name, value in secrets.items()
        if value in text and not name.startswith("token of")
    ] == []


def test_no_secret_is_in_the_journal(server, results, secrets):
    journal = server.check_output("journalctl --no-pager --output=export")
    # The modules do say there that they ran.
    assert "ansible-groupware.mattermost.user" in journal
    assert [name for name, value in secrets.items() if value in journal] == []


def test_no_secret_was_in_the_process_list(server, results, secrets):
    lines = server.file("/var/log/watch-processes.log").content_string
    # It did see the steps' own requests and the modules' Python.
    assert "--unix-socket /run/mattermost/local.socket" in lines
    assert "/usr/bin/python3" in lines
    assert [name for name, value in secrets.items() if value in lines] == []


def test_no_secret_is_in_the_servers_log(server, results, secrets):
    log = server.file("/var/log/mattermost/mattermost.log").content_string
    assert [name for name, value in secrets.items() if value in log] == []


def test_no_file_that_others_can_read_holds_a_secret(server, results, secrets):
    names = server.check_output(
        "find /etc /opt /root /run /srv /tmp /var -xdev -type f -perm /044 -size -4M ! -path '/var/cache/*'"
        " ! -path '/var/lib/apt/*' ! -path '/var/lib/dpkg/*' ! -path '/var/log/journal/*' -print0 |"
        " xargs -0 grep -lE %s || true",
        "|".join(secrets.values()),
    )
    assert names == ""
