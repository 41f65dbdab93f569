# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Personal access tokens, and those of bots: the value is shown once, when it is made."""

from __future__ import annotations

from ..ids import new_id
from . import bots, permissions, store, user_store
from .call import Call, ok, reply
from .errors import ApiError, invalid_body

_OF_USER = r"/users/{user_id:[A-Za-z0-9]+}/tokens"


def view(token: dict, value: bool = False) -> dict:
    found = {
        "id": token["id"],
        "user_id": token["userid"],
        "description": token["description"],
        "is_active": token["isactive"],
    }
    return {**found, "token": token["token"]} if value else found


async def _require(call: Call, what: str, user_id: str) -> None:
    """Tokens of one's own need the right to them; those of bots the right to the bot; those of others both."""
    await call.require(permissions.on_system(call, what + "_user_access_token"))
    bot = await call.db.fetchrow("select * from bots where userid = %s", user_id)
    await call.require(bots.may_manage(call, bot) if bot else permissions.on_user(call, user_id))


async def create(call: Call):
    user_id = call.id("user_id")
    description = (await call.structure({"description": "str"}, "token")).get("description", "")
    if not description:
        raise invalid_body("description")
    await _require(call, "create", user_id)
    user = await user_store.by_column(call.ctx, "id", user_id)
    if not user:
        raise user_store.missing()
    if not user["botid"] and not call.setting("ServiceSettings", "EnableUserAccessTokens"):
        raise ApiError(
            501,
            "app.user_access_token.disabled",
            "Personal access tokens are disabled on this server. Please contact your system administrator for details.",
        )
    if len(description) > 255:
        raise ApiError(
            400,
            "model.user_access_token.is_valid.description.app_error",
            "Invalid description, must be 255 or less characters.",
        )
    token = {"id": new_id(), "token": new_id(), "userid": user_id, "description": description, "isactive": True}
    await store.insert(call.db, "useraccesstokens", token)
    return reply(view(token, value=True))


async def of_user(call: Call):
    user_id = call.id("user_id")
    await _require(call, "read", user_id)
    offset, limit = call.page()
    found = await call.db.fetch(
        "select * from useraccesstokens where userid = %s order by ctid offset %s limit %s", user_id, offset, limit
    )
    return reply([view(token) for token in found])


async def _get(call: Call, token_id: str, what: str, missing: ApiError) -> dict:
    await call.require(permissions.on_system(call, what + "_user_access_token"))
    token = await call.db.fetchrow("select * from useraccesstokens where id = %s", token_id)
    if not token:
        raise missing
    await _require(call, what, token["userid"])
    return token


def _missing() -> ApiError:
    return ApiError(
        404, "app.user_access_token.get_by_user.app_error", "Unable to get the personal access tokens by user."
    )


async def get(call: Call):
    return reply(view(await _get(call, call.id("token_id"), "read", _missing())))


async def _named(call: Call, what: str) -> dict:
    token_id = (await call.string_map()).get("token_id", "")
    if not token_id:
        raise invalid_body("token_id")
    return await _get(call, token_id, what, _missing())


async def revoke(call: Call):
    token = await _named(call, "revoke")
    await call.db.execute("delete from useraccesstokens where id = %s", token["id"])
    return ok()


async def disable(call: Call):
    token = await _named(call, "revoke")
    await store.update(call.db, "useraccesstokens", token["id"], {"isactive": False})
    return ok()


async def enable(call: Call):
    token = await _named(call, "create")
    await store.update(call.db, "useraccesstokens", token["id"], {"isactive": True})
    return ok()


ROUTES = [
    ("POST", _OF_USER, create, {"local": True}),
    ("GET", _OF_USER, of_user, {"local": True}),
    ("GET", r"/users/tokens/{token_id:[A-Za-z0-9]+}", get, {}),
    ("POST", "/users/tokens/revoke", revoke, {"local": True}),
    ("POST", "/users/tokens/disable", disable, {}),
    ("POST", "/users/tokens/enable", enable, {}),
]
