# SPDX-License-Identifier: GPL-3.0-or-later
"""Module workspace: all kinds in one call."""

from __future__ import annotations

import json
import re

import yaml
from shared.support import playbook

TEAM, PEOPLE, PRIVATE, INCOMING, OUTGOING, COMMANDS, BOT, YAN = range(8)
CHANGING = {
    "Create all in check mode",
    "Create all",
    "Refuse one of three",
    "Finish it",
    "Remove what is not listed in check mode",
    "Remove what is not listed",
    "Set a password always",
    "Remove all",
}


def names(answer, field="name"):
    """Return the names in a list of the server."""
    status, data = answer
    assert status == 200, data
    return sorted(entry[field] for entry in data)


def test_only_changes_are_reported(done):
    changed = {name for name in done if not name.startswith("Look") and done[name].get("changed")}
    assert changed == CHANGING


def test_only_refusals_fail(done):
    assert done.failed == {name for name in done if name.startswith("Refuse")}, {
        name: done[name].get("msg") for name in done.failed
    }


def test_check_mode_writes_nothing_and_returns_the_same_plan(done):
    assert [status for status, _data in done.look("Look before")] == [404, 404]
    assert done.look("Look before") == done.look("Look after check mode")
    for predicted, real in (
        ("Create all in check mode", "Create all"),
        ("Remove what is not listed in check mode", "Remove what is not listed"),
    ):
        assert done[predicted]["plan"] == done[real]["plan"]
        assert done[predicted]["summary"] == done[real]["summary"]


def test_everything_was_made(done):
    seen = done.look("Look at all")
    assert seen[TEAM][1]["display_name"] == "Space " + done.transport
    assert names(seen[PEOPLE], "username") == ["yan-" + done.transport, "zoe-" + done.transport]
    assert names(seen[PRIVATE]) == ["talk-" + done.transport]
    assert [names(seen[part], "display_name") for part in (INCOMING, OUTGOING)] == [
        ["Build " + done.transport],
        ["Ask " + done.transport],
    ]
    assert names(seen[COMMANDS], "trigger") == ["weather-" + done.transport]
    assert seen[BOT][1]["is_bot"] is True


def test_a_refusal_lists_all_mistakes_and_changes_nothing(done):
    problems = done["Refuse several wrong values at once"]["failure"]["problems"]
    told = "\n".join(problems)
    assert "users[0]: option email: 'nonsense'" in told
    assert "teams[1]: option name: 'admins'" in told
    assert "there is no user named nobody-here" in done["Refuse unknown members"]["msg"]
    assert done.look("Look at all") == done.look("Look at all after the refusals")


def test_a_large_removal_is_refused(done):
    failure = done["Refuse a large removal"]["failure"]
    assert (failure["kind"], failure["option"]) == ("refused", "removal_confirmed")
    assert "removal_limit allows (25 percent)" in failure["message"]


def test_one_failing_object_does_not_hide_the_others(done):
    result = done["Refuse one of three"]
    assert (result["summary"]["create"], result["done"]) == (4, 2)
    failed = {entry["kind"]: entry["msg"] for entry in result["failures"]}
    assert set(failed) == {"user", "team_member"}
    assert "another account has the address alice@example.test" in failed["user"] and "POST" in failed["user"]
    assert failed["team_member"] == "not tried, because it needs the user xia-%s, which failed" % done.transport
    assert [status for status, _data in done.look("Look at the rest of the failed run")] == [404, 200]


def test_unlisted_objects_are_removed(done):
    seen = done.look("Look at the rest")
    assert seen[TEAM][1]["display_name"] == "Renamed"
    assert names(seen[PEOPLE], "username") == ["zoe-" + done.transport]
    assert [seen[part] for part in (INCOMING, OUTGOING, COMMANDS)] == [(200, [])] * 3
    assert (seen[YAN][0], seen[YAN][1]["delete_at"]) == (200, 0), "who leaves a team keeps the account"
    removed = {entry["kind"]: entry["action"] for entry in done["Remove what is not listed"]["plan"]}
    assert removed["channel"] == "archive"
    assert removed["team_member"] == removed["incoming_webhook"] == removed["command"] == "delete"


def test_all_is_gone(done):
    assert [status for status, _data in done.look("Look for all")] == [404, 404]


def test_no_password_is_shown(done):
    shown = json.dumps(done)
    assert "sentinel" not in shown
    assert "set, not shown" in shown


def test_the_plan_is_shown_to_people(server):
    """With --check --diff at the terminal."""
    teams = [{"name": "home", "display_name": "House"}, {"name": "fresh"}]
    run = playbook(
        "groupware.mattermost.site",
        "--check",
        "--diff",
        "--tags=mattermost_workspace",
        variables={"mattermost_workspace_teams": teams},
    )
    assert run.code == 0, run.output
    diffs = [
        result["diff"]
        for play in run.data["plays"]
        for task in play["tasks"]
        for result in task["hosts"].values()
        if isinstance(result.get("diff"), dict)
    ]
    prepared = [diff["prepared"] for diff in diffs if "prepared" in diff]
    assert len(prepared) == 1
    assert (
        '  ~ team home\n      display_name: "Home" -> "House"\n  + team fresh\n      state: "present"\n'
    ) in prepared[0]
    assert re.search(r"\nPlan: 1 to create, \d+ to change, 0 to remove, \d+ unchanged\.\n$", prepared[0])


def test_an_export_followed_by_a_run_changes_nothing(server, tmp_path):
    run = playbook("groupware.mattermost.export", variables={"mattermost_export_directory": str(tmp_path)})
    assert run.code == 0, run.messages
    kinds = ("bots", "channels", "commands", "plugins", "teams", "users", "webhooks")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["%s.yml" % kind for kind in kinds]
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o600"}
    variables = {}
    for path in tmp_path.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "sentinel" not in text
        variables.update(yaml.safe_load(text.replace("!unsafe ", "")))
    assert "home" in [team["name"] for team in variables["mattermost_workspace_teams"]]
    check = playbook(
        "groupware.mattermost.site",
        "--check",
        "--tags=mattermost_workspace",
        variables=dict(
            variables, mattermost_workspace_exclusive=["users", "teams", "team_members", "channels", "channel_members"]
        ),
    )
    assert check.code == 0, check.messages
    assert check.changed == []
    again = playbook("groupware.mattermost.export", variables={"mattermost_export_directory": str(tmp_path)})
    assert again.code != 0
    assert "mattermost_export_overwrite" in again.messages
