# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Posts of webhooks, and the permission to create teams.

The sources are the published app/webhook.go, api4/post.go, api4/post_local.go and model/post.go.
"""

from __future__ import annotations

import pytest

PICTURE = "https://example.com/icon.png"


@pytest.fixture(scope="module")
def server(server_factory):
    """alice is in home, bob is not."""
    found = server_factory().start().people()
    home = found.ids["home"]
    for name in ("admin", "alice"):
        found.local("POST", "/teams/%s/members" % home, {"team_id": home, "user_id": found.ids[name]})
    yield found
    found.remove()


def allow(server, **flags) -> None:
    server.local("PUT", "/config/patch", {"ServiceSettings": flags})


def channel(server, name: str, kind: str = "O") -> dict:
    return server.local(
        "POST", "/channels", {"team_id": server.ids["home"], "name": name, "display_name": name, "type": kind}
    )


def hook(server, place: dict, owner: str = "admin", **more) -> dict:
    return server.local(
        "POST",
        "/hooks/incoming",
        {"channel_id": place["id"], "user_id": server.ids[owner], "display_name": "Build", **more},
    )


def newest(server, place: dict, who: str = "admin") -> dict:
    """The last message of a channel; a real server also lists who came and went."""
    found = server.request("GET", "/api/v4/channels/%s/posts" % place["id"], token=server.tokens[who]).body
    return found["posts"][found["order"][0]]


@pytest.mark.parametrize("allowed", [False, True])
def test_name_and_picture(server, allowed):
    """They are only the sender's choice where the settings say so; without a choice the name is `webhook`."""
    allow(server, EnablePostUsernameOverride=True, EnablePostIconOverride=True)
    place = channel(server, "chosen-%s" % str(allowed).lower())
    plain, named = hook(server, place), hook(server, place, username="builder", icon_url=PICTURE)
    allow(server, EnablePostUsernameOverride=allowed, EnablePostIconOverride=allowed)
    always = {"from_webhook": "true", "webhook_display_name": "Build"}
    for made, payload, props in (
        (plain, {}, {"override_username": "webhook"}),
        (
            plain,
            {"username": "ci", "icon_url": PICTURE + "2"},
            {"override_username": "ci", "override_icon_url": PICTURE + "2"},
        ),
        (named, {}, {"override_username": "builder", "override_icon_url": PICTURE}),
        (named, {"username": "ci"}, {"override_username": "ci", "override_icon_url": PICTURE}),
    ):
        answer = server.request("POST", "/hooks/" + made["id"], {"text": "done <https://x.example|here>", **payload})
        assert (answer.status, answer.raw) == (200, b"ok")
        post = newest(server, place)
        assert post["props"] == {**always, **(props if allowed else {})}
        assert (post["message"], post["type"]) == ("done [here](https://x.example)", "")
        assert (post["user_id"], post["channel_id"]) == (server.ids["admin"], place["id"])


def test_each_setting_for_itself(server):
    place = channel(server, "one-of-two")
    made = hook(server, place)
    allow(server, EnablePostUsernameOverride=True, EnablePostIconOverride=False)
    server.request("POST", "/hooks/" + made["id"], {"text": "x", "username": "ci", "icon_url": PICTURE})
    assert set(newest(server, place)["props"]) == {"from_webhook", "webhook_display_name", "override_username"}
    allow(server, EnablePostUsernameOverride=False, EnablePostIconOverride=True)
    server.request("POST", "/hooks/" + made["id"], {"text": "x", "username": "ci", "icon_url": PICTURE})
    assert set(newest(server, place)["props"]) == {"from_webhook", "webhook_display_name", "override_icon_url"}


def test_who_reads(server):
    """Members, everybody of the team where it is public, administrators, and the socket."""
    server.login("bob")
    public, private = {"admin": 200, "alice": 200, "bob": 403}, {"admin": 200, "alice": 403, "bob": 403}
    for kind, readers in (("O", public), ("P", private)):
        place = channel(server, "read-" + kind.lower(), kind)
        made = hook(server, place)
        server.request("POST", "/hooks/" + made["id"], {"text": "hello"})
        post = newest(server, place)
        for who, status in readers.items():
            for path in ("/channels/%s/posts" % place["id"], "/posts/" + post["id"]):
                assert server.request("GET", "/api/v4" + path, token=server.tokens[who]).status == status, (who, path)
        assert server.local("GET", "/posts/" + post["id"])["message"] == "hello"
        assert post["id"] in server.local("GET", "/channels/%s/posts" % place["id"])["order"]
    assert server.request("GET", "/api/v4/posts/" + "y" * 26, local=True).status == 404
    assert server.request("GET", "/api/v4/posts/" + post["id"]).status == 401


def test_a_private_channel_the_owner_is_not_in(server):
    place = channel(server, "owners-only", "P")
    made = hook(server, place, owner="alice")
    answer = server.request("POST", "/hooks/" + made["id"], {"text": "hello"})
    assert (answer.status, answer.body["id"]) == (403, "web.incoming_webhook.general.app_error")
    server.local("POST", "/channels/%s/members" % place["id"], {"user_id": server.ids["alice"]})
    assert server.request("POST", "/hooks/" + made["id"], {"text": "hello"}).status == 200


def test_messages_in_pages(server):
    place = channel(server, "long")
    made = hook(server, place)
    for number in range(5):
        server.request("POST", "/hooks/" + made["id"], {"text": "message %d" % number})
    first, second = (
        server.local("GET", "/channels/%s/posts?page=%d&per_page=2" % (place["id"], number)) for number in range(2)
    )
    assert [first["posts"][one]["message"] for one in first["order"]] == ["message 4", "message 3"]
    assert [second["posts"][one]["message"] for one in second["order"]] == ["message 2", "message 1"]
    assert (first["next_post_id"], first["prev_post_id"]) == ("", second["order"][0])
    assert second["next_post_id"] == first["order"][1]


def test_webhooks_that_are_off(server):
    made = hook(server, channel(server, "silent"))
    allow(server, EnableIncomingWebhooks=False)
    try:
        answer = server.request("POST", "/hooks/" + made["id"], {"text": "hello"})
        assert (answer.status, answer.body["id"]) == (501, "web.incoming_webhook.general.app_error")
    finally:
        allow(server, EnableIncomingWebhooks=True)


def test_who_makes_teams(server):
    """Only with the permission, which is taken and given back; the administrators keep theirs."""
    role = server.local("GET", "/roles/name/system_user")
    others = [name for name in role["permissions"] if name != "create_team"]
    for permissions, status in ((others, 403), (role["permissions"], 201)):
        server.local("PUT", "/roles/%s/patch" % role["id"], {"permissions": permissions})
        for who, wanted in (("alice", status), ("admin", 201)):
            name = "by-%s-%d" % (who, status)
            answer = server.request(
                "POST", "/api/v4/teams", {"name": name, "display_name": name, "type": "O"}, token=server.tokens[who]
            )
            assert answer.status == wanted
            if wanted == 403:
                assert answer.body["id"] == "api.team.is_team_creation_allowed.disabled.app_error"
