# SPDX-License-Identifier: GPL-3.0-or-later
"""Module team."""

from __future__ import annotations

import pytest

BY_NAME = "/api/v4/teams/name/home"
BY_ID = "/api/v4/teams/homehomehomehomehomehomeho"
NEW = {
    "name": "home",
    "display_name": "Home",
    "type": "I",
    "description": "",
    "company_name": "",
    "allowed_domains": "",
    "allow_open_invite": False,
}


def read(server, body=None, times=1, missing=None):
    """Expect the team to be read."""
    for dummy in range(times):
        if body is None:
            server.expect("GET", BY_NAME, 404, missing)
        else:
            server.expect("GET", BY_NAME, 200, body)


def others(server, *teams):
    """Expect the teams to be listed."""
    server.expect("GET", "/api/v4/teams", 200, list(teams), query={"page": "0", "per_page": "200"})


def test_create(server, run, bodies):
    read(server, missing=bodies["errors"]["no_team"])
    others(server, dict(bodies["team"], name="sales", display_name="Sales"))
    server.expect("POST", "/api/v4/teams", 201, bodies["team"], body=NEW)
    read(server, bodies["team"])
    result = run("team", name="home", display_name="Home")
    assert result["changed"] is True
    assert result["team"] == {
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
    assert result["diff"] == {"before": {}, "after": {"name": "home", "display_name": "Home", "state": "present"}}


@pytest.mark.parametrize("check", (False, True))
def test_a_display_name_of_another_team_is_a_renaming_by_mistake(server, run, bodies, check):
    read(server, missing=bodies["errors"]["no_team"])
    others(server, dict(bodies["team"], name="house", display_name="HOME"))
    result = run("team", check=check, name="home", display_name="Home")
    assert result["failure"]["option"] == "name"
    assert "can never change" in result["msg"] and "'house'" in result["msg"]


def test_a_second_team_of_the_same_display_name_on_purpose(server, run, bodies):
    read(server, missing=bodies["errors"]["no_team"])
    assert run("team", check=True, name="home", display_name="Home", allow_same_display_name=True)["changed"] is True


def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies):
    read(server, missing=bodies["errors"]["no_team"])
    others(server)
    result = run("team", check=True, name="home", display_name="Home")
    assert result["changed"] is True
    assert result["team"]["id"] is None
    assert result["team"]["display_name"] == "Home"
    assert set(result["team"]) == {
        "id",
        "name",
        "display_name",
        "type",
        "description",
        "company_name",
        "allowed_domains",
        "allow_open_invite",
        "state",
    }


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    read(server, bodies["team"])
    result = run("team", check=check, name="home", display_name="Home", type="I", allow_open_invite=False)
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_update_sends_what_differs_and_no_more(server, run, bodies):
    read(server, bodies["team"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"description": "Everybody"})
    read(server, dict(bodies["team"], description="Everybody"))
    result = run("team", name="home", display_name="Home", description="Everybody")
    assert result["changed"] is True
    assert result["diff"]["before"]["description"] == ""
    assert result["diff"]["after"]["description"] == "Everybody"


def test_update_in_check_mode(server, run, bodies):
    read(server, bodies["team"])
    result = run("team", check=True, name="home", description="Everybody")
    assert result["changed"] is True
    assert result["team"]["description"] == "Everybody"
    assert result["team"]["id"] == bodies["team"]["id"]


def test_opening_a_team_opens_its_invitations_too(server, run, bodies):
    opened = dict(bodies["team"], type="O", allow_open_invite=True)
    read(server, bodies["team"])
    server.expect("PUT", BY_ID + "/privacy", 200, opened, body={"privacy": "O"})
    read(server, opened)
    result = run("team", name="home", type="O")
    assert result["team"]["allow_open_invite"] is True
    assert result["diff"]["before"]["allow_open_invite"] is False


def test_opening_in_check_mode_predicts_the_invitations(server, run, bodies):
    read(server, bodies["team"])
    assert run("team", check=True, name="home", type="O")["team"]["allow_open_invite"] is True


def test_opening_a_team_with_closed_invitations_takes_them_back(server, run, bodies):
    read(server, bodies["team"])
    server.expect("PUT", BY_ID + "/privacy", 200, {}, body={"privacy": "O"})
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"allow_open_invite": False})
    read(server, dict(bodies["team"], type="O"))
    assert run("team", name="home", type="O", allow_open_invite=False)["changed"] is True


def test_a_team_that_is_open_already_keeps_its_invitations(server, run, bodies):
    read(server, dict(bodies["team"], type="O", allow_open_invite=False))
    assert run("team", name="home", type="O")["changed"] is False


def test_archive(server, run, bodies):
    read(server, bodies["team"])
    server.expect("DELETE", BY_ID, 200, bodies["ok"])
    read(server, dict(bodies["team"], delete_at=1700000000009))
    result = run("team", name="home", state="archived")
    assert result["changed"] is True
    assert result["team"]["state"] == "archived"


def test_archive_in_check_mode(server, run, bodies):
    read(server, bodies["team"])
    assert run("team", check=True, name="home", state="archived")["team"]["state"] == "archived"


@pytest.mark.parametrize("archived", (0, 1700000000009))
def test_archive_what_is_archived_or_never_was(server, run, bodies, archived):
    if archived:
        read(server, dict(bodies["team"], delete_at=archived))
    else:
        read(server, missing=bodies["errors"]["no_team"])
    assert run("team", name="home", state="archived")["changed"] is False


def test_present_restores_before_it_changes(server, run, bodies):
    read(server, dict(bodies["team"], delete_at=1700000000009))
    server.expect("POST", BY_ID + "/restore", 200, bodies["team"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"display_name": "Back"})
    read(server, dict(bodies["team"], display_name="Back"))
    assert run("team", name="home", display_name="Back")["team"]["state"] == "present"


def test_delete(server, run, bodies):
    read(server, bodies["team"])
    server.expect("DELETE", BY_ID, 200, bodies["ok"], query={"permanent": "true"})
    read(server, missing=bodies["errors"]["no_team"])
    result = run("team", name="home", state="absent", permanent=True)
    assert result["changed"] is True
    assert result["team"] is None
    assert result["diff"]["after"] == {}


def test_delete_in_check_mode(server, run, bodies):
    read(server, bodies["team"])
    result = run("team", check=True, name="home", state="absent", permanent=True)
    assert (result["changed"], result["team"]) == (True, None)


def test_delete_when_absent(server, run, bodies):
    read(server, missing=bodies["errors"]["no_team"])
    assert run("team", name="home", state="absent", permanent=True)["changed"] is False


def test_delete_must_be_meant(server, run):
    result = run("team", name="home", state="absent")
    assert result["failure"]["kind"] == "refused"
    assert "permanent: true" in result["msg"] and "state: archived" in result["msg"]


@pytest.mark.parametrize("check", (False, True))
def test_a_team_cannot_be_renamed(server, run, bodies, check):
    server.expect("GET", BY_ID, 200, bodies["team"])
    result = run("team", check=check, name="heim", id=bodies["team"]["id"], display_name="Heim")
    assert result["failure"] == {"kind": "input", "message": result["msg"], "option": "name"}
    assert "is named home" in result["msg"] and "never change" in result["msg"]


def test_a_team_known_by_its_id(server, run, bodies):
    server.expect("GET", BY_ID, 200, bodies["team"])
    assert run("team", name="home", id=bodies["team"]["id"], display_name="Home")["changed"] is False


def test_no_team_with_the_id(server, run, bodies):
    server.expect("GET", BY_ID, 404, bodies["errors"]["no_team_id"])
    assert run("team", name="home", id=bodies["team"]["id"])["failure"]["option"] == "id"


@pytest.mark.parametrize(
    "option, value",
    (
        ("name", "h"),
        ("name", "Home"),
        ("name", "-home"),
        ("name", "administrators"),
        ("name", "a b"),
        ("display_name", ""),
        ("display_name", "x" * 65),
        ("description", "x" * 256),
        ("allowed_domains", "x" * 501),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    result = run("team", **{"name": "home", "display_name": "Home", option: value})
    assert result["failure"]["option"] == option


def test_a_new_team_is_shown_by_its_name(server, run, bodies):
    read(server, missing=bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/teams", 200, [], query={"page": "0", "per_page": "200"})
    assert run("team", check=True, name="home")["team"]["display_name"] == "home"


def test_not_signed_in(server, run, bodies):
    server.expect("GET", BY_NAME, 401, bodies["errors"]["no_session"])
    result = run("team", url="https://chat.example.com", token="tokentokentokentokentokent", name="home")
    assert result["failure"]["status"] == 401
    assert result["failure"]["error_id"] == "api.context.session_expired.app_error"
    assert result["msg"].startswith(
        "GET https://chat.example.com/api/v4/teams/name/home: HTTP 401 [api.context.session_expired.app_error]"
    )


def test_no_rights_is_not_taken_for_absent(server, run, bodies):
    server.expect("GET", BY_NAME, 403, bodies["errors"]["no_rights"])
    assert run("team", name="home", display_name="Home")["failure"]["status"] == 403


def test_a_route_that_is_not_served_is_not_taken_for_absent(server, run, bodies):
    server.expect("GET", BY_NAME, 404, bodies["errors"]["no_route"])
    assert run("team", name="home", display_name="Home")["failure"]["error_id"] == "api.context.404.app_error"


def test_server_error(server, run, bodies):
    read(server, bodies["team"])
    server.expect("PUT", BY_ID + "/patch", 500, bodies["errors"]["server"], body={"display_name": "New"})
    assert run("team", name="home", display_name="New")["failure"]["status"] == 500


def test_a_change_that_the_server_does_not_make_is_an_error(server, run, bodies):
    read(server, bodies["team"])
    server.expect("PUT", BY_ID + "/patch", 200, bodies["team"], body={"display_name": "New"})
    read(server, bodies["team"])
    result = run("team", name="home", display_name="New")
    assert result["failure"]["kind"] == "not_taken"
    assert result["failure"]["fields"] == ["display_name"]


def test_prediction_without_a_server(server, run):
    server.expect("GET", BY_NAME, raises=FileNotFoundError(2, "No such file or directory"))
    result = run("team", check=True, predict_without_server=True, name="home", display_name="Home")
    assert (result["changed"], result["team"]["id"]) == (True, None)


@pytest.mark.parametrize("check, predict", ((True, False), (False, True)))
def test_no_prediction_unless_asked_for_in_check_mode(server, run, check, predict):
    for dummy in range(4):
        server.expect("GET", BY_NAME, raises=ConnectionRefusedError(111, "Connection refused"))
    result = run("team", check=check, predict_without_server=predict, name="home", display_name="Home")
    assert result["failure"]["kind"] == "absent"
