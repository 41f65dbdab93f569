# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of channels: add, read, remove, and their roles."""

from __future__ import annotations

from . import channel_model, channel_store, permissions, store, user_store
from .call import Call, is_id, ok, reply
from .errors import ApiError, invalid_body, not_imitated

BATCH = 1000
_MEMBERS = r"/channels/{channel_id:[A-Za-z0-9]+}/members"
_MEMBER = _MEMBERS + r"/{user_id:[A-Za-z0-9]+}"


async def _may_change(call: Call, channel: dict, own: bool) -> None:
    """Public channels are open to the whole team; others are added and removed by members."""
    public = channel["type"] == "O"
    if own and public and await permissions.on_team(call, channel["teamid"], "join_public_channels"):
        return
    kind = "public" if public else "private"
    await call.require(permissions.on_channel(call, channel, "manage_%s_channel_members" % kind))


def _user_id(value) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise invalid_body("user_id")
    return value


async def _user_ids(call: Call, body: dict) -> list[str]:
    """One `user_id`, or over http `user_ids`; the socket does not understand a list."""
    wanted = body.get("user_ids")
    if call.local or wanted is None:
        return [_user_id(body.get("user_id"))]
    if not isinstance(wanted, list) or not wanted or len(wanted) > BATCH:
        raise invalid_body("user_ids")
    return [_user_id(value) for value in wanted]


async def add(call: Call):
    """Several at once: who cannot be added is left out without a word, unless nobody could."""
    channel_id = call.id("channel_id")
    body = await call.any_map()
    user_ids = await _user_ids(call, body)
    if body.get("post_root_id"):
        raise not_imitated("posts")
    channel = await channel_store.get(call.ctx, channel_id)
    await _may_change(call, channel, own=user_ids == [call.user_id])
    found, last = [], None
    for user_id in user_ids:
        try:
            found.append(await channel_store.join(call.ctx, channel, await user_store.get(call.ctx, user_id)))
        except ApiError as error:
            last = error
    if last and not found:
        raise last
    views = [channel_model.member_view(row, None if call.local else call.user_id) for row in found]
    several = not call.local and body.get("user_ids") is not None
    return reply(views if several else views[0], 201)


async def _readable(call: Call) -> dict:
    channel = await channel_store.get(call.ctx, call.id("channel_id"))
    await call.require(permissions.on_channel(call, channel, "read_channel"))
    return channel


async def get(call: Call):
    channel, user_id = await _readable(call), call.id("user_id")
    return reply(channel_model.member_view(await channel_store.member(call.ctx, channel["id"], user_id), call.user_id))


async def listing(call: Call):
    channel = await _readable(call)
    offset, limit = call.page()
    found = await store.page(
        call.db,
        "select * from channelmembers where channelid = %s order by userid offset %s limit %s",
        channel["id"],
        offset,
        limit,
    )
    return reply([channel_model.member_view(row, call.user_id) for row in found])


async def remove(call: Call):
    channel_id, user_id = call.id("channel_id"), call.id("user_id")
    channel = await channel_store.get(call.ctx, channel_id)
    if user_id != call.user_id:
        await _may_change(call, channel, own=False)
    await user_store.get(call.ctx, user_id)
    if channel["name"] == channel_model.DEFAULT:
        raise ApiError(
            400, "api.channel.remove.default.app_error", "Unable to remove user from the default channel town-square."
        )
    await channel_store.member(call.ctx, channel_id, user_id)
    if channel["deleteat"]:
        raise ApiError(
            400, "api.channel.remove_user_from_channel.deleted.app_error", "The channel has been archived or deleted."
        )
    await channel_store.leave(call.ctx, channel_id, user_id)
    return ok()


async def scheme_roles(call: Call):
    channel = await channel_store.get(call.ctx, call.id("channel_id"))
    user_id = call.id("user_id")
    body = await call.structure({"scheme_user": "bool", "scheme_admin": "bool", "scheme_guest": "bool"}, "scheme_roles")
    await call.require(permissions.on_channel(call, channel, "manage_channel_roles"))
    await channel_store.member(call.ctx, channel["id"], user_id)
    if body.get("scheme_guest"):
        raise not_imitated("guests")
    if not body.get("scheme_user"):
        raise ApiError(
            400,
            "api.channel.update_channel_member_roles.unset_user_scheme.app_error",
            "Invalid channel member update: A channel member always has a user scheme.",
        )
    await call.db.execute(
        "update channelmembers set schemeuser = true, schemeadmin = %s where channelid = %s and userid = %s",
        body.get("scheme_admin", False),
        channel["id"],
        user_id,
    )
    return ok()


ROUTES = [
    ("POST", _MEMBERS, add, {"local": True}),
    ("GET", _MEMBERS, listing, {"local": True}),
    ("GET", _MEMBER, get, {"local": True}),
    ("DELETE", _MEMBER, remove, {"local": True}),
    ("PUT", _MEMBER + "/schemeRoles", scheme_roles, {}),
]
