# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user: the rules of its fields and its representation, which depends on the reader."""

from __future__ import annotations

import json
import re

from .errors import ApiError

FIELDS = {
    "id": "str",
    "username": "str",
    "email": "str",
    "password": "str",
    "nickname": "str",
    "first_name": "str",
    "last_name": "str",
    "position": "str",
    "locale": "str",
    "auth_service": "str",
    "auth_data": "str",
    "email_verified": "bool",
    "props": "map",
    "notify_props": "map",
    "timezone": "map",
    "remote_id": "str",
    "disable_welcome_email": "bool",
    "roles": "str",
    "create_at": "int",
    "update_at": "int",
    "delete_at": "int",
}
PATCH = (
    "username",
    "password",
    "nickname",
    "first_name",
    "last_name",
    "position",
    "email",
    "props",
    "notify_props",
    "locale",
    "timezone",
)
COLUMNS = {
    "first_name": "firstname",
    "last_name": "lastname",
    "notify_props": "notifyprops",
    "remote_id": "remoteid",
    "auth_service": "authservice",
}

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

RESERVED = ("all", "channel", "here", "matterbot", "system")
USERNAME = re.compile(r"[a-z0-9._-]{1,64}\Z")
_ATOM = r"[^\s\x00-\x1f()<>\[\]:;@\\,.\"]+"
EMAIL = re.compile(r"%s(\.%s)*@%s(\.%s)*\Z" % (_ATOM, _ATOM, _ATOM, _ATOM))
SYMBOLS = r"[ !\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`|~]"
ROLE_NAME = re.compile(r"[a-z0-9_]{1,64}\Z")

USERNAME_ERROR = ApiError(
    400,
    "model.user.is_valid.username.app_error",
    "Username must begin with a letter, and contain between 3 to 22 lowercase characters made up of numbers, letters, "
    'and the symbols ".", "-", and "_".',
)


def is_email(value: str) -> bool:
    return value == value.lower() and bool(EMAIL.match(value))


def _invalid(name: str, message: str) -> ApiError:
    return ApiError(400, "model.user.is_valid.%s.app_error" % name, message)


def check(user: dict) -> None:
    """The server's own checks, in its order."""
    if not USERNAME.match(user["username"]) or user["username"] in RESERVED:
        raise USERNAME_ERROR
    if len(user["email"]) > 128 or not is_email(user["email"]):
        raise _invalid("email", "Invalid email.")
    if len(user["nickname"]) > 64:
        raise _invalid("nickname", "Invalid nickname.")
    if len(user["position"]) > 128:
        raise _invalid("position", "Invalid position: must not be longer than 128 characters.")
    if len(user["firstname"]) > 64:
        raise _invalid("first_name", "Invalid first name.")
    if len(user["lastname"]) > 64:
        raise _invalid("last_name", "Invalid last name.")


def check_password(password: str, settings: dict) -> None:
    """Length first, then the kinds of letters that PasswordSettings asks for, all in one sentence."""
    least = settings["MinimumLength"]
    if len(password) < least:
        raise _invalid("pwd_min_length", "Your password must contain at least %d characters." % least)
    if len(password) > 72:
        raise _invalid("pwd_max_length", "Your password must contain no more than 72 characters.")
    kinds = (
        ("Lowercase", "lowercase", "at least one lowercase letter", "[a-z]"),
        ("Uppercase", "uppercase", "at least one uppercase letter", "[A-Z]"),
        ("Number", "number", "at least one number", "[0-9]"),
        ("Symbol", "symbol", 'at least one symbol (e.g. "~!@#$%^&*()")', SYMBOLS),
    )
    missing = [(name, text) for key, name, text, letters in kinds if settings[key] and not re.search(letters, password)]
    if missing:
        texts = [text for _unused, text in missing]
        words = ", ".join(texts[:-1]) + (", and " if len(texts) > 2 else " and ") + texts[-1] if texts[1:] else texts[0]
        raise _invalid(
            "_".join(["pwd"] + [name for name, _unused in missing]),
            "Your password must contain at least %d characters made up of %s." % (least, words),
        )


def roles_are_valid(roles: str) -> bool:
    """system_admin alone is refused by the server to prevent mistakes; no role at all is not."""
    names = roles.split()
    return names != ["system_admin"] and all(ROLE_NAME.match(name) for name in names)


def allowed_domain(email: str, domains: str) -> bool:
    """Whether a list of domains, separated by blanks or commas, lets the address in."""
    names = domains.replace("@", " ").replace(",", " ").lower().split()
    return not names or any(email.endswith("@" + name) for name in names)


def mapping(value) -> dict | None:
    """A JSON column, whatever the driver made of it."""
    return json.loads(value) if isinstance(value, str) else value


def view(user: dict, privacy: dict, *, own: bool = False, admin: bool = True) -> dict:
    """The user as JSON: whole for its owner, a profile for others, with less for those who are no admins."""
    found = {
        "id": user["id"],
        "create_at": user["createat"],
        "update_at": user["updateat"],
        "delete_at": user["deleteat"],
        "username": user["username"],
    }
    if not own and not admin:
        found["auth_data"] = ""
    seen = own or admin
    found["auth_service"] = user["authservice"] or ""
    found["email"] = user["email"] if seen or privacy["ShowEmailAddress"] else ""
    if own and user["emailverified"]:
        found["email_verified"] = True
    named = seen or privacy["ShowFullName"]
    found.update(
        nickname=user["nickname"],
        first_name=user["firstname"] if named else "",
        last_name=user["lastname"] if named else "",
        position=user["position"],
        roles=user["roles"],
    )
    props = mapping(user["props"])
    if props:
        found["props"] = props
    if seen:
        found["notify_props"] = mapping(user["notifyprops"])
    if own and user["lastpasswordupdate"]:
        found["last_password_update"] = user["lastpasswordupdate"]
    if user["lastpictureupdate"]:
        found["last_picture_update"] = user["lastpictureupdate"]
    if own and user["failedattempts"]:
        found["failed_attempts"] = user["failedattempts"]
    found.update(locale=user["locale"], timezone=mapping(user["timezone"]))
    if user["remoteid"] is not None:
        found["remote_id"] = user["remoteid"]
    if user.get("botid"):
        found["is_bot"] = True
        if user["botdescription"]:
            found["bot_description"] = user["botdescription"]
    found["disable_welcome_email"] = user.get("disable_welcome_email", False)
    return found


def etag(version: str, user: dict) -> str:
    return "%s.%s.%d" % (version, user["id"], user["updateat"])
