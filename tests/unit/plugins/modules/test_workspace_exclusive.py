# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace: kinds of which nothing stays that is not listed."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.tests.unit.workspace_cases import HOME, entries
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import by, options, populate


def crowd(model):
    """Fill the server with more than is listed."""
    populate(
        model,
        options(
            users=[dict(username=name, email=name + "@example.com") for name in ("ann", "ben", "cat")],
            bots=[{"username": "robo", "owner": "ann"}, {"username": "tick", "owner": "ann"}],
            teams=[{"name": "home", "members": ["ann", "ben", "robo"]}, {"name": "work", "members": ["cat"]}],
            channels=[{"team": "home", "name": "dev", "members": ["ann", "ben"]}, {"team": "home", "name": "news"}],
            webhooks={
                "incoming": [
                    {"team": "home", "display_name": name, "channel": "dev", "user": "ann"} for name in ("A", "B")
                ]
            },
            commands=[
                {"team": "home", "trigger": word, "request_url": "https://x.example.com/", "creator": "ann"}
                for word in ("one", "two")
            ],
            plugins=[{"id": "com.example.one", "enabled": True}, {"id": "com.example.two", "enabled": True}],
        ),
    )


GOING = {
    "users": ({"users": [{"username": "root"}, {"username": "ann"}]}, ["deactivate user ben", "deactivate user cat"]),
    "bots": ({"bots": [{"username": "robo"}]}, ["deactivate bot tick"]),
    "teams": ({"teams": [HOME]}, ["archive team work"]),
    "team_members": ({"teams": [dict(HOME, members=["ann"])]}, ["delete team_member home/ben"]),
    "channels": ({"channels": [{"team": "home", "name": "dev"}]}, ["archive channel home/news"]),
    "channel_members": (
        {"channels": [{"team": "home", "name": "dev", "members": ["ben"]}]},
        ["delete channel_member home/dev/ann"],
    ),
    "webhooks": (
        {"teams": [HOME], "webhooks": {"incoming": [{"team": "home", "display_name": "A"}]}},
        ["delete incoming_webhook home/B"],
    ),
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
    result = run(
        "workspace",
        exclusive=["channels", "webhooks", "commands", "channel_members", "team_members"],
        teams=[{"name": "work"}],
        channels=[],
        webhooks={},
        commands=[],
        removal_confirmed=True,
    )
    assert result["plan"] == []


def test_bots_of_plugins_and_memberships_of_bots_stay(model, run):
    crowd(model)
    by(model.bots, "username", "tick")["owner_id"] = "com.example.one"
    result = run(
        "workspace",
        exclusive=["bots", "team_members"],
        bots=[{"username": "robo"}],
        teams=[dict(HOME, members=["ann", "ben"])],
    )
    assert result["plan"] == []


def test_what_goes_is_within_the_limit_of_its_own_kind(model, run):
    users = [dict(username="u%d" % number, email="u%d@example.com" % number) for number in range(7)]
    populate(model, options(users=users))
    keep = [{"username": "root"}] + [{"username": user["username"]} for user in users]
    assert entries(run("workspace", users=keep[:6], exclusive=["users"])) == [
        "deactivate user u5",
        "deactivate user u6",
    ]
    assert run("workspace", users=keep[:4], exclusive=["users"])["failure"]["kind_removed"] == "user"


@pytest.mark.parametrize("limit", (-1, 101))
def test_the_limit_is_a_share(model, run, limit):
    assert run("workspace", removal_limit=limit)["failure"]["option"] == "removal_limit"


def test_of_unlisted_webhooks_of_one_name_all_go(model, run):
    crowd(model)
    ids = sorted(model.incoming)
    model.incoming[ids[0]]["display_name"] = "B"
    result = run("workspace", teams=[HOME], webhooks={"incoming": []}, exclusive=["webhooks"], removal_confirmed=True)
    assert (result["done"], model.incoming) == (2, {})
    # They are told apart by a part of the id; who has the whole can post.
    assert not any(hook_id in str(result) for hook_id in ids)
