# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incoming webhooks: the address is the permission to post."""

from __future__ import annotations

import json

from aiohttp import web

from ..ids import new_id, now_ms
from . import channel_store, permissions, posts, store, user_model, user_store
from .call import Call, is_id, ok, reply
from .errors import ApiError, invalid_body, invalid_url, not_imitated

FIELDS = {
    "id": "str",
    "create_at": "int",
    "update_at": "int",
    "delete_at": "int",
    "user_id": "str",
    "channel_id": "str",
    "team_id": "str",
    "display_name": "str",
    "description": "str",
    "username": "str",
    "icon_url": "str",
    "channel_locked": "bool",
}
_HOOKS = "/hooks/incoming"
_HOOK = _HOOKS + r"/{hook_id:[A-Za-z0-9]+}"
LIMITS = (
    ("displayname", 64, "display_name", "Invalid title."),
    ("description", 500, "description", "Invalid description."),
    ("username", 64, "username", "Invalid username."),
    ("iconurl", 1024, "icon_url", "Invalid post icon."),
)


def view(hook: dict) -> dict:
    return {
        "id": hook["id"],
        "create_at": hook["createat"],
        "update_at": hook["updateat"],
        "delete_at": hook["deleteat"],
        "user_id": hook["userid"],
        "channel_id": hook["channelid"],
        "team_id": hook["teamid"],
        "display_name": hook["displayname"],
        "description": hook["description"],
        "username": hook["username"],
        "icon_url": hook["iconurl"],
        "channel_locked": hook["channellocked"],
    }


def check_enabled(call: Call) -> None:
    if not call.setting("ServiceSettings", "EnableIncomingWebhooks"):
        raise ApiError(
            501, "api.incoming_webhook.disabled.app_error", "Incoming webhooks have been disabled by the system admin."
        )


def _check(hook: dict) -> None:
    for column, most, name, message in LIMITS:
        if len(hook[column]) > most:
            raise ApiError(400, "model.incoming_hook.%s.app_error" % name, message)
    if hook["username"] and not user_model.USERNAME.match(hook["username"]):
        raise ApiError(400, "api.incoming_webhook.invalid_username.app_error", "Invalid username.")


async def may_manage(call: Call, team_id: str, kind: str, creator_id: str) -> bool:
    """One's own, or with more rights those of others."""
    if not await permissions.on_team(call, team_id, "manage_own_" + kind):
        return False
    return creator_id == call.user_id or await permissions.on_team(call, team_id, "manage_others_" + kind)


async def _channel(call: Call, channel_id: str) -> dict:
    channel = await channel_store.get(call.ctx, channel_id)
    if channel["type"] != "O":
        await call.require(permissions.on_channel(call, channel, "read_channel"))
    return channel


def _overridden(call: Call, body: dict, before: dict) -> dict:
    """Name and picture of the posts, where the server lets them be chosen."""
    service = call.section("ServiceSettings")
    return {
        "username": body.get("username", "") if service["EnablePostUsernameOverride"] else before["username"],
        "iconurl": body.get("icon_url", "") if service["EnablePostIconOverride"] else before["iconurl"],
    }


async def create(call: Call):
    body = await call.structure(FIELDS, "incoming_webhook")
    channel = await _channel(call, body.get("channel_id", ""))
    user_id = body.get("user_id") or call.user_id
    if not is_id(user_id):
        raise invalid_body("user_id")
    await call.require(may_manage(call, channel["teamid"], "incoming_webhooks", user_id))
    check_enabled(call)
    await user_store.get(call.ctx, user_id)
    now = now_ms()
    hook = {
        "id": new_id(),
        "createat": now,
        "updateat": now,
        "deleteat": 0,
        "userid": user_id,
        "channelid": channel["id"],
        "teamid": channel["teamid"],
        "displayname": body.get("display_name", ""),
        "description": body.get("description", ""),
        "channellocked": body.get("channel_locked", False),
        **_overridden(call, body, {"username": "", "iconurl": ""}),
    }
    _check(hook)
    await store.insert(call.db, "incomingwebhooks", hook)
    return reply(view(hook), 201)


async def listing_of(call: Call, table: str, column: str, kind: str) -> list[dict]:
    """A page, oldest first; those who may not see the hooks of others get their own."""
    team_id, wheres, args = call.query("team_id"), ["deleteat = 0"], []
    if team_id and not is_id(team_id):
        raise invalid_url("team_id")
    allowed = (
        (lambda right: permissions.on_team(call, team_id, right))
        if team_id
        else (lambda right: permissions.on_system(call, right))
    )
    await call.require(allowed("manage_own_" + kind))
    if not await allowed("manage_others_" + kind):
        wheres.append("%s = %%s" % column)
        args.append(call.user_id)
    if team_id:
        wheres.append("teamid = %s")
        args.append(team_id)
    if call.query("channel_id"):
        wheres.append("channelid = %s")
        args.append(call.query("channel_id"))
    offset, limit = call.page()
    return await call.db.fetch(
        "select * from %s where %s order by createat, id offset %%s limit %%s" % (table, " and ".join(wheres)),
        *args,
        offset,
        limit,
    )


async def listing(call: Call):
    if call.flag("include_total_count"):
        raise not_imitated("counting incoming webhooks")
    if call.query("channel_id"):
        raise not_imitated("listing incoming webhooks by channel")
    check_enabled(call)
    found = await listing_of(call, "incomingwebhooks", "userid", "incoming_webhooks")
    return reply([view(hook) for hook in found])


async def _get(call: Call) -> dict:
    hook_id = call.id("hook_id")
    check_enabled(call)
    hook = await call.db.fetchrow("select * from incomingwebhooks where id = %s and deleteat = 0", hook_id)
    if not hook:
        raise ApiError(404, "app.webhooks.get_incoming.app_error", "Unable to get the webhook.")
    await call.require(may_manage(call, hook["teamid"], "incoming_webhooks", hook["userid"]))
    return hook


async def get(call: Call):
    return reply(view(await _get(call)))


async def replace(call: Call):
    """The whole hook: what is left out is lost, but for owner and team."""
    body = await call.structure(FIELDS, "incoming_webhook")
    if body.get("id") != call.id("hook_id"):
        raise invalid_body("hook_id")
    hook = await _get(call)
    if body.get("team_id") and body["team_id"] != hook["teamid"]:
        raise ApiError(400, "api.webhook.team_mismatch.app_error", "Unable to update webhook across teams.")
    channel = await _channel(call, body.get("channel_id", ""))
    if channel["teamid"] != hook["teamid"]:
        raise not_imitated("an incoming webhook that moves to a channel of another team")
    changes = {
        "channelid": channel["id"],
        "displayname": body.get("display_name", ""),
        "updateat": now_ms(),
        "description": body.get("description", ""),
        "channellocked": body.get("channel_locked", False),
        **_overridden(call, body, hook),
    }
    _check({**hook, **changes})
    await store.update(call.db, "incomingwebhooks", hook["id"], changes)
    return reply(view({**hook, **changes}), 201)


async def delete(call: Call):
    hook = await _get(call)
    await store.update(call.db, "incomingwebhooks", hook["id"], {"deleteat": now_ms()})
    return ok()


def _refused(hook_id: str, status: int) -> ApiError:
    """Whatever is wrong, the answer only differs in its status."""
    return ApiError(
        status,
        "web.incoming_webhook.general.app_error",
        "Failed to handle the payload of media type application/json for incoming webhook %s." % hook_id,
    )


async def _may_post(call: Call, hook: dict, channel: dict) -> bool:
    """In a private channel only a hook whose owner can read there posts."""
    owner = await user_store.get(call.ctx, hook["userid"])
    as_owner = Call(call.ctx, call.request, False, {"userid": owner["id"], "roles": owner["roles"]})
    return channel["type"] == "O" or await permissions.on_channel(as_owner, channel, "read_channel_content")


async def post(call: Call):
    """A message to the hook's channel. This one is no part of the API's paths."""
    hook_id = call.request.match_info["hook_id"]
    if call.request.content_type != "application/json":
        raise not_imitated("webhook payloads of type %s" % call.request.content_type)
    if not call.setting("ServiceSettings", "EnableIncomingWebhooks"):
        raise _refused(hook_id, 501)
    hook = await call.db.fetchrow("select * from incomingwebhooks where id = %s and deleteat = 0", hook_id)
    try:
        payload = json.loads(await call.body())
    except ValueError as error:
        raise _refused(hook_id, 400) from error
    if not hook or not isinstance(payload, dict) or not payload:
        raise _refused(hook_id, 400)
    if set(payload) - {"text", "username", "icon_url"}:
        raise not_imitated("webhook payloads with %s" % ", ".join(sorted(payload)))
    if any(not isinstance(value, str) for value in payload.values()) or not payload.get("text"):
        raise _refused(hook_id, 400)
    channel = await channel_store.get(call.ctx, hook["channelid"])
    if not await _may_post(call, hook, channel):
        raise _refused(hook_id, 403)
    props = posts.webhook_props(call.section("ServiceSettings"), hook, payload)
    await posts.write(call.ctx, channel["id"], hook["userid"], payload["text"], props)
    return web.Response(body=b"ok", headers={"Content-Type": "text/plain"})


ROUTES = [
    ("POST", _HOOKS, create, {"local": True}),
    ("GET", _HOOKS, listing, {"local": True}),
    ("GET", _HOOK, get, {"local": True}),
    ("PUT", _HOOK, replace, {"local": True}),
    ("DELETE", _HOOK, delete, {"local": True}),
]
