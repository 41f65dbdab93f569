# SPDX-License-Identifier: GPL-3.0-or-later
"""Module channel_info."""

from __future__ import annotations

import pytest

CHANNELS = "/api/v4/channels"
PAGE = {"page": "0", "per_page": "200"}
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}


def in_home(server, bodies):
    """Expect the team to be looked up."""
    server.expect("GET", "/api/v4/teams/name/home", 200, bodies["team"])


@pytest.fixture
def channels(bodies):
    """Return the channels of all teams as the server lists them."""
    return [
        bodies["news"],
        dict(bodies["news"], id="e" * 26, team_id="e" * 26),
        bodies["secret"],
        dict(bodies["news"], id="o" * 26, name="old", delete_at=1700000000009),
    ]


def test_all_in_use_of_one_team(server, run, bodies, channels):
    in_home(server, bodies)
    server.expect("GET", CHANNELS, 200, channels[:3], query=PAGE)
    result = run("channel_info", team="Home")
    assert result["changed"] is False and result["missing"] == []
    assert result["channels"] == [
        {
            "id": "newsnewsnewsnewsnewsnewsne",
            "team": "home",
            "name": "news",
            "display_name": "News",
            "type": "O",
            "header": "The news",
            "purpose": "Daily",
            "state": "present",
        },
        {
            "id": "secretsecretsecretsecretse",
            "team": "home",
            "name": "secret",
            "display_name": "Secret",
            "type": "P",
            "header": "",
            "purpose": "",
            "state": "present",
        },
    ]


@pytest.mark.parametrize("state, names", (("archived", ["old"]), ("all", ["news", "secret", "old"])))
def test_archived_ones(server, run, bodies, channels, state, names):
    in_home(server, bodies)
    server.expect("GET", CHANNELS, 200, channels, query=dict(PAGE, include_deleted="true"))
    found = run("channel_info", check=True, team="home", state=state)["channels"]
    assert [channel["name"] for channel in found] == names


def test_some_names(server, run, bodies, channels):
    in_home(server, bodies)
    server.expect("GET", CHANNELS, 200, channels[:3], query=PAGE)
    result = run("channel_info", team="home", names=["nowhere", "NEWS"])
    assert [channel["name"] for channel in result["channels"]] == ["news"]
    assert result["missing"] == ["nowhere"]


def test_members(server, run, bodies, channels):
    in_home(server, bodies)
    server.expect("GET", CHANNELS, 200, channels[:1], query=PAGE)
    server.expect(
        "GET",
        "/api/v4/users",
        200,
        [bodies["alice"], bodies["admin"]],
        query=dict(PAGE, in_channel="newsnewsnewsnewsnewsnewsne"),
    )
    assert run("channel_info", team="home", members=True)["channels"][0]["members"] == ["admin", "alice"]


def test_the_team_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    assert run("channel_info", team="home")["failure"]["option"] == "team"


def test_no_rights(server, run, bodies):
    in_home(server, bodies)
    server.expect("GET", CHANNELS, 403, bodies["errors"]["no_rights"], query=PAGE)
    assert run("channel_info", team="home", **REMOTE)["failure"]["status"] == 403


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 401, bodies["errors"]["no_session"])
    assert run("channel_info", team="home", **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    in_home(server, bodies)
    server.expect("GET", CHANNELS, 500, bodies["errors"]["server"], query=PAGE)
    assert run("channel_info", team="home")["failure"]["status"] == 500


def test_nothing_where_no_server_is(server, run):
    server.expect("GET", "/api/v4/teams/name/home", raises=ConnectionRefusedError(111, "Connection refused"))
    result = run("channel_info", check=True, predict_without_server=True, team="home", names=["news"])
    assert (result["channels"], result["missing"]) == ([], ["news"])
