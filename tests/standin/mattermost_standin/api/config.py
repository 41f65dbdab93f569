# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration's routes; the rules are the store's."""

from __future__ import annotations

import json

from ..config import ConfigError, without_defaults, without_masked
from . import client_config, permissions
from .call import Call, ok, reply
from .errors import ApiError


async def _require_admin(call: Call) -> None:
    await call.require(permissions.is_admin(call))


async def get(call: Call):
    await _require_admin(call)
    config = call.ctx.config.get() if call.local else call.ctx.plugins.masked()
    if call.flag("remove_masked"):
        # Over the socket nothing is masked, so nothing goes.
        config = without_masked(config)
    if call.flag("remove_defaults"):
        config = without_defaults(config)
    return reply(config)


async def _change(call: Call, change):
    raw = await call.body()
    try:
        body = json.loads(raw)
    except ValueError:
        body = None  # refused by the store with its own words
    try:
        change(body, restricted=not call.local)
    except ConfigError as error:
        raise ApiError(error.status, error.id, error.message) from error
    # Masked even over the socket, and without the settings of plugins that are not installed.
    return reply(call.ctx.plugins.masked())


async def patch(call: Call):
    await _require_admin(call)
    return await _change(call, call.ctx.config.patch)


async def replace(call: Call):
    await _require_admin(call)
    return await _change(call, call.ctx.config.replace)


async def reload(call: Call):
    await _require_admin(call)
    try:
        call.ctx.config.reload()
    except ConfigError as error:
        raise ApiError(error.status, error.id, error.message) from error
    return ok()


async def environment(call: Call):
    """Those who may not see it get null, as if nothing were set."""
    tree = call.ctx.config.environment() if await permissions.is_admin(call) else {}
    return reply(tree or None)


async def client(call: Call):
    """The settings that a client may read, more with a session. Over the socket there is none."""
    rows = await call.db.fetch("select name, value from systems")
    schema = await call.db.fetchrow("select max(version) as version from db_migrations")
    facts = {row["name"]: row["value"] for row in rows}
    facts["SchemaVersion"] = str(schema["version"])
    return reply(client_config.build(call.ctx, facts, everything=bool(call.session)))


ROUTES = [
    ("GET", "/config", get, {"local": True}),
    ("PUT", "/config", replace, {"local": True}),
    ("PUT", "/config/patch", patch, {"local": True}),
    ("POST", "/config/reload", reload, {"local": True}),
    ("GET", "/config/client", client, {"local": True, "login": False}),
    ("GET", "/config/environment", environment, {}),
]
