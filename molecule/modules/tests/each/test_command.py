# SPDX-License-Identifier: GPL-3.0-or-later
"""Module command: the commands of the server."""

from __future__ import annotations


def command(done, step, name="lab"):
    """Return the command of a name that a step saw."""
    (found,) = [entry for entry in done.seen(step) if entry["trigger"] == "%s-%s" % (name, done.transport)]
    return found


def test_the_command_has_the_given_values(done, ids):
    made = command(done, "Look at it")
    assert (made["url"], made["method"], made["creator_id"], made["display_name"], made["auto_complete"]) == (
        "http://127.0.0.1:9/" + done.transport,
        "P",
        ids["alice"],
        "Lab",
        False,
    )


def test_a_change_leaves_the_rest_alone(done):
    made, changed = command(done, "Look at it"), command(done, "Look at the change")
    assert (
        changed["url"],
        changed["method"],
        changed["auto_complete"],
        changed["auto_complete_hint"],
        changed["display_name"],
    ) == ("http://127.0.0.1:9/%s/other" % done.transport, "G", True, "[what]", "")
    for field in ("id", "token", "creator_id", "team_id", "trigger", "create_at"):
        assert changed[field] == made[field], field


def test_it_is_gone(done):
    assert [entry for entry in done.seen("Look for it") if entry["trigger"].startswith("lab-")] == []


def test_refused_steps_changed_nothing(done, ids):
    there = done.seen("Look after the refusals")
    assert [(entry["trigger"], entry["creator_id"]) for entry in there] == [("kept-" + done.transport, ids["alice"])]


def test_the_token_is_in_no_result(done):
    secrets = {entry["token"] for step in done if step.startswith("Look") for entry in done.seen(step)}
    assert len(secrets) == 2
    shown = [
        name
        for name, result in done.items()
        if not name.startswith("Look") and any(secret in str(result) for secret in secrets)
    ]
    assert shown == []


def test_another_client_finds_the_kept_one(done, witness, ids):
    made = done["Create one to keep"]["command"]
    (kept,) = [
        command
        for command in witness.commands.list_commands(team_id=ids["home"], custom_only=True)
        if command["id"] == made["id"]
    ]
    assert (kept["trigger"], kept["url"], kept["method"], kept["creator_id"], kept["auto_complete_desc"]) == (
        "kept-" + done.transport,
        "http://127.0.0.1:9/kept",
        "P",
        ids["alice"],
        "For the witness",
    )
