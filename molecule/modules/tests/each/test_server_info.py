# SPDX-License-Identifier: GPL-3.0-or-later
"""Module server_info: the same as the server says itself."""

from __future__ import annotations


def test_it_tells_what_the_server_tells(done):
    (_status, ping), (_status, config), (_status, _mine) = done.look("Look at the server")
    told = done["Ask"]
    assert ping["status"] == "OK"
    assert (told["version"], told["site_url"], told["licensed"], told["edition"], told["running"]) == (
        config["Version"],
        config["SiteURL"],
        False,
        "team",
        True,
    )
    assert (told["limits"]["max_users_per_team"], told["limits"]["user_limit"]) == (50, 250)


def test_the_active_users_are_counted_without_bots(done, witness):
    users = witness.users.get_users(active=True, per_page=200)
    told = done["Ask"]["limits"]["active_users"]
    # Other modules' steps may have kept an account in between.
    assert 0 < told <= len([user for user in users if not user.get("is_bot")])


def test_check_mode_tells_the_same(done):
    assert {key: done["Ask in check mode"][key] for key in ("version", "limits")} == {
        key: done["Ask"][key] for key in ("version", "limits")
    }


def test_no_credential_is_needed_over_http_without_limits(done):
    if done.transport == "http":
        assert done["Ask without a credential"]["version"] == done["Ask"]["version"]
    assert done["Ask for the address too"]["running"] is True


def test_a_server_that_is_not_there_is_predicted_only_when_asked_for(done):
    assert done["Predict a server that is not there"]["running"] is False
    assert done["Refuse a server that is not there"]["failure"]["kind"] == "not_ready"
