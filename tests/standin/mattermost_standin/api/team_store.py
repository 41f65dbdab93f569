# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams and memberships in the database."""

from __future__ import annotations

import psycopg.errors

from ..context import Context
from ..ids import now_ms
from . import channel_store, user_model, user_store
from .errors import ApiError


async def get(ctx: Context, team_id: str) -> dict:
    team = await ctx.db.fetchrow("select * from teams where id = %s", team_id)
    if not team:
        raise ApiError(404, "app.team.get.find.app_error", "Unable to find the existing team.")
    return team


async def by_name(ctx: Context, name: str) -> dict:
    team = await ctx.db.fetchrow("select * from teams where name = %s", name.lower())
    if not team:
        raise ApiError(404, "app.team.get_by_name.missing.app_error", "Unable to find the existing team.")
    return team


async def insert(ctx: Context, team: dict, creator_id: str) -> None:
    """The team with its two channels; the unique name is the database's business."""
    try:
        async with ctx.db.transaction() as tx:
            await tx.execute(
                "insert into teams (%s) values (%s)" % (", ".join(team), ", ".join(["%s"] * len(team))), *team.values()
            )
            await channel_store.create_defaults(tx, team["id"], creator_id)
    except psycopg.errors.UniqueViolation as error:
        raise ApiError(
            400, "store.sql_team.save_team.existing.app_error", "A team with this URL already exists."
        ) from error


async def update(ctx: Context, team: dict, **changes) -> dict:
    """Change columns; every update has its time."""
    changes["updateat"] = now_ms()
    await ctx.db.execute(
        "update teams set %s where id = %%s" % ", ".join("%s = %%s" % key for key in changes),
        *changes.values(),
        team["id"],
    )
    return {**team, **changes}


async def delete(ctx: Context, team_id: str) -> None:
    """For good, with its channels, memberships and integrations."""
    async with ctx.db.transaction() as tx:
        for table in ("incomingwebhooks", "outgoingwebhooks", "commands"):
            await tx.execute("delete from %s where teamid = %%s" % table, team_id)
        for table in ("channelmembers", "posts"):
            await tx.execute(
                "delete from %s where channelid in (select id from channels where teamid = %%s)" % table, team_id
            )
        await tx.execute("delete from channels where teamid = %s", team_id)
        await tx.execute("delete from teammembers where teamid = %s", team_id)
        await tx.execute("delete from teams where id = %s", team_id)


async def member(ctx: Context, team_id: str, user_id: str) -> dict:
    """A membership, past ones too."""
    row = await ctx.db.fetchrow("select * from teammembers where teamid = %s and userid = %s", team_id, user_id)
    if not row:
        raise ApiError(
            404, "app.team.get_member.missing.app_error", "No team member found for that user ID and team ID."
        )
    return row


async def join(ctx: Context, team: dict, user: dict) -> dict:
    """Make or renew a membership; an active one is returned as it is, even where the team is full."""
    if not user_model.allowed_domain(user["email"], team["alloweddomains"]):
        raise ApiError(
            400,
            "api.team.join_user_to_team.allowed_domains.app_error",
            "The user cannot be added as the domain associated with the account is not permitted. Contact "
            "your System Administrator for additional details.",
        )
    async with ctx.db.transaction() as tx:
        # One joins after the other: otherwise two at once could both be the last that fits.
        await tx.execute("select id from teams where id = %s for update", team["id"])
        row = await tx.fetchrow("select * from teammembers where teamid = %s and userid = %s", team["id"], user["id"])
        if row and not row["deleteat"]:
            return row
        count = await tx.fetchrow(
            "select count(*) as number from teammembers m join users u on u.id = m.userid "
            "where m.teamid = %s and m.deleteat = 0 and u.deleteat = 0",
            team["id"],
        )
        if count["number"] >= ctx.config.setting("TeamSettings", "MaxUsersPerTeam"):
            raise ApiError(
                400,
                "app.team.join_user_to_team.save_member.max_accounts.app_error",
                "Unable to create the new team membership because the team has reached the limit of members",
            )
        row = await tx.fetchrow(
            "insert into teammembers (teamid, userid, roles, deleteat, schemeuser, schemeadmin, schemeguest, createat) "
            "values (%s, %s, '', 0, true, %s, false, %s) on conflict (teamid, userid) do update "
            "set deleteat = 0, roles = '', schemeuser = true, schemeadmin = excluded.schemeadmin returning *",
            team["id"],
            user["id"],
            bool(team["email"]) and team["email"] == user["email"],
            now_ms(),
        )
        await channel_store.join_defaults(tx, team["id"], user["id"], row["schemeadmin"])
        await tx.execute("update users set updateat = %s where id = %s", now_ms(), user["id"])
    user_store.forget(ctx, user["id"])
    return row


async def leave(ctx: Context, row: dict) -> None:
    """End a membership; again is no error, and the row stays."""
    async with ctx.db.transaction() as tx:
        await tx.execute(
            "delete from channelmembers where userid = %s and channelid in (select id from channels where teamid = %s)",
            row["userid"],
            row["teamid"],
        )
        await tx.execute(
            "update teammembers set deleteat = %s, roles = '' where teamid = %s and userid = %s",
            now_ms(),
            row["teamid"],
            row["userid"],
        )
        await tx.execute("update users set updateat = %s where id = %s", now_ms(), row["userid"])
    user_store.forget(ctx, row["userid"])
