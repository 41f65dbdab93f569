# SPDX-License-Identifier: GPL-3.0-or-later
"""Module command."""

from __future__ import annotations

import pytest

TEAM = "homehomehomehomehomehomeho"
ADMIN = "adminadminadminadminadmina"
COMMAND = "commandcommandcommandcomma"
TOKEN = "commandtokencommandtokenco"
LIST = "/api/v4/commands"
BY_ID = LIST + "/" + COMMAND
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
NAMES = {"team": "home", "trigger": "weather"}
TEXTS = {
    "display_name": "Weather",
    "description": "Tells the weather",
    "username": "weather",
    "icon_url": "",
    "auto_complete": True,
    "auto_complete_hint": "[city]",
    "auto_complete_desc": "the weather",
}
URL = "https://hooks.example.com/weather"
WANTED = dict(NAMES, request_url=URL, creator="admin", **TEXTS)
NEW = dict(TEXTS, team_id=TEAM, trigger="weather", method="P", url=URL, creator_id=ADMIN)
KEYS = {"id", "team", "trigger", "request_url", "method", "creator"} | set(TEXTS)


def team(server, bodies):
    """Expect the team to be read."""
    server.expect("GET", "/api/v4/teams/name/home", 200, bodies["team"])


def refer(server, bodies):
    """Expect all to be read that a command refers to."""
    team(server, bodies)
    server.expect("GET", "/api/v4/users/username/admin", 200, bodies["admin"])


def commands(server, *found):
    """Expect the team's commands to be listed."""
    server.expect("GET", LIST, 200, list(found), query={"team_id": TEAM, "custom_only": "true"})


def everything(server, *found):
    """Expect the commands to be listed with those of the server and of plugins."""
    server.expect("GET", LIST, 200, list(found), query={"team_id": TEAM})


def settings(server, switched_on=True):
    """Expect the settings to be read."""
    server.expect("GET", "/api/v4/config", 200, {"ServiceSettings": {"EnableCommands": switched_on}})


def creator(server, bodies):
    """Expect the user name to be read by its id."""
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])


def test_create(server, run, bodies):
    refer(server, bodies)
    commands(server, dict(bodies["command"], trigger="other"))
    everything(server, bodies["builtin_command"])
    settings(server)
    server.expect("POST", LIST, 201, bodies["command"], body=NEW)
    commands(server, bodies["command"])
    result = run("command", **dict(WANTED, trigger="Weather"))
    assert result["changed"] is True
    assert result["command"] == dict(WANTED, id=COMMAND, method="POST")
    assert result["diff"] == {"before": {}, "after": WANTED}
    assert TOKEN not in str(result)


def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies):
    refer(server, bodies)
    commands(server)
    everything(server)
    settings(server)
    result = run("command", check=True, **NAMES, request_url=URL, creator="admin")
    assert result["changed"] is True
    assert set(result["command"]) == KEYS
    assert (result["command"]["id"], result["command"]["method"]) == (None, "POST")
    assert result["command"]["auto_complete"] is False


def test_create_over_http(server, run, bodies):
    team(server, bodies)
    commands(server)
    everything(server)
    settings(server)
    server.expect(
        "POST",
        LIST,
        201,
        bodies["command"],
        body={
            "team_id": TEAM,
            "trigger": "weather",
            "method": "G",
            "url": URL,
            "display_name": "",
            "description": "",
            "username": "",
            "icon_url": "",
            "auto_complete": False,
            "auto_complete_hint": "",
            "auto_complete_desc": "",
        },
    )
    commands(server, dict(bodies["command"], method="G"))
    creator(server, bodies)
    result = run("command", request_url=URL, method="GET", **NAMES, **REMOTE)
    assert (result["command"]["method"], result["command"]["creator"]) == ("GET", "admin")


@pytest.mark.parametrize("missing", ("creator", "request_url"))
@pytest.mark.parametrize("check", (False, True))
def test_what_a_new_one_needs_over_the_socket(server, run, bodies, missing, check):
    wanted = dict(WANTED)
    del wanted[missing]
    if missing == "creator":
        team(server, bodies)
    else:
        refer(server, bodies)
    commands(server)
    if missing == "creator":
        everything(server)
    assert run("command", check=check, **wanted)["failure"]["option"] == missing


@pytest.mark.parametrize("check", (False, True))
def test_the_word_of_a_built_in_command(server, run, bodies, check):
    refer(server, bodies)
    commands(server)
    everything(server, bodies["builtin_command"])
    result = run("command", check=check, **dict(WANTED, trigger="me"))
    assert result["failure"]["option"] == "trigger"
    assert "/me is a command of the server" in result["msg"]


def test_a_word_that_is_taken_although_not_listed(server, run, bodies):
    refer(server, bodies)
    commands(server)
    everything(server)
    settings(server)
    server.expect("POST", LIST, 400, bodies["errors"]["trigger_taken"], body=NEW)
    result = run("command", **WANTED)
    assert "option trigger: /weather is a command" in result["msg"]
    assert result["failure"]["error_id"] == "api.command.duplicate_trigger.app_error"


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    refer(server, bodies)
    commands(server, bodies["command"])
    result = run("command", check=check, method="POST", **dict(WANTED, trigger="WEATHER"))
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_update_sends_the_whole_command(server, run, bodies):
    before = bodies["command"]
    after = dict(before, method="G", url=URL + "/2")
    team(server, bodies)
    commands(server, before)
    creator(server, bodies)
    settings(server)
    server.expect("PUT", BY_ID, 200, after, body=after)
    commands(server, after)
    creator(server, bodies)
    result = run("command", method="GET", request_url=URL + "/2", **NAMES)
    assert result["diff"]["before"] == dict(NAMES, method="POST", request_url=URL)
    assert result["diff"]["after"] == dict(NAMES, method="GET", request_url=URL + "/2")
    assert TOKEN not in str(result)


def test_update_in_check_mode(server, run, bodies):
    team(server, bodies)
    commands(server, bodies["command"])
    creator(server, bodies)
    settings(server)
    result = run("command", check=True, auto_complete=False, **NAMES)
    assert (result["changed"], result["command"]["id"]) == (True, COMMAND)
    assert result["command"]["auto_complete"] is False


@pytest.mark.parametrize("check", (False, True))
def test_the_creator_is_never_changed(server, run, bodies, check):
    team(server, bodies)
    server.expect("GET", "/api/v4/users/username/alice", 200, bodies["alice"])
    commands(server, bodies["command"])
    creator(server, bodies)
    result = run("command", check=check, **dict(WANTED, creator="Alice"))
    assert result["failure"]["option"] == "creator"
    assert "belongs to admin" in result["msg"]


def test_delete(server, run, bodies):
    team(server, bodies)
    commands(server, bodies["command"])
    creator(server, bodies)
    settings(server)
    server.expect("DELETE", BY_ID, 200, bodies["ok"])
    commands(server)
    result = run("command", state="absent", **NAMES)
    assert (result["changed"], result["command"]) == (True, None)


def test_delete_in_check_mode(server, run, bodies):
    team(server, bodies)
    commands(server, bodies["command"])
    creator(server, bodies)
    settings(server)
    assert run("command", check=True, state="absent", **NAMES)["command"] is None


@pytest.mark.parametrize("there", (False, True))
def test_delete_when_absent(server, run, bodies, there):
    if there:
        team(server, bodies)
        commands(server)
    else:
        server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    assert run("command", state="absent", **NAMES)["changed"] is False


def test_the_server_takes_a_team_that_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/users/username/admin", 200, bodies["admin"])
    assert run("command", **WANTED)["msg"] == "option team: there is no team named home"


def test_switched_off(server, run, bodies):
    refer(server, bodies)
    server.expect("GET", LIST, 501, bodies["errors"]["commands_off"], query={"team_id": TEAM, "custom_only": "true"})
    assert "ServiceSettings.EnableCommands" in run("command", **WANTED)["msg"]


@pytest.mark.parametrize(
    "option, value",
    (
        ("team", "Home"),
        ("trigger", ""),
        ("trigger", "/weather"),
        ("trigger", "a b"),
        ("trigger", "x" * 129),
        ("request_url", ""),
        ("request_url", "nonsense"),
        ("request_url", "https://example.com/" + "x" * 1010),
        ("display_name", "x" * 65),
        ("description", "x" * 129),
        ("auto_complete_desc", "x" * 1025),
        ("creator", "a b"),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("command", **dict(WANTED, **{option: value}))["failure"]["option"] == option


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 401, bodies["errors"]["no_session"])
    assert run("command", **WANTED, **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    refer(server, bodies)
    commands(server, bodies["command"])
    settings(server)
    server.expect("PUT", BY_ID, 500, bodies["errors"]["server"], body=dict(bodies["command"], description="New"))
    result = run("command", **dict(WANTED, description="New"))
    assert result["failure"]["status"] == 500
    assert TOKEN not in str(result)


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/teams/name/home", raises=FileNotFoundError(2, "No such file or directory"))
    result = run("command", check=True, predict_without_server=True, **WANTED)
    assert (result["changed"], result["command"]["id"]) == (True, None)
