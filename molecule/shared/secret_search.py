# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for secrets, by value, in every place where none may be.

The last test file of a scenario has a class that inherits SecretSearch, and a fixture "secrets" with values by name.
Each search also has to find something that is always there, so that it cannot pass by looking at nothing.
"""

from __future__ import annotations

import json
import shlex
import urllib.parse

import pytest
from shared.support import LOGS

PLACES = "/etc /opt /root /run /srv /tmp /usr/local /var"
# Files that others can read, without what the distribution's packages bring. The journal is searched by itself.
READABLE = (
    "find %s -xdev -type f -perm /044 -size -4M ! -path '/var/cache/*' ! -path '/var/lib/apt/*'"
    " ! -path '/var/lib/dpkg/*' ! -path '/var/log/journal/*' -print0 | xargs -0 grep -lF %s || true"
)
CANARY, CANARY_FILE = "canary-of-the-secret-search", "/srv/canary"


def forms(secret: str) -> set:
    """Return a secret plain, in a JSON text, and in a URL."""
    return {secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe="")}


def found(text: str, secrets: dict) -> list:
    """Name the secrets that a text holds."""
    return [name for name, secret in secrets.items() if any(form in text for form in forms(secret))]


class SecretSearch:
    """Tests of one host, and of the logs of the scenario."""

    @pytest.fixture(autouse=True)
    def _watch_is_over(self, host):
        """Stop the watcher of the process list: from here on, the tests' own command lines hold secrets."""
        host.run("systemctl stop watch-processes")

    @pytest.fixture
    def logged_secrets(self, request):
        """Return the secrets that the logs must not have."""
        return request.getfixturevalue("secrets")

    def test_secrets_are_long_enough_to_be_found_by_value(self, secrets):
        assert [name for name, secret in secrets.items() if len(secret) < 16] == []

    def test_journal_has_no_secret(self, host, secrets):
        journal = host.check_output("journalctl --no-pager --output=export")
        # Modules write their arguments there.
        assert "Invoked with" in journal
        assert found(journal, secrets) == []

    def test_process_list_had_no_secret(self, host, secrets):
        lines = host.file("/var/log/watch-processes.log").content_string
        assert "/usr/bin/python3" in lines
        assert found(lines, secrets) == []

    def test_no_file_that_others_can_read_has_a_secret(self, host, secrets):
        host.check_output("echo %s > %s && chmod 644 %s", CANARY, CANARY_FILE, CANARY_FILE)
        patterns = {CANARY}.union(*map(forms, secrets.values()))
        options = " ".join("-e " + shlex.quote(pattern) for pattern in sorted(patterns))
        assert host.check_output(READABLE % (PLACES, options)) == CANARY_FILE

    @pytest.mark.parametrize("kind", LOGS)
    def test_ansible_printed_no_secret(self, logged_secrets, kind):
        """With differences and all that -vvv prints."""
        text = LOGS[kind].read_text(encoding="utf-8")
        assert "full_log ok" in text
        assert '"invocation": {"module_args"' in text
        assert found(text, logged_secrets) == []


class ServerSecretSearch(SecretSearch):
    """The same on a host with a Mattermost server."""

    def test_server_was_in_the_process_list(self, host):
        assert "/opt/mattermost/" in host.file("/var/log/watch-processes.log").content_string

    def test_server_log_has_no_secret(self, host, secrets):
        log = host.file("/var/log/mattermost/mattermost.log").content_string
        assert '"msg"' in log
        assert found(log, secrets) == []
