# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users in the database, and the cache of profiles by id.

The real server answers a read by id from a cache that a login does not refresh: `update_at` of such an answer is
older than that of a read by name. Clients that compare times depend on it.
"""

from __future__ import annotations

import json

import psycopg.errors

from ..context import Context
from .errors import ApiError

JSON_COLUMNS = ("props", "notifyprops", "timezone")
# Users with what makes a bot of them; the inner query chooses which.
PROFILES = (
    "select u.*, b.userid as botid, b.description as botdescription from (%s) u left join bots b on b.userid = u.id"
)


def missing() -> ApiError:
    return ApiError(404, "app.user.missing_account.const", "Unable to find the user.")


def taken(what: str) -> ApiError:
    return ApiError(400, "app.user.save.%s_exists.app_error" % what, "An account with that %s already exists." % what)


async def get(ctx: Context, user_id: str) -> dict:
    """By id, from the cache when it is there."""
    found = ctx.cache.get(user_id)
    if not found:
        found = await ctx.db.fetchrow(PROFILES % "select * from users where id = %s", user_id)
        if not found:
            raise missing()
        ctx.cache[user_id] = found
    return dict(found)


async def by_column(ctx: Context, column: str, value: str) -> dict | None:
    """By a column of ours, never from the cache."""
    return await ctx.db.fetchrow(PROFILES % ("select * from users where %s = %%s" % column), value)


def _encoded(values: dict) -> dict:
    return {
        key: json.dumps(value) if key in JSON_COLUMNS and value is not None else value for key, value in values.items()
    }


async def _write(ctx: Context, user: dict, statement: str, *args) -> None:
    """A write in which the database's unique constraints have the last word."""
    try:
        await ctx.db.execute(statement, *args)
    except psycopg.errors.UniqueViolation as error:
        raise taken("email" if "email" in (error.diag.constraint_name or "") else "username") from error
    forget(ctx, user["id"])


async def _check_unique(ctx: Context, user: dict) -> None:
    for column in ("username", "email"):
        row = await by_column(ctx, column, user[column])
        if row and row["id"] != user["id"]:
            raise taken(column)


async def insert(ctx: Context, user: dict) -> None:
    await _check_unique(ctx, user)
    values = _encoded(user)
    await _write(
        ctx,
        user,
        "insert into users (%s) values (%s)" % (", ".join(values), ", ".join(["%s"] * len(values))),
        *values.values(),
    )


async def update(ctx: Context, user: dict, **changes) -> None:
    """Change columns; the cached profile is dropped."""
    user.update(changes)
    if "username" in changes or "email" in changes:
        await _check_unique(ctx, user)
    values = _encoded(changes)
    await _write(
        ctx,
        user,
        "update users set %s where id = %%s" % ", ".join("%s = %%s" % key for key in values),
        *values.values(),
        user["id"],
    )


def forget(ctx: Context, user_id: str) -> None:
    ctx.cache.pop(user_id, None)


async def active_count(ctx: Context) -> int:
    """Those that the limit of an unlicensed server counts: active, no bots."""
    row = await ctx.db.fetchrow(
        "select count(*) as number from users where deleteat = 0 and id not in (select userid from bots)"
    )
    return row["number"]


async def is_empty(ctx: Context) -> bool:
    return not await ctx.db.fetchrow("select id from users where id not in (select userid from bots) limit 1")


async def other_admins(ctx: Context, user_id: str) -> int:
    row = await ctx.db.fetchrow(
        "select count(*) as number from users where deleteat = 0 and id <> %s "
        "and 'system_admin' = any(string_to_array(roles, ' '))",
        user_id,
    )
    return row["number"]


async def delete(ctx: Context, user_id: str) -> None:
    """For good, with everything that hangs on the account."""
    async with ctx.db.transaction() as tx:
        for table in (
            "sessions",
            "useraccesstokens",
            "teammembers",
            "channelmembers",
            "incomingwebhooks",
            "bots",
            "posts",
        ):
            await tx.execute("delete from %s where userid = %%s" % table, user_id)
        for table in ("outgoingwebhooks", "commands"):
            await tx.execute("delete from %s where creatorid = %%s" % table, user_id)
        await tx.execute("delete from users where id = %s", user_id)
    forget(ctx, user_id)
