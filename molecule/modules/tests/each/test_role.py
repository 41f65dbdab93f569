# SPDX-License-Identifier: GPL-3.0-or-later
"""Module role: what the server has."""

from __future__ import annotations

SWAPPED = {"socket": ("create_team", "create_emojis"), "http": ("invite_user", "view_team")}


def test_only_the_named_permissions_come_and_go(done):
    one, two = SWAPPED[done.transport]
    before, made, changed, after = (
        set(done.seen(name)["permissions"])
        for name in ("Look before", "Look at it", "Look at the change", "Look for it")
    )
    assert (before - made, made - before) == ({one}, set())
    assert (before - changed, changed - before) == ({two}, set())
    assert after == before


def test_the_result_says_what_came_and_went(done):
    one, two = SWAPPED[done.transport]
    assert [
        (done[name]["role"]["added"], done[name]["role"]["removed"])
        for name in ("Create it", "Create it again", "Change it", "Remove it")
    ] == [([], [one]), ([], []), ([one], [two]), ([two], [])]


def test_nothing_that_was_refused_was_done(done):
    assert done.look("Look at what was refused") == done.look("Look for it")


def test_another_client_finds_what_is_left(done, witness):
    left = done["Remove it"]["role"]
    role = witness.roles.get_role_by_name({"socket": "system_user", "http": "team_user"}[done.transport])
    assert sorted(role["permissions"]) == left["permissions"]
