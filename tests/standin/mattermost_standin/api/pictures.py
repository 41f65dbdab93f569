# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profile image: one gray pixel for everybody."""

from __future__ import annotations

import pathlib
import struct
import zlib

from aiohttp import web

from . import user_store
from .call import Call


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PIXEL = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x80"))
    + _chunk(b"IEND", b"")
)


async def get(call: Call):
    """Made at the first request, which may be cached for minutes; found afterwards, for a day."""
    user = await user_store.get(call.ctx, call.id("user_id"))
    path = pathlib.Path(call.setting("FileSettings", "Directory"), "users", user["id"], "profile.png")
    headers = {"Content-Type": "image/png", "Cache-Control": "max-age=300, private"}
    if path.is_file():
        headers.update({"Cache-Control": "max-age=86400, private", "Etag": str(user["lastpictureupdate"])})
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PIXEL)
    return web.Response(body=PIXEL, headers=headers)


ROUTES = [("GET", r"/users/{user_id:[A-Za-z0-9]+}/image", get, {})]
