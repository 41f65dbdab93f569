# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules user_info, team_info and channel_info return the same as the server."""

from __future__ import annotations

import pytest
from steps import TRANSPORTS, look, steps


@pytest.fixture(scope="module", params=TRANSPORTS)
def transport(request, known):
    """Return each transport in turn."""
    return request.param


def seen(done, step):
    """Return the answers of the server with the objects of both transports, as nothing is written meanwhile."""
    return [data for _status, data in look(done[step]["stdout"])]


def names(entries, key):
    """Return the names in a list."""
    return sorted(entry[key] for entry in entries)


def test_user_info(transport):
    done = steps("user_info")[transport]
    everybody, in_home = seen(done, "Look at the accounts")
    people = [user for user in everybody if not user.get("is_bot")]
    assert names(done["Read all"]["users"], "username") == names(people, "username")
    assert done["Read all in check mode"]["users"] == done["Read all"]["users"]
    inactive = [user for user in people if user["delete_at"]]
    assert names(done["Read the inactive ones"]["users"], "username") == names(inactive, "username")
    assert "gone" in names(inactive, "username")
    assert names(done["Read the administrators"]["users"], "username") == ["jane"]
    assert names(done["Read those of a team"]["users"], "username") == names(
        [user for user in in_home if not user.get("is_bot") and not user["delete_at"]], "username"
    )
    some = done["Read some"]
    assert (names(some["users"], "username"), some["missing"]) == (["alice"], ["gone", "nobody"])
    if transport == "http":
        assert names(done["Read with a login"]["users"], "username") == ["alice"]


def test_team_info(transport):
    done = steps("team_info")[transport]
    teams, in_home = seen(done, "Look at the teams")
    assert names(done["Read all"]["teams"], "name") == names(teams, "name")
    assert done["Read all in check mode"]["teams"] == done["Read all"]["teams"]
    for step, archived in (("Read those that are not archived", False), ("Read the archived ones", True)):
        assert names(done[step]["teams"], "name") == names(
            [team for team in teams if bool(team["delete_at"]) is archived], "name"
        )
    assert names(done["Read the archived ones"]["teams"], "name") == ["shelf"]
    some = done["Read some with their members"]
    assert some["missing"] == ["nowhere"]
    assert some["teams"][0]["members"] == names(in_home, "username")


def test_channel_info(transport, ids):
    done = steps("channel_info")[transport]
    everywhere, in_town = seen(done, "Look at the channels")
    channels = [channel for channel in everywhere if channel["team_id"] == ids["home"]]
    assert names(done["Read all"]["channels"], "name") == names(channels, "name")
    assert done["Read all in check mode"]["channels"] == done["Read all"]["channels"]
    # Private ones are among them.
    assert {"vault", "town-square"} < set(names(channels, "name"))
    assert names(done["Read the archived ones"]["channels"], "name") == ["attic"]
    some = done["Read some with their members"]
    assert some["missing"] == ["nowhere"]
    assert some["channels"][0]["members"] == names(in_town, "username")


@pytest.mark.parametrize("module", ["user_info", "team_info", "channel_info"])
def test_only_refusals_fail(module, transport):
    done = steps(module)[transport]
    assert done.failed == {name for name in done if name.startswith("Refuse ")}
    assert {result["changed"] for name, result in done.items()} == {False}
