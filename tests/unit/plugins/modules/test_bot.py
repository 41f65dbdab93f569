# SPDX-License-Identifier: GPL-3.0-or-later
"""Module bot."""

from __future__ import annotations

import re

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._objects.bot import random_password

BOT = "buildbotbuildbotbuildbotbu"
ADMIN = "adminadminadminadminadmina"
ALICE = "alicealicealicealicealicea"
BY_ID = "/api/v4/bots/" + BOT
PASSWORD = "invented-for-the-test"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
WANTED = {"username": "buildbot", "display_name": "Build bot", "description": "Builds", "owner": "admin"}
TEXTS = {"display_name": "Build bot", "description": "Builds"}
KEYS = {"id", "username", "display_name", "description", "owner", "owner_id", "roles", "state"}
ACCOUNT = {
    "username": "buildbot",
    "email": "buildbot@localhost",
    "first_name": "Build bot",
    "position": "bot account",
    "password": PASSWORD,
    "disable_welcome_email": True,
}


@pytest.fixture(autouse=True)
def password(monkeypatch):
    """Make the password that nobody knows a known one."""
    name = "ansible_collections.groupware.mattermost.plugins.module_utils._objects.bot.random_password"
    monkeypatch.setattr(name, lambda: PASSWORD)


def user(server, name, body, missing=None):
    """Expect an account to be read by its name."""
    server.expect("GET", "/api/v4/users/username/" + name, 200 if body else 404, body or missing)


def account(server, bodies, **changes):
    """Expect the bot's account to be read."""
    user(server, "buildbot", dict(bodies["bot_account"], **changes))


def missing(server, bodies):
    """Expect the account to be asked for in vain."""
    user(server, "buildbot", None, bodies["errors"]["no_user"])


def bot(server, bodies, **changes):
    """Expect the bot to be read, as it is and its account."""
    account(server, bodies, **({"roles": changes.pop("roles")} if "roles" in changes else {}))
    server.expect("GET", BY_ID, 200, dict(bodies["bot"], **changes), query={"include_deleted": "true"})


def settings(server, allowed):
    """Expect the settings to be read."""
    server.expect("GET", "/api/v4/config", 200, {"ServiceSettings": {"EnableBotAccountCreation": allowed}})


def converted(server, bodies):
    """Expect an account to be made a bot, with what belongs to it."""
    server.expect("POST", "/api/v4/users/%s/convert_to_bot" % BOT, 200, bodies["bot_converted"])
    server.expect("PUT", BY_ID, 200, bodies["bot"], body=TEXTS)
    server.expect("POST", BY_ID + "/assign/" + ADMIN, 200, bodies["bot"])


def test_create_over_the_socket(server, run, bodies):
    user(server, "admin", bodies["admin"])
    missing(server, bodies)
    server.expect("POST", "/api/v4/users", 201, dict(bodies["bot_account"], is_bot=False), body=ACCOUNT)
    converted(server, bodies)
    bot(server, bodies)
    result = run("bot", **WANTED)
    assert result["changed"] is True
    assert result["bot"] == {
        "id": BOT,
        "username": "buildbot",
        "display_name": "Build bot",
        "description": "Builds",
        "owner": "admin",
        "owner_id": ADMIN,
        "roles": ["system_user"],
        "state": "present",
    }
    assert result["diff"] == {"before": {}, "after": dict(WANTED, state="present")}
    assert PASSWORD not in str(result)


def test_the_password_that_nobody_knows_fits_every_policy():
    made = random_password()
    assert made != random_password()
    assert 40 < len(made) <= 72
    assert all(re.search(part, made) for part in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]"))


@pytest.mark.parametrize("options", ({}, REMOTE))
def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies, options):
    user(server, "admin", bodies["admin"])
    missing(server, bodies)
    if options:
        settings(server, True)
    result = run("bot", check=True, **WANTED, **options)
    assert result["changed"] is True
    assert set(result["bot"]) == KEYS
    assert (result["bot"]["id"], result["bot"]["owner"]) == (None, "admin")
    assert result["bot"]["roles"] == ["system_user"]


def test_create_over_http(server, run, bodies):
    missing(server, bodies)
    settings(server, True)
    server.expect("POST", "/api/v4/bots", 201, bodies["bot"], body=dict(TEXTS, username="buildbot"))
    bot(server, bodies)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    result = run("bot", username="BuildBot", **TEXTS, **REMOTE)
    assert result["bot"]["owner"] == "admin"


def test_create_over_http_for_somebody_else_with_more_roles(server, run, bodies):
    user(server, "alice", bodies["alice"])
    missing(server, bodies)
    settings(server, True)
    server.expect("POST", "/api/v4/bots", 201, bodies["bot"], body=dict(TEXTS, username="buildbot"))
    server.expect("POST", BY_ID + "/assign/" + ALICE, 200, dict(bodies["bot"], owner_id=ALICE))
    server.expect("PUT", "/api/v4/users/%s/roles" % BOT, 200, bodies["ok"], body={"roles": "system_admin system_user"})
    bot(server, bodies, owner_id=ALICE, roles="system_user system_admin")
    result = run("bot", **dict(WANTED, owner="Alice"), roles=["system_user", "system_admin"], **REMOTE)
    assert result["bot"]["roles"] == ["system_admin", "system_user"]


@pytest.mark.parametrize("check", (False, True))
def test_bots_are_not_allowed_over_http(server, run, bodies, check):
    missing(server, bodies)
    settings(server, False)
    result = run("bot", check=check, username="buildbot", **REMOTE)
    assert result["failure"]["setting"] == "ServiceSettings.EnableBotAccountCreation"
    assert "local socket" in result["msg"]


def test_bots_are_not_allowed_and_the_settings_not_to_be_read(server, run, bodies):
    missing(server, bodies)
    server.expect("GET", "/api/v4/config", 403, bodies["errors"]["no_rights"])
    server.expect(
        "POST",
        "/api/v4/bots",
        403,
        bodies["errors"]["bots_off"],
        body={"username": "buildbot", "display_name": "", "description": ""},
    )
    result = run("bot", username="buildbot", **REMOTE)
    assert "EnableBotAccountCreation" in result["msg"]
    assert result["failure"]["error_id"] == "api.bot.create_disabled"


@pytest.mark.parametrize("check", (False, True))
def test_an_owner_is_needed_over_the_socket(server, run, bodies, check):
    missing(server, bodies)
    assert run("bot", check=check, username="buildbot")["failure"]["option"] == "owner"


@pytest.mark.parametrize("check", (False, True))
def test_the_server_takes_an_owner_who_does_not_exist(server, run, bodies, check):
    user(server, "admin", None, bodies["errors"]["no_user"])
    assert run("bot", check=check, **WANTED)["msg"] == "option owner: there is no user named admin"


@pytest.mark.parametrize("change, words", (({"delete_at": 1}, "deactivated"), ({"is_bot": True}, "is a bot")))
def test_an_owner_is_an_active_person(server, run, bodies, change, words):
    user(server, "admin", dict(bodies["admin"], **change))
    missing(server, bodies)
    result = run("bot", check=True, **WANTED)
    assert result["failure"]["option"] == "owner"
    assert words in result["msg"]


@pytest.mark.parametrize("options", ({}, REMOTE))
def test_what_was_interrupted_is_gone_on_with(server, run, bodies, options):
    user(server, "admin", bodies["admin"])
    account(server, bodies, is_bot=False, position="bot account")
    converted(server, bodies)
    bot(server, bodies)
    assert run("bot", **WANTED, **options)["changed"] is True


@pytest.mark.parametrize("begun", ({"position": ""}, {"position": "bot account", "email": "build@example.com"}))
@pytest.mark.parametrize("check", (False, True))
def test_no_other_account_is_made_a_bot(server, run, bodies, begun, check):
    user(server, "admin", bodies["admin"])
    account(server, bodies, is_bot=False, **begun)
    result = run("bot", check=check, **WANTED)
    assert result["failure"]["option"] == "username"
    assert "account of a person" in result["msg"]


@pytest.mark.parametrize("state", ("inactive", "absent"))
def test_a_person_is_no_bot_to_be_removed(server, run, bodies, state):
    account(server, bodies, is_bot=False)
    assert run("bot", username="buildbot", state=state, permanent=True)["changed"] is False


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    user(server, "admin", bodies["admin"])
    bot(server, bodies)
    result = run("bot", check=check, roles=["system_user"], **WANTED)
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_empty_texts_are_left_out_by_the_server(server, run, bodies):
    del bodies["bot"]["description"], bodies["bot"]["display_name"]
    bot(server, bodies, owner_id="playbooks")
    result = run("bot", username="buildbot", description="", display_name="")
    assert result["changed"] is False
    assert (result["bot"]["owner"], result["bot"]["owner_id"]) == (None, "playbooks")


def test_update_sends_what_differs_and_no_more(server, run, bodies):
    user(server, "admin", bodies["admin"])
    bot(server, bodies)
    server.expect("PUT", BY_ID, 200, bodies["bot"], body={"description": "Builds all"})
    bot(server, bodies, description="Builds all")
    result = run("bot", **dict(WANTED, description="Builds all"))
    assert result["diff"]["before"]["description"] == "Builds"
    assert result["diff"]["after"]["description"] == "Builds all"


def test_update_in_check_mode(server, run, bodies):
    user(server, "alice", bodies["alice"])
    bot(server, bodies)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    result = run("bot", check=True, username="buildbot", display_name="Builder", owner="alice")
    assert result["changed"] is True
    assert result["diff"]["before"] == {
        "username": "buildbot",
        "display_name": "Build bot",
        "owner": "admin",
        "state": "present",
    }
    assert (result["bot"]["display_name"], result["bot"]["owner_id"]) == ("Builder", ALICE)


def test_another_owner_and_other_roles(server, run, bodies):
    user(server, "alice", bodies["alice"])
    bot(server, bodies)
    server.expect("GET", "/api/v4/users/" + ADMIN, 404, bodies["errors"]["no_user"])
    server.expect("POST", BY_ID + "/assign/" + ALICE, 200, bodies["bot"])
    server.expect("PUT", "/api/v4/users/%s/roles" % BOT, 200, bodies["ok"], body={"roles": "system_admin system_user"})
    bot(server, bodies, owner_id=ALICE, roles="system_user system_admin")
    result = run("bot", username="buildbot", owner="alice", roles=["system_user", "system_admin"])
    assert result["diff"]["before"]["owner"] is None
    assert result["diff"]["after"]["owner"] == "alice"


@pytest.mark.parametrize("check", (False, True))
def test_a_bot_does_not_belong_to_another_bot(server, run, bodies, check):
    user(server, "alice", dict(bodies["alice"], is_bot=True))
    bot(server, bodies)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    assert run("bot", check=check, username="buildbot", owner="alice")["failure"]["option"] == "owner"


def test_an_owner_who_was_deactivated_since_is_no_change(server, run, bodies):
    user(server, "admin", dict(bodies["admin"], delete_at=1))
    bot(server, bodies)
    assert run("bot", **WANTED)["changed"] is False


def test_a_bot_that_belongs_to_itself_may_stay_so(server, run, bodies):
    account(server, bodies)
    bot(server, bodies, owner_id=BOT)
    assert run("bot", username="buildbot", owner="buildbot")["changed"] is False


def test_deactivate(server, run, bodies):
    bot(server, bodies)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    server.expect("POST", BY_ID + "/disable", 200, bodies["bot"])
    bot(server, bodies, delete_at=1700000000009)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    result = run("bot", username="buildbot", state="inactive")
    assert result["bot"]["state"] == "inactive"


@pytest.mark.parametrize("there", (False, True))
def test_deactivate_what_is_inactive_or_never_was(server, run, bodies, there):
    if there:
        bot(server, bodies, delete_at=1700000000009)
        server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    else:
        missing(server, bodies)
    assert run("bot", username="buildbot", state="inactive")["changed"] is False


def test_present_activates_before_it_changes(server, run, bodies):
    user(server, "admin", bodies["admin"])
    bot(server, bodies, delete_at=1700000000009)
    server.expect("POST", BY_ID + "/enable", 200, bodies["bot"])
    server.expect("PUT", BY_ID, 200, bodies["bot"], body={"display_name": "Back"})
    bot(server, bodies, display_name="Back")
    assert run("bot", **dict(WANTED, display_name="Back"))["bot"]["state"] == "present"


def test_delete(server, run, bodies):
    bot(server, bodies)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    server.expect("DELETE", "/api/v4/users/" + BOT, 200, bodies["ok"], query={"permanent": "true"})
    missing(server, bodies)
    result = run("bot", username="buildbot", state="absent", permanent=True)
    assert (result["changed"], result["bot"], result["diff"]["after"]) == (True, None, {})


def test_delete_in_check_mode(server, run, bodies):
    bot(server, bodies)
    server.expect("GET", "/api/v4/users/" + ADMIN, 200, bodies["admin"])
    result = run("bot", check=True, username="buildbot", state="absent", permanent=True)
    assert (result["changed"], result["bot"]) == (True, None)


def test_delete_when_absent(server, run, bodies):
    missing(server, bodies)
    assert run("bot", username="buildbot", state="absent", permanent=True)["changed"] is False


def test_delete_must_be_meant(server, run):
    result = run("bot", username="buildbot", state="absent")
    assert result["failure"]["kind"] == "refused"
    assert "permanent: true" in result["msg"] and "state: inactive" in result["msg"]


@pytest.mark.parametrize(
    "option, value",
    (
        ("username", "a b"),
        ("owner", "a b"),
        ("display_name", "x" * 65),
        ("description", "x" * 1025),
        ("roles", ["system_admin"]),
        ("roles", []),
        ("roles", ["system_user", "No Role"]),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("bot", **dict(WANTED, **{option: value}))["failure"]["option"] == option


def test_a_bot_that_may_not_be_seen_is_not_taken_for_absent(server, run, bodies):
    account(server, bodies)
    server.expect("GET", BY_ID, 404, bodies["errors"]["no_bot"], query={"include_deleted": "true"})
    result = run("bot", username="buildbot", **REMOTE)
    assert result["failure"]["kind"] == "refused"
    assert "may not see it" in result["msg"]


@pytest.mark.parametrize(
    "error, words", (("user_limit", "deactivate an account"), ("username_taken", "account named buildbot"))
)
def test_refusals_over_the_socket_are_explained(server, run, bodies, error, words):
    user(server, "admin", bodies["admin"])
    missing(server, bodies)
    server.expect("POST", "/api/v4/users", 400, bodies["errors"][error], body=ACCOUNT)
    result = run("bot", **WANTED)
    assert words in result["msg"]
    assert PASSWORD not in str(result)


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/users/username/buildbot", 401, bodies["errors"]["no_session"])
    assert run("bot", username="buildbot", **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    user(server, "admin", bodies["admin"])
    bot(server, bodies)
    server.expect("PUT", BY_ID, 500, bodies["errors"]["server"], body={"display_name": "New"})
    assert run("bot", **dict(WANTED, display_name="New"))["failure"]["status"] == 500


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/users/username/admin", raises=FileNotFoundError(2, "No such file or directory"))
    result = run("bot", check=True, predict_without_server=True, **WANTED)
    assert (result["changed"], result["bot"]["id"]) == (True, None)


def test_an_owner_whom_an_earlier_task_would_make(server, run, bodies):
    user(server, "admin", None, bodies["errors"]["no_user"])
    missing(server, bodies)
    assert run("bot", check=True, predict_without_server=True, **WANTED)["changed"] is True
