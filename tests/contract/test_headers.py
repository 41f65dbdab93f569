# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages, cookies and websockets have the recorded headers, all of them and no others."""

from __future__ import annotations

import pytest
import scope

FILES = ("headers/pages", "headers/cookies", "headers/websocket")


@pytest.mark.parametrize(
    "exchange", [item for file in FILES for item in scope.replayed(file)], ids=lambda item: "%s %s" % (item.file, item)
)
def test_exchange(exchange, replay_of):
    differences = replay_of(exchange.file).play(exchange)
    assert not differences, "\n".join(differences)
