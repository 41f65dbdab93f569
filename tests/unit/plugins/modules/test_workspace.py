# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace, through its main function and against a server in memory."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import tarfile

import pytest
from ansible_collections.groupware.mattermost.tests.unit.support.model import TOKEN, Connection, Refusal
from ansible_collections.groupware.mattermost.tests.unit.support.model_integrations import (
    add_command,
    add_incoming,
    add_plugin,
)
from ansible_collections.groupware.mattermost.tests.unit.support.model_people import add_user
from ansible_collections.groupware.mattermost.tests.unit.support.model_teams import add_team, add_team_member
from ansible_collections.groupware.mattermost.tests.unit.support.world import (
    by,
    channel_of,
    empty_model,
    new_model,
    options,
    populate,
    team_of,
    unmet,
    user_of,
    view,
)

TRANSPORT = "ansible_collections.groupware.mattermost.plugins.module_utils._transport"
PASSWORD = "Geheim-Passw0rd-1"
REMOTE = {"url": "https://chat.example.com", "token": TOKEN}
ALICE = {"username": "alice", "email": "alice@example.com", "password": PASSWORD, "first_name": "Alice"}
BOB = {"username": "bob", "email": "bob@example.com", "password": PASSWORD}
EVERYTHING = {
    "users": [ALICE, BOB],
    "bots": [{"username": "robo", "owner": "alice", "display_name": "Robo"}],
    "teams": [{"name": "home", "display_name": "Home", "type": "I", "members": ["alice", "bob", "robo"]}],
    "channels": [
        {"team": "home", "name": "news", "display_name": "News", "type": "P", "members": ["bob"]},
        {"team": "home", "name": "town-square", "header": "Welcome"},
    ],
    "webhooks": {
        "incoming": [{"team": "home", "display_name": "Build", "channel": "news", "user": "alice"}],
        "outgoing": [{"team": "home", "display_name": "Ask", "trigger_words": ["ask"], "creator": "alice",
                      "callback_urls": ["https://hooks.example.com/ask"]}],
    },
    "commands": [{"team": "home", "trigger": "weather", "request_url": "https://hooks.example.com/w", "creator": "bob"}],
    "roles": [{"name": "system_user", "permissions_removed": ["create_team"]}],
    "plugins": [{"id": "com.example.one", "enabled": True, "config": {"apikey": "plugin-s3cret"}}],
}


@pytest.fixture
def connect(monkeypatch, clock):
    """Return a function that lets every client of the module reach a server in memory."""
    transport = importlib.import_module(TRANSPORT)

    def to(model):
        model.clock = clock
        monkeypatch.setattr(transport.Endpoint, "open", lambda self: Connection(model, self.local))
        return model

    return to


@pytest.fixture
def model(connect):
    """Return a server with an administrator and a plugin."""
    found = connect(new_model())
    add_plugin(found, "com.example.one", config={"other": "kept"})
    return found


def entries(result):
    """Return the plan as short texts."""
    return ["%(action)s %(kind)s %(name)s" % entry for entry in result["plan"]]


# Everything at once

def test_everything_is_made_in_one_run(model, run):
    result = run("workspace", **EVERYTHING)
    assert unmet(model, options(**EVERYTHING)) == []
    assert (result["changed"], result["done"], result["finished"], result["failures"]) == (True, 15, True, [])
    assert entries(result) == [
        "change role system_user", "create user alice", "create user bob", "create bot robo", "create team home",
        "create team_member home/alice", "create team_member home/bob", "create team_member home/robo",
        "create channel home/news", "create channel home/town-square", "create channel_member home/news/bob",
        "create incoming_webhook home/Build", "create outgoing_webhook home/Ask", "create command home/weather",
        "change plugin com.example.one",
    ]
    assert model.config["PluginSettings"]["Plugins"]["com.example.one"] == {"other": "kept", "apikey": "plugin-s3cret"}


def test_again_nothing_is_done(model, run):
    run("workspace", **EVERYTHING)
    model.forget_calls()
    result = run("workspace", **EVERYTHING)
    assert (result["changed"], result["plan"], result["done"], result["diff"]) == (False, [], 0, {})
    assert model.writes == []


def test_check_mode_foresees_the_same_and_writes_nothing(model, run):
    foreseen = run("workspace", check=True, **EVERYTHING)
    assert model.writes == []
    assert (foreseen["changed"], foreseen["done"]) == (True, 0)
    result = run("workspace", **EVERYTHING)
    for key in ("plan", "summary", "diff"):
        assert foreseen[key] == result[key]
    assert set(foreseen) == set(result)


def test_everything_over_http(model, run):
    model.config["ServiceSettings"]["EnableBotAccountCreation"] = True
    wanted = dict(EVERYTHING, plugins=[])
    wanted["teams"] = [dict(wanted["teams"][0], admins=["bob"])]
    wanted["channels"] = [dict(wanted["channels"][0], admins=["bob"])]
    run("workspace", **wanted, **REMOTE)
    assert unmet(model, options(**wanted)) == []
    model.forget_calls()
    assert run("workspace", **wanted, **REMOTE)["plan"] == []
    assert model.writes == []


def test_the_text_of_a_plan(model, run):
    add_team_member(model, add_team(model, "home", display_name="Home")["id"], model.caller)
    add_user(model, "bob", "old@example.com", "system_user", locale="de")
    add_user(model, "cat", "cat@example.com")
    result = run(
        "workspace", check=True, users=[ALICE, dict(BOB, locale="en"), {"username": "cat", "state": "inactive"}],
        teams=[{"name": "home", "type": "O", "members": ["alice"]}], exclusive=["team_members"], removal_confirmed=True,
        roles=[{"name": "system_user", "permissions": ["view_members", "edit_post"]}])
    assert result["diff"]["prepared"] == """\
  ~ role system_user
      permissions: +edit_post, -create_direct_channel, -create_team
  - user cat  (deactivate)
      state: "present" -> "inactive"
  + user alice
      email: "alice@example.com"
      first_name: "Alice"
      state: "present"
      password: "set, not shown"
  ~ user bob
      email: "old@example.com" -> "bob@example.com"
      locale: "de" -> "en"
  ~ team home
      type: "I" -> "O"
      allow_open_invite: false -> true
  + team member home/alice
  - team member home/root  (delete)
Plan: 2 to create, 3 to change, 2 to remove, 0 unchanged.
"""
    assert result["summary"] == {"create": 2, "change": 3, "remove": 2, "unchanged": 0}
    assert result["plan"][4] == {"kind": "team", "name": "home", "action": "change", "changes": [
        {"field": "type", "before": "I", "after": "O"},
        {"field": "allow_open_invite", "before": False, "after": True}]}


# Cost

def test_two_hundred_users_that_are_as_wanted_cost_a_handful_of_requests(model, run):
    users = [{"username": "u%03d" % number, "email": "u%03d@example.com" % number} for number in range(199)]
    names = [user["username"] for user in users]
    wanted = {
        "users": users, "teams": [{"name": "t%d" % number, "members": names} for number in range(3)],
        "channels": [{"team": "t0", "name": "c%d" % number, "members": names[:50]} for number in range(4)],
    }
    model.config["TeamSettings"]["MaxUsersPerTeam"] = 500
    populate(model, options(**wanted))
    assert run("workspace", **wanted)["plan"] == []
    # Ping; users, teams, channels; members of 3 teams and 4 channels. A list that is full has a second page.
    assert len(model.calls) == 1 + 2 + 1 + 1 + 3 + 4
    assert not any("u0" in call.path for call in model.calls)


def test_nothing_to_keep_asks_for_nothing(model, run):
    assert run("workspace")["plan"] == []
    assert [call.path for call in model.calls] == ["/system/ping"]


def test_only_the_kinds_that_are_listed_are_read(model, run):
    run("workspace", roles=[{"name": "system_user", "permissions_added": ["create_team"]}])
    assert [call.path for call in model.calls] == ["/system/ping", "/roles"]


# Exclusive kinds

def crowd(model):
    """Fill the server with more than is listed."""
    populate(model, options(
        users=[dict(username=name, email=name + "@example.com") for name in ("ann", "ben", "cat")],
        bots=[{"username": "robo", "owner": "ann"}, {"username": "tick", "owner": "ann"}],
        teams=[{"name": "home", "members": ["ann", "ben", "robo"]}, {"name": "work", "members": ["cat"]}],
        channels=[{"team": "home", "name": "dev", "members": ["ann", "ben"]}, {"team": "home", "name": "news"}],
        webhooks={"incoming": [{"team": "home", "display_name": name, "channel": "dev", "user": "ann"}
                               for name in ("A", "B")]},
        commands=[{"team": "home", "trigger": word, "request_url": "https://x.example.com/", "creator": "ann"}
                  for word in ("one", "two")],
        plugins=[{"id": "com.example.one", "enabled": True}, {"id": "com.example.two", "enabled": True}]))


HOME = {"name": "home"}
GOING = {
    "users": ({"users": [{"username": "root"}, {"username": "ann"}]}, ["deactivate user ben", "deactivate user cat"]),
    "bots": ({"bots": [{"username": "robo"}]}, ["deactivate bot tick"]),
    "teams": ({"teams": [HOME]}, ["archive team work"]),
    "team_members": ({"teams": [dict(HOME, members=["ann"])]}, ["delete team_member home/ben"]),
    "channels": ({"channels": [{"team": "home", "name": "dev"}]}, ["archive channel home/news"]),
    "channel_members": (
        {"channels": [{"team": "home", "name": "dev", "members": ["ben"]}]}, ["delete channel_member home/dev/ann"]),
    "webhooks": (
        {"teams": [HOME], "webhooks": {"incoming": [{"team": "home", "display_name": "A"}]}},
        ["delete incoming_webhook home/B"]),
    "commands": ({"teams": [HOME], "commands": [{"team": "home", "trigger": "two"}]}, ["delete command home/one"]),
    "plugins": ({"plugins": [{"id": "com.example.one"}]}, ["change plugin com.example.two"]),
}


@pytest.mark.parametrize("kind", sorted(GOING))
def test_what_is_not_listed_of_an_exclusive_kind_goes(model, run, kind):
    crowd(model)
    wanted, going = GOING[kind]
    assert run("workspace", **wanted)["plan"] == []
    result = run("workspace", exclusive=[kind], removal_limit=50, **wanted)
    assert entries(result) == going
    assert result["done"] == len(going)
    model.forget_calls()
    assert run("workspace", exclusive=[kind], **wanted)["plan"] == []
    assert model.writes == []


@pytest.mark.parametrize("kind", sorted(GOING))
def test_more_than_the_limit_goes_only_if_that_is_confirmed(model, run, kind):
    crowd(model)
    wanted, going = GOING[kind]
    refused = run("workspace", exclusive=[kind], **wanted)
    assert (refused["failure"]["kind"], refused["failure"]["option"]) == ("refused", "removal_confirmed")
    assert len(refused["failure"]["removed"]) == len(going)
    assert "25 percent" in refused["msg"]
    assert model.writes == []
    assert entries(run("workspace", exclusive=[kind], removal_confirmed=True, **wanted)) == going


@pytest.mark.parametrize("kind", sorted(GOING))
def test_an_exclusive_kind_has_to_be_given(model, run, kind):
    crowd(model)
    result = run("workspace", exclusive=[kind], removal_confirmed=True)
    assert result["failure"]["option"] == "exclusive"
    assert model.calls == []


def test_an_empty_list_is_a_list(model, run):
    crowd(model)
    result = run("workspace", exclusive=["bots"], bots=[], removal_confirmed=True)
    assert entries(result) == ["deactivate bot robo", "deactivate bot tick"]


def test_teams_that_are_not_named_keep_their_channels_webhooks_and_commands(model, run):
    crowd(model)
    result = run("workspace", exclusive=["channels", "webhooks", "commands", "channel_members", "team_members"],
                 teams=[{"name": "work"}], channels=[], webhooks={}, commands=[], removal_confirmed=True)
    assert result["plan"] == []


def test_bots_of_plugins_and_memberships_of_bots_stay(model, run):
    crowd(model)
    by(model.bots, "username", "tick")["owner_id"] = "com.example.one"
    result = run("workspace", exclusive=["bots", "team_members"], bots=[{"username": "robo"}],
                 teams=[dict(HOME, members=["ann", "ben"])])
    assert result["plan"] == []


def test_what_goes_is_within_the_limit_of_its_own_kind(model, run):
    users = [dict(username="u%d" % number, email="u%d@example.com" % number) for number in range(7)]
    populate(model, options(users=users))
    keep = [{"username": "root"}] + [{"username": user["username"]} for user in users]
    assert entries(run("workspace", users=keep[:6], exclusive=["users"])) == ["deactivate user u5", "deactivate user u6"]
    assert run("workspace", users=keep[:4], exclusive=["users"])["failure"]["kind_removed"] == "user"


@pytest.mark.parametrize("limit", (-1, 101))
def test_the_limit_is_a_share(model, run, limit):
    assert run("workspace", removal_limit=limit)["failure"]["option"] == "removal_limit"


# Told at once, and before anything is changed

def test_all_that_is_wrong_with_the_options_is_told_at_once(model, run):
    result = run("workspace", users=[dict(ALICE, username="a b"), dict(BOB, email="nonsense")], teams=[{"name": "Home"}],
                 channels=[{"team": "home", "name": "x y"}], bots=[{"username": "all"}])
    problems = result["failure"]["problems"]
    assert [problem.partition(":")[0] for problem in problems] == [
        "users[0]", "users[1]", "bots[0]", "teams[0]", "channels[0]"]
    assert result["msg"].startswith("5 problems, nothing was changed:\n- users[0]: option username")
    assert model.calls == []


def test_all_that_the_server_would_refuse_is_told_at_once(model, run):
    result = run(
        "workspace", users=[{"username": "new", "email": "new@example.com"}],
        teams=[{"name": "home", "members": ["nobody"]}], channels=[{"team": "nowhere", "name": "news"}],
        roles=[{"name": "nonsense", "permissions": ["x"]}], bots=[{"username": "robo"}],
        commands=[{"team": "home", "trigger": "w", "creator": "root"}])
    assert [problem.partition(": ")[0] for problem in result["failure"]["problems"]] == [
        "roles[0] (nonsense)", "users[0] (new)", "bots[0] (robo)", "teams[0].members (home/nobody)",
        "channels[0] (nowhere/news)", "commands[0] (home/w)"]
    assert model.writes == []


def test_one_problem_is_told_plainly(model, run):
    assert run("workspace", bots=[{"username": "robo"}])["msg"].startswith("bots[0] (robo): option owner: ")


def test_entries_that_are_given_twice(model, run):
    result = run("workspace", users=[ALICE, dict(ALICE, nickname="al"), dict(BOB, username="BOB"), BOB],
                 bots=[{"username": "bob"}], teams=[{"name": "home", "members": ["bob", "bob"]}])
    assert [problem.partition(": is given")[0] for problem in result["failure"]["problems"]] == [
        "users[1] (alice)", "users[3] (bob)", "bots[0] (bob)", "teams[0].members (home/bob)"]
    assert "in users[2] too" in result["failure"]["problems"][1]


def test_more_users_than_a_server_without_a_licence_takes(model, run):
    populate(model, options(users=[dict(username="u%d" % number, email="u%d@x.yz" % number) for number in range(248)]))
    result = run("workspace", users=[ALICE, BOB])
    assert "no more than 250 active users without a licence, and there would be 251" in result["msg"]
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
    for user in ({"username": "root", "state": "inactive"}, {"username": "root", "roles": ["system_user"]},
                 {"username": "root", "state": "absent", "permanent": True}):
        assert "without an active system administrator" in run("workspace", users=[user])["msg"]
    assert "without an active" in run(
        "workspace", users=[ALICE], exclusive=["users"], removal_confirmed=True)["msg"]
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
    result = run("workspace", users=[{"username": "root", "roles": ["system_user"]},
                                     dict(ALICE, roles=["system_user", "system_admin"])])
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
        ["system_admin", "system_user"], ["system_user"]]


@pytest.mark.parametrize("switch, wanted", (
    ("EnableIncomingWebhooks", {"webhooks": {"incoming": [
        {"team": "home", "display_name": "Build", "channel": "town-square", "user": "root"}]}}),
    ("EnableOutgoingWebhooks", {"webhooks": {"outgoing": [
        {"team": "home", "display_name": "Ask", "trigger_words": ["a"], "callback_urls": ["https://x.yz/"],
         "creator": "root"}]}}),
    ("EnableCommands", {"commands": [{"team": "home", "trigger": "w", "request_url": "https://x.yz/", "creator": "root"}]}),
))
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
    assert word != "join" or "take another word" in result["msg"]


def test_a_new_team_with_the_display_name_of_another(model, run):
    add_team(model, "home", display_name="Home")
    assert "can never change" in run("workspace", teams=[{"name": "house", "display_name": "Home"}])["msg"]
    assert run("workspace", teams=[{"name": "house", "display_name": "Home", "allow_same_display_name": True}])["done"] == 1


def test_channels_are_for_those_in_the_team(model, run):
    populate(model, options(users=[{"username": "ann", "email": "ann@example.com"}], teams=[HOME]))
    channels = [{"team": "home", "name": "news", "members": ["ann"]}]
    assert "ann is not in the team home" in run("workspace", channels=channels)["msg"]
    assert run("workspace", channels=channels, teams=[dict(HOME, members=["ann"])])["done"] == 3


# Failures

def unlucky(model, *words):
    """Let every write fail whose body has one of the words."""
    def refuse(call):
        if call.method != "GET" and any(word in json.dumps(call.body) for word in words):
            raise Refusal(500, "app.unlucky.app_error", "Not today.")

    model.before.append(refuse)


def test_one_that_fails_does_not_hide_the_others(model, run):
    unlucky(model, '"username": "alice"')
    result = run("workspace", **EVERYTHING)
    assert dict((entry["name"], "not tried" in entry["msg"]) for entry in result["failures"]) == {
        "alice": False, "robo": True, "home/alice": True, "home/robo": True, "home/Build": True, "home/Ask": True}
    assert result["msg"].startswith("6 of 15 changes failed, the others are done:\n- user alice: ")
    assert result["failures"][0]["failure"]["error_id"] == "app.unlucky.app_error"
    assert "it needs the user alice, which failed" in result["failures"][1]["msg"]
    assert result["failure"]["kind"] == "incomplete"
    assert (result["changed"], result["done"], result["finished"]) == (True, 9, True)
    assert channel_of(model, "home", "news") and user_of(model, "bob")
    model.before.clear()
    again = run("workspace", **EVERYTHING)
    assert len(again["plan"]) == again["done"] == 6
    assert unmet(model, options(**EVERYTHING)) == []


def test_who_could_not_join_the_team_is_not_tried_in_the_channel(model, run):
    model.before.append(lambda call: refuse_join(model, call))
    result = run("workspace", users=[ALICE, BOB], teams=[dict(HOME, members=["alice", "bob"])],
                 channels=[{"team": "home", "name": "news", "members": ["alice", "bob"]}])
    assert [entry["name"] for entry in result["failures"]] == ["home/bob", "home/news/bob"]
    assert "not tried, because it needs the team member home/bob" in result["failures"][1]["msg"]


def refuse_join(model, call):
    """Keep bob out of teams."""
    if call.method == "POST" and call.path.startswith("/teams/") and call.body["user_id"] == user_of(model, "bob")["id"]:
        raise Refusal(400, "api.team.join_user_to_team.allowed_domains.app_error")


def test_the_old_administrator_stays_if_the_new_one_did_not_get_the_role(model, run):
    unlucky(model, '"roles"')
    result = run("workspace", users=[{"username": "root", "state": "inactive"},
                                     dict(ALICE, roles=["system_user", "system_admin"])])
    assert [entry["name"] for entry in result["failures"]] == ["alice", "root"]
    assert user_of(model, "root")["delete_at"] == 0
    model.before.clear()
    assert run("workspace", users=[dict(ALICE, roles=["system_user", "system_admin"])])["done"] == 1


def test_refusals_are_told_in_words_of_the_options(model, run):
    add_user(model, "other", "alice@example.com")
    result = run("workspace", users=[ALICE])
    assert "option email: another account has the address alice@example.com" in result["msg"]


def test_what_the_server_says_it_did_and_did_not(model, run):
    add_user(model, "bob", "bob@example.com")
    model.ignores = lambda call: call.path.endswith("/roles")
    result = run("workspace", users=[ALICE, dict(BOB, roles=["system_user", "system_admin"])])
    assert [entry["name"] for entry in result["failures"]] == ["bob"]
    assert "the server said OK, but it is not as wanted: roles" in result["failures"][0]["msg"]
    assert result["failures"][0]["failure"]["kind"] == "not_taken"
    assert user_of(model, "alice")


def test_permissions_that_bring_others_along(model, run):
    model.brings = {"edit_post": "add_reaction"}
    result = run("workspace", roles=[{"name": "system_user", "permissions_added": ["edit_post"],
                                      "permissions_removed": ["add_reaction"]}])
    assert "add_reaction" in result["failures"][0]["msg"]
    assert run("workspace", roles=[{"name": "team_user", "permissions_added": ["edit_post"]}])["done"] == 1


def test_a_plugin_that_does_not_run(model, run):
    model.broken.add("com.example.one")
    wanted = [{"id": "com.example.one", "enabled": True}]
    assert "does not run: it is broken" in run("workspace", plugins=wanted, **REMOTE)["msg"]
    result = run("workspace", plugins=wanted, users=[ALICE])
    assert [entry["kind"] for entry in result["failures"]] == ["plugin"]
    assert user_of(model, "alice")


def test_a_webhook_of_which_there_are_two(model, run):
    team = add_team(model, "home")
    for dummy in range(2):
        add_incoming(model, channel_of(model, "home", "town-square"), model.caller, "Build")
    hook = {"team": "home", "display_name": "Build", "description": "x"}
    result = run("workspace", webhooks={"incoming": [hook]})
    assert "there are 2 incoming webhooks named Build" in result["msg"]
    # Whoever knows an incoming webhook's id can post.
    assert not any(hook_id in json.dumps(result) for hook_id in model.incoming)
    assert team["name"] == "home"


def test_a_bot_that_an_interrupted_run_began(model, run):
    account = add_user(model, "robo", "robo@localhost", position="bot account")
    run("workspace", bots=[{"username": "robo", "owner": "root"}])
    assert model.bots[account["id"]]["owner_id"] == model.caller


def test_a_bot_with_the_name_of_a_person(model, run):
    result = run("workspace", bots=[{"username": "root", "owner": "root"}])
    assert "root is an account of a person" in result["msg"]
    assert model.writes == []


def test_changes_over_the_socket_keep_the_whole_account(model, run):
    user = add_user(model, "bob", "bob@example.com", timezone={"manualTimezone": "Europe/Vienna"}, position="Cook")
    before = json.loads(json.dumps(user))
    run("workspace", users=[{"username": "bob", "nickname": "Bobby"}])
    assert dict(user, update_at=0) == dict(before, nickname="Bobby", update_at=0)


# Interrupted

def slow(model, seconds=3):
    """Let every write take a while."""
    def pass_time(call):
        if call.method != "GET":
            model.clock.now += seconds

    model.before.append(pass_time)


def test_a_run_that_is_out_of_time_goes_on_next_time(model, run):
    slow(model)
    done = 0
    parts = []
    while not parts or not parts[-1]["finished"]:
        parts.append(run("workspace", time_limit=8, writers=1, **EVERYTHING))
        done += parts[-1]["done"]
        assert len(parts) < 20
    assert len(parts) > 3
    assert not any(part.get("failed") for part in parts)
    assert done == len(parts[0]["plan"]) == 15
    assert unmet(model, options(**EVERYTHING)) == []


def test_what_failed_is_left_out_of_the_next_part(model, run):
    slow(model)
    unlucky(model, '"username": "alice"')
    first = run("workspace", time_limit=8, writers=1, **EVERYTHING)
    assert (first["finished"], [entry["name"] for entry in first["failures"]]) == (False, ["alice"])
    assert not first.get("failed")
    part, failures = first, list(first["failures"])
    model.forget_calls()
    while not part["finished"]:
        left_out = ["%s %s" % (entry["kind"].replace("_", " "), entry["name"]) for entry in failures]
        part = run("workspace", time_limit=8, writers=1, leave_out=left_out, **EVERYTHING)
        failures += part["failures"]
    # None is tried again, and those that need it are told too, although none of their own is wrong.
    assert not any('"username": "alice"' in json.dumps(call.body) for call in model.writes)
    assert sorted(entry["name"] for entry in failures) == [
        "alice", "home/Ask", "home/Build", "home/alice", "home/robo", "robo"]
    assert user_of(model, "bob") and channel_of(model, "home", "news")


def test_what_is_left_out_is_left_as_it_is(model, run):
    populate(model, options(users=[{"username": "ann", "email": "ann@example.com"}], teams=[dict(HOME, members=["ann"])]))
    result = run("workspace", users=[ALICE, {"username": "ann", "nickname": "x"}], leave_out=["user ann"],
                 teams=[dict(HOME, members=["ann", "root"])])
    assert entries(result) == ["create user alice", "create team_member home/root"]
    assert not result.get("failed")


def test_a_part_that_reads_for_long_still_does_something(model, run):
    def read_slowly(call):
        model.clock.now += 20

    model.before.append(read_slowly)
    result = run("workspace", time_limit=1, writers=1, users=[ALICE, BOB])
    assert (result["done"], result["finished"]) == (1, False)
    assert run("workspace", time_limit=1, writers=1, users=[ALICE, BOB])["finished"] is True


@pytest.mark.parametrize("option", ("time_limit", "writers"))
def test_limits_that_are_none(model, run, option):
    assert run("workspace", **{option: 0})["failure"]["option"] == option


def test_a_server_that_goes_away_in_the_middle(model, run):
    def leave(call):
        if sum(earlier.method != "GET" for earlier in model.calls) > 3:
            raise ConnectionRefusedError(111, "Connection refused")

    model.before.append(leave)
    result = run("workspace", writers=1, retries=0, **EVERYTHING)
    assert result["failure"]["kind"] == "absent"
    assert (result["done"], len(result["plan"])) == (3, 15)
    assert len(result["failures"]) == 12
    assert all("not tried" in entry["msg"] for entry in result["failures"][1:])
    model.before.clear()
    assert run("workspace", **EVERYTHING)["done"] > 0
    assert unmet(model, options(**EVERYTHING)) == []


def test_no_server(model, run):
    def refuse(call):
        raise ConnectionRefusedError(111, "Connection refused")

    model.before.append(refuse)
    assert run("workspace", check=True, retries=0, **EVERYTHING)["failure"]["kind"] == "absent"
    wanted = dict(EVERYTHING, plugins=[])
    predicted = run("workspace", check=True, predict_without_server=True, **wanted)
    assert predicted["summary"] == {"create": 14, "change": 0, "remove": 0, "unchanged": 0}
    assert run("workspace", predict_without_server=True, retries=0, **wanted)["failure"]["kind"] == "absent"


def test_prediction_takes_a_server_that_is_there_as_it_is(model, run):
    run("workspace", **EVERYTHING)
    assert run("workspace", check=True, predict_without_server=True, **EVERYTHING)["plan"] == []


def test_not_signed_in(model, run):
    result = run("workspace", users=[ALICE], url=REMOTE["url"], token="wrongwrongwrongwrongwrong")
    assert result["failure"]["status"] == 401


def test_server_error(model, run):
    def refuse(call):
        if call.path == "/users":
            raise Refusal(500, "app.user.get_profiles.app_error")

    model.before.append(refuse)
    result = run("workspace", users=[ALICE])
    assert (result["failure"]["status"], result["failure"]["method"]) == (500, "GET")
    assert model.writes == []


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
        "jj", "jane@example.com", ["system_admin", "system_user"])
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


# Secrets

def test_secrets_never_come_back(model, run):
    results = [run("workspace", check=True, **EVERYTHING), run("workspace", **EVERYTHING), run("workspace", **EVERYTHING),
               run("workspace", **dict(EVERYTHING, users=[dict(ALICE, email="x")])),
               run("workspace", time_limit=0, **EVERYTHING), run("workspace", exclusive=["users"], bots=[])]
    for result in results:
        text = json.dumps(result)
        assert PASSWORD not in text and "plugin-s3cret" not in text
        assert "alice@example.com" not in json.dumps(result["invocation"])
        assert not any(row["token"] in text for table in (model.outgoing, model.commands) for row in table.values())


def test_secrets_never_come_back_with_a_failure(model, run):
    unlucky(model, PASSWORD, "s3cret")
    text = json.dumps(run("workspace", **EVERYTHING))
    assert PASSWORD not in text and "plugin-s3cret" not in text


def test_an_incoming_webhooks_id_does_not_stand_in_a_failure(model, run):
    add_team(model, "home")
    hook = add_incoming(model, channel_of(model, "home", "town-square"), model.caller, "Build")
    unlucky(model, "changed")
    result = run("workspace", webhooks={"incoming": [{"team": "home", "display_name": "Build", "description": "changed"}]})
    assert "PUT" in result["msg"]
    assert hook["id"] not in json.dumps(result)


# Passwords that are kept

def test_a_password_that_is_kept_is_set_once(model, run, tmp_path):
    record = str(tmp_path / "state" / "passwords.json")
    users = [dict(ALICE, update_password="always")]
    run("workspace", users=users, password_record=record)
    alice = user_of(model, "alice")["id"]
    model.forget_calls()
    assert run("workspace", users=users, password_record=record)["plan"] == []
    assert model.writes == []
    users[0]["password"] = "Another-Passw0rd-2"
    result = run("workspace", users=users, password_record=record)
    assert (result["done"], model.passwords[alice]) == (1, "Another-Passw0rd-2")
    assert "Another" not in json.dumps(result)
    assert len(model.writes) == 1


def test_a_password_that_is_kept_without_a_record_is_set_each_time(model, run):
    users = [dict(ALICE, update_password="always")]
    assert run("workspace", users=users, password_record="")["done"] == 1
    for dummy in range(2):
        model.forget_calls()
        result = run("workspace", users=users, password_record="")
        assert not result.get("failed"), result["msg"]
        assert [call.path.rpartition("/")[2] for call in model.writes] == ["password"]


# Plugins

@pytest.fixture
def archive(tmp_path):
    """Return the path of a plugin's archive."""
    path = tmp_path / "plugin.tar.gz"
    manifest = json.dumps({"id": "com.example.new", "name": "New", "version": "2.0.0",
                           "webapp": {"bundle_path": "webapp/main.js"}}).encode()
    with tarfile.open(path, "w:gz") as tar:
        for name, content in (("plugin/plugin.json", manifest), ("plugin/webapp/main.js", b"")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def test_a_plugin_is_installed_with_its_settings_and_runs(model, run, archive):
    plugin = {"id": "com.example.new", "src": str(archive), "enabled": True, "config": {"key": "value"},
              "checksum": "sha256:" + hashlib.sha256(archive.read_bytes()).hexdigest()}
    assert "EnableUploads is off" in run("workspace", plugins=[plugin])["msg"]
    assert model.writes == []
    model.config["PluginSettings"]["EnableUploads"] = True
    assert run("workspace", plugins=[plugin], users=[ALICE])["done"] == 2
    assert model.config["PluginSettings"]["Plugins"] == {
        "com.example.one": {"other": "kept"}, "com.example.new": {"key": "value"}}
    assert run("workspace", plugins=[plugin])["plan"] == []


def test_archives_that_cannot_be_used_are_told_with_the_others(model, run, archive):
    result = run("workspace", plugins=[
        {"id": "com.example.other", "src": str(archive)}, {"id": "com.example.none", "src": str(archive) + ".none"}])
    assert [problem.partition(": ")[0] for problem in result["failure"]["problems"]] == [
        "plugins[0] (com.example.other)", "plugins[1] (com.example.none)"]
    assert model.writes == []


# Several at once

def test_several_writers_make_each_object_once(model, run):
    users = [dict(ALICE, username="u%02d" % number, email="u%02d@example.com" % number) for number in range(40)]
    names = [user["username"] for user in users]
    wanted = {"users": users, "teams": [dict(HOME, members=names)],
              "channels": [{"team": "home", "name": "news", "members": names}]}
    result = run("workspace", writers=8, **wanted)
    assert result["done"] == len(model.writes) == 40 + 1 + 40 + 1 + 40
    assert unmet(model, options(**wanted)) == []
    assert [entry["name"] for entry in result["plan"]][:40] == names


def test_what_is_there_stays(model, run):
    populate(model, options(users=[{"username": "ann", "email": "ann@example.com"}], teams=[dict(HOME, members=["ann"])],
                            channels=[{"team": "home", "name": "dev", "members": ["ann"]}]))
    add_command(model, team_of(model, "home")["id"], model.caller, "mine", url="https://x.yz/")
    before = view(model)
    run("workspace", users=[BOB], teams=[dict(HOME, members=["bob"])])
    after = view(model)
    for kind, rows in before.items():
        if isinstance(rows, dict) and kind not in ("teams", "plugins"):
            assert dict((key, after[kind][key]) for key in rows) == rows
    assert after["commands"] == before["commands"]
