# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profile image: one grey pixel for everybody."""

from __future__ import annotations

import struct
import zlib

from aiohttp import web

from . import user_store
from .call import Call


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PIXEL = (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
         + _chunk(b"IDAT", zlib.compress(b"\x00\x80")) + _chunk(b"IEND", b""))


async def get(call: Call):
    await user_store.get(call.ctx, call.id("user_id"))
    return web.Response(body=PIXEL, headers={"Content-Type": "image/png", "Cache-Control": "max-age=300, private"})


ROUTES = [("GET", r"/users/{user_id:[A-Za-z0-9]+}/image", get, {})]
