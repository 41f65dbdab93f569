# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bots: accounts without a password, whose display name is the account's first name."""

from __future__ import annotations

import psycopg.errors

from ..ids import new_id, now_ms
from . import permissions, sessions, store, user_model, user_store
from .call import Call, reply
from .errors import ApiError, no_permission, not_imitated

FIELDS = {"username": "str", "display_name": "str", "description": "str"}
_BOT = r"/bots/{bot_id:[A-Za-z0-9]+}"
_SELECT = (
    "select b.*, u.username, u.firstname from bots b join users u on u.id = b.userid where %s "
    "order by b.createat, u.username"
)


def view(bot: dict) -> dict:
    """Empty texts are left out."""
    found = {"user_id": bot["userid"], "username": bot["username"]}
    found.update(
        {
            key: bot[column]
            for key, column in (("display_name", "firstname"), ("description", "description"))
            if bot[column]
        }
    )
    return {
        **found,
        "owner_id": bot["ownerid"],
        "create_at": bot["createat"],
        "update_at": bot["updateat"],
        "delete_at": bot["deleteat"],
    }


def _missing() -> ApiError:
    return ApiError(404, "store.sql_bot.get.missing.app_error", "Bot does not exist.")


def _check(bot: dict) -> None:
    if not user_model.USERNAME.match(bot["username"]) or bot["username"] in user_model.RESERVED:
        raise ApiError(400, "model.bot.is_valid.username.app_error", "Invalid username.")
    if len(bot["description"]) > 1024:
        raise ApiError(400, "model.bot.is_valid.description.app_error", "Invalid description.")
    if len(bot["firstname"]) > 64:
        raise ApiError(400, "model.user.is_valid.first_name.app_error", "Invalid first name.")


async def may_manage(call: Call, bot: dict, what: str = "manage") -> bool:
    """One's own bots, and those of others, are two rights."""
    right = "%s_others_bots" % what if bot["ownerid"] != call.user_id else "%s_bots" % what
    return await permissions.on_system(call, right)


async def _get(call: Call, archived: bool = True, change: bool = True) -> dict:
    """The bot of the path. Without the permission to read it, the answer is the same as for a missing one."""
    bot_id = call.id("bot_id")
    bot = await call.db.fetchrow(_SELECT % "b.userid = %s", bot_id)
    if not bot or (bot["deleteat"] and not archived):
        raise _missing()
    if change and await may_manage(call, bot):
        return bot
    if not await may_manage(call, bot, "read"):
        raise _missing()
    if change:
        raise no_permission()
    return bot


def _account(call: Call, bot: dict) -> dict:
    """The user behind a new bot; it counts for no limit."""
    now = now_ms()
    return {
        "id": bot["userid"],
        "createat": now,
        "updateat": now,
        "deleteat": 0,
        "username": bot["username"],
        "password": "",
        "authdata": None,
        "authservice": "",
        "email": bot["username"] + "@localhost",
        "emailverified": False,
        "nickname": "",
        "firstname": bot["firstname"],
        "lastname": "",
        "position": "",
        "roles": "system_user",
        "allowmarketing": False,
        "props": {},
        "notifyprops": dict(user_model.NOTIFY),
        "lastpasswordupdate": now,
        "lastpictureupdate": 0,
        "failedattempts": 0,
        "locale": call.setting("LocalizationSettings", "DefaultClientLocale"),
        "mfaactive": False,
        "mfasecret": "",
        "timezone": dict(user_model.TIMEZONE),
        "remoteid": None,
    }


def _row(bot: dict) -> dict:
    return {key: value for key, value in bot.items() if key not in ("username", "firstname")}


def _new(user_id: str, owner_id: str, username: str, display_name: str, description: str) -> dict:
    now = now_ms()
    return {
        "userid": user_id,
        "username": username,
        "firstname": display_name,
        "description": description,
        "ownerid": owner_id,
        "lasticonupdate": 0,
        "createat": now,
        "updateat": now,
        "deleteat": 0,
    }


async def create(call: Call):
    body = await call.structure(FIELDS, "bot")
    await call.require(permissions.on_system(call, "create_bot"))
    if await call.db.fetchrow("select userid from bots where userid = %s", call.user_id):
        raise no_permission()
    if not call.setting("ServiceSettings", "EnableBotAccountCreation"):
        raise ApiError(403, "api.bot.create_disabled", "Bot creation has been disabled.")
    bot = _new(
        new_id(), call.user_id, body.get("username", ""), body.get("display_name", ""), body.get("description", "")
    )
    _check(bot)
    await user_store.insert(call.ctx, _account(call, bot))
    await store.insert(call.db, "bots", _row(bot))
    user_store.forget(call.ctx, bot["userid"])
    return reply(view(bot), 201)


async def get(call: Call):
    return reply(view(await _get(call, call.flag("include_deleted"), change=False)))


async def listing(call: Call):
    if call.flag("only_orphaned"):
        raise not_imitated("listing bots without an owner")
    wheres, args = ["true"], []
    if not await permissions.on_system(call, "read_others_bots"):
        await call.require(permissions.on_system(call, "read_bots"))
        wheres.append("b.ownerid = %s")
        args.append(call.user_id)
    if not call.flag("include_deleted"):
        wheres.append("b.deleteat = 0")
    offset, limit = call.page()
    found = await call.db.fetch(_SELECT % " and ".join(wheres) + " offset %s limit %s", *args, offset, limit)
    return reply([view(bot) for bot in found])


async def _change(call: Call, bot: dict, changes: dict) -> dict:
    """Columns of the bot; the time moves with them."""
    changes = {"updateat": now_ms(), **changes}
    await call.db.execute(
        "update bots set %s where userid = %%s" % ", ".join("%s = %%s" % key for key in changes),
        *changes.values(),
        bot["userid"],
    )
    user_store.forget(call.ctx, bot["userid"])
    return {**bot, **changes}


async def patch(call: Call):
    """Missing fields stay, and the same values again change nothing, not even the time."""
    body = await call.structure(FIELDS, "bot")
    bot = await _get(call)
    wanted = {
        **bot,
        **{
            column: body[key]
            for key, column in (("username", "username"), ("display_name", "firstname"), ("description", "description"))
            if key in body
        },
    }
    if wanted == bot:
        return reply(view(bot))
    _check(wanted)
    user = await user_store.by_column(call.ctx, "id", bot["userid"])
    await user_store.update(
        call.ctx,
        user,
        username=wanted["username"],
        email=wanted["username"] + "@localhost",
        firstname=wanted["firstname"],
        updateat=now_ms(),
    )
    changed = await _change(call, bot, {"description": wanted["description"]})
    return reply(view({**wanted, "updateat": changed["updateat"]}))


async def assign(call: Call):
    """Whether the new owner exists is not asked."""
    owner_id = call.id("user_id")
    bot = await _get(call)
    if await call.db.fetchrow("select userid from bots where userid = %s", owner_id):
        raise no_permission()
    return reply(view(await _change(call, bot, {"ownerid": owner_id})))


async def _set_active(call: Call, active: bool):
    bot = await _get(call)
    if bool(bot["deleteat"]) == (not active):
        return reply(view(bot))
    now = now_ms()
    user = await user_store.by_column(call.ctx, "id", bot["userid"])
    await user_store.update(call.ctx, user, updateat=now, deleteat=0 if active else now)
    if not active:
        await sessions.revoke_all(call.db, bot["userid"])
    return reply(view(await _change(call, bot, {"updateat": now, "deleteat": 0 if active else now})))


async def enable(call: Call):
    return await _set_active(call, True)


async def disable(call: Call):
    return await _set_active(call, False)


async def convert_user(call: Call):
    """A user becomes a bot that owns itself. Its name is shown once: what is read later is the first name."""
    user_id = call.id("user_id")
    await call.require(permissions.is_admin(call))
    user = await user_store.by_column(call.ctx, "id", user_id)
    if not user:
        raise user_store.missing()
    bot = _new(user_id, user_id, user["username"], user["username"], "")
    try:
        await store.insert(call.db, "bots", _row(bot))
    except psycopg.errors.UniqueViolation as error:
        raise not_imitated("a bot that is made a bot again") from error
    user_store.forget(call.ctx, user_id)
    return reply(view(bot))


async def convert_to_user(_call: Call):
    raise not_imitated("a bot that becomes a user")


ROUTES = [
    ("POST", "/bots", create, {}),
    ("GET", "/bots", listing, {"local": True}),
    ("GET", _BOT, get, {"local": True}),
    ("PUT", _BOT, patch, {"local": True}),
    ("POST", _BOT + "/enable", enable, {"local": True}),
    ("POST", _BOT + "/disable", disable, {"local": True}),
    ("POST", _BOT + "/assign/{user_id:[A-Za-z0-9]+}", assign, {"local": True}),
    ("POST", _BOT + "/convert_to_user", convert_to_user, {"local": True}),
    ("POST", r"/users/{user_id:[A-Za-z0-9]+}/convert_to_bot", convert_user, {"local": True}),
]
