# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A channel and its members: the rules of their fields and their representation."""

from __future__ import annotations

import re

from . import permissions
from .errors import ApiError

FIELDS = {
    "id": "str",
    "team_id": "str",
    "type": "str",
    "display_name": "str",
    "name": "str",
    "header": "str",
    "purpose": "str",
    "creator_id": "str",
    "scheme_id": "str",
    "group_constrained": "bool",
    "create_at": "int",
    "update_at": "int",
    "delete_at": "int",
}
PATCH = ("display_name", "name", "header", "purpose", "group_constrained")
COLUMNS = {"display_name": "displayname", "group_constrained": "groupconstrained"}
# Its name alone makes a channel the default one: renamed, it is a channel like any other.
DEFAULT = "town-square"
NAME = re.compile(r"[a-z0-9]+([a-z\-_0-9]+|(__)?)[a-z0-9]*\Z")
NAME_LIMIT = 64

NOTIFY = {
    "channel_auto_follow_threads": "off",
    "desktop": "default",
    "email": "default",
    "ignore_channel_mentions": "default",
    "mark_unread": "all",
    "push": "default",
}


def _invalid(name: str, message: str) -> ApiError:
    return ApiError(400, "model.channel.is_valid.%s.app_error" % name, message)


def taken() -> ApiError:
    return ApiError(
        400,
        "store.sql_channel.save_channel.exists.app_error",
        "A channel with that name already exists on the same team.",
    )


def check(channel: dict) -> None:
    """The server's own checks, in its order. A name that is too long passes them: the database refuses it."""
    if len(channel["displayname"]) > 64:
        raise _invalid("display_name", "Invalid display name.")
    if not NAME.match(channel["name"]):
        raise _invalid("1_or_more", "Name must be 1 or more lowercase alphanumeric character.")
    if channel["type"] not in ("O", "P", "D", "G"):
        raise _invalid("type", "Invalid type.")
    if len(channel["header"]) > 1024:
        raise _invalid("header", "Invalid header.")
    if len(channel["purpose"]) > 250:
        raise _invalid("purpose", "Invalid purpose.")
    if channel["type"] == "D":
        raise ApiError(
            400, "store.sql_channel.save.direct_channel.app_error", "Use SaveDirectChannel to create a direct channel."
        )
    if channel["type"] == "G" or "__" in channel["name"]:
        # Not recorded: the names and the type of messages among several people.
        raise ApiError(
            400,
            "api.channel.create_channel.invalid_character.app_error",
            "Invalid character '__' in channel name for non-direct channel.",
        )


def view(row: dict) -> dict:
    return {
        "id": row["id"],
        "create_at": row["createat"],
        "update_at": row["updateat"],
        "delete_at": row["deleteat"],
        "team_id": row["teamid"],
        "type": row["type"],
        "display_name": row["displayname"],
        "name": row["name"],
        "header": row["header"],
        "purpose": row["purpose"],
        "last_post_at": row["lastpostat"],
        "total_msg_count": row["totalmsgcount"],
        "extra_update_at": row["extraupdateat"],
        "creator_id": row["creatorid"],
        "scheme_id": row["schemeid"],
        "props": None,
        "group_constrained": row["groupconstrained"],
        "autotranslation": False,
        "shared": row["shared"],
        "total_msg_count_root": row["totalmsgcountroot"],
        "policy_id": None,
        "last_root_post_at": row["lastrootpostat"],
        "banner_info": row["bannerinfo"],
        "policy_enforced": False,
        "policy_is_active": False,
        "default_category_name": row["defaultcategoryname"],
    }


def with_team(row: dict) -> dict:
    """As the list of all channels shows it."""
    return {
        **view(row),
        "team_display_name": row["teamdisplayname"],
        "team_name": row["teamname"],
        "team_update_at": row["teamupdateat"],
    }


def member_view(row: dict, reader: str | None = None) -> dict:
    """A member; what he read and when is shown to nobody but himself. None for `reader` shows it all."""
    hidden = reader is not None and reader != row["userid"]
    return {
        "channel_id": row["channelid"],
        "user_id": row["userid"],
        "roles": permissions.channel_roles(row),
        "last_viewed_at": -1 if hidden else row["lastviewedat"],
        "msg_count": row["msgcount"],
        "mention_count": row["mentioncount"],
        "mention_count_root": row["mentioncountroot"] or 0,
        "urgent_mention_count": row["urgentmentioncount"] or 0,
        "msg_count_root": row["msgcountroot"] or 0,
        "notify_props": row["notifyprops"],
        "last_update_at": -1 if hidden else row["lastupdateat"],
        "scheme_guest": row["schemeguest"],
        "scheme_user": row["schemeuser"],
        "scheme_admin": row["schemeadmin"],
        "explicit_roles": row["roles"] or "",
        "autotranslation_disabled": False,
    }
