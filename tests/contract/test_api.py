# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API answers as recorded: status, error id, headers and body, exchange by exchange."""

from __future__ import annotations

import pytest
import scope

FILES = (
    "api/users",
    "api/teams",
    "api/team_members",
    "api/roles",
    "api/config",
    "api/config_environment",
    "api/system",
    "api/sessions",
    "api/limits",
    "api/license",
    "api/channels",
    "api/channel_members",
    "api/bots",
    "api/tokens",
    "api/incoming_webhooks",
    "api/outgoing_webhooks",
    "api/commands",
    "api/plugins",
    "api/email_test",
    "api/jobs_import",
)


@pytest.mark.parametrize(
    "exchange", [item for file in FILES for item in scope.replayed(file)], ids=lambda item: "%s %s" % (item.file, item)
)
def test_exchange(exchange, replay_of):
    differences = replay_of(exchange.file).play(exchange)
    assert not differences, "\n".join(differences)
