# SPDX-License-Identifier: GPL-3.0-or-later
"""Module team_member."""

from __future__ import annotations

import pytest

TEAM = "homehomehomehomehomehomeho"
USER = "alicealicealicealicealicea"
MEMBERS = "/api/v4/teams/%s/members" % TEAM
MEMBER = MEMBERS + "/" + USER
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
NAMES = {"team": "home", "user": "alice"}
IDS = {"team_id": TEAM, "user_id": USER}


def refer(server, bodies, team=None, user=None):
    """Expect team and user to be read."""
    server.expect("GET", "/api/v4/teams/name/home", 200, team or bodies["team"])
    server.expect("GET", "/api/v4/users/username/alice", 200, user or bodies["alice"])


def in_team(server, users, page=0):
    """Expect the team's users to be listed, as the socket allows."""
    server.expect("GET", "/api/v4/users", 200, users, query={"in_team": TEAM, "page": str(page), "per_page": "200"})


def test_add(server, run, bodies):
    refer(server, bodies)
    in_team(server, [])
    server.expect("POST", MEMBERS, 201, bodies["member"], body=IDS)
    in_team(server, [bodies["alice"]])
    result = run("team_member", **NAMES)
    assert result["changed"] is True
    assert result["member"] == {"team": "home", "user": "alice", "scheme_admin": None}
    assert result["diff"] == {"before": {}, "after": NAMES}


def test_add_in_check_mode(server, run, bodies):
    refer(server, bodies)
    in_team(server, [])
    result = run("team_member", check=True, **NAMES)
    assert (result["changed"], result["member"]["user"]) == (True, "alice")


@pytest.mark.parametrize("check", (False, True))
def test_is_a_member_already(server, run, bodies, check):
    refer(server, bodies)
    in_team(server, [bodies["admin"]] * 200)
    in_team(server, [bodies["alice"]], page=1)
    assert run("team_member", check=check, **NAMES)["changed"] is False


def test_reading_stops_where_the_user_is_found(server, run, bodies):
    refer(server, bodies)
    in_team(server, [bodies["alice"]] + [bodies["admin"]] * 199)
    assert run("team_member", **NAMES)["changed"] is False


def test_remove(server, run, bodies):
    refer(server, bodies)
    in_team(server, [bodies["alice"]])
    server.expect("DELETE", MEMBER, 200, bodies["ok"])
    in_team(server, [])
    result = run("team_member", state="absent", **NAMES)
    assert (result["changed"], result["member"]) == (True, None)


def test_remove_in_check_mode(server, run, bodies):
    refer(server, bodies)
    in_team(server, [bodies["alice"]])
    assert run("team_member", check=True, state="absent", **NAMES)["changed"] is True


def test_remove_again(server, run, bodies):
    refer(server, bodies)
    in_team(server, [])
    assert run("team_member", state="absent", **NAMES)["changed"] is False


def test_remove_from_a_team_that_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/users/username/alice", 200, bodies["alice"])
    assert run("team_member", state="absent", **NAMES)["changed"] is False


def test_over_http_one_member_is_read(server, run, bodies):
    refer(server, bodies)
    server.expect("GET", MEMBER, 200, bodies["member"])
    assert run("team_member", scheme_admin=False, **NAMES, **REMOTE)["changed"] is False


def test_who_was_removed_is_no_member_although_readable(server, run, bodies):
    refer(server, bodies)
    server.expect("GET", MEMBER, 200, dict(bodies["member"], delete_at=1700000000009))
    server.expect("POST", MEMBERS, 201, bodies["member"], body=IDS)
    server.expect("GET", MEMBER, 200, bodies["member"])
    assert run("team_member", **NAMES, **REMOTE)["changed"] is True


def test_a_new_member_becomes_team_administrator(server, run, bodies):
    refer(server, bodies)
    server.expect("GET", MEMBER, 404, bodies["errors"]["no_member"])
    server.expect("POST", MEMBERS, 201, bodies["member"], body=IDS)
    server.expect("PUT", MEMBER + "/schemeRoles", 200, bodies["ok"], body={"scheme_user": True, "scheme_admin": True})
    server.expect("GET", MEMBER, 200, dict(bodies["member"], scheme_admin=True))
    result = run("team_member", scheme_admin=True, **NAMES, **REMOTE)
    assert result["member"]["scheme_admin"] is True


def test_a_member_becomes_team_administrator(server, run, bodies):
    refer(server, bodies)
    server.expect("GET", MEMBER, 200, bodies["member"])
    server.expect("PUT", MEMBER + "/schemeRoles", 200, bodies["ok"], body={"scheme_user": True, "scheme_admin": True})
    server.expect("GET", MEMBER, 200, dict(bodies["member"], scheme_admin=True))
    result = run("team_member", scheme_admin=True, **NAMES, **REMOTE)
    assert result["diff"]["before"]["scheme_admin"] is False
    assert result["diff"]["after"]["scheme_admin"] is True


def test_team_administrators_are_not_made_over_the_socket(server, run):
    result = run("team_member", scheme_admin=True, **NAMES)
    assert result["failure"]["option"] == "scheme_admin"
    assert "give url" in result["msg"]


@pytest.mark.parametrize("option", ("team", "user"))
def test_archived_teams_and_deactivated_accounts_are_refused(server, run, bodies, option):
    gone = 1700000000009
    refer(
        server,
        bodies,
        team=dict(bodies["team"], delete_at=gone) if option == "team" else None,
        user=dict(bodies["alice"], delete_at=gone) if option == "user" else None,
    )
    in_team(server, [])
    assert run("team_member", check=True, **NAMES)["failure"]["option"] == option


@pytest.mark.parametrize("option", ("team", "user"))
def test_who_is_in_stays_in(server, run, bodies, option):
    gone = 1700000000009
    refer(
        server,
        bodies,
        team=dict(bodies["team"], delete_at=gone) if option == "team" else None,
        user=dict(bodies["alice"], delete_at=gone) if option == "user" else None,
    )
    in_team(server, [bodies["alice"]])
    assert run("team_member", **NAMES)["changed"] is False


def test_the_team_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/users/username/alice", 200, bodies["alice"])
    assert run("team_member", check=True, **NAMES)["msg"] == "option team: there is no team named home"


def test_a_team_that_an_earlier_task_would_make(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/users/username/alice", 404, bodies["errors"]["no_user"])
    assert run("team_member", check=True, predict_without_server=True, **NAMES)["changed"] is True


def test_prediction_is_for_check_mode_only(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/users/username/alice", 404, bodies["errors"]["no_user"])
    assert run("team_member", predict_without_server=True, **NAMES)["failure"]["option"] == "team"


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/teams/name/home", raises=ConnectionRefusedError(111, "Connection refused"))
    assert run("team_member", check=True, predict_without_server=True, **NAMES)["changed"] is True


@pytest.mark.parametrize(
    "error, words", (("team_full", "TeamSettings.MaxUsersPerTeam"), ("domain", "allowed_domains of the team home"))
)
def test_refusals_name_the_setting(server, run, bodies, error, words):
    refer(server, bodies)
    in_team(server, [])
    server.expect("POST", MEMBERS, 400, bodies["errors"][error], body=IDS)
    result = run("team_member", **NAMES)
    assert words in result["msg"]
    assert result["failure"]["error_id"] == bodies["errors"][error]["id"]


@pytest.mark.parametrize("option, value", (("team", "Home"), ("team", "x"), ("user", "a b")))
def test_bad_names_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("team_member", **dict(NAMES, **{option: value}))["failure"]["option"] == option


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 401, bodies["errors"]["no_session"])
    assert run("team_member", **NAMES, **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    refer(server, bodies)
    in_team(server, [])
    server.expect("POST", MEMBERS, 500, bodies["errors"]["server"], body=IDS)
    assert run("team_member", **NAMES)["failure"]["status"] == 500
