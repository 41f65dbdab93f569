# SPDX-License-Identifier: GPL-3.0-or-later
"""Module channel: the channels of the server."""

from __future__ import annotations


def test_the_channel_has_the_given_values(done, ids):
    made = done.seen("Look at it")
    assert (made["team_id"], made["display_name"], made["type"], made["header"], made["delete_at"]) == (
        ids["home"],
        "Lab",
        "O",
        "Also on paper",
        0,
    )


def test_a_change_leaves_the_rest_alone(done):
    made, changed = done.seen("Look at it"), done.seen("Look at the change")
    assert (changed["display_name"], changed["type"], changed["header"], changed["purpose"]) == (
        "Laboratory",
        "P",
        "",
        "Tests",
    )
    for field in ("id", "name", "team_id", "create_at", "creator_id"):
        assert changed[field] == made[field], field


def test_archived_is_not_deleted_and_can_be_restored(done):
    assert [done[name]["changed"] for name in ("Archive it", "Archive it again", "Restore it")] == [True, False, True]
    archived, restored = done.seen("Look at it archived"), done.seen("Look at it restored")
    assert archived["delete_at"] > 0 == restored["delete_at"]
    assert restored["id"] == archived["id"]


def test_absent_deletes_permanently(done):
    ((status, _data),) = done.look("Look for it")
    assert status == 404


def test_refused_steps_changed_nothing(done):
    for (status, channel), name in zip(done.look("Look after the refusals"), ("news", "town-square")):
        assert (status, channel["name"], channel["type"], channel["delete_at"]) == (200, name, "O", 0)


def test_another_client_finds_the_kept_one(done, witness):
    made = done["Create one to keep"]["channel"]
    kept = witness.channels.get_channel_by_name_for_team_name("home", "kept-" + done.transport)
    assert (kept["id"], kept["display_name"], kept["type"], kept["purpose"]) == (
        made["id"],
        "Kept",
        "P",
        "For the witness",
    )
