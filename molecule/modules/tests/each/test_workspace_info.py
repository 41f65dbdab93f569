# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace_info."""

from __future__ import annotations

import json


def test_the_export_agrees_with_the_server(done):
    (_status, users), (_status, teams) = done.look("Look")
    found = done["Read all"]["workspace"]
    assert {team["name"] for team in teams} <= {team["name"] for team in found["teams"]}
    people = {user["username"] for user in users if not user.get("is_bot")}
    assert people <= {user["username"] for user in found["users"]}
    assert set(found) == {"teams", "users", "channels", "roles", "bots", "webhooks", "commands", "plugins"}


def test_only_the_requested_kinds_are_read(done):
    assert set(done["Read some kinds"]["workspace"]) == {"teams", "roles"}


def test_an_export_needs_no_change(done):
    for step in ("Apply the export in check mode", "Apply the export"):
        assert done[step]["changed"] is False, done[step]["plan"]
        assert done[step]["plan"] == []


def test_an_unknown_kind_is_refused(done):
    assert done.failed == {"Refuse an unknown kind"}


def test_no_secret_is_in_it(done):
    assert "sentinel" not in json.dumps(done)
