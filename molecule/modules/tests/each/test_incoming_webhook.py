# SPDX-License-Identifier: GPL-3.0-or-later
"""Module incoming_webhook: the webhooks of the server, and posting with one."""

from __future__ import annotations

import httpx
import pytest


@pytest.fixture(scope="module")
def post(port):
    """Return a function that posts to a webhook from the controller, as the id in the URL is a secret."""

    def send(hook_id, **message):
        return httpx.post(
            "http://127.0.0.1:%d/hooks/%s" % (port, hook_id),
            json=message,
            headers={"Host": "chat.example.test"},
            timeout=30,
        )

    return send


def hook(done, step, name="Lab"):
    """Return the webhook of a name that a step saw."""
    (found,) = [entry for entry in done.seen(step) if entry["display_name"] == "%s %s" % (name, done.transport)]
    return found


def test_the_webhook_has_the_given_values(done, ids):
    made = hook(done, "Look at it")
    assert (made["channel_id"], made["user_id"], made["description"], made["channel_locked"]) == (
        ids["news"],
        ids["alice"],
        "Of the lab",
        False,
    )
    assert made["id"] == done["Create it"]["incoming_webhook"]["id"]


def test_a_change_leaves_the_rest_alone(done, ids):
    made, changed = hook(done, "Look at it"), hook(done, "Look at the change")
    assert (
        changed["channel_id"],
        changed["description"],
        changed["username"],
        changed["icon_url"],
        changed["channel_locked"],
    ) == (ids["town"], "", "lab", "https://example.test/lab.png", True)
    for field in ("id", "user_id", "team_id", "create_at"):
        assert changed[field] == made[field], field


def test_it_posts_until_it_is_deleted(done, post):
    kept = post(done["Create one to keep"]["incoming_webhook"]["id"], text="Hello")
    assert (kept.status_code, kept.text) == (200, "ok")
    assert post(done["Create one to keep"]["incoming_webhook"]["id"]).status_code == 400
    gone = post(done["Create it"]["incoming_webhook"]["id"], text="Hello")
    assert (gone.status_code, gone.json()["id"]) == (400, "web.incoming_webhook.general.app_error")


def test_refused_steps_changed_nothing(done, ids):
    there = done.seen("Look after the refusals")
    assert [entry for entry in there if entry["display_name"].startswith("Never")] == []
    assert len([entry for entry in there if entry["display_name"].startswith("Twice")]) >= 2
    kept = hook(done, "Look after the refusals", "Kept")
    assert (kept["user_id"], kept["username"]) == (ids["alice"], "")


def test_the_id_is_in_no_diff_and_no_failure(done):
    secrets = {entry["id"] for step in done if step.startswith("Look") for entry in done.seen(step)}
    shown = [
        (name, secret)
        for name, result in done.items()
        for secret in secrets
        if secret in str(result.get("diff")) + str(result.get("failure")) + str(result.get("msg"))
    ]
    assert shown == []


def test_another_client_finds_the_kept_one(done, witness, ids):
    made = done["Create one to keep"]["incoming_webhook"]
    kept = witness.webhooks.get_incoming_webhook(made["id"])
    assert (kept["display_name"], kept["channel_id"], kept["user_id"], kept["channel_locked"]) == (
        "Kept " + done.transport,
        ids["news"],
        ids["alice"],
        True,
    )
