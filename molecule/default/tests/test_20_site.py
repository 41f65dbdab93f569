# SPDX-License-Identifier: GPL-3.0-or-later
"""The site, through the proxy."""

from __future__ import annotations

from shared.support import SITE, ask, local

testinfra_hosts = ["ansible://mattermost"]
HOME = "/api/v4/teams/name/home"


def visit(host, path, method="GET", **options):
    """Send a request to the proxy on the same host, under the site's name."""
    return ask(host, SITE + path, method, connect="127.0.0.1", **options)


def test_the_page_names_the_origins_that_may_frame_it(host):
    answer = visit(host, "/")
    assert answer.status == 200
    # The server's own header, once, as a second one would restrict it.
    assert answer.one("Content-Security-Policy").split(";")[0] == (
        "frame-ancestors 'self' https://webapp.example.test http://portal.example.test:8443"
    )
    assert "script-src 'self'" in answer.one("Content-Security-Policy")
    assert answer.one("X-Frame-Options") == "SAMEORIGIN"


def test_the_proxy_adds_nothing_to_the_servers_headers(host):
    for path in ("/", "/api/v4/system/ping", "/no/such/page", "/api/v4/no-such-route"):
        ours = {key.lower(): value for key, value in visit(host, path).headers}
        theirs = {key.lower(): value for key, value in ask(host, "http://127.0.0.1:8065" + path).headers}
        for varying in ("date", "x-request-id", "connection", "server", "transfer-encoding", "content-length"):
            ours.pop(varying, None)
            theirs.pop(varying, None)
        assert ours == theirs, path


def test_the_websocket_opens_for_the_sites_own_pages_only(host):
    def upgrade(origin):
        return visit(
            host,
            "/api/v4/websocket",
            headers={
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Origin": origin,
                "Sec-WebSocket-Key": "c2l4dGVlbiBieXRlcyBsbw==",
            },
        ).status

    assert upgrade(SITE) == 101
    assert upgrade("http://elsewhere.example.test") == 403


def test_the_proxy_lets_large_uploads_through_and_no_larger_ones(host, admin):
    # Nginx refuses by Content-Length, before the body.
    answer = visit(host, "/api/v4/users/login", "POST", body="x", headers={"Content-Length": str(104857600 + 2097152)})
    assert answer.status == 413
    assert "nginx" in answer.text
    # Five mebibytes are more than Nginx accepts by default. The server accepts them for files only, and says so.
    answer = visit(host, "/api/v4/users/usernames", "POST", headers=admin, filler=5242880)
    assert (answer.status, answer.json["id"]) == (413, "api.context.request_body_too_large.app_error")


def test_the_administrator_signs_in(host, admin):
    jane = visit(host, "/api/v4/users/me", headers=admin).json
    assert jane["username"] == "jane"
    assert jane["first_name"] == "Jane"
    assert set(jane["roles"].split()) == {"system_user", "system_admin"}


def test_the_team_is_there_with_the_administrator(host, admin):
    team = visit(host, HOME, headers=admin).json
    assert (team["display_name"], team["type"], team["delete_at"]) == ("Home", "I", 0)
    jane = visit(host, "/api/v4/users/me", headers=admin).json
    member = visit(host, "/api/v4/teams/%s/members/%s" % (team["id"], jane["id"]), headers=admin)
    assert (member.status, member.json["delete_at"]) == (200, 0)


def test_a_stranger_cannot_sign_up(host):
    body = {"username": "stranger", "email": "stranger@example.test", "password": "Stranger-Passw0rd-1"}
    answer = visit(host, "/api/v4/users", "POST", body=body)
    assert (answer.status, answer.json["id"]) == (403, "api.user.create_user.no_open_server")


def test_nobody_got_in_during_the_first_run(host):
    log = host.file("/var/log/watch-sign_up.log").content_string
    answers = [line.split(" ", 2)[1:] for line in log.splitlines()]
    # The watcher tried while sign-up was closed and after it was opened.
    assert ["server", "501 api.user.create_user.signup_email_disabled.app_error"] in answers
    assert ["server", "403 api.user.create_user.no_open_server"] in answers
    assert not [answer for answer in answers if answer[1].startswith("20")]
    users = local(host, "/users?per_page=200").json
    assert not [user["username"] for user in users if user["username"].startswith("stranger")]


def test_the_proxy_answered_only_after_the_administrator_existed(host):
    lines = [line.split(" ", 2) for line in host.file("/var/log/watch-sign_up.log").content_string.splitlines()]
    first = min(float(when) for when, door, answer in lines if door == "proxy" and "api.user.create_user" in answer)
    jane = local(host, "/users/username/jane").json
    assert jane["create_at"] / 1000 < first
