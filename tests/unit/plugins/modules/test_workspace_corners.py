# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace: what a first look at the plan does not show. Each of these went wrong once."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import run as workspace_task
from ansible_collections.groupware.mattermost.tests.unit.fake_server.integrations import add_incoming, add_outgoing
from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_user
from ansible_collections.groupware.mattermost.tests.unit.fake_server.teams import (
    add_channel,
    add_channel_member,
    add_team,
    add_team_member,
)
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import (
    Task,
    converge,
    empty_model,
    export,
    new_model,
    options,
)

PASSWORD = "Sentinel-Passw0rd"
GONE = 5


@pytest.fixture
def keep(tmp_path):
    """Return a function that runs the module with these options."""

    def run(model, check=False, local=True, **given):
        given.setdefault("password_record", str(tmp_path / "record" / "record.json"))
        return converge(model, options(**given), local, check)

    return run


def person(name, **more):
    return dict({"username": name, "email": name + "@example.com"}, **more)


def team_with(model, *people):
    """Return a team with these people in it, who are made."""
    team = add_team(model, "home", display_name="Home")
    for name in people:
        add_team_member(model, team["id"], add_user(model, name, name + "@example.com")["id"])
    return team


def plan(result):
    return ["%(action)s %(kind)s %(name)s" % entry for entry in result["plan"]]


def users(model):
    return {user["username"]: user["roles"] for user in model.users.values()}


def test_nobody_else_becomes_the_first_administrator(keep):
    model = empty_model()
    result = keep(model, admin=person("jane", password="short"), users=[person("bob", password=PASSWORD)])
    assert users(model) == {}
    assert [entry["name"] for entry in result["failures"]] == ["jane", "bob"]
    assert "the administrator could not be made" in result["failures"][1]["msg"]
    assert keep(model, admin=person("jane", password=PASSWORD), users=[person("bob", password=PASSWORD)])["done"] == 2
    assert users(model)["bob"] == "system_user"


def test_an_account_that_goes_takes_its_password_along(keep):
    model = new_model()
    add_user(model, "bob", "bob@example.com")
    result = keep(
        model,
        users=[
            {"username": "bob", "state": "absent", "permanent": True, "password": PASSWORD, "update_password": "always"}
        ],
    )
    assert (result["done"], result["failures"]) == (1, [])


@pytest.mark.parametrize(
    ("entry", "going"),
    [({"state": "archived"}, ["archive team home"]), ({"state": "absent", "permanent": True}, ["delete team home"])],
)
def test_a_team_that_is_put_away_keeps_its_members(keep, entry, going):
    model = new_model()
    team_with(model, "bob")
    result = keep(
        model,
        teams=[dict({"name": "home", "members": ["bob"]}, **entry)],
        exclusive=["team_members"],
        removal_confirmed=True,
    )
    assert plan(result) == going


def test_a_channel_that_is_put_away_keeps_its_members(keep):
    model = new_model()
    team = team_with(model, "bob")
    bob = next(user for user in model.users.values() if user["username"] == "bob")
    add_channel_member(model, add_channel(model, team["id"], "news")["id"], bob["id"])
    result = keep(
        model,
        channels=[{"team": "home", "name": "news", "state": "archived", "members": ["bob"]}],
        exclusive=["channel_members"],
        removal_confirmed=True,
    )
    assert plan(result) == ["archive channel home/news"]


def test_who_is_deactivated_stays_a_member(keep):
    model = new_model()
    team = team_with(model, "ann")
    add_team_member(model, team["id"], add_user(model, "bob", "bob@example.com", delete_at=GONE)["id"])
    found = export(model, ["teams"])["workspace"]
    assert found["teams"][0]["members"] == ["ann"]
    assert plan(keep(model, exclusive=["team_members"], removal_confirmed=True, **found)) == []
    listed = [{"name": "home", "members": ["ann", "bob"]}]
    assert plan(keep(model, teams=listed, exclusive=["team_members"], removal_confirmed=True)) == []


def test_a_leaver_may_still_be_listed_as_a_member(keep):
    model = new_model()
    team_with(model, "bob")
    wanted = {"users": [{"username": "bob", "state": "inactive"}], "teams": [{"name": "home", "members": ["bob"]}]}
    assert plan(keep(model, **wanted)) == ["deactivate user bob"]
    assert plan(keep(model, **wanted)) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"users": [{"username": "root"}], "teams": [{"name": "home", "members": ["bob"]}], "exclusive": ["users"]},
            "user bob: is not listed and would go, but teams[0].members (home/bob) needs it",
        ),
        (
            {
                "teams": [{"name": "home", "members": ["root"]}],
                "channels": [{"team": "home", "name": "news", "members": ["bob"]}],
                "exclusive": ["team_members"],
            },
            "team member home/bob: is not listed and would go, but channels[0].members (home/news/bob) needs it",
        ),
        (
            {"teams": [], "channels": [{"team": "home", "name": "fresh"}], "exclusive": ["teams"]},
            "team home: is not listed and would go, but channels[0] (home/fresh) needs it",
        ),
    ],
)
def test_what_something_listed_needs_does_not_go(keep, given, words):
    model = new_model()
    add_channel(model, team_with(model, "bob")["id"], "news")
    model.forget_calls()
    with pytest.raises(MattermostError) as error:
        keep(model, removal_confirmed=True, **given)
    assert words in str(error.value)
    assert model.writes == []


def test_only_what_the_plan_says_goes(keep):
    """Somebody joins while the plan is carried out: that is for the next plan. Our own changes are not."""
    model = new_model()
    team = team_with(model, "ann", "bob")
    late = add_user(model, "late", "late@example.com")
    wanted = {
        "teams": [{"name": "home", "members": ["ann"]}, {"name": "fresh", "members": ["ann"]}],
        "exclusive": ["team_members"],
        "removal_confirmed": True,
    }
    handle = model._handle

    def joins(call):
        if call.method == "POST" and call.path.endswith("/teams"):
            add_team_member(model, team["id"], late["id"])
        return handle(call)

    model._handle = joins
    result = keep(model, local=False, **wanted)
    assert "delete team_member home/bob" in plan(result)
    # The administrator, who was made a member of the team that his token made, and bob.
    assert len([call for call in model.writes if call.method == "DELETE"]) == 2
    model._handle = handle
    assert plan(keep(model, local=False, **wanted)) == ["delete team_member home/late"]


def test_a_full_team_changes_its_members(keep):
    model = new_model()
    model.config["TeamSettings"]["MaxUsersPerTeam"] = 2
    team_with(model, "ann", "bob")
    add_user(model, "cat", "cat@example.com")
    result = keep(
        model, teams=[{"name": "home", "members": ["bob", "cat"]}], exclusive=["team_members"], removal_confirmed=True
    )
    assert (plan(result), result["failures"]) == (["delete team_member home/ann", "create team_member home/cat"], [])


def test_a_change_that_fails_does_not_hide_what_needs_the_object(keep):
    model = new_model()
    add_team(model, "home", display_name="Home")
    add_user(model, "bob", "bob@example.com")
    result = keep(
        model, users=[{"username": "bob", "email": "root@example.com"}], teams=[{"name": "home", "members": ["bob"]}]
    )
    assert [entry["kind"] for entry in result["failures"]] == ["user"]
    assert result["done"] == 1


def test_a_direction_that_is_not_listed_is_not_exclusive(keep):
    model = new_model()
    team = team_with(model)
    channel = add_channel(model, team["id"], "news")
    add_incoming(model, channel, model.caller, "Build")
    add_outgoing(model, team["id"], model.caller, "Ask", trigger_words=["ask"])
    result = keep(
        model, teams=[{"name": "home"}], webhooks={"incoming": []}, exclusive=["webhooks"], removal_confirmed=True
    )
    assert plan(result) == ["delete incoming_webhook home/Build"]


def test_ids_of_webhooks_of_the_same_name_are_hidden():
    model = new_model()
    team = team_with(model)
    channel = add_channel(model, team["id"], "news")
    ids = {add_incoming(model, channel, model.caller, "Build")["id"] for dummy in range(2)}
    task = Task(
        model,
        options(teams=[{"name": "home"}], webhooks={"incoming": []}, exclusive=["webhooks"], removal_confirmed=True),
    )
    result = workspace_task.converge(task)
    assert result["done"] == 2
    assert ids <= task.hidden


def test_capitals_name_the_same_person(keep):
    model = new_model()
    team_with(model, "bob")
    result = keep(model, local=False, teams=[{"name": "home", "members": ["Bob"], "admins": ["BOB"]}])
    assert plan(result) == ["change team_member home/bob"]


def test_a_bot_needs_room_over_the_socket(keep):
    model = new_model()
    for number in range(249):
        add_user(model, "user%d" % number, "user%d@example.com" % number)
    with pytest.raises(MattermostError, match="over the socket a bot begins as an account"):
        keep(model, check=True, bots=[{"username": "robo", "owner": "root"}])


@pytest.mark.parametrize("local", (True, False), ids=("socket", "http"))
@pytest.mark.parametrize("state", ("archived", "absent"))
def test_a_channel_is_archived_after_what_moves_away_from_it(keep, local, state):
    model = new_model()
    model.config["ServiceSettings"]["EnableAPIChannelDeletion"] = True
    team = add_team(model, "work", display_name="Work")
    channel = add_channel(model, team["id"], "dev")
    add_incoming(model, channel, model.caller, "Build")
    result = keep(
        model,
        local=local,
        channels=[{"team": "work", "name": "dev", "state": state, "permanent": True}],
        webhooks={"incoming": [{"team": "work", "display_name": "Build", "channel": "town-square"}]},
    )
    assert result["failures"] == []
    assert [entry["kind"] for entry in result["plan"]] == ["incoming_webhook", "channel"]
