# SPDX-License-Identifier: GPL-3.0-or-later
"""Module team: the teams of the server."""

from __future__ import annotations


def test_the_team_has_the_given_values(done):
    made = done.seen("Look at it")
    assert (made["display_name"], made["description"], made["type"], made["delete_at"]) == (
        "Lab " + done.transport,
        "Where tests live",
        "I",
        0,
    )


def test_a_change_leaves_the_rest_alone(done):
    made, changed = done.seen("Look at it"), done.seen("Look at the change")
    assert (changed["display_name"], changed["description"], changed["company_name"]) == (
        "Laboratory " + done.transport,
        "",
        "Example",
    )
    # The type includes whether everybody may join.
    assert (changed["type"], changed["allow_open_invite"]) == ("O", True)
    for field in ("id", "name", "invite_id", "create_at", "allowed_domains", "email"):
        assert changed[field] == made[field], field


def test_archived_is_not_deleted_and_can_be_restored(done):
    assert [done[name]["changed"] for name in ("Archive it", "Archive it again", "Restore it")] == [True, False, True]
    archived, restored = done.seen("Look at it archived"), done.seen("Look at it restored")
    assert archived["delete_at"] > 0 == restored["delete_at"]
    assert restored["id"] == archived["id"]


def test_absent_deletes_permanently(done):
    ((status, data),) = done.look("Look for it")
    assert (status, data["id"]) == (404, "app.team.get_by_name.missing.app_error")


def test_refused_steps_changed_nothing(done):
    (status, home), (haus, _data), (administration, _data) = done.look("Look after the refusals")
    assert (status, home["delete_at"], home["display_name"]) == (200, 0, "Home")
    assert (haus, administration) == (404, 404)


def test_another_client_finds_the_kept_one(done, witness):
    made = done["Create one to keep"]["team"]
    kept = witness.teams.get_team_by_name("kept-" + done.transport)
    assert (kept["id"], kept["display_name"], kept["description"], kept["type"], kept["delete_at"]) == (
        made["id"],
        "Kept " + done.transport,
        "For the witness",
        "I",
        0,
    )
