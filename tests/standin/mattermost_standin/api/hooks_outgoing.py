# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outgoing webhooks: kept and shown, never called."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from ..ids import new_id, now_ms
from . import channel_store, store, user_store
from .call import Call, is_id, ok, reply
from .errors import ApiError, invalid_body, not_imitated
from .hooks_incoming import listing_of, may_manage

FIELDS = {
    "id": "str",
    "token": "str",
    "create_at": "int",
    "update_at": "int",
    "delete_at": "int",
    "creator_id": "str",
    "channel_id": "str",
    "team_id": "str",
    "trigger_words": "list",
    "trigger_when": "int",
    "callback_urls": "list",
    "display_name": "str",
    "description": "str",
    "content_type": "str",
    "username": "str",
    "icon_url": "str",
}
# The fields that a PUT takes from its body, with the columns.
REPLACED = {
    "channel_id": "channelid",
    "trigger_words": "triggerwords",
    "trigger_when": "triggerwhen",
    "callback_urls": "callbackurls",
    "display_name": "displayname",
    "description": "description",
    "content_type": "contenttype",
    "username": "username",
    "icon_url": "iconurl",
}
EMPTY = {"trigger_words": [], "trigger_when": 0, "callback_urls": []}
KIND = "outgoing_webhooks"
_HOOKS = "/hooks/outgoing"
_HOOK = _HOOKS + r"/{hook_id:[A-Za-z0-9]+}"


def view(hook: dict) -> dict:
    return {
        "id": hook["id"],
        "token": hook["token"],
        "create_at": hook["createat"],
        "update_at": hook["updateat"],
        "delete_at": hook["deleteat"],
        "creator_id": hook["creatorid"],
        "channel_id": hook["channelid"],
        "team_id": hook["teamid"],
        "trigger_words": hook["triggerwords"],
        "trigger_when": hook["triggerwhen"],
        "callback_urls": hook["callbackurls"],
        "display_name": hook["displayname"],
        "description": hook["description"],
        "content_type": hook["contenttype"],
        "username": hook["username"],
        "icon_url": hook["iconurl"],
    }


def _encoded(hook: dict) -> dict:
    """Lists are texts in the database."""
    return {key: json.dumps(value) if isinstance(value, list) else value for key, value in hook.items()}


def _decoded(row: dict) -> dict:
    return {**row, "triggerwords": json.loads(row["triggerwords"]), "callbackurls": json.loads(row["callbackurls"])}


def is_http(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _invalid(name: str, message: str) -> ApiError:
    return ApiError(400, "model.outgoing_hook.is_valid.%s.app_error" % name, message)


def _check(hook: dict) -> None:
    """The server's own checks, in its order."""
    if not is_id(hook["teamid"]):
        raise _invalid("team_id", "Invalid team ID.")
    if len(json.dumps(hook["triggerwords"])) > 1024:
        raise _invalid("words", "Invalid trigger words.")
    if not all(hook["triggerwords"]):
        raise _invalid("trigger_words", "Invalid trigger words.")
    if not hook["callbackurls"] or len(json.dumps(hook["callbackurls"])) > 1024:
        raise _invalid("callback", "Invalid callback URLs.")
    if not all(is_http(url) for url in hook["callbackurls"]):
        raise _invalid("url", "Invalid callback URLs. Each must be a valid URL and start with http:// or https://.")
    for column, most, name in (
        ("displayname", 64, "display_name"),
        ("description", 500, "description"),
        ("contenttype", 128, "content_type"),
        ("username", 64, "username"),
        ("iconurl", 1024, "icon_url"),
    ):
        if len(hook[column]) > most:
            raise _invalid(name, "Invalid %s." % name)
    if hook["triggerwhen"] not in (0, 1):
        raise _invalid("content_type", "Invalid value for trigger_when.")


def _check_enabled(call: Call) -> None:
    if not call.setting("ServiceSettings", "EnableOutgoingWebhooks"):
        raise ApiError(
            501, "api.outgoing_webhook.disabled.app_error", "Outgoing webhooks have been disabled by the system admin."
        )


async def _check_place(call: Call, hook: dict, status: int) -> None:
    """A public channel of the team, or words; and no other hook that answers the same words at the same address."""
    if hook["channelid"]:
        channel = await channel_store.get(call.ctx, hook["channelid"])
        if channel["type"] != "O" or channel["teamid"] != hook["teamid"]:
            raise ApiError(
                403,
                "api.outgoing_webhook.disabled.app_error",
                "Outgoing webhooks can only be created for public channels of the team.",
            )
    elif not hook["triggerwords"]:
        raise ApiError(
            status, "api.webhook.create_outgoing.triggers.app_error", "Either trigger_words or channel_id must be set."
        )
    others = await call.db.fetch(
        "select * from outgoingwebhooks where teamid = %s and channelid = %s and id <> %s and deleteat = 0",
        hook["teamid"],
        hook["channelid"],
        hook["id"],
    )
    for other in map(_decoded, others):
        same = all(set(other[key]).intersection(hook[key]) for key in ("triggerwords", "callbackurls"))
        if same:
            raise ApiError(
                500,
                "api.webhook.create_outgoing.intersect.app_error",
                "Outgoing webhooks from the same channel cannot have the same trigger words/callback URLs.",
            )


async def create(call: Call):
    body = await call.structure(FIELDS, "outgoing_webhook")
    creator_id = body.get("creator_id") or call.user_id
    if not is_id(creator_id):
        raise invalid_body("creator_id")
    team_id = body.get("team_id", "")
    await call.require(may_manage(call, team_id, KIND, creator_id))
    _check_enabled(call)
    await user_store.get(call.ctx, creator_id)
    now = now_ms()
    hook = {
        "id": new_id(),
        "token": new_id(),
        "createat": now,
        "updateat": now,
        "deleteat": 0,
        "creatorid": creator_id,
        "teamid": team_id,
        **{column: body.get(key, EMPTY.get(key, "")) for key, column in REPLACED.items()},
    }
    await _check_place(call, hook, 400)
    _check(hook)
    await store.insert(call.db, "outgoingwebhooks", _encoded(hook))
    return reply(view(hook), 201)


async def listing(call: Call):
    _check_enabled(call)
    found = await listing_of(call, "outgoingwebhooks", "creatorid", KIND)
    return reply([view(_decoded(row)) for row in found])


async def _get(call: Call) -> dict:
    hook_id = call.id("hook_id")
    _check_enabled(call)
    row = await call.db.fetchrow("select * from outgoingwebhooks where id = %s and deleteat = 0", hook_id)
    if not row:
        raise ApiError(404, "app.webhooks.get_outgoing.app_error", "Unable to get the webhook.")
    await call.require(may_manage(call, row["teamid"], KIND, row["creatorid"]))
    return _decoded(row)


async def get(call: Call):
    return reply(view(await _get(call)))


async def replace(call: Call):
    """The whole hook: what is left out is lost. The token is the body's; one that lacks it was not recorded."""
    body = await call.structure(FIELDS, "outgoing_webhook")
    if body.get("id") != call.id("hook_id"):
        raise invalid_body("hook_id")
    hook = await _get(call)
    if body.get("team_id") and body["team_id"] != hook["teamid"]:
        raise ApiError(400, "api.webhook.team_mismatch.app_error", "Unable to update webhook across teams.")
    changes = {column: body.get(key, EMPTY.get(key, "")) for key, column in REPLACED.items()}
    wanted = {**hook, **changes, "updateat": now_ms()}
    await _check_place(call, wanted, 500)
    if body.get("token") != hook["token"]:
        raise not_imitated("a hook whose token a PUT changes")
    _check(wanted)
    await store.update(call.db, "outgoingwebhooks", hook["id"], _encoded({**changes, "updateat": wanted["updateat"]}))
    return reply(view(wanted))


async def new_token(call: Call):
    hook = await _get(call)
    changes = {"token": new_id(), "updateat": now_ms()}
    await store.update(call.db, "outgoingwebhooks", hook["id"], changes)
    return reply(view({**hook, **changes}))


async def delete(call: Call):
    hook = await _get(call)
    await store.update(call.db, "outgoingwebhooks", hook["id"], {"deleteat": now_ms()})
    return ok()


ROUTES = [
    ("POST", _HOOKS, create, {"local": True}),
    ("GET", _HOOKS, listing, {"local": True}),
    ("GET", _HOOK, get, {"local": True}),
    ("PUT", _HOOK, replace, {"local": True}),
    ("DELETE", _HOOK, delete, {"local": True}),
    ("POST", _HOOK + "/regen_token", new_token, {}),
]
