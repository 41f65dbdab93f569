# SPDX-License-Identifier: GPL-3.0-or-later
"""Module channel_member."""

from __future__ import annotations

import pytest

TEAM = "homehomehomehomehomehomeho"
USER = "alicealicealicealicealicea"
MEMBERS = "/api/v4/channels/newsnewsnewsnewsnewsnewsne/members"
MEMBER = MEMBERS + "/" + USER
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
NAMES = {"team": "home", "channel": "news", "user": "alice"}
ADD = {"user_id": USER}
ADMIN = {"scheme_user": True, "scheme_admin": True}
GONE = 1700000000009


def refer(server, bodies, **gone):
    """Expect team, channel and user to be read; gone: which of them is archived or deactivated."""
    found = {
        name: dict(bodies[body], delete_at=gone.get(name, 0))
        for name, body in (("team", "team"), ("channel", "news"), ("user", "alice"))
    }
    server.expect("GET", "/api/v4/teams/name/home", 200, found["team"])
    server.expect(
        "GET", "/api/v4/teams/%s/channels/name/news" % TEAM, 200, found["channel"], query={"include_deleted": "true"}
    )
    server.expect("GET", "/api/v4/users/username/alice", 200, found["user"])


def read(server, bodies, there=True, **more):
    """Expect the membership to be read, which the socket serves too."""
    if there:
        server.expect("GET", MEMBER, 200, dict(bodies["channel_member"], **more))
    else:
        server.expect("GET", MEMBER, 404, bodies["errors"]["no_channel_member"])


def in_team(server, *users):
    """Expect the team's users to be listed, as the socket allows."""
    server.expect("GET", "/api/v4/users", 200, list(users), query={"in_team": TEAM, "page": "0", "per_page": "200"})


def test_add(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    server.expect("POST", MEMBERS, 201, bodies["channel_member"], body=ADD)
    read(server, bodies)
    result = run("channel_member", **NAMES)
    assert result["changed"] is True
    assert result["member"] == dict(NAMES, scheme_admin=False)
    assert result["diff"] == {"before": {}, "after": NAMES}


def test_add_in_check_mode(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    in_team(server, bodies["alice"])
    result = run("channel_member", check=True, **NAMES)
    assert (result["changed"], result["member"]) == (True, dict(NAMES, scheme_admin=False))


@pytest.mark.parametrize("check", (False, True))
def test_is_a_member_already(server, run, bodies, check):
    refer(server, bodies)
    read(server, bodies)
    assert run("channel_member", check=check, team="home", channel="News", user="Alice")["changed"] is False


def test_remove(server, run, bodies):
    refer(server, bodies)
    read(server, bodies)
    server.expect("DELETE", MEMBER, 200, bodies["ok"])
    read(server, bodies, there=False)
    result = run("channel_member", state="absent", **NAMES)
    assert (result["changed"], result["member"]) == (True, None)


def test_remove_in_check_mode(server, run, bodies):
    refer(server, bodies)
    read(server, bodies)
    assert run("channel_member", check=True, state="absent", **NAMES)["changed"] is True


def test_remove_again(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    assert run("channel_member", state="absent", **NAMES)["changed"] is False


def test_remove_from_a_channel_that_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 200, bodies["team"])
    server.expect(
        "GET",
        "/api/v4/teams/%s/channels/name/news" % TEAM,
        404,
        bodies["errors"]["no_channel"],
        query={"include_deleted": "true"},
    )
    server.expect("GET", "/api/v4/users/username/alice", 200, bodies["alice"])
    assert run("channel_member", state="absent", **NAMES)["changed"] is False


def test_who_is_not_in_the_team(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    server.expect("POST", MEMBERS, 404, bodies["errors"]["not_in_team"], body=ADD)
    result = run("channel_member", **NAMES)
    assert result["msg"].startswith("option user: alice is not in the team home")
    assert result["failure"]["error_id"] == "app.team.get_member.missing.app_error"


def test_who_is_not_in_the_team_in_check_mode(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    in_team(server, bodies["admin"])
    result = run("channel_member", check=True, **NAMES)
    assert result["failure"]["option"] == "user" and "not in the team home" in result["msg"]


@pytest.mark.parametrize("left", (0, GONE))
def test_who_is_not_in_the_team_in_check_mode_over_http(server, run, bodies, left):
    refer(server, bodies)
    read(server, bodies, there=False)
    server.expect("GET", "/api/v4/teams/%s/members/%s" % (TEAM, USER), 200, dict(bodies["member"], delete_at=left))
    assert run("channel_member", check=True, **NAMES, **REMOTE).get("failed", False) == bool(left)


def test_an_earlier_task_may_add_to_the_team(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    assert run("channel_member", check=True, predict_without_server=True, **NAMES)["changed"] is True


def test_a_new_member_becomes_channel_administrator(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    server.expect("POST", MEMBERS, 201, bodies["channel_member"], body=ADD)
    server.expect("PUT", MEMBER + "/schemeRoles", 200, bodies["ok"], body=ADMIN)
    read(server, bodies, scheme_admin=True)
    assert run("channel_member", scheme_admin=True, **NAMES, **REMOTE)["member"]["scheme_admin"] is True


def test_a_member_is_no_channel_administrator_any_more(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, scheme_admin=True)
    server.expect("PUT", MEMBER + "/schemeRoles", 200, bodies["ok"], body={"scheme_user": True, "scheme_admin": False})
    read(server, bodies)
    result = run("channel_member", scheme_admin=False, **NAMES, **REMOTE)
    assert (result["diff"]["before"]["scheme_admin"], result["diff"]["after"]["scheme_admin"]) == (True, False)


@pytest.mark.parametrize("check", (False, True))
def test_over_the_socket_administrators_are_told(server, run, bodies, check):
    refer(server, bodies)
    read(server, bodies, scheme_admin=True)
    assert run("channel_member", check=check, scheme_admin=True, **NAMES)["changed"] is False


@pytest.mark.parametrize("check", (False, True))
def test_over_the_socket_administrators_are_not_made(server, run, bodies, check):
    refer(server, bodies)
    read(server, bodies)
    result = run("channel_member", check=check, scheme_admin=True, **NAMES)
    assert result["failure"]["option"] == "scheme_admin" and "give url" in result["msg"]


def test_over_the_socket_a_new_member_is_no_administrator_anyway(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    server.expect("POST", MEMBERS, 201, bodies["channel_member"], body=ADD)
    read(server, bodies)
    assert run("channel_member", scheme_admin=False, **NAMES)["changed"] is True


@pytest.mark.parametrize("option", ("team", "channel", "user"))
def test_archived_and_deactivated_ones_are_refused(server, run, bodies, option):
    refer(server, bodies, **{option: GONE})
    read(server, bodies, there=False)
    assert run("channel_member", check=True, **NAMES)["failure"]["option"] == option


@pytest.mark.parametrize("option", ("team", "channel", "user"))
def test_who_is_in_stays_in(server, run, bodies, option):
    refer(server, bodies, **{option: GONE})
    read(server, bodies)
    assert run("channel_member", **NAMES)["changed"] is False


@pytest.mark.parametrize("there", (False, True))
def test_nobody_leaves_an_archived_channel(server, run, bodies, there):
    refer(server, bodies, channel=GONE)
    read(server, bodies, there=there)
    result = run("channel_member", check=True, state="absent", **NAMES)
    assert result.get("failure", {}).get("option") == ("channel" if there else None)


def test_everybody_is_in_town_square(server, run):
    result = run("channel_member", check=True, state="absent", team="home", channel="town-square", user="alice")
    assert result["failure"]["option"] == "channel" and "from the team instead" in result["msg"]


def test_the_channel_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 200, bodies["team"])
    server.expect(
        "GET",
        "/api/v4/teams/%s/channels/name/news" % TEAM,
        404,
        bodies["errors"]["no_channel"],
        query={"include_deleted": "true"},
    )
    server.expect("GET", "/api/v4/users/username/alice", 200, bodies["alice"])
    assert run("channel_member", check=True, **NAMES)["msg"] == "option channel: there is no channel named news"


def test_a_team_and_a_channel_that_earlier_tasks_would_make(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/users/username/alice", 200, bodies["alice"])
    assert run("channel_member", check=True, predict_without_server=True, **NAMES)["changed"] is True


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/teams/name/home", raises=ConnectionRefusedError(111, "Connection refused"))
    assert run("channel_member", check=True, predict_without_server=True, **NAMES)["changed"] is True


@pytest.mark.parametrize("option, value", (("team", "Home"), ("channel", "a b"), ("channel", ""), ("user", "a b")))
def test_bad_names_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("channel_member", **dict(NAMES, **{option: value}))["failure"]["option"] == option


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 401, bodies["errors"]["no_session"])
    assert run("channel_member", **NAMES, **REMOTE)["failure"]["status"] == 401


def test_a_route_that_is_not_served_is_not_taken_for_absent(server, run, bodies):
    refer(server, bodies)
    server.expect("GET", MEMBER, 404, bodies["errors"]["no_route"])
    assert run("channel_member", **NAMES)["failure"]["error_id"] == "api.context.404.app_error"


def test_server_error(server, run, bodies):
    refer(server, bodies)
    read(server, bodies, there=False)
    server.expect("POST", MEMBERS, 500, bodies["errors"]["server"], body=ADD)
    assert run("channel_member", **NAMES)["failure"]["status"] == 500
