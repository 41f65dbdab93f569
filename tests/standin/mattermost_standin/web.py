# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two web applications: the one on TCP, and the one on the local socket."""

from __future__ import annotations

import posixpath

import psycopg
from aiohttp import web

from . import release
from .api import (
    bots,
    channel_members,
    channels,
    commands,
    config,
    email_settings,
    emojis,
    hooks_incoming,
    hooks_outgoing,
    jobs,
    licence,
    login,
    pictures,
    plugins,
    posts,
    roles,
    sessions,
    system,
    team_members,
    teams,
    tokens,
    users_account,
    users_change,
    users_create,
    users_read,
    websocket,
)
from .api.call import Call, reply
from .api.errors import ApiError
from .api.pages import SECURITY, Pages, version_id
from .context import Context
from .dsn import ConnectError
from .ids import new_id

# One line a resource: its table of routes says what is served where.
RESOURCES = (
    bots,
    channel_members,
    channels,
    commands,
    config,
    emojis,
    email_settings,
    hooks_incoming,
    hooks_outgoing,
    jobs,
    licence,
    login,
    pictures,
    plugins,
    posts,
    roles,
    system,
    team_members,
    teams,
    tokens,
    users_account,
    users_change,
    users_create,
    users_read,
)
API = "/api/v4"
# Uploads have their own limit; the API's is judged where a body is read.
BODY_LIMIT = 200 * 1024 * 1024


def _not_found(request: web.Request) -> web.Response:
    return reply(
        {
            "id": "api.context.404.app_error",
            "message": "Sorry, we could not find the page.",
            "detailed_error": "There doesn't appear to be an api call for the url='%s'.  Typo? are you missing a "
            "team_id or user_id as part of the url?" % request.path,
            "status_code": 404,
        },
        404,
    )


def _is_api(request: web.Request, prefix: str) -> bool:
    return request.path.startswith(prefix + "/api/")


def _guarded(ctx: Context, handler, options: dict, local: bool):
    """A route with its session, its errors as JSON, and the headers of every known route."""

    async def handle(request: web.Request) -> web.StreamResponse:
        request_id = new_id()
        try:
            session = None if local else await sessions.of_request(ctx, request, options.get("login", True))
            answer = await handler(Call(ctx, request, local, session))
        except ApiError as error:
            answer = reply(
                {
                    "id": error.id,
                    "message": error.message,
                    "detailed_error": "",
                    "request_id": request_id,
                    "status_code": error.status,
                },
                error.status,
                sessions.cleared(ctx) if error.drop_session else None,
            )
        except (psycopg.Error, ConnectError) as error:
            ctx.log.error("%s %s: %s", request.method, request.path, error)
            answer = reply(
                {
                    "id": "standin.database",
                    "message": "The database refused or is not there.",
                    "detailed_error": "",
                    "request_id": request_id,
                    "status_code": 500,
                },
                500,
            )
        answer.headers.update(
            {**SECURITY, "Vary": "Accept-Encoding", "X-Request-Id": request_id, "X-Version-Id": version_id(ctx)}
        )
        if request.method == "GET":
            answer.headers["Expires"] = "0"
        if "gzip" in request.headers.get("Accept-Encoding", "") and answer.body and len(answer.body) > 1400:
            answer.enable_compression(web.ContentCoding.gzip)
        return answer

    return handle


async def _bare_headers(request: web.Request, answer: web.StreamResponse) -> None:
    """The library's own headers go; the real server names neither itself nor a type it does not know."""
    answer.headers.pop("Server", None)
    if request.get("untyped") or answer.status == 101:
        answer.headers.pop("Content-Type", None)
    if answer.status == 101:
        answer.headers["Connection"] = "Upgrade"


async def _close_lines(app: web.Application) -> None:
    for line in list(app["lines"]):
        await line.close()


def _application(ctx: Context, prefix: str, local: bool, otherwise) -> web.Application:
    """The API's routes; what is not there goes to `otherwise`."""

    @web.middleware
    async def unknown(request: web.Request, handler):
        try:
            return await handler(request)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
            return await otherwise(request)

    app = web.Application(middlewares=[unknown], client_max_size=BODY_LIMIT)
    app.on_response_prepare.append(_bare_headers)
    for resource in RESOURCES:
        for method, path, handler, options in resource.ROUTES:
            if options.get("local") or not local:
                app.router.add_route(method, prefix + API + path, _guarded(ctx, handler, options, local))
    return app


def make_tcp_app(ctx: Context) -> web.Application:
    """Everything below the path that the SiteURL had at the start."""
    subpath = sessions.subpath(ctx.config.setting("ServiceSettings", "SiteURL"))
    prefix = subpath.rstrip("/")
    pages = Pages(ctx, release.current().home / "client", subpath)

    async def otherwise(request: web.Request) -> web.StreamResponse:
        if prefix and request.path != prefix and not request.path.startswith(prefix + "/"):
            # Go's redirect writes a body, and with it a type, only for GET.
            request["untyped"] = request.method != "GET"
            place = posixpath.join(prefix, request.raw_path.lstrip("/")).rstrip("/")
            return web.Response(status=302, headers={"Location": place, "Content-Type": "text/html; charset=utf-8"})
        if _is_api(request, prefix):
            return _not_found(request)
        return await pages.root(request)

    app = _application(ctx, prefix, False, otherwise)
    app["lines"] = set()
    app.on_shutdown.append(_close_lines)
    app.router.add_get(prefix + API + "/websocket", websocket.handler(ctx))
    app.router.add_post(
        prefix + "/hooks/{hook_id:[A-Za-z0-9]+}", _guarded(ctx, hooks_incoming.post, {"login": False}, False)
    )
    app.router.add_get(prefix + r"/static/{path:.+}", pages.static)
    app.router.add_get(prefix + "/robots.txt", pages.robots)
    app.router.add_route("*", prefix + r"/plugins/{path:.+}", pages.plugin)
    return app


def make_local_app(ctx: Context) -> web.Application:
    """The socket: no session, every right, fewer routes, and no path of a SiteURL."""

    async def otherwise(request: web.Request) -> web.StreamResponse:
        return _not_found(request) if _is_api(request, "") else Pages.missing(request)

    return _application(ctx, "", True, otherwise)
