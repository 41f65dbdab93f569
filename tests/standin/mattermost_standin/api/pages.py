# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths outside the API: the web application's page at nearly every path, static files, robots.txt."""

from __future__ import annotations

import base64
import hashlib
import pathlib

from aiohttp import web

from ..context import Context
from ..ids import new_id
from . import sessions

SECURITY = {"Permissions-Policy": "", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
ROBOTS = "User-agent: *\nDisallow: /\n"


def version_id(ctx: Context) -> str:
    return "%s.%s.%s.false" % (ctx.version, ctx.version, ctx.config.digest())


def script_hash(subpath: str) -> str:
    """Below a path the page holds one inline script, and the policy its hash."""
    if subpath == "/":
        return ""
    script = "window.publicPath='%s/static/'" % subpath
    return " 'sha256-%s'" % base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _plain(status: int, text: str, headers: dict | None = None) -> web.Response:
    return web.Response(
        status=status, body=text.encode(), headers={"Content-Type": "text/plain; charset=utf-8", **(headers or {})}
    )


class Pages:
    """The handlers, with the directory of the web application."""

    def __init__(self, ctx: Context, client: pathlib.Path, subpath: str):
        self.ctx = ctx
        self.client = client
        self.subpath = subpath

    async def root(self, request: web.Request) -> web.Response:
        """The page, with the policy of this moment; 500 without a web application, as on a real server."""
        if request.method not in ("GET", "HEAD"):
            return self.missing(request)
        try:
            page = (self.client / "root.html").read_bytes()
        except FileNotFoundError:
            return _plain(500, "Internal Server Error\n", SECURITY)
        frames = self.ctx.config.setting("ServiceSettings", "FrameAncestors")
        return web.Response(
            body=page,
            headers={
                **SECURITY,
                "Content-Type": "text/html",
                "Cache-Control": "no-cache, max-age=31556926, public",
                "Content-Security-Policy": "frame-ancestors 'self' %s; script-src 'self'%s"
                % (frames, script_hash(sessions.subpath(self.ctx.config.setting("ServiceSettings", "SiteURL")))),
                "X-Frame-Options": "SAMEORIGIN",
                "X-Request-Id": new_id(),
                "X-Version-Id": version_id(self.ctx),
            },
        )

    async def static(self, request: web.Request) -> web.StreamResponse:
        wanted = (self.client / request.match_info["path"]).resolve()
        headers = {**SECURITY, "Vary": "Accept-Encoding"}
        if not wanted.is_relative_to(self.client.resolve()) or not wanted.is_file():
            return _plain(404, "404 page not found\n", {**headers, "Cache-Control": "no-cache, public"})
        return web.FileResponse(wanted, headers={**headers, "Cache-Control": "max-age=31556926, public"})

    async def plugin(self, _request: web.Request) -> web.Response:
        return _plain(404, "404 page not found\n", {"X-Content-Type-Options": "nosniff"})

    async def robots(self, _request: web.Request) -> web.Response:
        return _plain(200, ROBOTS)

    @staticmethod
    def missing(_request: web.Request) -> web.Response:
        return _plain(404, "404 page not found\n")
