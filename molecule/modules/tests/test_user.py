# SPDX-License-Identifier: GPL-3.0-or-later
"""Module user."""

from __future__ import annotations

import pytest
from steps import TRANSPORTS
from mattermostautodriver.exceptions import NoAccessTokenProvided

FIRST, SECOND = "First-sentinel-4711", "Second-sentinel-4712"


def test_the_account_is_as_it_was_asked_for(done):
    made = done.seen("Look at it")
    assert (made["first_name"], made["locale"], made["roles"], made["delete_at"]) == ("Dora", "de", "system_user", 0)
    assert made["email"].startswith("dora-")


def test_a_change_leaves_the_rest_as_it_was(done):
    made, changed = done.seen("Look at it"), done.seen("Look at the change")
    assert changed["email"].startswith("other-")
    assert (changed["last_name"], changed["nickname"]) == ("Example", "")
    assert set(changed["roles"].split()) == {"system_user", "system_user_manager"}
    # Over the socket the server replaces the whole account, and empties what the module leaves out.
    for field in ("id", "first_name", "locale", "timezone", "notify_props", "create_at"):
        assert changed[field] == made[field], field


def test_inactive_is_not_gone(done):
    assert (done["Deactivate it"]["changed"], done["Deactivate it again"]["changed"]) == (True, False)
    assert done.seen("Look at it deactivated")["delete_at"] > 0


def test_absent_is_gone_for_good(done):
    (status, data), = done.look("Look for it")
    assert (status, data["id"]) == (404, "app.user.get_by_username.app_error")


@pytest.mark.parametrize(("step", "kind", "option"), [
    ("Refuse removing without a word about for good", "refused", "permanent"),
    ("Refuse the last administrator's leave in check mode", "refused", "username"),
    ("Refuse the last administrator's leave", "refused", "username"),
    ("Refuse the last administrator's demotion", "refused", "username"),
    ("Refuse roles without which the account is of no use", "input", "roles"),
    ("Refuse a new account without a password", "input", "password"),
    ("Refuse a name that cannot be", "input", "username"),
])
def test_what_the_server_would_take_is_refused_by_the_options_name(done, step, kind, option):
    assert (done[step]["failure"]["kind"], done[step]["failure"]["option"]) == (kind, option)


@pytest.mark.parametrize(("step", "status", "begin"), [
    ("Refuse an unknown role", 400, "option roles: "),
    ("Refuse an address that another has", 400, "option email: another account has the address alice@example.test"),
    ("Refuse a password that is too short", 400, "option password: "),
])
def test_what_the_server_refuses_is_told_in_words_of_the_options(done, step, status, begin):
    failure = done[step]["failure"]
    assert (failure["kind"], failure["status"]) == ("request", status)
    assert done[step]["msg"].startswith(begin)


def test_nothing_that_was_refused_was_done(done):
    (alice_status, alice), (jane_status, jane), (eve_status, _eve) = done.look("Look at what was refused")
    assert (alice_status, alice["delete_at"], alice["roles"]) == (200, 0, "system_user")
    assert (jane_status, jane["delete_at"], set(jane["roles"].split())) == (200, 0, {"system_user", "system_admin"})
    assert eve_status == 404


def test_over_http_settings_and_rights_count(done):
    if "Refuse a wrong token" in done:
        failure = done["Refuse deleting while the setting is off"]["failure"]
        assert failure["status"] == 401
        assert "EnableAPIUserDeletion" in done["Refuse deleting while the setting is off"]["msg"]
        assert done["Refuse a wrong token"]["failure"]["status"] == 401


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_witness_finds_the_account_and_the_password_set_last(done, witness, sign_in, transport):
    assert (done["Set the password of the one to keep"]["changed"],
            done["Leave the password of the one to keep"]["changed"]) == (True, False)
    kept = witness.users.get_user_by_username("kept-" + transport)
    assert (kept["email"], kept["position"], kept["delete_at"]) == ("kept-%s@example.test" % transport, "Keeper", 0)
    assert sign_in(login_id="kept-" + transport, password=SECOND).client.userid == kept["id"]
    with pytest.raises(NoAccessTokenProvided):
        sign_in(login_id="kept-" + transport, password=FIRST)
