# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, after all steps."""

from __future__ import annotations

import pytest
from shared.secret_search import ServerSecretSearch, found
from steps import MODULES, TRANSPORTS, looks, steps

testinfra_hosts = ["ansible://mattermost"]
GIVEN = ("First-sentinel-4711", "Second-sentinel-4712", "kept-Out-0f-Sight-42")


@pytest.fixture(scope="module")
def results(known):
    """Return the results of our modules, without what the server itself answers: text by module, transport and step."""
    return {
        (module, transport, name): str(result)
        for module in MODULES
        for transport in TRANSPORTS
        for name, result in steps(module)[transport].items()
        if name not in looks(module)
    }


@pytest.fixture(scope="module")
def printed_never(token, first_password, results):
    """Return the secrets that no step reads."""
    return {
        "administrator's password": first_password,
        "administrator's token": token,
        **{"given password %d" % number: text for number, text in enumerate(GIVEN)},
    }


@pytest.fixture(scope="module")
def secrets(printed_never):
    """Return every secret by name, the tokens too that the server generated for commands and webhooks."""
    return printed_never | {
        "token of the %s over %s" % (module, transport): entry["token"]
        for module in ("command", "outgoing_webhook")
        for transport in TRANSPORTS
        for entry in steps(module)[transport].seen("Look after the refusals")
    }


class TestSecrets(ServerSecretSearch):
    """Every module, over both transports."""

    @pytest.fixture
    def logged_secrets(self, request):
        return request.getfixturevalue("printed_never")

    def test_no_result_has_a_secret(self, results, secrets):
        assert [(place, found(text, secrets)) for place, text in results.items() if found(text, secrets)] == []
