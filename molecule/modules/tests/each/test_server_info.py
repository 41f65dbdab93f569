# SPDX-License-Identifier: GPL-3.0-or-later
"""Module server_info returns the same as the server."""

from __future__ import annotations


def test_it_returns_the_servers_own_answers(done):
    (_status, ping), (_status, config), (_status, _mine) = done.look("Look at the server")
    told = done["Read"]
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
    told = done["Read"]["limits"]["active_users"]
    # Steps of other modules may have created a user in between.
    assert 0 < told <= len([user for user in users if not user.get("is_bot")])


def test_check_mode_returns_the_same(done):
    assert {key: done["Read in check mode"][key] for key in ("version", "limits")} == {
        key: done["Read"][key] for key in ("version", "limits")
    }


def test_no_credential_is_needed_over_http_without_limits(done):
    if done.transport == "http":
        assert done["Read without a credential"]["version"] == done["Read"]["version"]
    assert done["Read the address too"]["running"] is True


def test_a_missing_server_is_predicted_only_on_request(done):
    assert done["Predict a missing server"]["running"] is False
    assert done["Refuse a server that is not there"]["failure"]["kind"] == "not_ready"
