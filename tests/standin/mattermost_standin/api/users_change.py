# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing a user's fields: PUT /users/{id} replaces, /patch changes what is named."""

from __future__ import annotations

from ..ids import now_ms
from ..passwords import check_password
from . import permissions, user_model, user_store
from .call import Call, reply
from .errors import ApiError, invalid_body, no_permission

# Fields of a replacement; missing ones become empty.
REPLACED = {
    "username": "",
    "email": "",
    "nickname": "",
    "first_name": "",
    "last_name": "",
    "position": "",
    "locale": "",
    "props": None,
    "notify_props": None,
    "timezone": None,
    "remote_id": None,
}


async def double_check(call: Call, user: dict, password: str) -> None:
    """The signed-in user's own password."""
    if not check_password(password, user["password"]):
        await user_store.update(call.ctx, user, failedattempts=user["failedattempts"] + 1)
        raise ApiError(
            401, "api.user.check_user_password.invalid.app_error", "Login failed because of invalid password."
        )


async def _save(call: Call, user: dict, changes: dict):
    """Check and write; the answer always has all fields."""
    changes = {user_model.COLUMNS.get(key, key): value for key, value in changes.items()}
    changes["username"] = changes.get("username", user["username"]).lower()
    changes["email"] = changes.get("email", user["email"]).lower()
    wanted = {**user, **changes}
    user_model.check(wanted)
    if not wanted["notifyprops"]:
        changes["notifyprops"] = dict(user_model.NOTIFY)
    if changes["email"] != user["email"]:
        if not user_model.allowed_domain(changes["email"], call.setting("TeamSettings", "RestrictCreationToDomains")):
            raise ApiError(
                400,
                "api.user.update_user.accepted_domain.app_error",
                "The email you provided does not belong to an accepted domain. Please contact your "
                "administrator or sign up with a different email.",
            )
        changes["emailverified"] = False
    now = now_ms()
    if changes["username"] != user["username"] and user["lastpictureupdate"] <= 0:
        # A made-up picture shows the name: it must be made again.
        changes["lastpictureupdate"] = -now
    await user_store.update(call.ctx, user, updateat=now, **changes)
    return reply(user_model.view(user, call.privacy, own=True))


async def replace(call: Call):
    user_id = call.id("user_id")
    body = await call.structure(user_model.FIELDS, "user")
    if body.get("id") != user_id:
        raise invalid_body("user_id")
    await call.require(permissions.on_user(call, user_id))
    user = await user_store.get(call.ctx, user_id)
    if user_id == call.user_id and body.get("email", "").lower() != user["email"]:
        raise invalid_body("password")
    return await _save(call, user, {key: body.get(key, empty) for key, empty in REPLACED.items()})


async def patch(call: Call):
    user_id = call.id("user_id")
    body = await call.structure({key: user_model.FIELDS[key] for key in user_model.PATCH}, "user")
    await call.require(permissions.on_user(call, user_id))
    user = await user_store.get(call.ctx, user_id)
    if "system_admin" in user["roles"].split() and not await permissions.is_admin(call):
        raise no_permission()
    password = body.pop("password", "")
    if user_id == call.user_id and body.get("email", user["email"]).lower() != user["email"]:
        if not password:
            raise invalid_body("password")
        await double_check(call, user, password)
    return await _save(call, user, body)


ROUTES = [
    ("PUT", r"/users/{user_id:[A-Za-z0-9]+}", replace, {"local": True}),
    ("PUT", r"/users/{user_id:[A-Za-z0-9]+}/patch", patch, {}),
]
