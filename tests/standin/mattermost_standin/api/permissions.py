# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights: the permissions of the roles that a session has, on the system, in teams and in channels."""

from __future__ import annotations

from .call import Call


async def _granted(call: Call, roles: str, permission: str) -> bool:
    rows = await call.db.fetch("select permissions from roles where name = any(%s) and deleteat = 0", roles.split())
    return any(permission in row["permissions"].split() for row in rows)


async def on_system(call: Call, permission: str) -> bool:
    """Over the socket everything is allowed."""
    if call.local:
        return True
    return bool(call.session) and await _granted(call, call.session["roles"], permission)


async def is_admin(call: Call) -> bool:
    return await on_system(call, "manage_system")


def team_roles(member: dict) -> str:
    """The roles of a membership: those of the scheme, then those given by name."""
    scheme = [("schemeguest", "team_guest"), ("schemeuser", "team_user"), ("schemeadmin", "team_admin")]
    return " ".join([name for column, name in scheme if member[column]] + (member["roles"] or "").split())


async def on_team(call: Call, team_id: str, permission: str) -> bool:
    """By membership, else by the roles on the system."""
    if call.local:
        return True
    member = await call.db.fetchrow(
        "select * from teammembers where teamid = %s and userid = %s and deleteat = 0", team_id, call.user_id
    )
    if member and await _granted(call, team_roles(member), permission):
        return True
    return await on_system(call, permission)


def channel_roles(member: dict) -> str:
    """The same for a channel."""
    scheme = [("schemeguest", "channel_guest"), ("schemeuser", "channel_user"), ("schemeadmin", "channel_admin")]
    return " ".join([name for column, name in scheme if member[column]] + (member["roles"] or "").split())


async def on_channel(call: Call, channel: dict, permission: str) -> bool:
    """By membership, else by the rights in its team, else by those on the system."""
    if call.local:
        return True
    member = await call.db.fetchrow(
        "select * from channelmembers where channelid = %s and userid = %s", channel["id"], call.user_id
    )
    if member and await _granted(call, channel_roles(member), permission):
        return True
    return await on_team(call, channel["teamid"], permission)


async def on_user(call: Call, user_id: str) -> bool:
    """Everybody may change himself, those with edit_other_users the others."""
    return call.local or call.user_id == user_id or await on_system(call, "edit_other_users")
