# SPDX-License-Identifier: GPL-3.0-or-later
"""Module role: the roles of the server."""

from __future__ import annotations

SWAPPED = {"socket": ("create_team", "create_emojis"), "http": ("invite_user", "view_team")}


def test_only_the_given_permissions_are_added_and_removed(done):
    one, two = SWAPPED[done.transport]
    before, made, changed, after = (
        set(done.seen(name)["permissions"])
        for name in ("Look before", "Look at it", "Look at the change", "Look for it")
    )
    assert (before - made, made - before) == ({one}, set())
    assert (before - changed, changed - before) == ({two}, set())
    assert after == before


def test_the_result_lists_added_and_removed_permissions(done):
    one, two = SWAPPED[done.transport]
    assert [
        (done[name]["role"]["added"], done[name]["role"]["removed"])
        for name in ("Create it", "Create it again", "Change it", "Remove it")
    ] == [([], [one]), ([], []), ([one], [two]), ([two], [])]


def test_refused_steps_changed_nothing(done):
    assert done.look("Look after the refusals") == done.look("Look for it")


def test_another_client_finds_the_rest(done, witness):
    left = done["Remove it"]["role"]
    role = witness.roles.get_role_by_name({"socket": "system_user", "http": "team_user"}[done.transport])
    assert sorted(role["permissions"]) == left["permissions"]
