# SPDX-License-Identifier: GPL-3.0-or-later
"""Module team_member: the members on the server."""

from __future__ import annotations


def test_the_member_is_there(done, ids):
    made = done.seen("Look at it")
    assert (made["team_id"], made["user_id"], made["delete_at"]) == (ids["home"], ids["pat-" + done.transport], 0)
    assert (made["scheme_user"], made["scheme_admin"]) == (True, False)


def test_the_member_administers_the_team_over_http_only(done):
    changed = done.seen("Look at the change")
    # The server refuses without scheme_user, and a list of roles would remove all roles.
    assert (changed["scheme_user"], changed["scheme_admin"]) == (True, done.transport == "http")
    if done.transport == "socket":
        assert "local socket" in done["Refuse to make an administrator over the socket"]["msg"]


def test_the_member_is_gone(done):
    # The server keeps the entry.
    assert done.seen("Look for it")["delete_at"] > 0
    assert done["Remove from a team that does not exist"]["changed"] is False


def test_refused_steps_changed_nothing(done):
    assert [done.look(name)[0][0] for name in ("Look at the deactivated account", "Look at the archived team")] == [
        404,
        404,
    ]


def test_another_client_finds_the_kept_one(done, witness, ids):
    kept = witness.teams.get_team_member(ids["annex"], ids["pat-" + done.transport])
    assert (kept["delete_at"], kept["scheme_user"], kept["scheme_admin"]) == (0, True, done.transport == "http")
