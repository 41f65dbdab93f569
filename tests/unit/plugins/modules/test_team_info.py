# SPDX-License-Identifier: GPL-3.0-or-later
"""Module team_info."""

from __future__ import annotations

import pytest

TEAMS = "/api/v4/teams"
PAGE = {"page": "0", "per_page": "200"}
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}


@pytest.fixture
def teams(bodies):
    """Return teams as the server lists them, archived ones among them."""
    return [bodies["team"], dict(bodies["team"], id="o" * 26, name="old", delete_at=1700000000009)]


def test_all_in_use(server, run, teams):
    server.expect("GET", TEAMS, 200, teams, query=PAGE)
    result = run("team_info")
    assert result["changed"] is False and result["missing"] == []
    assert result["teams"] == [
        {
            "id": "homehomehomehomehomehomeho",
            "name": "home",
            "display_name": "Home",
            "type": "I",
            "description": "",
            "company_name": "",
            "allowed_domains": "",
            "allow_open_invite": False,
            "state": "present",
        }
    ]


@pytest.mark.parametrize("state, names", (("archived", ["old"]), ("all", ["home", "old"])))
def test_archived_ones(server, run, teams, state, names):
    server.expect("GET", TEAMS, 200, teams, query=PAGE)
    assert [team["name"] for team in run("team_info", check=True, state=state)["teams"]] == names


def test_some_names(server, run, teams):
    server.expect("GET", TEAMS, 200, teams, query=PAGE)
    result = run("team_info", names=["Home", "old", "nowhere"])
    assert [team["name"] for team in result["teams"]] == ["home"]
    assert result["missing"] == ["old", "nowhere"]


def test_members(server, run, bodies, teams):
    server.expect("GET", TEAMS, 200, teams, query=PAGE)
    server.expect(
        "GET",
        "/api/v4/users",
        200,
        [bodies["alice"], bodies["admin"]],
        query=dict(PAGE, in_team="homehomehomehomehomehomeho"),
    )
    assert run("team_info", names=["home"], members=True)["teams"][0]["members"] == ["admin", "alice"]


def test_not_signed_in(server, run, bodies):
    server.expect("GET", TEAMS, 401, bodies["errors"]["no_session"], query=PAGE)
    assert run("team_info", **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    server.expect("GET", TEAMS, 500, bodies["errors"]["server"], query=PAGE)
    assert run("team_info")["failure"]["status"] == 500


def test_nothing_where_no_server_is(server, run):
    server.expect("GET", TEAMS, raises=ConnectionRefusedError(111, "Connection refused"), query=PAGE)
    result = run("team_info", check=True, predict_without_server=True, names=["home"], members=True)
    assert (result["teams"], result["missing"]) == ([], ["home"])
