# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts, bots and roles of the server in memory."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import PLAIN_USERS, Refusal, ok, route

NOTIFY = {
    "channel": "true",
    "comments": "never",
    "desktop": "mention",
    "desktop_sound": "true",
    "desktop_threads": "all",
    "email": "true",
    "email_threads": "all",
    "first_name": "false",
    "mention_keys": "",
    "push": "mention",
    "push_status": "online",
    "push_threads": "all",
}
TIMEZONE = {"automaticTimezone": "", "manualTimezone": "", "useAutomaticTimezone": "true"}
PROFILE = ("email", "first_name", "last_name", "nickname", "position", "locale")
# Fields that a complete update must contain, because the server drops the others.
WHOLE = PROFILE + ("username", "auth_service", "notify_props", "timezone", "remote_id")
USERNAME = re.compile(r"[a-z0-9_][a-z0-9._-]{0,63}")
LOCKED = {"manage_system", "manage_roles"}
PERMISSIONS = (
    "create_team",
    "create_direct_channel",
    "view_members",
    "invite_user",
    "list_public_teams",
    "edit_post",
    "add_reaction",
    "delete_emojis",
    "manage_system",
    "manage_roles",
    "view_team",
)


def active_people(model):
    """Return the accounts that count for the limit."""
    return [user for user in model.users.values() if not user["delete_at"] and not user.get("is_bot")]


def demand_room(model, error_id):
    """Refuse one account more than the server takes."""
    if not model.licensed and len(active_people(model)) >= PLAIN_USERS:
        raise Refusal(400, error_id, "Can't create user. Server exceeds safe user limit.")


def demand_free(model, username, email, but=None):
    """Refuse a name or an address that is in use, also by a deactivated account."""
    for user in model.users.values():
        if user["id"] != but and user["username"] == username:
            raise Refusal(
                400, "app.user.save.username_exists.app_error", "An account with that username already exists."
            )
        if user["id"] != but and user["email"] == email:
            raise Refusal(400, "app.user.save.email_exists.app_error", "An account with that email already exists.")


def add_user(model, username, email, roles="system_user", **fields):
    """Put an account into the tables."""
    user = {
        "id": model.new_id(),
        "username": username,
        "auth_service": "",
        "email": email,
        "nickname": "",
        "first_name": "",
        "last_name": "",
        "position": "",
        "roles": roles,
        "notify_props": dict(NOTIFY),
        "locale": "en",
        "timezone": dict(TIMEZONE),
        "remote_id": "",
        "disable_welcome_email": False,
    }
    user.update(model.stamps(), **fields)
    model.users[user["id"]] = user
    return user


def add_bot(model, user, owner_id, display_name="", description=""):
    """Make an account a bot."""
    bot = dict(model.stamps(), user_id=user["id"], username=user["username"], owner_id=owner_id)
    bot.update(display_name=display_name, description=description)
    user["is_bot"] = True
    model.bots[user["id"]] = bot
    return bot


def shown_bot(bot):
    """Return a bot as the server returns it: empty texts are left out."""
    return {key: value for key, value in bot.items() if value != "" or key not in ("display_name", "description")}


def user_row(model, user_id):
    """Return an account."""
    return model.row(model.users, user_id, "app.user.missing_account.const")


@route("POST", "/users")
def _create(model, call):
    body = call.fields(("username", "password", "disable_welcome_email"), PROFILE + ("email_verified",))
    username, email = body["username"].lower(), body.get("email", "").lower()
    if not USERNAME.fullmatch(username) or username in ("all", "channel", "matterbot", "system"):
        raise Refusal(400, "model.user.is_valid.username.app_error")
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", email):
        raise Refusal(400, "model.user.is_valid.email.app_error")
    if not isinstance(body["password"], str) or len(body["password"]) < 8:
        raise Refusal(
            400, "model.user.is_valid.pwd_min_length.app_error", "Your password must contain at least 8 characters."
        )
    demand_room(model, "api.user.create_user.user_limits.exceeded")
    demand_free(model, username, email)
    is_first = not any(not user.get("is_bot") for user in model.users.values())
    profile = {field: body[field] for field in PROFILE if field in body and field != "email"}
    user = add_user(model, username, email, "system_admin system_user" if is_first else "system_user", **profile)
    user["disable_welcome_email"] = body["disable_welcome_email"]
    model.passwords[user["id"]] = body["password"]
    return 201, dict(user, last_password_update=user["create_at"], email_verified=body.get("email_verified", False))


@route("GET", "/users", query=("page", "per_page", "in_team"))
def _list(model, call):
    found = sorted(model.users.values(), key=lambda user: user["username"])
    if "in_team" in call.query:
        inside = {
            member["user_id"]
            for member in model.team_members.values()
            if member["team_id"] == call.query["in_team"] and not member["delete_at"]
        }
        found = [user for user in found if user["id"] in inside]
    return 200, found[call.page]


@route("GET", "/users/{id}")
def _read(model, call, user_id):
    assert user_id != "me" or not call.local, "nobody is signed in over the socket"
    return 200, user_row(model, model.caller if user_id == "me" else user_id)


@route("PUT", "/users/{id}", http=False)
def _replace(model, call, user_id):
    """Replace the whole account: what is left out becomes empty."""
    user = user_row(model, user_id)
    body = call.fields(("id", "username"), tuple(user))
    assert body["id"] == user_id, call
    if not USERNAME.fullmatch(body["username"]):
        raise Refusal(400, "model.user.is_valid.username.app_error")
    demand_free(model, body["username"], body.get("email", ""), but=user_id)
    for field in WHOLE:
        user[field] = body.get(field, type(user[field])())
    return 200, model.touch(user)


@route("PUT", "/users/{id}/patch", socket=False)
def _patch(model, call, user_id):
    user = user_row(model, user_id)
    body = call.fields((), PROFILE)
    demand_free(model, user["username"], body.get("email", user["email"]), but=user_id)
    return 200, model.touch(user, **body)


@route("PUT", "/users/{id}/roles")
def _set_roles(model, call, user_id):
    user = user_row(model, user_id)
    roles = call.fields(("roles",))["roles"]
    # A list is taken and leaves no role; nobody wants that, so it is an error of the test.
    assert isinstance(roles, str) and roles, call
    names = roles.split()
    if "system_admin" in names and "system_user" not in names:
        raise Refusal(400, "api.context.invalid_body_param.app_error")
    if set(names) - {role["name"] for role in model.roles.values()} - {"system_user", "system_admin"}:
        raise Refusal(400, "app.role.check_roles_exist.role_not_found")
    admins = [other for other in model.users.values() if "system_admin" in other["roles"].split()]
    if admins == [user] and "system_admin" not in names:
        raise Refusal(400, "app.user.update.lastAdmin.app_error")
    model.touch(user, roles=roles)
    return ok()


@route("PUT", "/users/{id}/active")
def _set_active(model, call, user_id):
    user = user_row(model, user_id)
    active = call.fields(("active",))["active"]
    assert isinstance(active, bool), call
    if active and user["delete_at"]:
        demand_room(model, "app.user.update_active.user_limit.exceeded")
    model.touch(user)
    user["delete_at"] = 0 if active else user["update_at"]
    for bot in model.bots.values():
        # DisableBotsWhenOwnerIsDeactivated, which is on; no recording, but the server's documentation.
        if not active and bot["owner_id"] == user_id and not bot["delete_at"]:
            bot["delete_at"] = model.users[bot["user_id"]]["delete_at"] = model.now()
    return ok()


@route("PUT", "/users/{id}/password")
def _set_password(model, call, user_id):
    user_row(model, user_id)
    model.passwords[user_id] = call.fields(("new_password",))["new_password"]
    return ok()


@route("POST", "/users/{id}/email/verify/member")
def _verify(model, call, user_id):
    call.fields()
    return 200, user_row(model, user_id)


@route("DELETE", "/users/{id}", query=("permanent",))
def _delete(model, call, user_id):
    user_row(model, user_id)
    assert call.flag("permanent"), call
    if not call.local and not model.is_on("ServiceSettings", "EnableAPIUserDeletion"):
        raise Refusal(401, "api.user.delete_user.not_enabled.for_admin.app_error")
    del model.users[user_id]
    model.bots.pop(user_id, None)
    for table in (model.team_members, model.channel_members):
        for key in [key for key in table if key[1] == user_id]:
            del table[key]
    for table, field in ((model.incoming, "user_id"), (model.outgoing, "creator_id"), (model.commands, "creator_id")):
        for key in [key for key, row in table.items() if row[field] == user_id]:
            del table[key]
    return ok()


@route("POST", "/users/{id}/convert_to_bot")
def _convert(model, call, user_id):
    user = user_row(model, user_id)
    assert not user.get("is_bot") and call.body is None, call
    return 200, shown_bot(add_bot(model, user, user_id, display_name=user["first_name"] or user["username"]))


@route("POST", "/bots", socket=False)
def _create_bot(model, call):
    body = call.fields(("username",), ("display_name", "description"))
    if not model.is_on("ServiceSettings", "EnableBotAccountCreation"):
        raise Refusal(403, "api.bot.create_disabled")
    demand_free(model, body["username"], body["username"] + "@localhost")
    user = add_user(model, body["username"], body["username"] + "@localhost", first_name=body.get("display_name", ""))
    return 201, shown_bot(add_bot(model, user, model.caller, body.get("display_name", ""), body.get("description", "")))


@route("GET", "/bots", query=("page", "per_page", "include_deleted"))
def _list_bots(model, call):
    found = sorted(model.bots.values(), key=lambda bot: bot["create_at"])
    return 200, [shown_bot(bot) for bot in found if call.flag("include_deleted") or not bot["delete_at"]][call.page]


def _bot_row(model, bot_id):
    return model.row(model.bots, bot_id, "store.sql_bot.get.missing.app_error")


@route("PUT", "/bots/{id}")
def _change_bot(model, call, bot_id):
    bot = _bot_row(model, bot_id)
    body = call.fields((), ("display_name", "description"))
    if "display_name" in body:
        model.users[bot_id]["first_name"] = body["display_name"]
    return 200, shown_bot(model.touch(bot, **body))


@route("POST", "/bots/{id}/assign/{owner}")
def _assign_bot(model, call, bot_id, owner_id):
    assert owner_id in model.users, "a bot for an unknown account is taken: %r" % call
    if model.users[owner_id].get("is_bot"):
        raise Refusal(403, "api.context.permissions.app_error")
    return 200, shown_bot(model.touch(_bot_row(model, bot_id), owner_id=owner_id))


@route("POST", "/bots/{id}/{action}")
def _switch_bot(model, call, bot_id, action):
    bot = _bot_row(model, bot_id)
    model.touch(bot)
    bot["delete_at"] = {"enable": 0, "disable": bot["update_at"]}[action]
    model.touch(model.users[bot_id], delete_at=bot["delete_at"])
    return 200, shown_bot(bot)


def add_role(model, name, permissions):
    """Put a role into the tables; only the server itself makes some."""
    role = {
        "id": model.new_id(),
        "name": name,
        "display_name": "authentication.roles.%s.name" % name,
        "description": "authentication.roles.%s.description" % name,
        "permissions": list(permissions),
        "scheme_managed": True,
        "built_in": True,
        "scheme_id": None,
    }
    role.update(model.stamps())
    model.roles[role["id"]] = role
    return role


@route("GET", "/roles")
def _list_roles(model, call):
    return 200, list(model.roles.values())


@route("PUT", "/roles/{id}/patch")
def _patch_role(model, call, role_id):
    role = model.row(model.roles, role_id, "app.role.get.app_error")
    wanted = call.fields(("permissions",))["permissions"]
    assert isinstance(wanted, list), call
    if set(wanted) - set(PERMISSIONS):
        raise Refusal(400, "app.role.save.invalid_role.app_error")
    if LOCKED & (set(wanted) ^ set(role["permissions"])):
        raise Refusal(501, "api.roles.patch_roles.not_allowed_permission.error")
    if role["name"].endswith("_guest") and not model.licensed:
        raise Refusal(501, "api.roles.patch_roles.license.error")
    for permission, more in model.brings.items():
        if permission in wanted and more not in wanted:
            wanted.append(more)
    role["permissions"] = list(dict.fromkeys(wanted))
    return 200, role
