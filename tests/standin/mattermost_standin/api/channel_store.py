# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels and their members in the database."""

from __future__ import annotations

import json

import psycopg.errors

from ..context import Context
from ..database import Session
from ..ids import new_id, now_ms
from . import channel_model, store
from .errors import ApiError

DEFAULTS = ((channel_model.DEFAULT, "Town Square"), ("off-topic", "Off-Topic"))
_NOTIFY = json.dumps(channel_model.NOTIFY)


def new_row(team_id: str, name: str, display_name: str, creator_id: str, **more) -> dict:
    """A channel that is not in the database yet."""
    now = now_ms()
    return {
        "id": new_id(),
        "createat": now,
        "updateat": now,
        "deleteat": 0,
        "teamid": team_id,
        "type": "O",
        "displayname": display_name,
        "name": name,
        "header": "",
        "purpose": "",
        "lastpostat": 0,
        "totalmsgcount": 0,
        "extraupdateat": 0,
        "creatorid": creator_id,
        "schemeid": None,
        "groupconstrained": None,
        "shared": None,
        "totalmsgcountroot": 0,
        "lastrootpostat": 0,
        "bannerinfo": None,
        "defaultcategoryname": "",
        **more,
    }


async def create_defaults(tx: Session, team_id: str, creator_id: str) -> None:
    for name, display_name in DEFAULTS:
        await store.insert(tx, "channels", new_row(team_id, name, display_name, creator_id))


async def join_defaults(tx: Session, team_id: str, user_id: str, admin: bool) -> None:
    """A member of the team is in its default channels; that he joined is said there."""
    now, names = now_ms(), [name for name, _unused in DEFAULTS]
    await tx.execute(
        "insert into channelmembers (channelid, userid, roles, lastviewedat, msgcount, mentioncount, notifyprops, "
        "lastupdateat, schemeuser, schemeadmin, schemeguest, mentioncountroot, msgcountroot, urgentmentioncount) "
        "select id, %s, '', 0, 0, 0, %s, %s, true, %s, false, 0, 0, 0 from channels where teamid = %s "
        "and name = any(%s) and deleteat = 0 on conflict (channelid, userid) do nothing",
        user_id,
        _NOTIFY,
        now,
        admin,
        team_id,
        names,
    )
    await tx.execute(
        "update channels set lastpostat = %s, lastrootpostat = %s where teamid = %s and name = any(%s)",
        now,
        now,
        team_id,
        names,
    )


# Channels


async def get(ctx: Context, channel_id: str) -> dict:
    """By id, archived ones too."""
    channel = await ctx.db.fetchrow("select * from channels where id = %s", channel_id)
    if not channel:
        raise ApiError(
            404, "app.channel.get.existing.app_error", "Unable to find the existing channel %s." % channel_id
        )
    return channel


def missing_name() -> ApiError:
    return ApiError(404, "app.channel.get_by_name.missing.app_error", "Channel does not exist.")


async def by_name(ctx: Context, team_id: str, name: str, archived: bool) -> dict:
    """An archived one is there only for those who ask for it."""
    channel = await ctx.db.fetchrow("select * from channels where teamid = %s and name = %s", team_id, name)
    if not channel or (channel["deleteat"] and not archived):
        raise missing_name()
    return channel


async def insert(ctx: Context, channel: dict, creator_id: str = "") -> None:
    """Insert the channel, with its creator as its administrator."""
    try:
        async with ctx.db.transaction() as tx:
            await store.insert(tx, "channels", channel)
            if creator_id:
                await _insert_member(tx, channel["id"], creator_id, admin=True)
    except psycopg.errors.UniqueViolation as error:
        raise channel_model.taken() from error
    except psycopg.errors.StringDataRightTruncation as error:
        raise ApiError(500, "app.channel.create_channel.internal_error", "Unable to save channel.") from error


async def update(ctx: Context, channel: dict, **changes) -> dict:
    """Change columns; every update has its time, and an archived channel cannot be changed."""
    if channel["deleteat"]:
        raise ApiError(400, "app.channel.update.bad_id", "Unable to update the channel.")
    changes["updateat"] = now_ms()
    try:
        await store.update(ctx.db, "channels", channel["id"], changes)
    except psycopg.errors.UniqueViolation as error:
        raise channel_model.taken() from error
    except psycopg.errors.StringDataRightTruncation as error:
        raise ApiError(500, "app.channel.update_channel.internal_error", "Unable to update channel.") from error
    return {**channel, **changes}


async def posted(db, channel_id: str, counted: bool = True, when: int = 0) -> None:
    """A message was written; those about people who come and go do not count, and are not kept either."""
    now = when or now_ms()
    await db.execute(
        "update channels set lastpostat = %s, lastrootpostat = %s, totalmsgcount = totalmsgcount + %s, "
        "totalmsgcountroot = totalmsgcountroot + %s where id = %s",
        now,
        now,
        int(counted),
        int(counted),
        channel_id,
    )


async def set_archived(ctx: Context, channel_id: str, archived: bool) -> None:
    """The webhooks of a channel go with it and do not come back."""
    now = now_ms()
    async with ctx.db.transaction() as tx:
        await store.update(tx, "channels", channel_id, {"deleteat": now if archived else 0, "updateat": now})
        if archived:
            for table in ("incomingwebhooks", "outgoingwebhooks"):
                await tx.execute(
                    "update %s set deleteat = %%s where channelid = %%s and deleteat = 0" % table, now, channel_id
                )


async def delete(ctx: Context, channel_id: str) -> None:
    """For good, with members and webhooks."""
    async with ctx.db.transaction() as tx:
        for table in ("channelmembers", "incomingwebhooks", "outgoingwebhooks", "posts"):
            await tx.execute("delete from %s where channelid = %%s" % table, channel_id)
        await tx.execute("delete from channels where id = %s", channel_id)


# Members


async def member(ctx: Context, channel_id: str, user_id: str) -> dict:
    row = await ctx.db.fetchrow(
        "select * from channelmembers where channelid = %s and userid = %s", channel_id, user_id
    )
    if not row:
        raise ApiError(
            404, "app.channel.get_member.missing.app_error", "No channel member found for that user ID and channel ID."
        )
    return row


async def _insert_member(db, channel_id: str, user_id: str, admin: bool = False) -> None:
    await db.execute(
        "insert into channelmembers (channelid, userid, roles, lastviewedat, msgcount, mentioncount, notifyprops, "
        "lastupdateat, schemeuser, schemeadmin, schemeguest, mentioncountroot, msgcountroot, urgentmentioncount) "
        "values (%s, %s, '', 0, 0, 0, %s, %s, true, %s, false, 0, 0, 0) on conflict (channelid, userid) do nothing",
        channel_id,
        user_id,
        _NOTIFY,
        now_ms(),
        admin,
    )


async def join(ctx: Context, channel: dict, user: dict) -> dict:
    """Make somebody of the team a member; one who is there already stays as he is."""
    row = await ctx.db.fetchrow(
        "select * from channelmembers where channelid = %s and userid = %s", channel["id"], user["id"]
    )
    if row:
        return row
    if channel["deleteat"]:
        raise ApiError(
            400, "api.channel.add_user_to_channel.deleted.app_error", "The channel has been archived or deleted."
        )
    team_row = await ctx.db.fetchrow(
        "select deleteat from teammembers where teamid = %s and userid = %s", channel["teamid"], user["id"]
    )
    if not team_row:
        raise ApiError(
            404, "app.team.get_member.missing.app_error", "No team member found for that user ID and team ID."
        )
    if team_row["deleteat"]:
        raise ApiError(
            400,
            "api.channel.add_user.to.channel.failed.deleted.app_error",
            "Failed to add user to channel because they have been removed from the team.",
        )
    await _insert_member(ctx.db, channel["id"], user["id"])
    await posted(ctx.db, channel["id"], counted=False)
    return await member(ctx, channel["id"], user["id"])


async def leave(ctx: Context, channel_id: str, user_id: str) -> None:
    await ctx.db.execute("delete from channelmembers where channelid = %s and userid = %s", channel_id, user_id)
    await posted(ctx.db, channel_id, counted=False)
