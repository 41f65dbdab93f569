# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace_info."""

from __future__ import annotations

import json


def test_what_was_read_is_as_the_server_says(done):
    (_status, users), (_status, teams) = done.look("Look")
    found = done["Ask for all"]["workspace"]
    assert {team["name"] for team in teams} <= {team["name"] for team in found["teams"]}
    people = {user["username"] for user in users if not user.get("is_bot")}
    assert people <= {user["username"] for user in found["users"]}
    assert set(found) == {"teams", "users", "channels", "roles", "bots", "webhooks", "commands", "plugins"}


def test_only_the_kinds_that_are_asked_for(done):
    assert set(done["Ask for some kinds"]["workspace"]) == {"teams", "roles"}


def test_what_was_read_needs_no_change(done):
    for step in ("Check what was read", "Keep what was read"):
        assert done[step]["changed"] is False, done[step]["plan"]
        assert done[step]["plan"] == []


def test_an_unknown_kind_is_refused(done):
    assert done.failed == {"Refuse an unknown kind"}


def test_no_secret_is_in_it(done):
    assert "sentinel" not in json.dumps(done)
