# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behavior that modules rely on and no recording has: lists in pages, and removal of dependent objects."""

from __future__ import annotations

import harness
import pytest

PAGE = 2


@pytest.fixture(scope="module")
def server(server_factory):
    """One with alice and admin in home; the tests make what they need under names of their own."""
    found = server_factory().start().people()
    for name in ("admin", "alice"):
        join_team(found, name)
    yield found
    found.remove()


def join_team(server, name: str) -> None:
    home = server.ids["home"]
    server.local("POST", "/teams/%s/members" % home, {"team_id": home, "user_id": server.ids[name]})


def status(server, method: str, path: str, body=None, **kw) -> tuple:
    """Status and error id of a call over the socket, or as somebody."""
    answer = server.request(method, "/api/v4" + path, body, **(kw or {"local": True}))
    return answer.status, (answer.body or {}).get("id") if answer.status >= 400 else None


def pages(server, path: str) -> list:
    """All pages of a list; a page that is not full is the last."""
    found = []
    for number in range(50):
        rows = server.local("GET", "%s%spage=%d&per_page=%d" % (path, "&" if "?" in path else "?", number, PAGE))
        found += rows
        if len(rows) < PAGE:
            return found
    raise AssertionError("%s never ends" % path)


def channel(server, name: str, **more) -> dict:
    return server.local(
        "POST", "/channels", {"team_id": server.ids["home"], "name": name, "display_name": name, "type": "O", **more}
    )


def names(rows: list) -> set:
    return {row["name"] for row in rows}


def test_channels_in_pages(server):
    """The list of all channels has private ones, and archived ones only for those who ask."""
    channel(server, "paged-private", type="P")
    gone = channel(server, "paged-gone")
    server.local("DELETE", "/channels/" + gone["id"])
    rows = pages(server, "/channels")
    assert len({row["id"] for row in rows}) == len(rows)
    assert {"town-square", "off-topic", "paged-private"} <= names(rows)
    assert "paged-gone" not in names(rows)
    assert {(row["team_name"], row["team_display_name"]) for row in rows} == {("home", "Home")}
    everything = {row["name"]: row for row in pages(server, "/channels?include_deleted=true")}
    assert set(everything) == names(rows) | {"paged-gone"}
    assert everything["paged-gone"]["delete_at"] > 0
    of_team = "/teams/%s/channels" % server.ids["home"]
    assert names(pages(server, of_team + "/private")) == {"paged-private"}
    assert names(pages(server, of_team + "/deleted")) == {"paged-gone"}
    assert "paged-private" not in names(pages(server, of_team))


def test_members_in_pages(server):
    join_team(server, "bob")
    made = channel(server, "crowded")
    for name in ("admin", "alice", "bob"):
        server.local("POST", "/channels/%s/members" % made["id"], {"user_id": server.ids[name]})
    rows = pages(server, "/channels/%s/members" % made["id"])
    assert {row["user_id"] for row in rows} == {server.ids[name] for name in ("admin", "alice", "bob")}
    users = pages(server, "/users?in_channel=" + made["id"])
    assert [row["username"] for row in users] == ["admin", "alice", "bob"]


def test_leaving_the_team_ends_its_channels(server):
    join_team(server, "bob")
    made = channel(server, "left-behind")
    members = "/channels/%s/members" % made["id"]
    server.local("POST", members, {"user_id": server.ids["bob"]})
    server.local("DELETE", "/teams/%s/members/%s" % (server.ids["home"], server.ids["bob"]))
    assert status(server, "GET", members + "/" + server.ids["bob"])[0] == 404
    assert status(server, "POST", members, {"user_id": server.ids["bob"]})[0] in (400, 404)


def test_a_channel_takes_its_webhooks_along(server):
    made = channel(server, "hooked")
    hook = server.local("POST", "/hooks/incoming", {"channel_id": made["id"], "user_id": server.ids["admin"]})
    server.local("DELETE", "/channels/" + made["id"])
    assert status(server, "GET", "/hooks/incoming/" + hook["id"])[0] == 404


def test_a_post_counts(server):
    made = channel(server, "talkative")
    hook = server.local("POST", "/hooks/incoming", {"channel_id": made["id"], "user_id": server.ids["admin"]})
    assert server.request("POST", "/hooks/" + hook["id"], {"text": "hello"}).status == 200
    assert server.local("GET", "/channels/" + made["id"])["total_msg_count"] == made["total_msg_count"] + 1


def test_hooks_in_pages(server):
    made = channel(server, "many-hooks")
    for number in range(PAGE + 1):
        server.local("POST", "/hooks/incoming", {"channel_id": made["id"], "user_id": server.ids["admin"]})
        server.local(
            "POST",
            "/hooks/outgoing",
            {
                "team_id": server.ids["home"],
                "display_name": "Ask",
                "creator_id": server.ids["admin"],
                "trigger_words": ["word%d" % number],
                "callback_urls": ["https://hooks.example.com/"],
            },
        )
    for kind in ("incoming", "outgoing"):
        path = "/hooks/" + kind
        rows = pages(server, path)
        assert len(rows) >= PAGE + 1
        assert len({row["id"] for row in rows}) == len(rows)
        assert pages(server, path + "?team_id=" + server.ids["home"]) == rows
        assert pages(server, path + "?team_id=" + "y" * 26) == []


def test_a_bot_made_over_the_socket(server):
    """An account becomes a bot; name and description are set afterwards, and tokens are to be had."""
    user = server.local(
        "POST", "/users", {"username": "robot", "email": "robot@example.com", "password": harness.PASSWORD}
    )
    server.local("POST", "/users/%s/convert_to_bot" % user["id"])
    server.local("PUT", "/bots/" + user["id"], {"display_name": "Robot", "description": "Turns"})
    bot = next(row for row in pages(server, "/bots") if row["username"] == "robot")
    assert (bot["display_name"], bot["description"]) == ("Robot", "Turns")
    token = server.local("POST", "/users/%s/tokens" % user["id"], {"description": "ci"})
    assert server.request("GET", "/api/v4/users/me", token=token["token"]).body["is_bot"] is True
    server.local("POST", "/bots/%s/disable" % user["id"])
    assert server.request("GET", "/api/v4/users/me", token=token["token"]).status == 401
    assert "robot" not in {row["username"] for row in pages(server, "/bots")}
    assert "robot" in {row["username"] for row in pages(server, "/bots?include_deleted=true")}
    server.local("POST", "/bots/%s/enable" % user["id"])
    server.local("POST", "/users/tokens/revoke", {"token_id": token["id"]})
    assert server.request("GET", "/api/v4/users/me", token=token["token"]).status == 401
    assert server.local("GET", "/users/%s/tokens" % user["id"]) == []


def test_channel_administrators(server):
    """The flag of a member, over http; a member without the scheme's role is refused."""
    made = channel(server, "led")
    path = "/channels/%s/members" % made["id"]
    server.local("POST", path, {"user_id": server.ids["alice"]})
    one, token = "%s/%s" % (path, server.ids["alice"]), server.tokens["admin"]
    flags = {"scheme_user": True, "scheme_admin": True}
    assert status(server, "PUT", one + "/schemeRoles", flags, token=token)[0] == 200
    row = server.local("GET", one)
    assert (row["scheme_admin"], row["roles"]) == (True, "channel_user channel_admin")
    assert status(server, "PUT", one + "/schemeRoles", {"scheme_admin": False}, token=token)[0] == 400
    # Members may change what a channel says of itself.
    assert (
        status(server, "PUT", "/channels/%s/patch" % made["id"], {"header": "Mine"}, token=server.tokens["alice"])[0]
        == 200
    )
