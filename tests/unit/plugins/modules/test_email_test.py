# SPDX-License-Identifier: GPL-3.0-or-later
"""Module email_test."""

from __future__ import annotations

import pytest

REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}


def test_a_mail_is_sent(server, run, bodies):
    server.expect("GET", "/api/v4/users/me", 200, bodies["admin"])
    server.expect("POST", "/api/v4/email/test", 200, bodies["ok"])
    result = run("email_test", **REMOTE)
    assert (result["changed"], result["sent"], result["recipient"]) == (False, True, "admin@example.com")


def test_none_in_check_mode(server, run, bodies):
    server.expect("GET", "/api/v4/users/me", 200, bodies["admin"])
    result = run("email_test", check=True, **REMOTE)
    assert (result["changed"], result["sent"], result["recipient"]) == (False, False, "admin@example.com")


@pytest.mark.parametrize("error", ("email_test_down", "email_test_clear"))
def test_the_reply_of_the_mail_server_is_told(server, run, bodies, error):
    server.expect("GET", "/api/v4/users/me", 200, bodies["admin"])
    server.expect("POST", "/api/v4/email/test", 500, bodies["errors"][error])
    result = run("email_test", **REMOTE)
    assert result["failure"]["reason"] == bodies["errors"][error]["message"]
    assert result["failure"]["error_id"] == "app.admin.test_email.failure"
    assert bodies["errors"][error]["message"] in result["msg"]


@pytest.mark.parametrize("status", (500, 503))
def test_it_is_never_tried_twice(server, run, bodies, status):
    server.expect("GET", "/api/v4/users/me", 200, bodies["admin"])
    server.expect("POST", "/api/v4/email/test", status, bodies["errors"]["server"])
    assert run("email_test", **REMOTE)["failure"]["status"] == status


@pytest.mark.parametrize("check", (False, True))
def test_the_socket_cannot(server, run, check):
    result = run("email_test", check=check)
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("refused", "url")


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/users/me", 401, bodies["errors"]["no_session"])
    assert run("email_test", **REMOTE)["failure"]["status"] == 401


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/users/me", raises=ConnectionRefusedError(111, "Connection refused"))
    result = run("email_test", check=True, predict_without_server=True, **REMOTE)
    assert (result["sent"], result["recipient"]) == (False, None)
