# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two channels that every team has; channels as such are not served yet."""

from __future__ import annotations

from ..database import Session
from ..ids import new_id, now_ms

DEFAULTS = (("town-square", "Town Square"), ("off-topic", "Off-Topic"))


async def create_defaults(tx: Session, team_id: str, creator_id: str) -> None:
    for name, display_name in DEFAULTS:
        now = now_ms()
        await tx.execute(
            "insert into channels (id, createat, updateat, deleteat, teamid, type, displayname, name, header, purpose, "
            "lastpostat, totalmsgcount, extraupdateat, creatorid, totalmsgcountroot) "
            "values (%s, %s, %s, 0, %s, 'O', %s, %s, '', '', 0, 0, 0, %s, 0)",
            new_id(), now, now, team_id, display_name, name, creator_id)


async def join_defaults(tx: Session, team_id: str, user_id: str, admin: bool) -> None:
    await tx.execute(
        "insert into channelmembers (channelid, userid, roles, lastviewedat, msgcount, mentioncount, notifyprops, "
        "lastupdateat, schemeuser, schemeadmin, schemeguest) "
        "select id, %s, '', 0, 0, 0, '{}', %s, true, %s, false from channels where teamid = %s and name = any(%s) "
        "and deleteat = 0 on conflict (channelid, userid) do nothing",
        user_id, now_ms(), admin, team_id, [name for name, _unused in DEFAULTS])
