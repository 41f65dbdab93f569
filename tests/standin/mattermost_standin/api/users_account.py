# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, activation, deletion, password and verified address of a user."""

from __future__ import annotations

from ..ids import now_ms
from ..passwords import check_password, hash_password
from . import permissions, sessions, user_model, user_store, users_create
from .call import Call, ok, reply
from .errors import ApiError, invalid_body, no_permission

NOT_ENABLED = ApiError(
    401,
    "api.user.update_active.not_enable.app_error",
    "You cannot deactivate yourself because this feature is not enabled. Please contact your System Administrator.",
)


async def set_roles(call: Call):
    user_id = call.id("user_id")
    # A list instead of a string leaves no role at all: the server cannot read it and takes it for an empty text.
    roles = (await call.string_map()).get("roles", "")
    if not user_model.roles_are_valid(roles):
        raise invalid_body("roles")
    await call.require(permissions.on_system(call, "manage_roles"))
    user = await user_store.get(call.ctx, user_id)
    known = await call.db.fetch("select name from roles where name = any(%s) and deleteat = 0", roles.split())
    if {row["name"] for row in known} != set(roles.split()):
        raise ApiError(400, "app.role.check_roles_exist.role_not_found", "The provided role does not exist")
    loses = "system_admin" in user["roles"].split() and "system_admin" not in roles.split()
    if loses and not await user_store.other_admins(call.ctx, user_id):
        raise ApiError(400, "app.user.update.lastAdmin.app_error", "Cannot demote last System Admin.")
    await user_store.update(call.ctx, user, roles=roles, updateat=now_ms())
    await call.db.execute("update sessions set roles = %s where userid = %s", roles, user_id)
    return ok()


async def _activate(call: Call, user: dict, active: bool) -> None:
    now = now_ms()
    if active and user["deleteat"] and await user_store.active_count(call.ctx) >= users_create.HARD_LIMIT:
        raise ApiError(
            400,
            "app.user.update_active.user_limit.exceeded",
            "Can't activate user. Server exceeds safe user limit. ERROR_SAFETY_LIMITS_EXCEEDED.",
        )
    await user_store.update(call.ctx, user, updateat=now, deleteat=0 if active else now)
    if not active:
        await sessions.revoke_all(call.db, user["id"])


async def set_active(call: Call):
    user_id = call.id("user_id")
    active = (await call.any_map()).get("active")
    if not isinstance(active, bool):
        raise invalid_body("active")
    if not call.local:
        own = not active and user_id == call.user_id
        if own and not call.setting("TeamSettings", "EnableUserDeactivation"):
            raise NOT_ENABLED
        if not own and not await permissions.on_system(call, "sysconsole_write_user_management_users"):
            raise ApiError(
                403, "api.user.update_active.permissions.app_error", "You do not have the appropriate permissions."
            )
    await _activate(call, await user_store.get(call.ctx, user_id), active)
    return ok()


async def delete(call: Call):
    user_id = call.id("user_id")
    await call.require(permissions.on_user(call, user_id))
    admin = await permissions.is_admin(call)
    if user_id == call.user_id and not call.setting("TeamSettings", "EnableUserDeactivation") and not admin:
        raise NOT_ENABLED
    user = await user_store.get(call.ctx, user_id)
    if "system_admin" in user["roles"].split() and not admin:
        raise no_permission()
    if not call.flag("permanent"):
        await _activate(call, user, False)
        return ok()
    # Over the socket the server deletes permanently, whatever the setting is.
    if not call.local and not (call.setting("ServiceSettings", "EnableAPIUserDeletion") and admin):
        raise ApiError(
            401,
            "api.user.delete_user.not_enabled.%sapp_error" % ("for_admin." if admin else ""),
            "Permanent user deletion feature is not enabled. ServiceSettings.EnableAPIUserDeletion must be "
            "set to true to use this command. See https://mattermost.com/pl/environment-configuration-"
            "settings for more information."
            if admin
            else "Permanent user deletion feature is not enabled. Please contact your System Administrator.",
        )
    await user_store.delete(call.ctx, user_id)
    return ok()


async def _may_set_password(call: Call, user: dict | None) -> bool:
    if not user:
        return False
    if "system_admin" in user["roles"].split():
        return await permissions.is_admin(call)
    return await permissions.on_system(call, "sysconsole_write_user_management_users")


async def set_password(call: Call):
    user_id = call.id("user_id")
    body = await call.string_map()
    new = body.get("new_password", "")
    user = await user_store.by_column(call.ctx, "id", user_id)
    if await _may_set_password(call, user):
        pass
    elif user and user_id == call.user_id:
        if not body.get("current_password"):
            raise invalid_body("current_password")
        if not check_password(body["current_password"], user["password"]):
            await user_store.update(call.ctx, user, failedattempts=user["failedattempts"] + 1)
            raise ApiError(
                400,
                "api.user.update_password.incorrect.app_error",
                'The "Current Password" you entered is incorrect. Please check that Caps Lock is off and try again.',
            )
    else:
        raise ApiError(
            403,
            "api.user.update_password.context.app_error",
            "Update password failed because context user_id did not match props user_id.",
        )
    hashed = new
    if not (call.local or await permissions.is_admin(call)) or body.get("already_hashed") != "true":
        user_model.check_password(new, call.section("PasswordSettings"))
        hashed = hash_password(new)
    now = now_ms()
    await user_store.update(call.ctx, user, password=hashed, lastpasswordupdate=now, updateat=now, failedattempts=0)
    if call.setting("ServiceSettings", "TerminateSessionsOnPasswordChange"):
        await sessions.revoke_all(call.db, user_id, keep=call.session["id"] if call.session else "")
    return ok()


async def verify(call: Call):
    await call.require(permissions.is_admin(call))
    user = await user_store.get(call.ctx, call.id("user_id"))
    await user_store.update(call.ctx, dict(user), emailverified=True, updateat=now_ms())
    # The answer is the user as he was before.
    return reply(user_model.view(user, call.privacy, admin=True))


_USER = r"/users/{user_id:[A-Za-z0-9]+}"
ROUTES = [
    ("PUT", _USER + "/roles", set_roles, {"local": True}),
    ("PUT", _USER + "/active", set_active, {"local": True}),
    ("DELETE", _USER, delete, {"local": True}),
    ("PUT", _USER + "/password", set_password, {"local": True}),
    ("POST", _USER + "/email/verify/member", verify, {"local": True}),
]
