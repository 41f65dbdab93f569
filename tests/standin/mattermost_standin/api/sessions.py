# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: how a request names one, how they are made and ended, and their cookies."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from urllib.parse import urlsplit

from aiohttp import web

from ..context import Context
from ..ids import new_id, now_ms
from .errors import session_expired


def subpath(site_url: str) -> str:
    """The path of the SiteURL, `/` without one."""
    return urlsplit(site_url).path.rstrip("/") or "/"


def token_of(request: web.Request) -> tuple[str, bool]:
    """The token and whether it came as a cookie."""
    cookie = request.cookies.get("MMAUTHTOKEN", "")
    if cookie:
        return cookie, True
    kind, _unused, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() in ("bearer", "token"):
        return value, False
    return request.query.get("access_token", ""), False


async def find(ctx: Context, token: str) -> dict | None:
    row = await ctx.db.fetchrow("select * from sessions where token = %s", token)
    if not row:
        return await _of_access_token(ctx, token)
    if row["expiresat"] and row["expiresat"] < now_ms():
        return None
    return row


async def _of_access_token(ctx: Context, token: str) -> dict | None:
    """The session that a personal access token or a bot's token stands for; it is not kept in the database."""
    row = await ctx.db.fetchrow(
        "select t.id, t.token, t.userid, t.isactive, u.roles, u.deleteat, b.userid as botid from useraccesstokens t "
        "join users u on u.id = t.userid left join bots b on b.userid = u.id where t.token = %s",
        token,
    )
    if not row or not row["isactive"] or row["deleteat"]:
        return None
    # A bot's token works whatever the setting says.
    if not row["botid"] and not ctx.config.setting("ServiceSettings", "EnableUserAccessTokens"):
        return None
    return {**row, "props": {"type": "UserAccessToken"}}


def props(row: dict) -> dict:
    return row["props"] if isinstance(row["props"], dict) else json.loads(row["props"] or "{}")


async def of_request(ctx: Context, request: web.Request, required: bool) -> dict | None:
    """The session that the request names; 401 where one is needed."""
    token, by_cookie = token_of(request)
    session = await find(ctx, token) if token else None
    if not session:
        if required:
            raise session_expired(drop_session=bool(token))
        return None
    if required and by_cookie and request.method != "GET":
        # A cookie alone proves nothing: another site's page can send it too.
        own = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        if not own and request.headers.get("X-CSRF-Token", "") != props(session).get("csrf"):
            raise session_expired(drop_session=True)
    return session


async def create(ctx: Context, user: dict) -> dict:
    """A session of the web kind."""
    now, hours = now_ms(), ctx.config.setting("ServiceSettings", "SessionLengthWebInHours")
    details = {
        "browser": "Unknown/0.0",
        "csrf": new_id(),
        "isMobile": "false",
        "isOAuthUser": "false",
        "isSaml": "false",
        "is_guest": "false",
        "os": "",
        "platform": "Unknown",
    }
    row = {
        "id": new_id(),
        "token": new_id(),
        "createat": now,
        "expiresat": now + hours * 3600 * 1000,
        "lastactivityat": now,
        "userid": user["id"],
        "deviceid": "",
        "roles": user["roles"],
        "isoauth": False,
        "expirednotify": False,
        "props": json.dumps(details),
    }
    await ctx.db.execute(
        "insert into sessions (%s) values (%s)" % (", ".join(row), ", ".join(["%s"] * len(row))), *row.values()
    )
    return row


async def revoke_all(db, user_id: str, keep: str = "") -> None:
    await db.execute("delete from sessions where userid = %s and id <> %s", user_id, keep)


def cleared(ctx: Context) -> dict[str, str]:
    """The header that makes a browser forget the session."""
    path = subpath(ctx.config.setting("ServiceSettings", "SiteURL"))
    return {"Set-Cookie": "MMAUTHTOKEN=; Path=%s; Max-Age=0; HttpOnly" % path}


def cookies(ctx: Context, request: web.Request, session: dict) -> list[str]:
    """The cookies of a login, as header values."""
    service = ctx.config.get()["ServiceSettings"]
    seconds = service["SessionLengthWebInHours"] * 3600
    secure = request.headers.get("X-Forwarded-Proto", "").lower() == "https"
    domain = urlsplit(service["SiteURL"]).hostname if service["AllowCookiesForSubdomains"] else ""
    lines = []
    for name, value in (
        ("MMAUTHTOKEN", session["token"]),
        ("MMUSERID", session["userid"]),
        ("MMCSRF", props(session)["csrf"]),
    ):
        parts = ["%s=%s" % (name, value), "Path=" + subpath(service["SiteURL"])]
        parts += ["Domain=" + domain] if domain else []
        parts += ["Expires=" + formatdate(time.time() + seconds, usegmt=True), "Max-Age=%d" % seconds]
        parts += ["HttpOnly"] if name == "MMAUTHTOKEN" else []
        parts += ["Secure"] if secure else []
        parts += ["SameSite=None"] if secure and request.cookies.get("MMEMBED") == "1" else []
        lines.append("; ".join(parts))
    return lines
