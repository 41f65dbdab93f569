# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom emoji, of which no recording exists. The sources are api4/emoji.go, app/emoji.go and model/emoji.go."""

from __future__ import annotations

import base64
import json

import pytest

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
HEADERS = {"Content-Type": "multipart/form-data; boundary=line"}
PART = b'--line\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'


@pytest.fixture(scope="module")
def server(server_factory):
    found = server_factory().start().people()
    yield found
    found.remove()


def call(server, method: str, path: str, who: str = "admin", **more) -> tuple:
    answer = server.request(method, "/api/v4/emoji" + path, token=server.tokens[who], **more)
    return answer.status, answer.body


def create(server, name: str, who: str = "admin", creator: str | None = None, image: bytes = GIF) -> tuple:
    emoji = json.dumps({"name": name, "creator_id": server.ids[creator or who]})
    file = PART.replace(b'"%s"', b'"image"; filename="upload.gif"') % image
    data = PART % (b"emoji", emoji.encode()) + file + b"--line--\r\n"
    return call(server, "POST", "", who, data=data, headers=HEADERS)


def test_one_is_created_listed_and_deleted(server):
    status, made = create(server, "parrot")
    assert (status, made["name"], made["creator_id"]) == (200, "parrot", server.ids["admin"])
    assert call(server, "GET", "?sort=name&page=0&per_page=200")[1] == [made]
    assert call(server, "GET", "/name/parrot") == call(server, "GET", "/" + made["id"]) == (200, made)
    status, answer = create(server, "parrot", "alice")
    assert (status, answer["id"]) == (400, "api.emoji.create.duplicate.app_error")
    assert call(server, "DELETE", "/" + made["id"])[0] == 200
    status, answer = call(server, "GET", "/name/parrot")
    assert (status, answer["id"]) == (404, "app.emoji.get_by_name.no_result")


@pytest.mark.parametrize(
    ("given", "status", "error_id"),
    [
        ({"name": "no blank"}, 400, "model.emoji.name.app_error"),
        ({"name": "smile"}, 400, "model.emoji.system_emoji_name.app_error"),
        ({"name": "toucan", "creator": "alice"}, 403, "api.emoji.create.other_user.app_error"),
        ({"name": "toucan", "image": b"no image"}, 400, "api.emoji.upload.image.app_error"),
        ({"name": "toucan", "image": GIF + b"x" * (1 << 19)}, 413, "api.emoji.create.too_large.app_error"),
    ],
)
def test_what_is_refused(server, given, status, error_id):
    found, answer = create(server, **given)
    assert (found, answer["id"]) == (status, error_id)


def test_the_socket_has_none_of_it(server):
    answer = server.request("GET", "/api/v4/emoji", local=True)
    assert (answer.status, answer.body["id"]) == (404, "api.context.404.app_error")


def test_they_can_be_switched_off(server):
    server.local("PUT", "/config/patch", {"ServiceSettings": {"EnableCustomEmoji": False}})
    status, answer = call(server, "GET", "")
    assert (status, answer["id"]) == (501, "api.emoji.disabled.app_error")
