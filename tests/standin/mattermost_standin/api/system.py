# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server itself: ping, limits, schema, figures."""

from __future__ import annotations

import os
import zoneinfo

import psycopg

from ..dsn import ConnectError
from . import permissions, user_store, users_create
from .call import Call, ok, reply
from .errors import ApiError, not_imitated

PING = {
    "ActiveSearchBackend": "database",
    "AndroidLatestVersion": "",
    "AndroidMinVersion": "",
    "IosLatestVersion": "",
    "IosMinVersion": "",
    "status": "OK",
}


async def _database(call: Call) -> str:
    try:
        await call.db.fetchrow("select 1")
    except (psycopg.Error, ConnectError):
        return "UNHEALTHY"
    return "OK"


def _filestore(call: Call) -> str:
    folder = call.setting("FileSettings", "Directory")
    return "OK" if os.access(folder, os.W_OK) else "UNHEALTHY"


async def ping(call: Call):
    body: dict = dict(PING)
    if call.flag("get_server_status"):
        body.update(database_status=await _database(call), filestore_status=_filestore(call))
        if "UNHEALTHY" in body.values():
            body["status"] = "UNHEALTHY"
        elif await permissions.is_admin(call):
            body["root_status"] = os.geteuid() == 0
    failed = body["status"] != "OK" and not call.flag("use_rest_semantics")
    return reply(dict(sorted(body.items())), 500 if failed else 200)


async def limits(call: Call):
    """Figures are for administrators; others get zeros."""
    admin = await permissions.is_admin(call)
    return reply(
        {
            "maxUsersLimit": users_create.SOFT_LIMIT if admin else 0,
            "maxUsersHardLimit": users_create.HARD_LIMIT if admin else 0,
            "activeUserCount": await user_store.active_count(call.ctx) if admin else 0,
            "singleChannelGuestCount": 0,
            "singleChannelGuestLimit": 0,
            "postHistoryLimit": 0,
            "lastAccessiblePostTime": 0,
        }
    )


async def schema_version(call: Call):
    await call.require(permissions.is_admin(call))
    return reply(await call.db.fetch("select version, name from db_migrations order by version desc"))


async def busy(call: Call):
    await call.require(permissions.is_admin(call))
    return reply({"busy": False, "expires": -62135596800, "expires_ts": "Mon Jan 1 00:00:00 +0000 UTC 0001"})


async def timezones(_call: Call):
    return reply(sorted(zoneinfo.available_timezones()))


async def _count(call: Call, sql: str) -> int:
    return (await call.db.fetchrow("select count(*) as number from " + sql))["number"]


async def analytics(call: Call):
    await call.require(permissions.is_admin(call))
    if call.query("name") not in ("", "standard"):
        raise not_imitated("analytics of the kind %s" % call.query("name"))
    figures = {
        "channel_open_count": await _count(call, "channels where type = 'O'"),
        "channel_private_count": await _count(call, "channels where type = 'P'"),
        "post_count": 0,
        "unique_user_count": await user_store.active_count(call.ctx),
        "team_count": await _count(call, "teams where deleteat = 0"),
        "total_websocket_connections": 0,
        "total_master_db_connections": 1,
        "total_read_db_connections": 0,
        "daily_active_users": 0,
        "monthly_active_users": 0,
        "inactive_user_count": await _count(call, "users where deleteat <> 0"),
        "single_channel_guest_count": 0,
    }
    return reply([{"name": name, "value": value} for name, value in figures.items()])


async def invalidate(call: Call):
    await call.require(permissions.is_admin(call))
    call.ctx.cache.clear()
    return ok()


async def recycle(call: Call):
    """The pool's connections renew themselves when they break: nothing to do."""
    await call.require(permissions.is_admin(call))
    return ok()


async def restart(call: Call):
    await call.require(permissions.is_admin(call))
    raise not_imitated("a restart from within")


async def image_proxy(_call: Call):
    """The proxy is off, and nothing is fetched without it."""
    raise ApiError(400, "api.image.get.app_error", "Requested image url cannot be parsed.")


ROUTES = [
    ("GET", "/system/ping", ping, {"local": True, "login": False}),
    ("GET", "/system/schema/version", schema_version, {"local": True}),
    ("GET", "/system/timezones", timezones, {}),
    ("GET", "/limits/server", limits, {}),
    ("GET", "/server_busy", busy, {"local": True}),
    ("GET", "/analytics/old", analytics, {}),
    ("POST", "/caches/invalidate", invalidate, {}),
    ("POST", "/database/recycle", recycle, {}),
    ("POST", "/restart", restart, {}),
    ("GET", "/image", image_proxy, {}),
]
