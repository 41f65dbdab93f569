# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A team: the rules of its fields and its representation."""

from __future__ import annotations

import re

from .errors import ApiError
from .user_model import is_email

FIELDS = {
    "id": "str",
    "name": "str",
    "display_name": "str",
    "description": "str",
    "email": "str",
    "type": "str",
    "company_name": "str",
    "allowed_domains": "str",
    "invite_id": "str",
    "allow_open_invite": "bool",
    "scheme_id": "str",
    "group_constrained": "bool",
    "create_at": "int",
    "update_at": "int",
    "delete_at": "int",
    "policy_id": "str",
    "cloud_limits_archived": "bool",
}
COLUMNS = {
    "display_name": "displayname",
    "company_name": "companyname",
    "allowed_domains": "alloweddomains",
    "allow_open_invite": "allowopeninvite",
    "group_constrained": "groupconstrained",
}
PATCH = ("display_name", "description", "company_name", "allowed_domains", "allow_open_invite", "group_constrained")

# Every name that begins with one of these is refused.
RESERVED = (
    "admin",
    "api",
    "channel",
    "claim",
    "error",
    "files",
    "help",
    "landing",
    "login",
    "mfa",
    "oauth",
    "plug",
    "plugins",
    "post",
    "signup",
    "boards",
    "playbooks",
)
NAME = re.compile(r"[a-z0-9]+([a-z\-0-9]+|(__)?)[a-z0-9]+\Z")


def _invalid(name: str, message: str) -> ApiError:
    return ApiError(400, "model.team.is_valid.%s.app_error" % name, message)


def check(team: dict) -> None:
    """The server's own checks, in its order."""
    if team["email"] and (len(team["email"]) > 128 or not is_email(team["email"])):
        raise _invalid("email", "Invalid email.")
    if not 0 < len(team["displayname"]) <= 64:
        raise _invalid("name", "Invalid name.")
    if len(team["name"]) > 64:
        raise _invalid("url", "Invalid URL Identifier.")
    if len(team["description"]) > 255:
        raise _invalid("description", "Invalid description.")
    if team["name"].startswith(RESERVED):
        raise _invalid("reserved", "This URL is unavailable. Please try another.")
    if not NAME.match(team["name"]):
        raise _invalid("characters", "Name must be 2 or more lowercase alphanumeric characters.")
    if team["type"] not in ("O", "I"):
        raise _invalid("type", "Invalid type.")
    if len(team["companyname"]) > 64:
        raise _invalid("company", "Invalid company name.")
    if len(team["alloweddomains"]) > 500:
        raise _invalid("domains", "Invalid allowed domains.")


def view(team: dict) -> dict:
    return {
        "id": team["id"],
        "create_at": team["createat"],
        "update_at": team["updateat"],
        "delete_at": team["deleteat"],
        "display_name": team["displayname"],
        "name": team["name"],
        "description": team["description"],
        "email": team["email"],
        "type": team["type"],
        "company_name": team["companyname"],
        "allowed_domains": team["alloweddomains"],
        "invite_id": team["inviteid"],
        "allow_open_invite": team["allowopeninvite"],
        "scheme_id": team["schemeid"],
        "group_constrained": team["groupconstrained"],
        "policy_id": None,
        "cloud_limits_archived": team["cloudlimitsarchived"],
    }
