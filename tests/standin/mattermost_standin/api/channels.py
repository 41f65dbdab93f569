# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels: create, read, change, archive."""

from __future__ import annotations

from . import channel_model, channel_store, permissions, store, team_store
from .call import Call, ok, reply
from .errors import ApiError, invalid_body, invalid_url, not_imitated

_ID = "[A-Za-z0-9]+"
_CHANNEL = "/channels/{channel_id:%s}" % _ID
_OF_TEAM = "/teams/{team_id:%s}/channels" % _ID
_NAME = "[A-Za-z0-9_-]+"
# Filters of the list of all channels.
UNSUPPORTED = (
    "not_associated_to_group",
    "exclude_default_channels",
    "include_total_count",
    "exclude_policy_constrained",
    "exclude_access_control_policy_enforced",
    "access_control_policy_enforced",
    "parent_access_control_policy_id",
)


async def create(call: Call):
    """Over the socket nobody asks whether the team exists; over http its channels are counted first."""
    body = await call.structure(channel_model.FIELDS, "channel")
    if body.get("id"):
        raise not_imitated("creating a channel with an id")
    channel = channel_store.new_row(
        body.get("team_id", ""),
        body.get("name", ""),
        body.get("display_name", "").strip(),
        call.user_id,
        type=body.get("type", ""),
        header=body.get("header", ""),
        purpose=body.get("purpose", ""),
        groupconstrained=body.get("group_constrained"),
    )
    if not call.local:
        kind = "private" if channel["type"] == "P" else "public"
        await call.require(permissions.on_team(call, channel["teamid"], "create_%s_channel" % kind))
        count = await call.db.fetchrow(
            "select count(*) as number from channels where teamid = %s and deleteat = 0", channel["teamid"]
        )
        if not count["number"]:
            raise ApiError(404, "app.channel.get_channels.not_found.app_error", "No channels were found.")
        if count["number"] >= call.setting("TeamSettings", "MaxChannelsPerTeam"):
            raise ApiError(
                400,
                "api.channel.create_channel.max_channel_limit.app_error",
                "Unable to create more than %d channels for current team."
                % call.setting("TeamSettings", "MaxChannelsPerTeam"),
            )
    channel_model.check(channel)
    await channel_store.insert(call.ctx, channel, call.user_id)
    if not call.local:
        await channel_store.posted(call.db, channel["id"], counted=False)
    return reply(channel_model.view(channel), 201)


# Reading


async def by_id(call: Call):
    channel = await channel_store.get(call.ctx, call.id("channel_id"))
    if channel["type"] != "O" or not await permissions.on_team(call, channel["teamid"], "read_public_channel"):
        await call.require(permissions.on_channel(call, channel, "read_channel"))
    return reply(channel_model.view(channel))


async def _named(call: Call, team_id: str):
    name = call.request.match_info["channel_name"]
    if not channel_model.NAME.match(name):
        raise invalid_url("channel_name")
    channel = await channel_store.by_name(call.ctx, team_id, name, call.flag("include_deleted"))
    if channel["type"] == "O":
        if not await permissions.on_team(call, team_id, "read_public_channel"):
            await call.require(permissions.on_channel(call, channel, "read_channel"))
    elif not await permissions.on_channel(call, channel, "read_channel"):
        # Without the permission to read it, a private channel does not seem to exist.
        raise channel_store.missing_name()
    return reply(channel_model.view(channel))


async def by_name(call: Call):
    return await _named(call, call.id("team_id"))


async def by_names(call: Call):
    return await _named(call, (await team_store.by_name(call.ctx, call.request.match_info["team_name"]))["id"])


async def _of_team(call: Call, where: str, *args):
    offset, limit = call.page()
    found = await store.page(
        call.db,
        "select * from channels where teamid = %%s and %s order by displayname, id offset %%s limit %%s" % where,
        call.id("team_id"),
        *args,
        offset,
        limit,
    )
    return reply([channel_model.view(row) for row in found])


async def public_of_team(call: Call):
    await call.require(permissions.on_team(call, call.id("team_id"), "list_team_channels"))
    return await _of_team(call, "type = 'O' and deleteat = 0")


async def private_of_team(call: Call):
    await call.require(permissions.is_admin(call))
    return await _of_team(call, "type = 'P' and deleteat = 0")


async def archived_of_team(call: Call):
    """Private ones only for their members and for administrators."""
    await call.require(permissions.on_team(call, call.id("team_id"), "list_team_channels"))
    if await permissions.is_admin(call):
        return await _of_team(call, "type in ('O', 'P') and deleteat <> 0")
    return await _of_team(
        call,
        "deleteat <> 0 and (type = 'O' or (type = 'P' and id in "
        "(select channelid from channelmembers where userid = %s)))",
        call.user_id,
    )


async def listing(call: Call):
    """Those of all teams; a channel whose team does not exist is in no list."""
    for name in UNSUPPORTED:
        if call.query(name):
            raise not_imitated("listing channels by %s" % name)
    await call.require(permissions.on_system(call, "sysconsole_read_user_management_channels"))
    offset, limit = call.page()
    found = await store.page(
        call.db,
        "select c.*, t.displayname as teamdisplayname, t.name as teamname, t.updateat as teamupdateat "
        "from channels c join teams t on t.id = c.teamid where c.type in ('O', 'P') %s "
        "order by c.displayname, t.displayname, c.id offset %%s limit %%s"
        % ("" if call.flag("include_deleted") else "and c.deleteat = 0"),
        offset,
        limit,
    )
    return reply([channel_model.with_team(row) for row in found])


# Changing


def _kind(channel: dict) -> str:
    return "public" if channel["type"] == "O" else "private"


async def patch(call: Call):
    """The type is no part of a patch; unknown keys are ignored, and the time changes all the same."""
    channel_id = call.id("channel_id")
    if (await call.any_map()).get("banner_info") is not None:
        raise not_imitated("banners of channels")
    body = await call.structure({key: channel_model.FIELDS[key] for key in channel_model.PATCH}, "channel")
    if "group_constrained" in body:
        raise not_imitated("channels that groups constrain")
    channel = await channel_store.get(call.ctx, channel_id)
    await call.require(permissions.on_channel(call, channel, "manage_%s_channel_properties" % _kind(channel)))
    changes = {channel_model.COLUMNS.get(key, key): value for key, value in body.items()}
    channel_model.check({**channel, **changes})
    return reply(channel_model.view(await channel_store.update(call.ctx, channel, **changes)))


async def privacy(call: Call):
    """That it changed is said in the channel, after the answer was made."""
    channel_id = call.id("channel_id")
    wanted = (await call.any_map()).get("privacy")
    if wanted not in ("O", "P"):
        raise invalid_body("privacy")
    channel = await channel_store.get(call.ctx, channel_id)
    right = "convert_private_channel_to_public" if wanted == "O" else "convert_public_channel_to_private"
    await call.require(permissions.on_channel(call, channel, right))
    if channel["name"] == channel_model.DEFAULT and wanted == "P":
        raise ApiError(
            400,
            "api.channel.update_channel_privacy.default_channel_error",
            "The default channel cannot be made private.",
        )
    changed = await channel_store.update(call.ctx, channel, type=wanted)
    await channel_store.posted(call.db, channel_id)
    return reply(channel_model.view(changed))


async def _delete_for_good(call: Call, channel: dict):
    # Over the socket the server deletes permanently, whatever the setting is.
    if not call.local and not call.setting("ServiceSettings", "EnableAPIChannelDeletion"):
        admin = await permissions.is_admin(call)
        raise ApiError(
            401,
            "api.user.delete_channel.not_enabled.%sapp_error" % ("for_admin." if admin else ""),
            "Permanent channel deletion feature is not enabled. ServiceSettings.EnableAPIChannelDeletion "
            "must be set to true to use this command. See https://mattermost.com/pl/environment-"
            "configuration-settings for more information"
            if admin
            else "Permanent channel deletion feature is not enabled. Please contact your System Administrator.",
        )
    if not call.local:
        await call.require(permissions.is_admin(call))
    await channel_store.delete(call.ctx, channel["id"])
    return ok()


async def archive(call: Call):
    channel = await channel_store.get(call.ctx, call.id("channel_id"))
    await call.require(permissions.on_channel(call, channel, "delete_%s_channel" % _kind(channel)))
    if channel["name"] == channel_model.DEFAULT:
        raise ApiError(
            400, "api.channel.delete_channel.cannot.app_error", "Unable to delete the default channel town-square."
        )
    if call.flag("permanent"):
        return await _delete_for_good(call, channel)
    if channel["deleteat"]:
        raise ApiError(400, "api.channel.delete_channel.deleted.app_error", "The channel has been archived or deleted.")
    await channel_store.posted(call.db, channel["id"])
    await channel_store.set_archived(call.ctx, channel["id"], True)
    return ok()


async def restore(call: Call):
    """The answer has the time of the archiving; the channel itself has a new one."""
    channel = await channel_store.get(call.ctx, call.id("channel_id"))
    await call.require(permissions.on_team(call, channel["teamid"], "manage_team"))
    if not channel["deleteat"]:
        raise ApiError(
            400,
            "api.channel.restore_channel.restored.app_error",
            "Unable to unarchive channel. The channel is not archived.",
        )
    await channel_store.set_archived(call.ctx, channel["id"], False)
    await channel_store.posted(call.db, channel["id"])
    return reply(channel_model.view({**channel, "deleteat": 0}))


async def move(_call: Call):
    raise not_imitated("moving a channel to another team")


async def replace(_call: Call):
    raise not_imitated("PUT of a whole channel")


ROUTES = [
    ("GET", "/channels", listing, {"local": True}),
    ("POST", "/channels", create, {"local": True}),
    ("GET", _CHANNEL, by_id, {"local": True}),
    ("PUT", _CHANNEL, replace, {}),
    ("DELETE", _CHANNEL, archive, {"local": True}),
    ("PUT", _CHANNEL + "/patch", patch, {"local": True}),
    ("PUT", _CHANNEL + "/privacy", privacy, {"local": True}),
    ("POST", _CHANNEL + "/restore", restore, {"local": True}),
    ("POST", _CHANNEL + "/move", move, {"local": True}),
    ("GET", _OF_TEAM, public_of_team, {"local": True}),
    ("GET", _OF_TEAM + "/private", private_of_team, {"local": True}),
    ("GET", _OF_TEAM + "/deleted", archived_of_team, {"local": True}),
    ("GET", _OF_TEAM + "/name/{channel_name:%s}" % _NAME, by_name, {"local": True}),
    ("GET", "/teams/name/{team_name:%s}/channels/name/{channel_name:%s}" % (_NAME, _NAME), by_names, {"local": True}),
]
