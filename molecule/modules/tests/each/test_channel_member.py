# SPDX-License-Identifier: GPL-3.0-or-later
"""Module channel_member: the members on the server."""

from __future__ import annotations


def test_the_member_is_there(done, ids):
    made = done.seen("Look at it")
    assert (made["channel_id"], made["user_id"]) == (ids["news"], ids["sam-" + done.transport])
    assert (made["scheme_user"], made["scheme_admin"]) == (True, False)


def test_the_member_administers_the_channel_over_http_only(done):
    changed = done.seen("Look at the change")
    assert (changed["scheme_user"], changed["scheme_admin"]) == (True, done.transport == "http")


def test_the_member_is_gone(done):
    ((status, _data),) = done.look("Look for it")
    assert status == 404


def test_refused_steps_changed_nothing(done):
    assert done.look("Look at who is in none of them")[0][0] == 404
    assert done.look("Look at who stays in the channel of all")[0][0] == 200


def test_another_client_finds_the_kept_one(done, witness, ids):
    kept = witness.channels.get_channel_member(ids["board"], ids["sam-" + done.transport])
    assert (kept["scheme_user"], kept["scheme_admin"]) == (True, done.transport == "http")
