# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace: what fails, what is interrupted, and what a server does that is not as it says."""

from __future__ import annotations

import json

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server.integrations import add_incoming
from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_user
from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal
from ansible_collections.groupware.mattermost.tests.unit.fake_server.teams import add_team
from ansible_collections.groupware.mattermost.tests.unit.workspace_cases import (
    ALICE,
    BOB,
    EVERYTHING,
    HOME,
    REMOTE,
    entries,
    unlucky,
)
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import (
    channel_of,
    options,
    populate,
    unmet,
    user_of,
)

# Failures


def test_one_that_fails_does_not_hide_the_others(model, run):
    unlucky(model, '"username": "alice"')
    result = run("workspace", **EVERYTHING)
    assert {entry["name"]: "not tried" in entry["msg"] for entry in result["failures"]} == {
        "alice": False,
        "robo": True,
        "home/alice": True,
        "home/robo": True,
        "home/Build": True,
        "home/Ask": True,
    }
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
    result = run(
        "workspace",
        users=[ALICE, BOB],
        teams=[dict(HOME, members=["alice", "bob"])],
        channels=[{"team": "home", "name": "news", "members": ["alice", "bob"]}],
    )
    assert [entry["name"] for entry in result["failures"]] == ["home/bob", "home/news/bob"]
    assert "not tried, because it needs the team member home/bob" in result["failures"][1]["msg"]


def refuse_join(model, call):
    """Keep bob out of teams."""
    joins = call.method == "POST" and call.path.startswith("/teams/")
    if joins and call.body["user_id"] == user_of(model, "bob")["id"]:
        raise Refusal(400, "api.team.join_user_to_team.allowed_domains.app_error")


def test_the_old_administrator_stays_if_the_new_one_did_not_get_the_role(model, run):
    unlucky(model, '"roles"')
    result = run(
        "workspace",
        users=[{"username": "root", "state": "inactive"}, dict(ALICE, roles=["system_user", "system_admin"])],
    )
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
    assert "Mattermost reported success, but these fields differ: roles" in result["failures"][0]["msg"]
    assert result["failures"][0]["failure"]["kind"] == "not_taken"
    assert user_of(model, "alice")


def test_permissions_that_bring_others_along(model, run):
    model.brings = {"edit_post": "add_reaction"}
    result = run(
        "workspace",
        roles=[{"name": "system_user", "permissions_added": ["edit_post"], "permissions_removed": ["add_reaction"]}],
    )
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
    # The id of an incoming webhook is all that is needed to post.
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
    # None is tried again, and those that need it are reported too, although none of their own is wrong.
    assert not any('"username": "alice"' in json.dumps(call.body) for call in model.writes)
    assert sorted(entry["name"] for entry in failures) == [
        "alice",
        "home/Ask",
        "home/Build",
        "home/alice",
        "home/robo",
        "robo",
    ]
    assert user_of(model, "bob") and channel_of(model, "home", "news")


def test_what_is_left_out_is_left_as_it_is(model, run):
    ann = {"username": "ann", "email": "ann@example.com"}
    populate(model, options(users=[ann], teams=[dict(HOME, members=["ann"])]))
    result = run(
        "workspace",
        users=[ALICE, {"username": "ann", "nickname": "x"}],
        leave_out=["user ann"],
        teams=[dict(HOME, members=["ann", "root"])],
    )
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
