# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slash commands: kept and shown, never run."""

from __future__ import annotations

from ..ids import new_id, now_ms
from . import permissions, store, team_store, user_store
from .call import Call, is_id, ok, reply
from .errors import ApiError, invalid_body, no_permission, not_imitated
from .hooks_incoming import may_manage
from .hooks_outgoing import is_http

FIELDS = {
    "id": "str",
    "token": "str",
    "create_at": "int",
    "update_at": "int",
    "delete_at": "int",
    "creator_id": "str",
    "team_id": "str",
    "trigger": "str",
    "method": "str",
    "username": "str",
    "icon_url": "str",
    "auto_complete": "bool",
    "auto_complete_desc": "str",
    "auto_complete_hint": "str",
    "display_name": "str",
    "description": "str",
    "url": "str",
    "plugin_id": "str",
}
# The fields that a PUT takes from its body, with the columns.
REPLACED = {
    "trigger": "trigger",
    "method": "method",
    "username": "username",
    "icon_url": "iconurl",
    "auto_complete": "autocomplete",
    "auto_complete_desc": "autocompletedesc",
    "auto_complete_hint": "autocompletehint",
    "display_name": "displayname",
    "description": "description",
    "url": "url",
}
# Only how `me` looks was recorded, that there are 31 which complete themselves, and that `join` is taken.
ME = {"display_name": "me", "auto_complete_desc": "Do an action", "auto_complete_hint": "[message]"}
BUILT_IN = (
    "me",
    "away",
    "code",
    "collapse",
    "dnd",
    "echo",
    "expand",
    "exportlink",
    "groupmsg",
    "header",
    "help",
    "invite",
    "invite_people",
    "join",
    "kick",
    "leave",
    "logout",
    "marketplace",
    "msg",
    "mute",
    "offline",
    "online",
    "open",
    "purpose",
    "remove",
    "rename",
    "search",
    "settings",
    "shortcuts",
    "shrug",
    "status",
)
NOT_COMPLETED = ("secure-connection", "share-channel", "test")
KIND = "slash_commands"
_COMMAND = r"/commands/{command_id:[A-Za-z0-9]+}"


def view(command: dict) -> dict:
    return {
        "id": command["id"],
        "token": command["token"],
        "create_at": command["createat"],
        "update_at": command["updateat"],
        "delete_at": command["deleteat"],
        "creator_id": command["creatorid"],
        "team_id": command["teamid"],
        "plugin_id": command["pluginid"],
        **{key: command[column] for key, column in REPLACED.items()},
    }


def _built_in(trigger: str) -> dict:
    empty = {"create_at": 0, "update_at": 0, "delete_at": 0}
    return {
        **{key: empty.get(key, "") for key in FIELDS},
        "trigger": trigger,
        "display_name": trigger,
        "auto_complete": True,
        **(ME if trigger == "me" else {}),
    }


def _invalid(name: str, message: str) -> ApiError:
    return ApiError(400, "model.command.is_valid.%s.app_error" % name, message)


def _check(command: dict) -> None:
    """The server's own checks, in its order."""
    if not command["creatorid"]:
        # Without a maker it takes the command for one of a plugin.
        raise _invalid("plugin_id", "Invalid plugin id.")
    if not is_id(command["creatorid"]):
        raise _invalid("user_id", "Invalid user id.")
    if not is_id(command["teamid"]):
        raise _invalid("team_id", "Invalid team ID.")
    trigger = command["trigger"]
    if not 0 < len(trigger) <= 128 or trigger.startswith("/") or " " in trigger:
        raise _invalid("trigger", "Invalid trigger.")
    if not 0 < len(command["url"]) <= 1024:
        raise _invalid("url", "Invalid URL.")
    if not is_http(command["url"]):
        raise _invalid("url_http", "Invalid URL. Must be a valid URL and start with http:// or https://.")
    if command["method"] not in ("P", "G"):
        raise _invalid("method", "Invalid Method.")
    for column, most, name in (
        ("displayname", 64, "display_name"),
        ("description", 128, "description"),
        ("username", 64, "username"),
        ("iconurl", 1024, "icon_url"),
        ("autocompletedesc", 1024, "autocomplete_desc"),
        ("autocompletehint", 1024, "autocomplete_hint"),
    ):
        if len(command[column]) > most:
            raise _invalid(name, "Invalid %s." % name)


def _check_enabled(call: Call) -> None:
    if not call.setting("ServiceSettings", "EnableCommands"):
        raise ApiError(501, "api.command.disabled.app_error", "Commands have been disabled by the system admin.")


async def _check_trigger(call: Call, command: dict) -> None:
    """One word, one command: per team, and none of the built-in ones."""
    if command["trigger"] in BUILT_IN + NOT_COMPLETED or await call.db.fetchrow(
        "select id from commands where teamid = %s and trigger = %s and id <> %s and deleteat = 0",
        command["teamid"],
        command["trigger"],
        command["id"],
    ):
        raise ApiError(
            400,
            "api.command.duplicate_trigger.app_error",
            "This trigger word is already in use. Please choose another word.",
        )


def _values(body: dict) -> dict:
    values = {column: body.get(key, False if key == "auto_complete" else "") for key, column in REPLACED.items()}
    return {**values, "trigger": values["trigger"].lower()}


async def create(call: Call):
    body = await call.structure(FIELDS, "command")
    creator_id = body.get("creator_id") or call.user_id
    team_id = body.get("team_id", "")
    await call.require(may_manage(call, team_id, KIND, creator_id))
    _check_enabled(call)
    if body.get("plugin_id"):
        raise not_imitated("commands of plugins")
    if creator_id and is_id(creator_id):
        await user_store.get(call.ctx, creator_id)
    now = now_ms()
    command = {
        "id": new_id(),
        "token": new_id(),
        "createat": now,
        "updateat": now,
        "deleteat": 0,
        "creatorid": creator_id,
        "teamid": team_id,
        "pluginid": "",
        **_values(body),
    }
    await _check_trigger(call, command)
    _check(command)
    await store.insert(call.db, "commands", command)
    return reply(view(command), 201)


async def listing(call: Call):
    """Not paged."""
    team_id = call.query("team_id")
    if not team_id:
        raise invalid_body("team_id")
    custom = call.flag("custom_only")
    if not await permissions.on_team(call, team_id, "manage_own_" + KIND):
        if not custom:
            raise not_imitated("the commands that a normal member sees")
        raise no_permission()
    _check_enabled(call)
    wheres, args = "teamid = %s and deleteat = 0", [team_id]
    if not await permissions.on_team(call, team_id, "manage_others_" + KIND):
        wheres += " and creatorid = %s"
        args.append(call.user_id)
    found = await call.db.fetch("select * from commands where %s order by createat, id" % wheres, *args)
    return reply(([] if custom else [_built_in(trigger) for trigger in BUILT_IN]) + [view(row) for row in found])


async def _get(call: Call) -> dict:
    command_id = call.id("command_id")
    _check_enabled(call)
    command = await call.db.fetchrow("select * from commands where id = %s and deleteat = 0", command_id)
    if not command:
        raise ApiError(404, "store.sql_command.save.get.app_error", "Unable to get the command.")
    await call.require(may_manage(call, command["teamid"], KIND, command["creatorid"]))
    return command


async def get(call: Call):
    return reply(view(await _get(call)))


async def replace(call: Call):
    """The whole command: what is left out is lost, but for token, maker and team."""
    body = await call.structure(FIELDS, "command")
    if body.get("id") != call.id("command_id"):
        raise invalid_body("command")
    command = await _get(call)
    if body.get("team_id") != command["teamid"]:
        raise ApiError(400, "api.command.team_mismatch.app_error", "Unable to update commands across teams.")
    changes = {**_values(body), "updateat": now_ms()}
    wanted = {**command, **changes}
    await _check_trigger(call, wanted)
    _check(wanted)
    await store.update(call.db, "commands", command["id"], changes)
    return reply(view(wanted))


async def new_token(call: Call):
    command = await _get(call)
    token = new_id()
    await store.update(call.db, "commands", command["id"], {"token": token, "updateat": now_ms()})
    return reply({"token": token})


async def move(call: Call):
    team_id = (await call.structure({"team_id": "str"}, "team_id")).get("team_id", "")
    command = await _get(call)
    team = await team_store.get(call.ctx, team_id)
    await call.require(may_manage(call, team["id"], KIND, command["creatorid"]))
    if await call.db.fetchrow(
        "select id from commands where teamid = %s and trigger = %s and id <> %s and deleteat = 0",
        team["id"],
        command["trigger"],
        command["id"],
    ):
        raise not_imitated("a command that moves to a team which has its trigger word")
    await store.update(call.db, "commands", command["id"], {"teamid": team["id"], "updateat": now_ms()})
    return ok()


async def delete(call: Call):
    command = await _get(call)
    await store.update(call.db, "commands", command["id"], {"deleteat": now_ms()})
    return ok()


ROUTES = [
    ("POST", "/commands", create, {"local": True}),
    ("GET", "/commands", listing, {"local": True}),
    ("GET", _COMMAND, get, {"local": True}),
    ("PUT", _COMMAND, replace, {"local": True}),
    ("DELETE", _COMMAND, delete, {"local": True}),
    ("PUT", _COMMAND + "/move", move, {"local": True}),
    ("PUT", _COMMAND + "/regen_token", new_token, {}),
]
