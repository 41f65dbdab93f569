# SPDX-License-Identifier: GPL-3.0-or-later
"""Module bot: the bots of the server."""

from __future__ import annotations

STEPS = ("Deactivate it", "Deactivate it again", "Activate it")


def account_and_bot(done, step):
    """Return the account and the bot that a step saw."""
    (status, account), (_status, bots) = done.look(step)
    assert status == 200
    (bot,) = [bot for bot in bots if bot["username"] == "lab-" + done.transport]
    return account, bot


def test_the_bot_has_the_given_values(done, ids):
    account, bot = account_and_bot(done, "Look at it")
    assert (account["is_bot"], account["roles"]) == (True, "system_user")
    assert (bot["user_id"], bot["owner_id"], bot["display_name"], bot["delete_at"]) == (
        account["id"],
        ids["alice"],
        "Lab",
        0,
    )


def test_a_change_leaves_the_rest_alone(done, ids):
    made = account_and_bot(done, "Look at it")[1]
    account, bot = account_and_bot(done, "Look at the change")
    assert (bot.get("display_name", ""), bot["description"], bot["owner_id"]) == ("", "Of the lab", ids["bob"])
    assert set(account["roles"].split()) == {"system_user", "system_user_manager"}
    assert (bot["user_id"], bot["create_at"]) == (made["user_id"], made["create_at"])


def test_inactive_is_not_gone_and_comes_back(done):
    assert [done[name]["changed"] for name in STEPS] == [True, False, True]
    assert account_and_bot(done, "Look at it deactivated")[1]["delete_at"] > 0
    assert account_and_bot(done, "Look at it activated")[1]["delete_at"] == 0


def test_absent_deletes_permanently(done):
    (status, _data), (_status, bots) = done.look("Look for it")
    assert status == 404
    assert "lab-" + done.transport not in [bot["username"] for bot in bots]


def test_refused_steps_changed_nothing(done):
    (status, alice), (never, _data) = done.look("Look after the refusals")
    # Over the socket the server could make this user a bot.
    assert (status, alice.get("is_bot", False), alice["delete_at"]) == (200, False, 0)
    assert never == 404


def test_another_client_finds_the_kept_one(done, witness, ids):
    made = done["Create one to keep"]["bot"]
    kept = witness.bots.get_bot(made["id"])
    assert (kept["username"], kept["display_name"], kept["description"], kept["owner_id"], kept["delete_at"]) == (
        "kept-bot-" + done.transport,
        "Kept",
        "For the witness",
        ids["alice"],
        0,
    )
