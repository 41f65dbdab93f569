# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace_info, through its main function and against a server in memory."""

from __future__ import annotations

import json

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.export import Export
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import State
from ansible_collections.groupware.mattermost.tests.unit.fake_server.integrations import add_incoming, add_plugin
from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_user
from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal
from ansible_collections.groupware.mattermost.tests.unit.workspace_cases import REMOTE
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import (
    by,
    channel_of,
    empty_model,
    new_model,
    options,
    populate,
    user_of,
)

KINDS = ["teams", "users", "channels", "roles", "bots", "webhooks", "commands", "plugins"]


@pytest.fixture
def model(connect):
    """Return a server that people have used."""
    found = connect(new_model())
    populate(
        found,
        options(
            users=[
                {"username": "ann", "email": "ann@example.com", "first_name": "Ann", "locale": "de"},
                {"username": "ben", "email": "ben@example.com", "state": "inactive"},
            ],
            bots=[{"username": "robo", "owner": "ann", "display_name": "Robo"}, {"username": "calls", "owner": "ann"}],
            teams=[
                {"name": "home", "display_name": "Home", "members": ["ann", "ben", "robo", "calls"], "admins": ["ann"]},
                {"name": "old", "state": "archived"},
            ],
            channels=[
                {"team": "home", "name": "news", "type": "P", "members": ["ann", "ben"], "admins": ["ann"]},
                {"team": "home", "name": "gone", "state": "archived"},
                {"team": "home", "name": "off-topic", "header": "Chatter"},
            ],
            webhooks={
                "incoming": [{"team": "home", "display_name": "Build", "channel": "news", "user": "ann"}],
                "outgoing": [
                    {
                        "team": "home",
                        "display_name": "Ask",
                        "trigger_words": ["ask"],
                        "creator": "ann",
                        "callback_urls": ["https://hooks.example.com/ask"],
                    }
                ],
            },
            commands=[{"team": "home", "trigger": "w", "request_url": "https://hooks.example.com/w", "creator": "ann"}],
        ),
    )
    by(found.bots, "username", "calls")["owner_id"] = "com.mattermost.calls"
    add_plugin(found, "com.example.one", enabled=True, config={"apikey": "plugin-s3cret"})
    return found


def test_the_structure_is_tidy(model, run):
    result = run("workspace_info")
    assert result["changed"] is False
    found = result["workspace"]
    assert sorted(found) == sorted(KINDS)
    assert found["users"] == [
        {"username": "ann", "email": "ann@example.com", "first_name": "Ann", "locale": "de"},
        {"username": "ben", "email": "ben@example.com", "state": "inactive"},
        {"username": "root", "email": "root@example.com", "roles": ["system_admin", "system_user"]},
    ]
    # Plugins' bots and deactivated people are nobody's business.
    assert found["bots"] == [{"username": "robo", "display_name": "Robo", "owner": "ann"}]
    assert found["teams"] == [
        {"name": "home", "type": "I", "display_name": "Home", "members": ["ann", "robo"]},
        {"name": "old", "type": "I", "display_name": "old", "state": "archived"},
    ]
    # The socket shows the administrators of a channel, but not those of a team.
    assert found["channels"] == [
        {"team": "home", "name": "gone", "type": "O", "display_name": "gone", "state": "archived"},
        {"team": "home", "name": "news", "type": "P", "display_name": "news", "members": ["ann"], "admins": ["ann"]},
        {"team": "home", "name": "off-topic", "type": "O", "display_name": "Off-Topic", "header": "Chatter"},
    ]
    assert found["webhooks"] == {
        "incoming": [{"team": "home", "display_name": "Build", "channel": "news", "user": "ann"}],
        "outgoing": [
            {
                "team": "home",
                "display_name": "Ask",
                "trigger_words": ["ask"],
                "creator": "ann",
                "callback_urls": ["https://hooks.example.com/ask"],
            }
        ],
    }
    assert found["commands"] == [
        {"team": "home", "trigger": "w", "request_url": "https://hooks.example.com/w", "creator": "ann"}
    ]
    assert {"name": "team_user", "permissions": ["invite_user", "list_public_teams"]} in found["roles"]
    assert found["plugins"] == [{"id": "com.example.one", "enabled": True}]
    assert result["left_out"] == []


def test_over_http_team_administrators_are_told_too(model, run):
    found = run("workspace_info", kinds=["teams"], **REMOTE)["workspace"]
    assert found["teams"][0] == {
        "name": "home",
        "type": "I",
        "display_name": "Home",
        "members": ["ann", "robo"],
        "admins": ["ann"],
    }


@pytest.mark.parametrize("remote", ({}, REMOTE), ids=("socket", "http"))
def test_a_check_of_what_was_read_reports_nothing(model, run, remote):
    found = run("workspace_info", **remote)["workspace"]
    result = run("workspace", check=True, **found, **remote)
    assert (result["changed"], result["plan"]) == (False, [])


@pytest.mark.parametrize(
    "kind, paths",
    (("roles", ["/roles"]), ("plugins", ["/config", "/plugins"]), ("users", ["/users"]), ("bots", ["/bots", "/users"])),
)
def test_only_what_is_asked_for_is_read(model, run, kind, paths):
    assert list(run("workspace_info", kinds=[kind])["workspace"]) == [kind]
    assert sorted(call.path for call in model.calls if call.path != "/system/ping") == paths


@pytest.mark.parametrize("remote", ({}, REMOTE), ids=("socket", "http"))
def test_for_channels_nobody_asks_who_is_in_the_teams(model, run, remote):
    found = run("workspace_info", kinds=["channels"], **remote)["workspace"]
    assert [channel.get("members") for channel in found["channels"]] == [None, ["ann"], None]
    assert not [call for call in model.calls if "in_team" in call.query or call.path.startswith("/teams/")]


def test_the_time_grows_with_the_memberships_and_no_faster():
    """Each team and channel looks at its own members only."""
    looked_at = []

    class Key(tuple):
        def __getitem__(self, index):
            looked_at.append(index)
            return super().__getitem__(index)

    state = State()
    for team in range(20):
        state.add("team", ("t%d" % team,), {"name": "t%d" % team, "state": "present", "type": "I"})
        for user in range(20):
            state.add("user", ("u%d" % user,), {"username": "u%d" % user, "id": str(user), "state": "present"})
            state.add("team_member", Key(("t%d" % team, "u%d" % user)), {})
    found = Export(state).structure(["teams"])
    assert [len(team["members"]) for team in found["teams"]] == [20] * 20
    assert len(looked_at) <= 2 * 20 * 20


def test_nothing_is_written_and_nobody_is_asked_for_alone(model, run):
    for number in range(300):
        add_user(model, "u%d" % number, "u%d@example.com" % number)
    run("workspace_info")
    assert model.writes == []
    assert len([call for call in model.calls if call.path.startswith("/users")]) == 2 + 2  # pages, members of two teams


def test_an_empty_server(connect, run):
    connect(empty_model())
    found = run("workspace_info", kinds=[kind for kind in KINDS if kind != "roles"])["workspace"]
    assert found == {
        "teams": [],
        "users": [],
        "channels": [],
        "bots": [],
        "webhooks": {"incoming": [], "outgoing": []},
        "commands": [],
        "plugins": [],
    }


def test_what_the_options_cannot_describe_is_named(model, run):
    for dummy in range(2):
        add_incoming(model, channel_of(model, "home", "news"), user_of(model, "ann")["id"], "Twin")
    user_of(model, "ann")["email"] = "not an address"
    result = run("workspace_info")
    assert [(entry["kind"], entry["name"]) for entry in result["left_out"]] == [
        ("user", "ann"),
        ("incoming_webhook", "home/Twin"),
    ]
    assert "option email" in result["left_out"][0]["reason"]
    assert "several" in result["left_out"][1]["reason"]


def test_what_is_switched_off_is_empty(model, run):
    model.config["ServiceSettings"].update(
        EnableIncomingWebhooks=False, EnableOutgoingWebhooks=False, EnableCommands=False
    )
    found = run("workspace_info")["workspace"]
    assert (found["webhooks"], found["commands"]) == ({"incoming": [], "outgoing": []}, [])


def test_plugins_that_are_switched_off(model, run):
    model.config["PluginSettings"]["Enable"] = False
    found = run("workspace_info")["workspace"]
    assert found["plugins"] == []
    assert [team["name"] for team in found["teams"]] == ["home", "old"]


def test_what_was_read_while_plugins_are_off_is_not_refused(model, run):
    model.config["PluginSettings"]["Enable"] = False
    found = run("workspace_info")["workspace"]
    result = run("workspace", check=True, exclusive=["plugins"], **found)
    assert (result.get("msg"), result["plan"]) == (None, [])


@pytest.mark.parametrize("wanted", ({"enabled": True}, {"enabled": False}, {"marketplace": True}, {"state": "absent"}))
def test_who_wants_a_plugin_is_told_that_they_are_off(model, run, wanted):
    model.config["PluginSettings"]["Enable"] = False
    result = run("workspace", plugins=[dict(wanted, id="com.example.one")])
    assert "plugins are off on this server; set PluginSettings.Enable to true" in result["msg"]
    assert result["failure"]["error_id"] == "app.plugin.disabled.app_error"
    assert model.writes == []


def test_secrets_are_no_part_of_it(model, run):
    text = json.dumps(run("workspace_info"))
    tokens = [row["token"] for table in (model.outgoing, model.commands) for row in table.values()]
    assert not any(secret in text for secret in list(model.incoming) + tokens + ["plugin-s3cret"])


@pytest.mark.parametrize("check, predicts", ((True, True), (True, False), (False, True)))
def test_without_a_server(model, run, check, predicts):
    def gone(call):
        raise FileNotFoundError(2, "No such file or directory")

    model.before.append(gone)
    result = run("workspace_info", check=check, predict_without_server=predicts, kinds=["teams", "webhooks"])
    if check and predicts:
        assert result["workspace"] == {"teams": [], "webhooks": {"incoming": [], "outgoing": []}}
        assert (result["changed"], result["left_out"]) == (False, [])
    else:
        assert result["failure"]["kind"] == "absent"


def test_not_signed_in(model, run):
    assert run("workspace_info", url=REMOTE["url"], token="wrong")["failure"]["status"] == 401


def test_server_error(model, run):
    def refuse(call):
        if call.path == "/teams":
            raise Refusal(500, "app.team.get_all.app_error")

    model.before.append(refuse)
    assert run("workspace_info")["failure"]["status"] == 500
