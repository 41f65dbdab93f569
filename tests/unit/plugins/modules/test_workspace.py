# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace, through its main function and against a server in memory."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server.integrations import add_command, add_incoming
from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_user
from ansible_collections.groupware.mattermost.tests.unit.fake_server.teams import add_team, add_team_member
from ansible_collections.groupware.mattermost.tests.unit.workspace_cases import (
    ALICE,
    BOB,
    EVERYTHING,
    HOME,
    PASSWORD,
    REMOTE,
    entries,
    unlucky,
)
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import (
    channel_of,
    options,
    populate,
    team_of,
    unmet,
    user_of,
    view,
)

# Everything at once


def test_everything_is_made_in_one_run(model, run):
    result = run("workspace", **EVERYTHING)
    assert unmet(model, options(**EVERYTHING)) == []
    assert (result["changed"], result["done"], result["finished"], result["failures"]) == (True, 15, True, [])
    assert entries(result) == [
        "change role system_user",
        "create user alice",
        "create user bob",
        "create bot robo",
        "create team home",
        "create team_member home/alice",
        "create team_member home/bob",
        "create team_member home/robo",
        "create channel home/news",
        "create channel home/town-square",
        "create channel_member home/news/bob",
        "create incoming_webhook home/Build",
        "create outgoing_webhook home/Ask",
        "create command home/weather",
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
    wanted = {name: value for name, value in EVERYTHING.items() if name != "plugins"}
    wanted["teams"] = [dict(wanted["teams"][0], admins=["bob"])]
    wanted["channels"] = [dict(wanted["channels"][0], admins=["bob"])]
    run("workspace", **wanted, **REMOTE)
    assert unmet(model, options(**wanted)) == []
    model.forget_calls()
    assert run("workspace", **wanted, **REMOTE)["plan"] == []
    assert model.writes == []


def test_what_refers_to_the_channels_that_come_with_a_new_team(model, run):
    wanted = {
        "teams": [dict(HOME, members=["root"])],
        "channels": [{"team": "home", "name": "off-topic", "header": "Chatter", "members": ["root"]}],
        "webhooks": {"incoming": [{"team": "home", "display_name": "Build", "channel": "town-square", "user": "root"}]},
    }
    foreseen = run("workspace", check=True, **wanted)
    assert run("workspace", **wanted)["plan"] == foreseen["plan"]
    assert unmet(model, options(**wanted)) == []
    assert run("workspace", **wanted)["plan"] == []


def test_the_text_of_a_plan(model, run):
    add_team_member(model, add_team(model, "home", display_name="Home")["id"], model.caller)
    add_user(model, "bob", "old@example.com", "system_user", locale="de")
    add_user(model, "cat", "cat@example.com")
    result = run(
        "workspace",
        check=True,
        users=[ALICE, dict(BOB, locale="en"), {"username": "cat", "state": "inactive"}],
        teams=[{"name": "home", "type": "O", "members": ["alice"]}],
        exclusive=["team_members"],
        removal_confirmed=True,
        roles=[{"name": "system_user", "permissions": ["view_members", "edit_post"]}],
    )
    assert (
        result["diff"]["prepared"]
        == """\
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
  - team member home/root  (delete)
  + team member home/alice
Plan: 2 to create, 3 to change, 2 to remove, 0 unchanged.
"""
    )
    assert result["summary"] == {"create": 2, "change": 3, "remove": 2, "unchanged": 0}
    assert result["plan"][4] == {
        "kind": "team",
        "name": "home",
        "action": "change",
        "changes": [
            {"field": "type", "before": "I", "after": "O"},
            {"field": "allow_open_invite", "before": False, "after": True},
        ],
    }


# Cost


def test_two_hundred_users_that_are_as_wanted_cost_a_handful_of_requests(model, run):
    users = [{"username": "u%03d" % number, "email": "u%03d@example.com" % number} for number in range(199)]
    names = [user["username"] for user in users]
    wanted = {
        "users": users,
        "teams": [{"name": "t%d" % number, "members": names} for number in range(3)],
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


# Several at once


def test_several_writers_make_each_object_once(model, run):
    users = [dict(ALICE, username="u%02d" % number, email="u%02d@example.com" % number) for number in range(40)]
    names = [user["username"] for user in users]
    wanted = {
        "users": users,
        "teams": [dict(HOME, members=names)],
        "channels": [{"team": "home", "name": "news", "members": names}],
    }
    result = run("workspace", writers=8, **wanted)
    assert result["done"] == len(model.writes) == 40 + 1 + 40 + 1 + 40
    assert unmet(model, options(**wanted)) == []
    assert [entry["name"] for entry in result["plan"]][:40] == names


def test_what_is_there_stays(model, run):
    ann = {"username": "ann", "email": "ann@example.com"}
    populate(
        model,
        options(
            users=[ann],
            teams=[dict(HOME, members=["ann"])],
            channels=[{"team": "home", "name": "dev", "members": ["ann"]}],
        ),
    )
    add_command(model, team_of(model, "home")["id"], model.caller, "mine", url="https://x.yz/")
    before = view(model)
    run("workspace", users=[BOB], teams=[dict(HOME, members=["bob"])])
    after = view(model)
    for kind, rows in before.items():
        if isinstance(rows, dict) and kind not in ("teams", "plugins"):
            assert {key: after[kind][key] for key in rows} == rows
    assert after["commands"] == before["commands"]


# Secrets


def test_secrets_never_come_back(model, run):
    results = [
        run("workspace", check=True, **EVERYTHING),
        run("workspace", **EVERYTHING),
        run("workspace", **EVERYTHING),
        run("workspace", **dict(EVERYTHING, users=[dict(ALICE, email="x")])),
        run("workspace", time_limit=0, **EVERYTHING),
        run("workspace", exclusive=["users"], bots=[]),
    ]
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
    wanted = {"team": "home", "display_name": "Build", "description": "changed"}
    result = run("workspace", webhooks={"incoming": [wanted]})
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
    manifest = json.dumps(
        {"id": "com.example.new", "name": "New", "version": "2.0.0", "webapp": {"bundle_path": "webapp/main.js"}}
    ).encode()
    with tarfile.open(path, "w:gz") as tar:
        for name, content in (("plugin/plugin.json", manifest), ("plugin/webapp/main.js", b"")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def test_a_plugin_is_installed_with_its_settings_and_runs(model, run, archive):
    plugin = {
        "id": "com.example.new",
        "src": str(archive),
        "enabled": True,
        "config": {"key": "value"},
        "checksum": "sha256:" + hashlib.sha256(archive.read_bytes()).hexdigest(),
    }
    assert "EnableUploads is off" in run("workspace", plugins=[plugin])["msg"]
    assert model.writes == []
    model.config["PluginSettings"]["EnableUploads"] = True
    assert run("workspace", plugins=[plugin], users=[ALICE])["done"] == 2
    assert model.config["PluginSettings"]["Plugins"] == {
        "com.example.one": {"other": "kept"},
        "com.example.new": {"key": "value"},
    }
    assert run("workspace", plugins=[plugin])["plan"] == []


def test_archives_that_cannot_be_used_are_told_with_the_others(model, run, archive):
    result = run(
        "workspace",
        plugins=[
            {"id": "com.example.other", "src": str(archive)},
            {"id": "com.example.none", "src": str(archive) + ".none"},
        ],
    )
    assert [problem.partition(": ")[0] for problem in result["failure"]["problems"]] == [
        "plugins[0] (com.example.other)",
        "plugins[1] (com.example.none)",
    ]
    assert model.writes == []
