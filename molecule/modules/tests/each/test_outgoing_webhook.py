# SPDX-License-Identifier: GPL-3.0-or-later
"""Module outgoing_webhook: the outgoing webhooks of the server."""

from __future__ import annotations


def hook(done, step, name="Lab"):
    """Return the webhook of a name that a step saw."""
    (found,) = [entry for entry in done.seen(step) if entry["display_name"] == "%s %s" % (name, done.transport)]
    return found


def test_the_webhook_has_the_given_values(done, ids):
    made = hook(done, "Look at it")
    assert (made["channel_id"], made["creator_id"], made["trigger_when"]) == (ids["news"], ids["alice"], 0)
    assert set(made["trigger_words"]) == {"lab-" + done.transport, "laboratory"}
    assert made["callback_urls"] == ["http://127.0.0.1:9/" + done.transport]


def test_a_change_leaves_the_rest_alone(done):
    made, changed = hook(done, "Look at it"), hook(done, "Look at the change")
    assert (
        changed["channel_id"],
        changed["trigger_words"],
        changed["trigger_when"],
        changed["content_type"],
        changed["description"],
    ) == ("", ["only-" + done.transport], 1, "application/json", "Of the lab")
    assert set(changed["callback_urls"]) == {"http://127.0.0.1:9/%s/%s" % (done.transport, end) for end in "ab"}
    for field in ("id", "token", "creator_id", "team_id", "create_at"):
        assert changed[field] == made[field], field


def test_it_is_gone(done):
    assert [entry for entry in done.seen("Look for it") if entry["display_name"].startswith("Lab")] == []


def test_refused_steps_changed_nothing(done, ids):
    there = done.seen("Look after the refusals")
    assert [entry["display_name"] for entry in there] == ["Kept " + done.transport]
    assert (there[0]["callback_urls"], there[0]["creator_id"]) == (["http://127.0.0.1:9/kept"], ids["alice"])


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
    made = done["Create one to keep"]["outgoing_webhook"]
    kept = witness.webhooks.get_outgoing_webhook(made["id"])
    assert (
        kept["display_name"],
        kept["channel_id"],
        kept["creator_id"],
        kept["trigger_words"],
        kept["callback_urls"],
        kept["trigger_when"],
    ) == (
        "Kept " + done.transport,
        ids["news"],
        ids["alice"],
        ["kept-" + done.transport],
        ["http://127.0.0.1:9/kept"],
        0,
    )
