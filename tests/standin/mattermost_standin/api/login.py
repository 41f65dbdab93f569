# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login, logout and the list of a user's sessions."""

from __future__ import annotations

import asyncio

from ..ids import now_ms
from ..passwords import check_password
from . import permissions, sessions, user_model, user_store
from .call import Call, ok, reply
from .errors import ApiError


def _refused(call: Call) -> ApiError:
    """One answer for an unknown name and a wrong password; its words say what may be used as a name."""
    by_name = call.setting("EmailSettings", "EnableSignInWithUsername")
    by_email = call.setting("EmailSettings", "EnableSignInWithEmail")
    kind, words = (
        ("email_username", "email or username and/or")
        if by_name and by_email
        else ("username", "username and/or")
        if by_name
        else ("email", "email and/or")
    )
    return ApiError(
        401,
        "api.user.login.invalid_credentials_" + kind,
        "Enter a valid %s password%s" % (words, "." if by_name and by_email else ""),
    )


async def _user_for(call: Call, login_id: str) -> dict | None:
    for column, key in (("username", "EnableSignInWithUsername"), ("email", "EnableSignInWithEmail")):
        if call.setting("EmailSettings", key):
            user = await user_store.by_column(call.ctx, column, login_id.lower())
            if user:
                return user
    return None


async def _check(call: Call, user: dict, password: str) -> None:
    if user["deleteat"]:
        raise ApiError(
            401,
            "api.user.login.inactive.app_error",
            "Login failed because your account has been deactivated.  Please contact an administrator.",
        )
    if user["failedattempts"] >= call.setting("ServiceSettings", "MaximumLoginAttempts"):
        raise ApiError(
            401,
            "api.user.check_user_login_attempts.too_many.app_error",
            "Your account is locked because of too many failed password attempts. Please reset your password.",
        )
    if not await asyncio.to_thread(check_password, password, user["password"]):
        await call.db.execute("update users set failedattempts = failedattempts + 1 where id = %s", user["id"])
        raise _refused(call)
    if call.setting("EmailSettings", "RequireEmailVerification") and not user["emailverified"]:
        raise ApiError(
            401, "api.user.login.not_verified.app_error", "Login failed because email address has not been verified."
        )


async def login(call: Call):
    body = await call.string_map()
    if not body.get("password"):
        raise ApiError(400, "api.user.login.blank_pwd.app_error", "Password field must not be blank")
    user = await _user_for(call, body.get("login_id", ""))
    if not user:
        raise _refused(call)
    await _check(call, user, body["password"])
    # The cache keeps the profile as it was before this login, and the answer shows it so too.
    call.ctx.cache.setdefault(user["id"], user)
    await call.db.execute(
        "update users set failedattempts = 0, lastlogin = %s, updateat = %s where id = %s",
        now_ms(),
        now_ms(),
        user["id"],
    )
    session = await sessions.create(call.ctx, user)
    answer = reply(user_model.view(user, call.privacy, own=True), headers={"Token": session["token"]})
    if call.request.headers.get("X-Requested-With") == "XMLHttpRequest":
        for line in sessions.cookies(call.ctx, call.request, session):
            answer.headers.add("Set-Cookie", line)
    return answer


async def logout(call: Call):
    if call.session:
        await call.db.execute("delete from sessions where id = %s", call.session["id"])
    return ok(headers=sessions.cleared(call.ctx))


async def listing(call: Call):
    user_id = call.id("user_id")
    await call.require(permissions.on_user(call, user_id))
    rows = await call.db.fetch("select * from sessions where userid = %s order by lastactivityat desc", user_id)
    members = await call.db.fetch("select * from teammembers where userid = %s and deleteat = 0", user_id)
    return reply(
        [
            {
                "id": row["id"],
                "token": "",
                "create_at": row["createat"],
                "expires_at": row["expiresat"],
                "last_activity_at": row["lastactivityat"],
                "user_id": row["userid"],
                "device_id": row["deviceid"],
                "roles": row["roles"],
                "is_oauth": row["isoauth"],
                "expired_notify": row["expirednotify"],
                "props": sessions.props(row),
                "local": False,
                "team_members": [
                    {
                        "team_id": member["teamid"],
                        "user_id": user_id,
                        "roles": permissions.team_roles(member),
                        "delete_at": 0,
                        "scheme_guest": member["schemeguest"],
                        "scheme_user": member["schemeuser"],
                        "scheme_admin": member["schemeadmin"],
                        "explicit_roles": member["roles"] or "",
                    }
                    for member in members
                ],
            }
            for row in rows
        ]
    )


ROUTES = [
    ("POST", "/users/login", login, {"login": False}),
    ("POST", "/users/logout", logout, {"login": False}),
    ("GET", r"/users/{user_id:[A-Za-z0-9]+}/sessions", listing, {}),
]
