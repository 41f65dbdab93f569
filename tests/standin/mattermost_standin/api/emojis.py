# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom emoji. Nothing of them is recorded: the rules are those of the published sources (api4/emoji.go, app/emoji.go,
model/emoji.go). The socket has none of these routes.
"""

from __future__ import annotations

import json
import pathlib
import re
import struct

from aiohttp import web

from ..ids import new_id, now_ms
from . import permissions, store
from .call import Call, ok, reply
from .errors import ApiError, invalid_body, invalid_url, not_imitated

MOST_BYTES = 1 << 19
MOST_PIXELS = 1028
UNCHANGED_PIXELS = 128  # larger images are made smaller
NAME = re.compile(r"[a-zA-Z0-9_+-]{1,64}\Z")
# The real server knows thousands.
SYSTEM_NAMES = {"+1", "-1", "heart", "rocket", "smile", "tada"}


def _view(row: dict) -> dict:
    return {
        "id": row["id"],
        "create_at": row["createat"],
        "update_at": row["updateat"],
        "delete_at": row["deleteat"],
        "creator_id": row["creatorid"],
        "name": row["name"],
        "description": "",
    }


def _check_enabled(call: Call) -> None:
    if not call.setting("ServiceSettings", "EnableCustomEmoji"):
        raise ApiError(501, "api.emoji.disabled.app_error", "Custom emoji have been disabled by the system admin.")


def _image(call: Call, emoji_id: str) -> pathlib.Path:
    return pathlib.Path(call.setting("FileSettings", "Directory"), "emoji", emoji_id, "image")


def _type_and_size(data: bytes) -> tuple[str, int, int]:
    """Return the type of an image, its width and its height."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ("png", *struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return ("gif", *struct.unpack("<HH", data[6:10]))
    if data.startswith(b"\xff\xd8"):
        raise not_imitated("a JPEG")
    raise ApiError(400, "api.emoji.upload.image.app_error", "Unable to create emoji. File must be a PNG, JPEG, or GIF.")


async def _find(call: Call, column: str, value: str, error_id: str) -> dict:
    row = await call.db.fetchrow("select * from emoji where %s = %%s and deleteat = 0" % column, value)
    if not row:
        raise ApiError(404, error_id, "We couldn't find the emoji.")
    return row


async def create(call: Call):
    _check_enabled(call)
    if (call.request.content_length or 0) > MOST_BYTES:
        raise ApiError(413, "api.emoji.create.too_large.app_error", "Unable to create emoji. Image is too large.")
    await call.require(permissions.on_system(call, "create_emojis"))
    if call.request.content_type != "multipart/form-data":
        raise ApiError(400, "api.emoji.create.parse.app_error", "Unable to create emoji. Could not understand request.")
    form = await call.request.post()
    try:
        given = json.loads(str(form["emoji"]))
    except (KeyError, TypeError, ValueError) as error:
        raise invalid_body("emoji") from error
    name = given.get("name", "")
    if not NAME.match(name):
        raise ApiError(400, "model.emoji.name.app_error", "Name must be 1 to 64 lowercase alphanumeric characters.")
    if name in SYSTEM_NAMES:
        raise ApiError(400, "model.emoji.system_emoji_name.app_error", "A system emoji has that name.")
    if given.get("creator_id") != call.user_id:
        raise ApiError(403, "api.emoji.create.other_user.app_error", "Invalid creator_id.")
    if await call.db.fetchrow("select id from emoji where name = %s and deleteat = 0", name):
        raise ApiError(400, "api.emoji.create.duplicate.app_error", "Another emoji has that name.")
    part = form.get("image")
    if not isinstance(part, web.FileField):
        raise invalid_body("createEmoji")
    data = part.file.read()
    kind, width, height = _type_and_size(data)
    if max(width, height) > MOST_PIXELS:
        raise ApiError(400, "api.emoji.upload.large_image.too_large.app_error", "The image is too large.")
    if max(width, height) > UNCHANGED_PIXELS:
        raise not_imitated("making an image smaller")
    now = now_ms()
    row = {"id": new_id(), "createat": now, "updateat": now, "deleteat": 0, "creatorid": call.user_id, "name": name}
    path = _image(call, row["id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    await store.insert(call.db, "emoji", row)
    return reply(_view(row))


async def listing(call: Call):
    _check_enabled(call)
    if call.query("sort") not in ("", "name"):
        raise invalid_url("sort")
    offset, limit = call.page()
    order = "name" if call.query("sort") else "id"
    rows = await call.db.fetch(
        "select * from emoji where deleteat = 0 order by %s offset %%s limit %%s" % order, offset, limit
    )
    return reply([_view(row) for row in rows])


async def get(call: Call):
    _check_enabled(call)
    return reply(_view(await _find(call, "id", call.id("emoji_id"), "app.emoji.get.no_result")))


async def get_by_name(call: Call):
    _check_enabled(call)
    name = call.request.match_info["emoji_name"]
    return reply(_view(await _find(call, "name", name, "app.emoji.get_by_name.no_result")))


async def image(call: Call):
    _check_enabled(call)
    row = await _find(call, "id", call.id("emoji_id"), "app.emoji.get.no_result")
    data = _image(call, row["id"]).read_bytes()
    headers = {"Content-Type": "image/" + _type_and_size(data)[0], "Cache-Control": "max-age=2592000, private"}
    return web.Response(body=data, headers=headers)


async def delete(call: Call):
    row = await _find(call, "id", call.id("emoji_id"), "app.emoji.get.no_result")
    await call.require(permissions.on_system(call, "delete_emojis"))
    if row["creatorid"] != call.user_id:
        await call.require(permissions.on_system(call, "delete_others_emojis"))
    await store.update(call.db, "emoji", row["id"], {"deleteat": now_ms(), "updateat": now_ms()})
    return ok()


_EMOJI = r"/emoji/{emoji_id:[A-Za-z0-9]+}"
ROUTES = [
    ("POST", "/emoji", create, {}),
    ("GET", "/emoji", listing, {}),
    ("GET", r"/emoji/name/{emoji_name:[A-Za-z0-9_+-]+}", get_by_name, {}),
    ("GET", _EMOJI, get, {}),
    ("GET", _EMOJI + "/image", image, {}),
    ("DELETE", _EMOJI, delete, {}),
]
