# SPDX-License-Identifier: GPL-3.0-or-later
"""Module incoming_webhook."""

from __future__ import annotations

import pytest

TEAM = "homehomehomehomehomehomeho"
CHANNEL = "squaresquaresquaresquaresq"
ADMIN = "adminadminadminadminadmina"
HOOK = "incominghookincominghookin"
LIST = "/api/v4/hooks/incoming"
BY_ID = LIST + "/" + HOOK
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
NAMES = {"team": "home", "display_name": "Build"}
WANTED = dict(NAMES, channel="town-square", user="admin", description="Build results", channel_locked=True)
NEW = {
    "team_id": TEAM,
    "channel_id": CHANNEL,
    "display_name": "Build",
    "user_id": ADMIN,
    "description": "Build results",
    "username": "",
    "icon_url": "",
    "channel_locked": True,
}
KEYS = {"id", "team", "display_name", "channel", "user", "description", "username", "icon_url", "channel_locked"}


def team(server, bodies, **changes):
    """Expect the team to be read."""
    server.expect("GET", "/api/v4/teams/name/home", 200, dict(bodies["team"], **changes))


def channel(server, bodies, **changes):
    """Expect the channel to be read by its name."""
    server.expect(
        "GET",
        "/api/v4/teams/%s/channels/name/town-square" % TEAM,
        200,
        dict(bodies["hooked_channel"], **changes),
        query={"include_deleted": "true"},
    )


def user(server, bodies, **changes):
    """Expect the account to be read by its name."""
    server.expect("GET", "/api/v4/users/username/admin", 200, dict(bodies["admin"], **changes))


def refer(server, bodies):
    """Expect all to be read that a webhook refers to."""
    team(server, bodies)
    channel(server, bodies)
    user(server, bodies)


def hooks(server, *found):
    """Expect the team's webhooks to be listed."""
    server.expect("GET", LIST, 200, list(found), query={"team_id": TEAM, "page": "0", "per_page": "200"})


def settings(server, **changes):
    """Expect the settings to be read."""
    values = {"EnableIncomingWebhooks": True, "EnablePostUsernameOverride": True, "EnablePostIconOverride": True}
    server.expect("GET", "/api/v4/config", 200, {"ServiceSettings": dict(values, **changes)})


def names(server, bodies):
    """Expect the names of channel and account to be asked for by their ids."""
    server.expect("GET", "/api/v4/channels/" + CHANNEL, 200, bodies["hooked_channel"])
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])


@pytest.mark.parametrize("options", ({}, REMOTE))
def test_create(server, run, bodies, options):
    refer(server, bodies)
    hooks(server, dict(bodies["incoming_webhook"], display_name="Other"))
    settings(server)
    server.expect("POST", LIST, 201, bodies["incoming_webhook"], body=NEW)
    hooks(server, bodies["incoming_webhook"])
    result = run("incoming_webhook", **WANTED, **options)
    assert result["changed"] is True
    assert result["incoming_webhook"] == dict(WANTED, id=HOOK, username="", icon_url="")
    assert result["diff"] == {"before": {}, "after": WANTED}
    assert HOOK not in str(result["diff"])


def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies):
    refer(server, bodies)
    hooks(server)
    settings(server)
    result = run("incoming_webhook", check=True, **WANTED)
    assert result["changed"] is True
    assert set(result["incoming_webhook"]) == KEYS
    assert (result["incoming_webhook"]["id"], result["incoming_webhook"]["channel"]) == (None, "town-square")


def test_over_http_it_belongs_to_who_is_signed_in(server, run, bodies):
    team(server, bodies)
    channel(server, bodies)
    hooks(server)
    settings(server)
    server.expect(
        "POST",
        LIST,
        201,
        bodies["incoming_webhook"],
        body={
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "display_name": "Build",
            "description": "",
            "username": "",
            "icon_url": "",
            "channel_locked": False,
        },
    )
    made = dict(bodies["incoming_webhook"], description="", channel_locked=False)
    hooks(server, made)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    result = run("incoming_webhook", channel="town-square", **NAMES, **REMOTE)
    assert result["incoming_webhook"]["user"] == "admin"


@pytest.mark.parametrize("missing", ("user", "channel"))
@pytest.mark.parametrize("check", (False, True))
def test_what_a_new_one_needs_over_the_socket(server, run, bodies, missing, check):
    team(server, bodies)
    if missing == "user":
        channel(server, bodies)
    else:
        user(server, bodies)
    hooks(server)
    wanted = dict(WANTED)
    del wanted[missing]
    assert run("incoming_webhook", check=check, **wanted)["failure"]["option"] == missing


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    refer(server, bodies)
    hooks(server, bodies["incoming_webhook"])
    result = run("incoming_webhook", check=check, username="", **WANTED)
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_all_pages_are_read(server, run, bodies):
    refer(server, bodies)
    other = dict(bodies["incoming_webhook"], display_name="Other")
    hooks(server, *[other] * 200)
    server.expect(
        "GET", LIST, 200, [bodies["incoming_webhook"]], query={"team_id": TEAM, "page": "1", "per_page": "200"}
    )
    assert run("incoming_webhook", **WANTED)["changed"] is False


def test_update_sends_the_whole_webhook(server, run, bodies):
    before = bodies["incoming_webhook"]
    team(server, bodies)
    hooks(server, before)
    names(server, bodies)
    settings(server)
    server.expect("PUT", BY_ID, 201, before, body=dict(before, description="Changed"))
    hooks(server, dict(before, description="Changed"))
    names(server, bodies)
    result = run("incoming_webhook", description="Changed", **NAMES)
    assert result["diff"]["before"] == dict(NAMES, description="Build results")
    assert result["diff"]["after"] == dict(NAMES, description="Changed")


def test_update_in_check_mode(server, run, bodies):
    team(server, bodies)
    hooks(server, bodies["incoming_webhook"])
    names(server, bodies)
    settings(server)
    result = run("incoming_webhook", check=True, channel_locked=False, **NAMES)
    assert result["changed"] is True
    assert result["incoming_webhook"]["channel_locked"] is False
    assert result["incoming_webhook"]["id"] == HOOK


def test_another_channel(server, run, bodies):
    before = dict(bodies["incoming_webhook"], channel_id="offtopicofftopicofftopicof")
    gone = {
        "id": "app.channel.get.existing.app_error",
        "message": "Unable to find the existing channel.",
        "status_code": 404,
    }
    refer(server, bodies)
    hooks(server, before)
    server.expect("GET", "/api/v4/channels/offtopicofftopicofftopicof", 404, gone)
    settings(server)
    server.expect("PUT", BY_ID, 201, before, body=bodies["incoming_webhook"])
    hooks(server, bodies["incoming_webhook"])
    result = run("incoming_webhook", **WANTED)
    assert (result["diff"]["before"]["channel"], result["diff"]["after"]["channel"]) == (None, "town-square")


@pytest.mark.parametrize("check", (False, True))
def test_the_account_is_never_changed(server, run, bodies, check):
    team(server, bodies)
    channel(server, bodies)
    user(server, bodies, id="alicealicealicealicealicea")
    hooks(server, bodies["incoming_webhook"])
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, dict(bodies["admin"], username="root"))
    result = run("incoming_webhook", check=check, **WANTED)
    assert result["failure"]["option"] == "user"
    assert "belongs to root" in result["msg"]


@pytest.mark.parametrize(
    "option, value, key",
    (
        ("username", "builder", "EnablePostUsernameOverride"),
        ("icon_url", "https://example.com/i.png", "EnablePostIconOverride"),
    ),
)
@pytest.mark.parametrize("there", (False, True))
@pytest.mark.parametrize("check", (False, True))
def test_what_the_server_would_forget_is_refused(server, run, bodies, option, value, key, there, check):
    refer(server, bodies)
    hooks(server, *[bodies["incoming_webhook"]] * there)
    settings(server, **{key: False})
    result = run("incoming_webhook", check=check, **dict(WANTED, **{option: value}))
    assert result["failure"]["option"] == option
    assert result["failure"]["setting"] == "ServiceSettings." + key


def test_what_the_server_forgets_although_the_settings_could_not_be_read(server, run, bodies):
    refer(server, bodies)
    hooks(server)
    server.expect("GET", "/api/v4/config", 403, bodies["errors"]["no_rights"])
    server.expect("POST", LIST, 201, bodies["incoming_webhook"], body=dict(NEW, username="builder"))
    hooks(server, bodies["incoming_webhook"])
    server.expect(
        "PUT", BY_ID, 201, bodies["incoming_webhook"], body=dict(bodies["incoming_webhook"], username="builder")
    )
    hooks(server, bodies["incoming_webhook"])
    result = run("incoming_webhook", username="builder", **WANTED)
    assert (result["failure"]["kind"], result["failure"]["fields"]) == ("not_taken", ["username"])


@pytest.mark.parametrize("state", ("present", "absent"))
def test_several_of_the_same_name_are_refused(server, run, bodies, state):
    if state == "present":
        refer(server, bodies)
    else:
        team(server, bodies)
    second = dict(bodies["incoming_webhook"], id="anotherhookanotherhookanot")
    hooks(server, bodies["incoming_webhook"], second)
    if state == "absent":
        names(server, bodies)
        names(server, bodies)
    result = run("incoming_webhook", **dict(WANTED, state=state))
    assert result["failure"]["kind"] == "refused"
    assert "there are 2 incoming webhooks named Build" in result["msg"]
    assert "id inco..., of admin" in result["msg"] and "id anot..." in result["msg"]
    assert HOOK not in str(result) and second["id"] not in str(result)


def test_delete(server, run, bodies):
    team(server, bodies)
    hooks(server, bodies["incoming_webhook"])
    names(server, bodies)
    settings(server)
    server.expect("DELETE", BY_ID, 200, bodies["ok"])
    hooks(server)
    result = run("incoming_webhook", state="absent", **NAMES)
    assert (result["changed"], result["incoming_webhook"]) == (True, None)
    assert HOOK not in str(result)


def test_delete_in_check_mode(server, run, bodies):
    team(server, bodies)
    hooks(server, bodies["incoming_webhook"])
    names(server, bodies)
    settings(server)
    result = run("incoming_webhook", check=True, state="absent", **NAMES)
    assert (result["changed"], result["incoming_webhook"]) == (True, None)


@pytest.mark.parametrize("there", (False, True))
def test_delete_when_absent(server, run, bodies, there):
    if there:
        team(server, bodies)
        hooks(server)
    else:
        server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    assert run("incoming_webhook", state="absent", **NAMES)["changed"] is False


@pytest.mark.parametrize("state", ("present", "absent"))
def test_switched_off_they_are_not_even_listed(server, run, bodies, state):
    if state == "present":
        refer(server, bodies)
    else:
        team(server, bodies)
    server.expect(
        "GET", LIST, 501, bodies["errors"]["incoming_off"], query={"team_id": TEAM, "page": "0", "per_page": "200"}
    )
    result = run("incoming_webhook", check=True, **dict(WANTED, state=state))
    assert "ServiceSettings.EnableIncomingWebhooks" in result["msg"]
    assert result["failure"]["status"] == 501


@pytest.mark.parametrize("option", ("team", "channel", "user"))
def test_archived_and_deactivated_ones_are_refused(server, run, bodies, option):
    gone = {"delete_at": 1700000000009}
    team(server, bodies, **(gone if option == "team" else {}))
    channel(server, bodies, **(gone if option == "channel" else {}))
    user(server, bodies, **(gone if option == "user" else {}))
    hooks(server)
    assert run("incoming_webhook", check=True, **WANTED)["failure"]["option"] == option


def test_what_was_archived_since_is_no_change(server, run, bodies):
    gone = {"delete_at": 1700000000009}
    team(server, bodies, **gone)
    channel(server, bodies, **gone)
    user(server, bodies, **gone)
    hooks(server, bodies["incoming_webhook"])
    assert run("incoming_webhook", **WANTED)["changed"] is False


def test_no_move_to_an_archived_channel(server, run, bodies):
    team(server, bodies)
    channel(server, bodies, delete_at=1700000000009)
    hooks(server, dict(bodies["incoming_webhook"], channel_id="offtopicofftopicofftopicof"))
    server.expect(
        "GET", "/api/v4/channels/offtopicofftopicofftopicof", 200, dict(bodies["hooked_channel"], name="off-topic")
    )
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    result = run("incoming_webhook", channel="town-square", **NAMES)
    assert result["failure"]["option"] == "channel"


def test_a_channel_that_does_not_exist(server, run, bodies):
    team(server, bodies)
    server.expect(
        "GET",
        "/api/v4/teams/%s/channels/name/town-square" % TEAM,
        404,
        bodies["errors"]["no_hooked_channel"],
        query={"include_deleted": "true"},
    )
    user(server, bodies)
    assert run("incoming_webhook", **WANTED)["msg"] == "option channel: there is no channel named town-square"


@pytest.mark.parametrize(
    "option, value",
    (
        ("team", "Home"),
        ("display_name", ""),
        ("display_name", "x" * 65),
        ("display_name", "\u00e4" * 33),
        ("description", "x" * 501),
        ("username", "x" * 65),
        ("username", "a b"),
        ("icon_url", "x" * 1025),
        ("user", "a b"),
        ("channel", ""),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("incoming_webhook", **dict(WANTED, **{option: value}))["failure"]["option"] == option


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 401, bodies["errors"]["no_session"])
    assert run("incoming_webhook", **WANTED, **REMOTE)["failure"]["status"] == 401


@pytest.mark.parametrize("state, method, body", (("present", "PUT", True), ("absent", "DELETE", False)))
def test_server_error_does_not_tell_the_id(server, run, bodies, state, method, body):
    team(server, bodies)
    hooks(server, bodies["incoming_webhook"])
    names(server, bodies)
    settings(server)
    sent = dict(bodies["incoming_webhook"], description="New") if body else None
    server.expect(method, BY_ID, 500, bodies["errors"]["server"], body=sent)
    result = run("incoming_webhook", description="New", state=state, **NAMES)
    assert result["failure"]["status"] == 500
    assert HOOK not in str(result)


def test_no_rights_is_not_taken_for_absent(server, run, bodies):
    refer(server, bodies)
    server.expect(
        "GET", LIST, 403, bodies["errors"]["no_rights"], query={"team_id": TEAM, "page": "0", "per_page": "200"}
    )
    assert run("incoming_webhook", **WANTED)["failure"]["status"] == 403


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/teams/name/home", raises=FileNotFoundError(2, "No such file or directory"))
    result = run("incoming_webhook", check=True, predict_without_server=True, **WANTED)
    assert (result["changed"], result["incoming_webhook"]["id"]) == (True, None)


def test_a_team_that_an_earlier_task_would_make(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    user(server, bodies)
    settings(server)
    assert run("incoming_webhook", check=True, predict_without_server=True, **WANTED)["changed"] is True
