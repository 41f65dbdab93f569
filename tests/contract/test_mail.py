# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mails arrive as recorded: envelope, headers and text."""

from __future__ import annotations

import pytest
import scope


@pytest.mark.parametrize("exchange", scope.replayed("mail/email_test"), ids=str)
def test_email_test(exchange, replay_of):
    """The mail of the first exchange of api/email_test."""
    replay = replay_of("api/email_test")
    assert not replay.play(scope.exchanges("api/email_test")[0])
    assert replay.memory["mails"] == exchange.entry["data"]
