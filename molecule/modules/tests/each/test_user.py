# SPDX-License-Identifier: GPL-3.0-or-later
"""Module user: the users of the server, and signing in as one."""

from __future__ import annotations

import pytest
from mattermostautodriver.exceptions import NoAccessTokenProvided, ResourceNotFound

FIRST, SECOND = "First-sentinel-4711", "Second-sentinel-4712"


def test_the_user_has_the_given_values(done):
    made = done.seen("Look at it")
    assert (made["first_name"], made["locale"], made["roles"], made["delete_at"]) == ("Dora", "de", "system_user", 0)
    assert made["email"] == "dora-%s@example.test" % done.transport


def test_a_change_leaves_the_rest_alone(done):
    made, changed = done.seen("Look at it"), done.seen("Look at the change")
    assert changed["email"] == "other-%s@example.test" % done.transport
    assert (changed["last_name"], changed["nickname"]) == ("Example", "")
    assert set(changed["roles"].split()) == {"system_user", "system_user_manager"}
    # Over the socket the server replaces the whole user and clears missing fields.
    for field in ("id", "first_name", "locale", "timezone", "notify_props", "create_at"):
        assert changed[field] == made[field], field


def test_inactive_is_not_gone(done):
    assert (done["Deactivate it"]["changed"], done["Deactivate it again"]["changed"]) == (True, False)
    assert done.seen("Look at it deactivated")["delete_at"] > 0


def test_absent_deletes_permanently(done):
    ((status, data),) = done.look("Look for it")
    assert (status, data["id"]) == (404, "app.user.get_by_username.app_error")


def test_refused_steps_changed_nothing(done):
    (alice_status, alice), (jane_status, jane), (eve_status, _eve) = done.look("Look after the refusals")
    assert (alice_status, alice["delete_at"], alice["roles"]) == (200, 0, "system_user")
    assert (jane_status, jane["delete_at"], set(jane["roles"].split())) == (200, 0, {"system_user", "system_admin"})
    assert eve_status == 404


def test_a_password_is_set_once_and_is_the_one_that_works(done, sign_in):
    assert [
        done[name]["changed"]
        for name in (
            "Set the password of the one to keep",
            "Set the same password again",
            "Set another password in check mode",
            "Leave the password of the one to keep",
        )
    ] == [True, False, True, False]
    name = "kept-" + done.transport
    assert sign_in(login_id=name, password=SECOND).client.username == name
    with pytest.raises(NoAccessTokenProvided):
        sign_in(login_id=name, password=FIRST)


def test_another_client_finds_the_kept_one(done, witness):
    made = done["Create one to keep"]["user"]
    kept = witness.users.get_user_by_username("kept-" + done.transport)
    assert (kept["id"], kept["email"], kept["position"], kept["delete_at"]) == (
        made["id"],
        "kept-%s@example.test" % done.transport,
        "Keeper",
        0,
    )


def test_another_client_does_not_find_the_removed_one(done, witness):
    with pytest.raises(ResourceNotFound):
        witness.users.get_user_by_username("dora-" + done.transport)
