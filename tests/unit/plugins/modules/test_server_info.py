# SPDX-License-Identifier: GPL-3.0-or-later
"""Module server_info."""

from __future__ import annotations

import pytest

VERSION_ID = {"X-Version-Id": "11.6.0.11.6.0.d41d8cd98f00b204e9800998ecf8427e.false"}
ABSENT = FileNotFoundError(2, "No such file or directory")


def ping(server, body, path="/api/v4/system/ping", **keywords):
    """Expect the question whether all is well."""
    server.expect(
        "GET",
        path,
        200,
        body,
        query={"get_server_status": "true", "use_rest_semantics": "true"},
        **dict({"headers": VERSION_ID}, **keywords),
    )


def tell(server, bodies, **changes):
    """Expect the question what the server is."""
    server.expect(
        "GET", "/api/v4/config/client", 200, dict(bodies["client_config"], **changes), query={"format": "old"}
    )


def users(server, found, page=0):
    """Expect a page of active users."""
    server.expect("GET", "/api/v4/users", 200, found, query={"active": "true", "page": str(page), "per_page": "200"})


def test_two_requests_tell_all(server, run, bodies):
    ping(server, bodies["ping"])
    tell(server, bodies)
    result = run("server_info")
    for key in ("invocation", "warnings"):
        result.pop(key, None)
    assert result == {
        "changed": False,
        "running": True,
        "version": "11.6.0",
        "edition": "team",
        "build": "11.6.0",
        "licensed": False,
        "site_url": "https://chat.example.com",
        "limits": {"max_users_per_team": None, "active_users": None, "user_limit": None},
    }


def test_check_mode_is_the_same(server, run, bodies):
    ping(server, bodies["ping"])
    tell(server, bodies, BuildEnterpriseReady="true")
    result = run("server_info", check=True)
    assert (result["running"], result["edition"]) == (True, "enterprise")


def test_over_http_no_credential_is_needed(server, run, bodies):
    ping(server, bodies["ping"], path="/chat/api/v4/system/ping")
    server.expect("GET", "/chat/api/v4/config/client", 200, bodies["client_config"], query={"format": "old"})
    assert run("server_info", url="https://example.com/chat/")["running"] is True


def test_the_license_is_requested_where_the_header_does_not_show_it(server, run, bodies):
    ping(server, bodies["ping"], headers={})
    tell(server, bodies)
    server.expect("GET", "/api/v4/license/client", 200, {"IsLicensed": "true"}, query={"format": "old"})
    assert run("server_info")["licensed"] is True


def test_an_old_server_does_not_show_its_license(server, run, bodies):
    ping(server, bodies["ping"], headers={})
    tell(server, bodies)
    server.expect("GET", "/api/v4/license/client", 404, bodies["errors"]["no_route"], query={"format": "old"})
    assert run("server_info")["licensed"] is None


def test_limits(server, run, bodies):
    ping(server, bodies["ping"])
    tell(server, bodies)
    server.expect("GET", "/api/v4/config", 200, bodies["config"])
    users(server, [bodies["alice"]] * 199 + [dict(bodies["alice"], is_bot=True)])
    users(server, [bodies["alice"], dict(bodies["alice"], delete_at=1700000000009)], page=1)
    assert run("server_info", gather=["limits"])["limits"] == {
        "max_users_per_team": 50,
        "user_limit": 250,
        "active_users": 200,
    }


def test_users_are_counted_up_to_the_limit_only(server, run, bodies):
    ping(server, bodies["ping"])
    tell(server, bodies)
    server.expect("GET", "/api/v4/config", 200, bodies["config"])
    users(server, [bodies["alice"]] * 200)
    users(server, [bodies["alice"]] * 200, page=1)
    assert run("server_info", gather=["limits"])["limits"]["active_users"] == 250


@pytest.mark.parametrize("version, licensed", (("11.6.0", "true"), ("10.11.3", "false")))
def test_users_are_not_counted_where_there_is_no_limit(server, run, bodies, version, licensed):
    ping(server, bodies["ping"], headers={"X-Version-Id": "x.x.x." + licensed})
    tell(server, bodies, Version=version)
    server.expect("GET", "/api/v4/config", 200, bodies["config"])
    assert run("server_info", gather=["limits"])["limits"] == {
        "max_users_per_team": 50,
        "user_limit": None,
        "active_users": None,
    }


def test_limits_over_http_need_rights(server, run, bodies):
    ping(server, bodies["ping"])
    tell(server, bodies)
    server.expect("GET", "/api/v4/config", 401, bodies["errors"]["no_session"])
    assert run("server_info", url="https://chat.example.com", gather=["limits"])["failure"]["status"] == 401


def test_no_server_is_an_error_at_once(server, run, clock):
    ping(server, None, raises=ABSENT)
    result = run("server_info")
    assert result["failure"]["kind"] == "not_ready"
    assert "no server is running" in result["msg"]
    assert clock.slept == []


def test_waits_until_the_server_is_there_and_well(server, run, bodies):
    ping(server, None, raises=ABSENT)
    ping(server, None, raises=ConnectionResetError(104, "Connection reset by peer"))
    server.expect(
        "GET",
        "/api/v4/system/ping",
        503,
        b"starting",
        query={"get_server_status": "true", "use_rest_semantics": "true"},
    )
    ping(server, dict(bodies["ping"], database_status="UNHEALTHY", status="UNHEALTHY"))
    ping(server, bodies["ping"])
    tell(server, bodies)
    assert run("server_info", wait_timeout=30)["running"] is True


def test_the_last_reason_is_told_when_the_time_is_over(server, run, bodies, clock):
    for dummy in range(6):
        ping(server, dict(bodies["ping"], filestore_status="UNHEALTHY"))
    result = run("server_info", wait_timeout=3)
    assert "not ready after 3 s" in result["msg"] and "filestore_status is UNHEALTHY" in result["msg"]
    assert sum(clock.slept) <= 3


def test_the_other_address_has_to_answer_too(server, run, bodies):
    ping(server, bodies["ping"])
    ping(server, None, path="/chat/api/v4/system/ping", raises=ConnectionRefusedError(111, "Connection refused"))
    ping(server, bodies["ping"])
    ping(server, bodies["ping"], path="/chat/api/v4/system/ping")
    tell(server, bodies)
    assert run("server_info", wait_timeout=5, ready_url="http://127.0.0.1:8065/chat")["running"] is True


def test_the_other_address_redirects_elsewhere(server, run, bodies):
    ping(server, bodies["ping"])
    server.expect(
        "GET",
        "/api/v4/system/ping",
        302,
        b"",
        headers={"Location": "/chat/api/v4/system/ping"},
        query={"get_server_status": "true", "use_rest_semantics": "true"},
    )
    result = run("server_info", ready_url="http://127.0.0.1:8065")
    assert "redirects to /chat/api/v4/system/ping. Use the complete site URL" in result["msg"]


def test_no_credential_goes_to_the_other_address(server, run, bodies):
    ping(server, bodies["ping"])
    ping(server, bodies["ping"])
    tell(server, bodies)
    run("server_info", url="https://chat.example.com", token="t" * 26, ready_url="http://127.0.0.1:8065")
    assert [bool(headers.get("Authorization")) for headers in server.sent_headers] == [True, False, True]


def test_prediction_without_a_server_does_not_wait(server, run, clock):
    ping(server, None, raises=ABSENT)
    result = run("server_info", check=True, predict_without_server=True, wait_timeout=120)
    assert (result["running"], result["version"], result["limits"]["user_limit"]) == (False, None, None)
    assert clock.slept == []


def test_a_negative_time(server, run):
    assert run("server_info", wait_timeout=-1)["failure"]["option"] == "wait_timeout"


def test_something_else_answers(server, run):
    server.expect(
        "GET", "/api/v4/system/ping", 200, b"<html>", query={"get_server_status": "true", "use_rest_semantics": "true"}
    )
    assert "Check that this is a Mattermost server" in run("server_info", url="http://127.0.0.1:80")["msg"]
