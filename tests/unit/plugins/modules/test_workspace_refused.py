# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace: what is refused before anything is changed, and the administrator."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal
from ansible_collections.groupware.mattermost.tests.unit.fake_server.teams import add_team
from ansible_collections.groupware.mattermost.tests.unit.workspace_cases import (
    ALICE,
    BOB,
    HOME,
    PASSWORD,
    REMOTE,
    entries,
)
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import empty_model, options, populate, user_of

# Reported together, before anything is changed


def test_all_that_is_wrong_with_the_options_is_told_at_once(model, run):
    result = run(
        "workspace",
        users=[dict(ALICE, username="a b"), dict(BOB, email="nonsense")],
        teams=[{"name": "Home"}],
        channels=[{"team": "home", "name": "x y"}],
        bots=[{"username": "all"}],
    )
    problems = result["failure"]["problems"]
    assert [problem.partition(":")[0] for problem in problems] == [
        "users[0]",
        "users[1]",
        "bots[0]",
        "teams[0]",
        "channels[0]",
    ]
    assert result["msg"].startswith("5 problems, nothing was changed:\n- users[0]: option username")
    assert model.calls == []


def test_all_that_the_server_would_refuse_is_told_at_once(model, run):
    result = run(
        "workspace",
        users=[{"username": "new", "email": "new@example.com"}],
        teams=[{"name": "home", "members": ["nobody"]}],
        channels=[{"team": "nowhere", "name": "news"}],
        roles=[{"name": "nonsense", "permissions": ["x"]}],
        bots=[{"username": "robo"}],
        commands=[{"team": "home", "trigger": "w", "creator": "root"}],
    )
    assert [problem.partition(": ")[0] for problem in result["failure"]["problems"]] == [
        "roles[0] (nonsense)",
        "users[0] (new)",
        "bots[0] (robo)",
        "teams[0].members (home/nobody)",
        "channels[0] (nowhere/news)",
        "commands[0] (home/w)",
    ]
    assert model.writes == []


def test_one_problem_is_told_plainly(model, run):
    assert run("workspace", bots=[{"username": "robo"}])["msg"].startswith("bots[0] (robo): option owner: ")


def test_entries_that_are_given_twice(model, run):
    result = run(
        "workspace",
        users=[ALICE, dict(ALICE, nickname="al"), dict(BOB, username="BOB"), BOB],
        bots=[{"username": "bob"}],
        teams=[{"name": "home", "members": ["bob", "bob"]}],
    )
    assert [problem.partition(": is given")[0] for problem in result["failure"]["problems"]] == [
        "users[1] (alice)",
        "users[3] (bob)",
        "bots[0] (bob)",
        "teams[0].members (home/bob)",
    ]
    assert "in users[2] too" in result["failure"]["problems"][1]


def test_more_users_than_a_server_without_a_license_takes(model, run):
    populate(model, options(users=[dict(username="u%d" % number, email="u%d@x.yz" % number) for number in range(248)]))
    result = run("workspace", users=[ALICE, BOB])
    assert "no more than 250 active users without a license, and there would be 251" in result["msg"]
    assert model.writes == []
    # One who leaves makes room, and goes first.
    assert run("workspace", users=[ALICE, BOB, {"username": "u0", "state": "inactive"}])["done"] == 3
    assert run("workspace", users=[{"username": "u0"}])["msg"].count("250") == 1
    model.licensed = True
    assert run("workspace", users=[{"username": "u0"}])["done"] == 1


def test_a_team_that_would_be_too_full(model, run):
    model.config["TeamSettings"]["MaxUsersPerTeam"] = 2
    result = run("workspace", users=[ALICE, BOB], teams=[dict(HOME, members=["alice", "bob", "root"])])
    assert "team home: has 0 members and 3 would be added, but a team takes no more than 2" in result["msg"]
    assert "MaxUsersPerTeam" in result["msg"]
    assert model.writes == []


def test_the_last_administrator_stays(model, run):
    for user in (
        {"username": "root", "state": "inactive"},
        {"username": "root", "roles": ["system_user"]},
        {"username": "root", "state": "absent", "permanent": True},
    ):
        assert "without an active system administrator" in run("workspace", users=[user])["msg"]
    assert "without an active" in run("workspace", users=[ALICE], exclusive=["users"], removal_confirmed=True)["msg"]
    assert model.writes == []


def test_an_administrator_may_be_replaced_in_one_run(model, run):
    wanted = [{"username": "root", "state": "inactive"}, dict(ALICE, roles=["system_user", "system_admin"])]
    assert run("workspace", users=wanted)["done"] == 2
    assert [call.method for call in model.writes][0] == "POST"
    assert user_of(model, "root")["delete_at"] > 0


def test_the_old_administrator_stays_if_the_new_one_could_not_be_made(model, run):
    def refuse(call):
        if (call.method, call.path) == ("POST", "/users"):
            raise Refusal(500, "app.unlucky.app_error")

    model.before.append(refuse)
    result = run(
        "workspace",
        users=[{"username": "root", "roles": ["system_user"]}, dict(ALICE, roles=["system_user", "system_admin"])],
    )
    assert [entry["name"] for entry in result["failures"]] == ["alice", "root"]
    assert "another administrator could not be made" in result["failures"][1]["msg"]
    assert "system_admin" in user_of(model, "root")["roles"]


def test_the_first_account_of_a_server_is_its_administrator(connect, run):
    model = connect(empty_model())
    result = run("workspace", users=[ALICE, BOB])
    assert "it makes the first one, which would be alice, its administrator" in result["msg"]
    assert model.writes == []
    run("workspace", admin={"username": "jane", "email": "jane@example.com", "password": PASSWORD}, users=[ALICE, BOB])
    assert [user_of(model, name)["roles"].split() for name in ("jane", "alice")] == [
        ["system_admin", "system_user"],
        ["system_user"],
    ]


@pytest.mark.parametrize(
    "switch, wanted",
    (
        (
            "EnableIncomingWebhooks",
            {
                "webhooks": {
                    "incoming": [{"team": "home", "display_name": "Build", "channel": "town-square", "user": "root"}]
                }
            },
        ),
        (
            "EnableOutgoingWebhooks",
            {
                "webhooks": {
                    "outgoing": [
                        {
                            "team": "home",
                            "display_name": "Ask",
                            "trigger_words": ["a"],
                            "callback_urls": ["https://x.yz/"],
                            "creator": "root",
                        }
                    ]
                }
            },
        ),
        (
            "EnableCommands",
            {"commands": [{"team": "home", "trigger": "w", "request_url": "https://x.yz/", "creator": "root"}]},
        ),
    ),
)
def test_what_is_switched_off_is_named(model, run, switch, wanted):
    add_team(model, "home")
    model.config["ServiceSettings"][switch] = False
    result = run("workspace", **wanted)
    assert "ServiceSettings.%s is off" % switch in result["msg"]
    assert model.writes == []


def test_names_and_icons_that_the_server_would_forget(model, run):
    add_team(model, "home")
    hook = {"team": "home", "display_name": "Build", "channel": "town-square", "user": "root", "username": "builder"}
    assert "EnablePostUsernameOverride is off" in run("workspace", webhooks={"incoming": [hook]})["msg"]
    model.config["ServiceSettings"]["EnablePostUsernameOverride"] = True
    assert run("workspace", webhooks={"incoming": [hook]})["done"] == 1


def test_bots_over_http_need_a_setting(model, run):
    bots = [{"username": "robo", "owner": "root"}]
    assert "EnableBotAccountCreation is off" in run("workspace", bots=bots, **REMOTE)["msg"]
    assert model.writes == []
    assert run("workspace", bots=bots)["done"] == 1


def test_administrators_of_teams_are_made_over_http_only(model, run):
    add_team(model, "home")
    result = run("workspace", teams=[dict(HOME, admins=["root"])])
    assert "teams[0].admins (home/root): option scheme_admin" in result["msg"]


@pytest.mark.parametrize("word", ("join", "mine"))
def test_a_word_that_is_taken(model, run, word):
    add_team(model, "home")
    command = {"team": "home", "trigger": word, "request_url": "https://x.yz/", "creator": "root"}
    result = run("workspace", commands=[command])
    assert result.get("failed", False) == (word == "join")
    assert word != "join" or "take another word" in result["msg"] and model.writes == []


def test_a_new_team_with_the_display_name_of_another(model, run):
    add_team(model, "home", display_name="Home")
    assert "can never change" in run("workspace", teams=[{"name": "house", "display_name": "Home"}])["msg"]
    second = {"name": "house", "display_name": "Home", "allow_same_display_name": True}
    assert run("workspace", teams=[second])["done"] == 1


def test_channels_are_for_those_in_the_team(model, run):
    populate(model, options(users=[{"username": "ann", "email": "ann@example.com"}], teams=[HOME]))
    channels = [{"team": "home", "name": "news", "members": ["ann"]}]
    assert "ann is not in the team home" in run("workspace", channels=channels)["msg"]
    assert run("workspace", channels=channels, teams=[dict(HOME, members=["ann"])])["done"] == 3


# The administrator

JANE = {"username": "jane", "email": "jane@example.com", "first_name": "Jane"}


def test_the_administrator_is_made_and_then_left_alone(connect, run):
    model = connect(empty_model())
    run("workspace", admin=dict(JANE, password=PASSWORD))
    jane = user_of(model, "jane")
    assert sorted(jane["roles"].split()) == ["system_admin", "system_user"]
    assert model.passwords[jane["id"]] == PASSWORD
    model.forget_calls()
    jane.update(first_name="Janet", email="janet@example.com", roles="system_admin system_user custom")
    assert run("workspace", admin=dict(JANE, password="Another-Passw0rd-2"))["plan"] == []
    assert run("workspace", admin=JANE)["plan"] == []
    assert model.writes == []


def test_an_administrator_listed_among_the_users_is_kept_as_listed(connect, run):
    model = connect(empty_model())
    wanted = {"admin": dict(JANE, password=PASSWORD), "users": [dict(ALICE), {"username": "JANE", "nickname": "jj"}]}
    run("workspace", **wanted)
    jane = user_of(model, "jane")
    assert (jane["nickname"], jane["email"], sorted(jane["roles"].split())) == (
        "jj",
        "jane@example.com",
        ["system_admin", "system_user"],
    )
    jane["nickname"] = "other"
    assert entries(run("workspace", **wanted)) == ["change user jane"]
    assert run("workspace", **wanted, exclusive=["users"])["plan"] == []


def test_an_administrator_who_has_to_be_made_needs_a_password(connect, run):
    model = connect(empty_model())
    assert "option password" in run("workspace", admin=JANE)["msg"]
    result = run("workspace", admin=JANE, admin_password_file="/nowhere/admin")
    assert (result["admin_password_needed"], result["changed"], result["done"]) == (True, False, 0)
    assert entries(result) == ["create user jane"]
    assert model.writes == []


def test_in_check_mode_a_password_file_that_will_be_made_is_enough(connect, run):
    model = connect(empty_model())
    result = run("workspace", check=True, admin=JANE, admin_password_file="/nowhere/admin", users=[ALICE])
    assert (result["changed"], result["summary"]["create"]) == (True, 2)
    assert model.writes == []


@pytest.mark.parametrize("admin", ({}, dict.fromkeys(("username", "email"))))
def test_an_empty_administrator_is_none(model, run, admin):
    assert run("workspace", admin=admin, admin_password_file="/nowhere/admin")["plan"] == []
