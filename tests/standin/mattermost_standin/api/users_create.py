# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /users: who may sign up, and what a new account is."""

from __future__ import annotations

import asyncio

from .. import mail
from ..config_defaults import LOCALES
from ..ids import new_id, now_ms
from ..passwords import hash_password
from . import permissions, team_store, user_model, user_store
from .call import Call, reply
from .errors import ApiError, not_imitated

# An unlicensed server of the 11 line: 200 wanted, 250 at most.
SOFT_LIMIT, HARD_LIMIT = 200, 250


async def _inviting_team(call: Call) -> dict:
    """The team of the invite id, which allows to sign up though the server is not open."""
    team = await call.db.fetchrow("select * from teams where inviteid = %s", call.query("iid"))
    if not team:
        raise ApiError(404, "app.team.get_by_invite_id.finding.app_error", "Unable to find the existing team.")
    return team


async def _check_sign_up(call: Call, invited: bool) -> None:
    """Without an administrator's rights sign-up must be on, and the server open, unless one is invited or first."""
    if not (
        call.setting("EmailSettings", "EnableSignUpWithEmail") and call.setting("TeamSettings", "EnableUserCreation")
    ):
        raise ApiError(
            501, "api.user.create_user.signup_email_disabled.app_error", "User sign-up with email is disabled."
        )
    welcome = invited or call.setting("TeamSettings", "EnableOpenServer")
    if not welcome and not await user_store.is_empty(call.ctx):
        raise ApiError(
            403,
            "api.user.create_user.no_open_server",
            "This server does not allow open signups.  Please speak with your Administrator to receive an invitation.",
        )


def _row(call: Call, body: dict, trusted: bool) -> dict:
    now = now_ms()
    locale = body.get("locale", "")
    return {
        "id": new_id(),
        "createat": now,
        "updateat": now,
        "deleteat": 0,
        "username": body.get("username", "").lower() or "a" + new_id(),
        "password": hash_password(body.get("password", "")),
        "authdata": None,
        "authservice": "",
        "email": body.get("email", "").lower(),
        "emailverified": trusted and body.get("email_verified", False),
        "nickname": body.get("nickname", ""),
        "firstname": body.get("first_name", ""),
        "lastname": body.get("last_name", ""),
        "position": body.get("position", ""),
        "roles": "system_user",
        "allowmarketing": False,
        "props": body.get("props", {}),
        "notifyprops": body.get("notify_props") or dict(user_model.NOTIFY),
        "lastpasswordupdate": now,
        "lastpictureupdate": 0,
        "failedattempts": 0,
        "locale": locale if locale in LOCALES else call.setting("LocalizationSettings", "DefaultClientLocale"),
        "mfaactive": False,
        "mfasecret": "",
        "timezone": body.get("timezone") or dict(user_model.TIMEZONE),
        "remoteid": body.get("remote_id", ""),
    }


async def create(call: Call):
    if call.query("t"):
        raise not_imitated("sign-up by an invitation's token")
    body = await call.structure(user_model.FIELDS, "user")
    team = await _inviting_team(call) if call.query("iid") else None
    trusted = not team and await permissions.on_system(call, "sysconsole_write_user_management_users")
    if not trusted:
        await _check_sign_up(call, invited=bool(team))
    if await user_store.active_count(call.ctx) >= HARD_LIMIT:
        raise ApiError(
            400,
            "api.user.create_user.user_limits.exceeded",
            "Can't create user. Server exceeds safe user limit. Contact your administrator with: "
            "ERROR_SAFETY_LIMITS_EXCEEDED.",
        )
    user = await asyncio.to_thread(_row, call, body, trusted)
    if not user_model.allowed_domain(user["email"], call.setting("TeamSettings", "RestrictCreationToDomains")):
        raise ApiError(
            400,
            "api.user.create_user.accepted_domain.app_error",
            "The email you provided does not belong to an accepted domain. Please contact your "
            "administrator or sign up with a different email.",
        )
    user_model.check_password(body.get("password", ""), call.section("PasswordSettings"))
    if body.get("id"):
        raise ApiError(400, "app.user.save.existing.app_error", "Must call update for existing user.")
    user_model.check(user)
    if await user_store.is_empty(call.ctx):
        user["roles"] = "system_admin system_user"
    await user_store.insert(call.ctx, user)
    if user["emailverified"]:
        await user_store.update(call.ctx, dict(user), updateat=now_ms())
    if team:
        await team_store.join(call.ctx, team, user)
    user["disable_welcome_email"] = body.get("disable_welcome_email", False)
    if not user["disable_welcome_email"] and call.setting("EmailSettings", "SendEmailNotifications"):
        mail.welcome(call.ctx, user["email"])
    return reply(user_model.view(user, call.privacy, own=True), 201)


ROUTES = [("POST", "/users", create, {"local": True, "login": False})]
