# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules left behind, read back over HTTP by a client that others generate from Mattermost's own description.

It shares no line with the modules, with the tests' other readings or with the stand-in.
"""

from __future__ import annotations

import pytest
from mattermostautodriver.exceptions import ResourceNotFound
from steps import TRANSPORTS, steps


@pytest.fixture(scope="module", params=TRANSPORTS)
def transport(request, known):
    """Return each transport in turn."""
    return request.param


@pytest.fixture(scope="module")
def after(transport):
    """Return a function that says what a module's last step to keep something returned."""
    return lambda module: steps(module)[transport]["Make one to keep"]


def test_user(transport, after, witness):
    made = after("user")["user"]
    kept = witness.users.get_user_by_username("kept-" + transport)
    assert (kept["id"], kept["email"], kept["position"], kept["delete_at"]) == (
        made["id"],
        "kept-%s@example.test" % transport,
        "Keeper",
        0,
    )


def test_the_users_that_were_deleted_are_not_there(transport, after, witness):
    after("user")
    with pytest.raises(ResourceNotFound):
        witness.users.get_user_by_username("dora-" + transport)


def test_team(transport, after, witness):
    made = after("team")["team"]
    kept = witness.teams.get_team_by_name("kept-" + transport)
    assert (kept["id"], kept["display_name"], kept["description"], kept["type"], kept["delete_at"]) == (
        made["id"],
        "Kept " + transport,
        "For the witness",
        "I",
        0,
    )


def test_team_member(transport, after, witness, ids):
    after("team_member")
    kept = witness.teams.get_team_member(ids["annex"], ids["pat-" + transport])
    assert (kept["delete_at"], kept["scheme_user"], kept["scheme_admin"]) == (0, True, transport == "http")


def test_channel(transport, after, witness):
    made = after("channel")["channel"]
    kept = witness.channels.get_channel_by_name_for_team_name("home", "kept-" + transport)
    assert (kept["id"], kept["display_name"], kept["type"], kept["purpose"]) == (
        made["id"],
        "Kept",
        "P",
        "For the witness",
    )


def test_channel_member(transport, after, witness, ids):
    after("channel_member")
    kept = witness.channels.get_channel_member(ids["board"], ids["sam-" + transport])
    assert (kept["scheme_user"], kept["scheme_admin"]) == (True, transport == "http")


def test_role(transport, witness):
    left = steps("role")[transport]["Remove it"]["role"]
    role = witness.roles.get_role_by_name({"socket": "system_user", "http": "team_user"}[transport])
    assert sorted(role["permissions"]) == left["permissions"]


def test_bot(transport, after, witness, ids):
    made = after("bot")["bot"]
    kept = witness.bots.get_bot(made["id"])
    assert (kept["username"], kept["display_name"], kept["description"], kept["owner_id"], kept["delete_at"]) == (
        "kept-bot-" + transport,
        "Kept",
        "For the witness",
        ids["alice"],
        0,
    )


def test_incoming_webhook(transport, after, witness, ids):
    made = after("incoming_webhook")["incoming_webhook"]
    kept = witness.webhooks.get_incoming_webhook(made["id"])
    assert (kept["display_name"], kept["channel_id"], kept["user_id"], kept["channel_locked"]) == (
        "Kept " + transport,
        ids["news"],
        ids["alice"],
        True,
    )


def test_outgoing_webhook(transport, after, witness, ids):
    made = after("outgoing_webhook")["outgoing_webhook"]
    kept = witness.webhooks.get_outgoing_webhook(made["id"])
    assert (
        kept["display_name"],
        kept["channel_id"],
        kept["creator_id"],
        kept["trigger_words"],
        kept["callback_urls"],
        kept["trigger_when"],
    ) == ("Kept " + transport, ids["news"], ids["alice"], ["kept-" + transport], ["http://127.0.0.1:9/kept"], 0)


def test_command(transport, after, witness, ids):
    made = after("command")["command"]
    (kept,) = [
        command
        for command in witness.commands.list_commands(team_id=ids["home"], custom_only=True)
        if command["id"] == made["id"]
    ]
    assert (kept["trigger"], kept["url"], kept["method"], kept["creator_id"], kept["auto_complete_desc"]) == (
        "kept-" + transport,
        "http://127.0.0.1:9/kept",
        "P",
        ids["alice"],
        "For the witness",
    )


def test_token(transport, witness, ids):
    left = steps("token")[transport]
    assert left["Remove it"]["token"] is None
    found = witness.users.get_user_access_tokens_for_user(ids["sam-" + transport])
    assert [entry["description"] for entry in found] == ["Returned " + transport]


def test_plugin(transport, witness):
    assert steps("plugin")[transport]["Remove it"]["plugin"] is None
    found = witness.plugins.get_plugins()
    names = [entry["id"] for key in ("active", "inactive") for entry in found[key]]
    assert [name for name in names if name.startswith("org.example.lab-")] == []
