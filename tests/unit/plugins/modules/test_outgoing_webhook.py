# SPDX-License-Identifier: GPL-3.0-or-later
"""Module outgoing_webhook."""

from __future__ import annotations

import pytest

TEAM = "homehomehomehomehomehomeho"
CHANNEL = "squaresquaresquaresquaresq"
ADMIN = "adminadminadminadminadmina"
HOOK = "outgoinghookoutgoinghookou"
TOKEN = "hooktokenhooktokenhooktoke"
LIST = "/api/v4/hooks/outgoing"
BY_ID = LIST + "/" + HOOK
URL = "https://hooks.example.com/ask"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
NAMES = {"team": "home", "display_name": "Ask"}
WANTED = dict(
    NAMES,
    trigger_words=["ask"],
    callback_urls=[URL],
    content_type="application/json",
    description="Asks",
    creator="admin",
)
NEW = {
    "team_id": TEAM,
    "channel_id": "",
    "display_name": "Ask",
    "creator_id": ADMIN,
    "description": "Asks",
    "trigger_words": ["ask"],
    "trigger_when": 0,
    "callback_urls": [URL],
    "content_type": "application/json",
    "username": "",
    "icon_url": "",
}
KEYS = {
    "id",
    "team",
    "display_name",
    "channel",
    "trigger_words",
    "trigger_when",
    "callback_urls",
    "content_type",
    "creator",
    "description",
    "username",
    "icon_url",
}


def team(server, bodies):
    """Expect the team to be read."""
    server.expect("GET", "/api/v4/teams/name/home", 200, bodies["team"])


def channel(server, bodies, **changes):
    """Expect the channel to be read by its name."""
    server.expect(
        "GET",
        "/api/v4/teams/%s/channels/name/town-square" % TEAM,
        200,
        dict(bodies["hooked_channel"], **changes),
        query={"include_deleted": "true"},
    )


def refer(server, bodies):
    """Expect all to be read that a webhook without a channel refers to."""
    team(server, bodies)
    server.expect("GET", "/api/v4/users/username/admin", 200, bodies["admin"])


def hooks(server, *found):
    """Expect the team's webhooks to be listed."""
    server.expect("GET", LIST, 200, list(found), query={"team_id": TEAM, "page": "0", "per_page": "200"})


def settings(server, switched_on=True):
    """Expect the settings to be read."""
    server.expect("GET", "/api/v4/config", 200, {"ServiceSettings": {"EnableOutgoingWebhooks": switched_on}})


def creator(server, bodies):
    """Expect the name of the account to be asked for by its id."""
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])


def test_create(server, run, bodies):
    refer(server, bodies)
    hooks(server)
    settings(server)
    server.expect("POST", LIST, 201, bodies["outgoing_webhook"], body=NEW)
    hooks(server, bodies["outgoing_webhook"])
    result = run("outgoing_webhook", **WANTED)
    assert result["changed"] is True
    assert result["outgoing_webhook"] == dict(
        WANTED, id=HOOK, channel="", trigger_when="exact", username="", icon_url=""
    )
    assert result["diff"] == {"before": {}, "after": WANTED}
    assert TOKEN not in str(result)


def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies):
    refer(server, bodies)
    hooks(server)
    settings(server)
    result = run("outgoing_webhook", check=True, **WANTED)
    assert result["changed"] is True
    assert set(result["outgoing_webhook"]) == KEYS
    assert (result["outgoing_webhook"]["id"], result["outgoing_webhook"]["trigger_when"]) == (None, "exact")


def test_create_over_http_for_a_channel(server, run, bodies):
    team(server, bodies)
    channel(server, bodies)
    hooks(server)
    settings(server)
    server.expect(
        "POST",
        LIST,
        201,
        bodies["outgoing_webhook"],
        body={
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "display_name": "Ask",
            "description": "",
            "trigger_words": [],
            "trigger_when": 1,
            "callback_urls": [URL],
            "content_type": "application/x-www-form-urlencoded",
            "username": "",
            "icon_url": "",
        },
    )
    hooks(
        server,
        dict(
            bodies["outgoing_webhook"],
            channel_id=CHANNEL,
            trigger_words=None,
            trigger_when=1,
            content_type="",
            description="",
        ),
    )
    creator(server, bodies)
    result = run(
        "outgoing_webhook",
        channel="town-square",
        trigger_when="start",
        callback_urls=[URL],
        content_type="application/x-www-form-urlencoded",
        **NAMES,
        **REMOTE,
    )
    assert result["outgoing_webhook"]["channel"] == "town-square"
    assert result["outgoing_webhook"]["content_type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("missing", ("creator", "callback_urls", "trigger_words"))
@pytest.mark.parametrize("check", (False, True))
def test_what_a_new_one_needs_over_the_socket(server, run, bodies, missing, check):
    wanted = dict(WANTED)
    del wanted[missing]
    team(server, bodies)
    if missing != "creator":
        server.expect("GET", "/api/v4/users/username/admin", 200, bodies["admin"])
    hooks(server)
    assert run("outgoing_webhook", check=check, **wanted)["failure"]["option"] == missing


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do_whatever_the_order(server, run, bodies, check):
    refer(server, bodies)
    there = dict(bodies["outgoing_webhook"], trigger_words=["b", "a"], callback_urls=[URL + "/2", URL + "/1"])
    hooks(server, there)
    result = run(
        "outgoing_webhook",
        check=check,
        **dict(WANTED, trigger_words=["a", "b", "a"], callback_urls=[URL + "/1", URL + "/2"], channel=""),
    )
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_update_sends_the_whole_webhook(server, run, bodies):
    before = bodies["outgoing_webhook"]
    after = dict(before, trigger_words=["ask", "why"], trigger_when=1)
    team(server, bodies)
    hooks(server, before)
    creator(server, bodies)
    settings(server)
    server.expect("PUT", BY_ID, 200, after, body=after)
    hooks(server, after)
    creator(server, bodies)
    result = run("outgoing_webhook", trigger_words=["why", "ask"], trigger_when="start", **NAMES)
    assert result["diff"]["before"] == dict(NAMES, trigger_words=["ask"], trigger_when="exact")
    assert result["diff"]["after"] == dict(NAMES, trigger_words=["ask", "why"], trigger_when="start")
    assert TOKEN not in str(result)


def test_update_in_check_mode(server, run, bodies):
    team(server, bodies)
    hooks(server, bodies["outgoing_webhook"])
    creator(server, bodies)
    settings(server)
    result = run("outgoing_webhook", check=True, description="Changed", **NAMES)
    assert (result["changed"], result["outgoing_webhook"]["id"]) == (True, HOOK)
    assert result["outgoing_webhook"]["description"] == "Changed"


@pytest.mark.parametrize("check", (False, True))
def test_neither_channel_nor_words_are_left(server, run, bodies, check):
    team(server, bodies)
    hooks(server, bodies["outgoing_webhook"])
    creator(server, bodies)
    assert run("outgoing_webhook", check=check, trigger_words=[], **NAMES)["failure"]["option"] == "trigger_words"


def test_from_one_channel_to_all(server, run, bodies):
    before = dict(bodies["outgoing_webhook"], channel_id=CHANNEL)
    refer(server, bodies)
    hooks(server, before)
    server.expect("GET", "/api/v4/channels/" + CHANNEL, 200, bodies["hooked_channel"])
    settings(server)
    server.expect("PUT", BY_ID, 200, before, body=bodies["outgoing_webhook"])
    hooks(server, bodies["outgoing_webhook"])
    result = run("outgoing_webhook", channel="", **WANTED)
    assert (result["diff"]["before"]["channel"], result["diff"]["after"]["channel"]) == ("town-square", "")


@pytest.mark.parametrize("check", (False, True))
def test_a_private_channel_is_refused(server, run, bodies, check):
    team(server, bodies)
    channel(server, bodies, type="P")
    server.expect("GET", "/api/v4/users/username/admin", 200, bodies["admin"])
    result = run("outgoing_webhook", check=check, channel="town-square", **WANTED)
    assert result["failure"]["option"] == "channel"
    assert "public channels only" in result["msg"]


@pytest.mark.parametrize("check", (False, True))
def test_the_creator_is_never_changed(server, run, bodies, check):
    team(server, bodies)
    server.expect("GET", "/api/v4/users/username/admin", 200, dict(bodies["admin"], id="x" * 26))
    hooks(server, bodies["outgoing_webhook"])
    server.expect("GET", "/api/v4/users/" + ADMIN, 404, bodies["errors"]["no_user"])
    result = run("outgoing_webhook", check=check, **WANTED)
    assert result["failure"]["option"] == "creator"
    assert "an account that is gone" in result["msg"]


def test_several_of_the_same_name_are_refused(server, run, bodies):
    refer(server, bodies)
    hooks(server, bodies["outgoing_webhook"], dict(bodies["outgoing_webhook"], id="anotherhookanotherhookanot"))
    result = run("outgoing_webhook", check=True, **WANTED)
    assert "there are 2 outgoing webhooks named Ask" in result["msg"]


def test_the_same_words_and_urls_as_another(server, run, bodies):
    refer(server, bodies)
    hooks(server)
    settings(server)
    server.expect("POST", LIST, 500, bodies["errors"]["intersect"], body=NEW)
    result = run("outgoing_webhook", **WANTED)
    assert "another outgoing webhook of the team" in result["msg"]
    assert result["failure"]["status"] == 500


def test_delete(server, run, bodies):
    team(server, bodies)
    hooks(server, bodies["outgoing_webhook"])
    creator(server, bodies)
    settings(server)
    server.expect("DELETE", BY_ID, 200, bodies["ok"])
    hooks(server)
    result = run("outgoing_webhook", state="absent", **NAMES)
    assert (result["changed"], result["outgoing_webhook"]) == (True, None)


def test_delete_in_check_mode(server, run, bodies):
    team(server, bodies)
    hooks(server, bodies["outgoing_webhook"])
    creator(server, bodies)
    settings(server)
    assert run("outgoing_webhook", check=True, state="absent", **NAMES)["outgoing_webhook"] is None


@pytest.mark.parametrize("there", (False, True))
def test_delete_when_absent(server, run, bodies, there):
    if there:
        team(server, bodies)
        hooks(server)
    else:
        server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    assert run("outgoing_webhook", state="absent", **NAMES)["changed"] is False


def test_the_server_takes_a_team_that_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    server.expect("GET", "/api/v4/users/username/admin", 200, bodies["admin"])
    assert run("outgoing_webhook", **WANTED)["msg"] == "option team: there is no team named home"


def test_switched_off(server, run, bodies):
    refer(server, bodies)
    server.expect(
        "GET", LIST, 501, bodies["errors"]["outgoing_off"], query={"team_id": TEAM, "page": "0", "per_page": "200"}
    )
    assert "ServiceSettings.EnableOutgoingWebhooks" in run("outgoing_webhook", **WANTED)["msg"]


def test_switched_off_in_check_mode_where_a_list_is_given_all_the_same(server, run, bodies):
    refer(server, bodies)
    hooks(server)
    settings(server, switched_on=False)
    result = run("outgoing_webhook", check=True, **WANTED)
    assert result["failure"]["setting"] == "ServiceSettings.EnableOutgoingWebhooks"


@pytest.mark.parametrize(
    "option, value",
    (
        ("team", "Home"),
        ("display_name", ""),
        ("display_name", "x" * 65),
        ("description", "x" * 501),
        ("username", "x" * 65),
        ("icon_url", "x" * 1025),
        ("creator", "a b"),
        ("callback_urls", []),
        ("callback_urls", ["nonsense"]),
        ("callback_urls", ["https://"]),
        ("callback_urls", ["https://a b"]),
        ("callback_urls", ["https://example.com/" + "x" * 1010]),
        ("trigger_words", [""]),
        ("trigger_words", ["a b"]),
        ("trigger_words", ["a "]),
        ("trigger_words", ["x" * 1023]),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("outgoing_webhook", **dict(WANTED, **{option: value}))["failure"]["option"] == option


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 401, bodies["errors"]["no_session"])
    assert run("outgoing_webhook", **WANTED, **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    refer(server, bodies)
    hooks(server, bodies["outgoing_webhook"])
    settings(server)
    server.expect(
        "PUT", BY_ID, 500, bodies["errors"]["server"], body=dict(bodies["outgoing_webhook"], description="New")
    )
    result = run("outgoing_webhook", **dict(WANTED, description="New"))
    assert result["failure"]["status"] == 500
    assert TOKEN not in str(result)


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/teams/name/home", raises=FileNotFoundError(2, "No such file or directory"))
    result = run("outgoing_webhook", check=True, predict_without_server=True, channel="town-square", **WANTED)
    assert (result["changed"], result["outgoing_webhook"]["id"]) == (True, None)
