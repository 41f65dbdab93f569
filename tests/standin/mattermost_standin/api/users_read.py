# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading users: one by id, name or address, lists by filter, names or ids."""

from __future__ import annotations

import re

from . import channel_store, permissions, store, user_model, user_store
from .call import Call, reply
from .errors import ApiError, invalid_body, invalid_url, no_permission, not_imitated, unparsable

UNKNOWN_NAME = (
    "Unable to find an existing account matching your username for this team. This team may require an "
    "invite from the team owner to join."
)
UNSUPPORTED = ("not_in_channel", "in_group", "not_in_group", "channel_roles", "team_roles")


async def shown(call: Call, users: list[dict]) -> list[dict]:
    """As profiles: an administrator sees more."""
    admin = await permissions.is_admin(call)
    privacy = call.privacy
    return [user_model.view(user, privacy, admin=admin) for user in users]


async def _answer(call: Call, user: dict, own: bool):
    privacy = call.privacy
    body = user_model.view(user, privacy, own=own, admin=await permissions.is_admin(call))
    return reply(body, headers={"Etag": user_model.etag(call.ctx.version, user)})


async def by_id(call: Call):
    user = await user_store.get(call.ctx, call.id("user_id"))
    return await _answer(call, user, user["id"] == call.user_id)


async def by_username(call: Call):
    name = call.request.match_info["username"]
    if not user_model.USERNAME.match(name):
        raise invalid_body("username")
    user = await user_store.by_column(call.ctx, "username", name)
    if not user:
        raise ApiError(404, "app.user.get_by_username.app_error", UNKNOWN_NAME)
    return await _answer(call, user, user["id"] == call.user_id)


async def by_email(call: Call):
    email = call.request.match_info["email"].lower()
    if not user_model.is_email(email):
        raise invalid_url("email")
    admin = await permissions.is_admin(call)
    if not admin and not call.setting("PrivacySettings", "ShowEmailAddress"):
        raise no_permission()
    user = await user_store.by_column(call.ctx, "email", email)
    if not user:
        raise user_store.missing()
    return await _answer(call, user, False)


async def by_usernames(call: Call):
    names = await call.string_list(unparsable())
    if not names:
        raise invalid_body("usernames")
    users = await store.page(
        call.db, user_store.PROFILES % "select * from users where username = any(%s)" + " order by u.username", names
    )
    return reply(await shown(call, users))


async def by_ids(call: Call):
    ids = await call.string_list(unparsable())
    if not ids:
        raise invalid_body("user_ids")
    # Cached profiles as they are, the others from the database: the real server does the same.
    unknown = [user_id for user_id in ids if user_id not in call.ctx.cache]
    for user in await store.page(call.db, user_store.PROFILES % "select * from users where id = any(%s)", unknown):
        call.ctx.cache[user["id"]] = user
    found = [call.ctx.cache[user_id] for user_id in ids if user_id in call.ctx.cache]
    return reply(await shown(call, found))


async def _conditions(call: Call) -> tuple[str, list]:
    """The filters of the query as SQL."""
    for name in UNSUPPORTED:
        if call.query(name):
            raise not_imitated("the filter %s" % name)
    wheres = ["true"]
    args: list = []
    members = "(select userid from teammembers where deleteat = 0%s)"
    # `is true` keeps the planner from looking the members up one by one where it has no statistics yet.
    for name, pattern in (("in_team", "(id in %s) is true"), ("not_in_team", "id not in %s")):
        if call.query(name):
            await call.require(permissions.on_team(call, call.query(name), "view_team"))
            wheres.append(pattern % members % " and teamid = %s")
            args.append(call.query(name))
    if call.query("in_channel"):
        channel = await channel_store.get(call.ctx, call.query("in_channel"))
        await call.require(permissions.on_channel(call, channel, "read_channel"))
        wheres.append("(id in (select userid from channelmembers where channelid = %s)) is true")
        args.append(channel["id"])
    if call.flag("without_team"):
        wheres.append("id not in " + members % "")
    if call.query("role"):
        if not user_model.roles_are_valid("x " + call.query("role")) or not await call.db.fetchrow(
            "select id from roles where name = %s", call.query("role")
        ):
            raise invalid_body("role")
        wheres.append("%s = any(string_to_array(roles, ' '))")
        args.append(call.query("role"))
    if call.query("roles"):
        wheres.append("string_to_array(roles, ' ') && %s")
        args.append(call.query("roles").split(","))
    if call.flag("active") and call.flag("inactive"):
        raise invalid_url("inactive")
    wheres += ["deleteat = 0"] if call.flag("active") else ["deleteat <> 0"] if call.flag("inactive") else []
    return " and ".join(wheres), args


async def listing(call: Call):
    if call.query("sort"):
        raise not_imitated("the sort order %s" % call.query("sort"))
    where, args = await _conditions(call)
    offset, limit = call.page()
    # Sorted are the ids alone: whole rows of thousands of users would not fit into memory.
    chosen = "select id from users where %s order by username offset %%s limit %%s" % where
    users = await store.page(
        call.db,
        user_store.PROFILES % ("select * from users where id = any(array(%s))" % chosen) + " order by u.username",
        *args,
        offset,
        limit,
    )
    return reply(await shown(call, users))


async def search(call: Call):
    body = await call.structure(
        {
            "term": "str",
            "team_id": "str",
            "not_in_team_id": "str",
            "allow_inactive": "bool",
            "limit": "int",
            "in_channel_id": "str",
            "not_in_channel_id": "str",
            "in_group_id": "str",
            "without_team": "bool",
        },
        "props",
    )
    if not body.get("term"):
        raise invalid_body("term")
    for name in body:
        if body[name] and name not in ("term", "allow_inactive", "limit"):
            raise not_imitated("searching users by %s" % name)
    columns = ["username", "nickname"]
    admin = await permissions.is_admin(call)
    if admin or call.setting("PrivacySettings", "ShowFullName"):
        columns += ["firstname", "lastname"]
    if admin:
        columns += ["email"]
    start = re.sub(r"([%_\\])", r"\\\1", body["term"].strip().lstrip("@").lower()) + "%"
    where = " or ".join("lower(%s) like %%s" % column for column in columns)
    users = await call.db.fetch(
        user_store.PROFILES
        % (
            "select * from users where (%s)%s order by username limit %%s"
            % (where, "" if body.get("allow_inactive") else " and deleteat = 0")
        )
        + " order by u.username",
        *[start] * len(columns),
        body.get("limit") or 100,
    )
    return reply(await shown(call, users))


ROUTES = [
    ("GET", "/users", listing, {"local": True}),
    ("GET", r"/users/{user_id:[A-Za-z0-9]+}", by_id, {"local": True}),
    ("GET", r"/users/username/{username:[A-Za-z0-9_.-]+}", by_username, {"local": True}),
    ("GET", r"/users/email/{email:.+}", by_email, {"local": True}),
    ("POST", "/users/usernames", by_usernames, {}),
    ("POST", "/users/ids", by_ids, {"local": True}),
    ("POST", "/users/search", search, {}),
]
