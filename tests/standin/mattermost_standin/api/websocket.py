# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The websocket: the check of its origin, a hello, and an open line."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from ..context import Context
from ..ids import new_id
from . import sessions

WORDS = {400: "Bad Request", 403: "Forbidden"}


def origin_allowed(origin: str, site_url: str, cors: str) -> bool:
    """The site's own origin always, others by AllowCorsFrom; who sends none is no browser."""
    if not origin or cors == "*" or origin in cors.split():
        return True
    mine, theirs = urlsplit(site_url), urlsplit(origin)
    return (mine.scheme, mine.netloc) == (theirs.scheme, theirs.netloc)


def _refused(status: int, origin: str) -> web.Response:
    body = {
        "id": "api.web_socket.connect.upgrade.app_error",
        "message": "URL Blocked because of CORS. Url: " + origin,
        "detailed_error": "",
        "request_id": new_id(),
        "status_code": 400,
    }
    return web.Response(
        status=status,
        text="%s\n%s" % (WORDS[status], json.dumps(body, separators=(",", ":"))),
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )


def _event(name: str, data: dict, user_id: str, number: int) -> dict:
    return {
        "event": name,
        "data": data,
        "seq": number,
        "broadcast": {
            "omit_users": None,
            "user_id": user_id,
            "channel_id": "",
            "team_id": "",
            "connection_id": "",
            "omit_connection_id": "",
        },
    }


async def _hello(ctx: Context, line: web.WebSocketResponse, user_id: str) -> None:
    await line.send_json(
        _event(
            "hello",
            {
                "connection_id": new_id(),
                "server_hostname": socket.gethostname(),
                "server_version": "%s.%s.%s.false" % (ctx.version, ctx.version, ctx.config.digest()),
            },
            user_id,
            0,
        )
    )


async def _authenticate(ctx: Context, line: web.WebSocketResponse, message: dict) -> bool:
    """The first message of a client without a session in its request."""
    session = await sessions.find(ctx, str((message.get("data") or {}).get("token", "")))
    if not session:
        return False
    await _hello(ctx, line, session["userid"])
    await line.send_json({"status": "OK", "seq_reply": message.get("seq", 0)})
    return True


async def _listen(ctx: Context, line: web.WebSocketResponse, known: bool) -> None:
    async for message in line:
        if message.type != WSMsgType.TEXT:
            break
        try:
            body = json.loads(message.data)
        except ValueError:
            break
        if not isinstance(body, dict):
            break
        if body.get("action") == "authentication_challenge" and not known:
            known = await _authenticate(ctx, line, body)
            if not known:
                break
        elif body.get("action") == "ping":
            await line.send_json(
                {
                    "status": "OK",
                    "seq_reply": body.get("seq", 0),
                    "data": {"text": "pong", "version": ctx.version, "node_id": ""},
                }
            )


def handler(ctx: Context):
    """The setting AllowCorsFrom is read once, as the server does."""
    cors = ctx.config.setting("ServiceSettings", "AllowCorsFrom").strip()

    async def handle(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin", "")
        line = web.WebSocketResponse()
        if not line.can_prepare(request):
            return _refused(400, origin)
        if not origin_allowed(origin, ctx.config.setting("ServiceSettings", "SiteURL"), cors):
            return _refused(403, origin)
        session = await sessions.of_request(ctx, request, required=False)
        await line.prepare(request)
        if session:
            await _hello(ctx, line, session["userid"])
        lines = request.app["lines"]
        lines.add(line)
        try:
            await _listen(ctx, line, bool(session))
        finally:
            lines.discard(line)
            await line.close()
        return line

    return handle
