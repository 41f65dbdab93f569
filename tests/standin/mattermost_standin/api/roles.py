# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: read them, and set the permissions of one."""

from __future__ import annotations

from ..ids import now_ms
from ..seed import ROLES
from . import permissions
from .call import Call, reply
from .decode import WrongType, parse
from .errors import ApiError, invalid_body, unparsable

GUESTS = ("system_guest", "team_guest", "channel_guest")
# Permissions that the API neither adds nor removes.
LOCKED = (
    "manage_roles",
    "manage_system",
    "sysconsole_read_user_management_system_roles",
    "sysconsole_write_user_management_system_roles",
)
# Every permission there is: what the built-in roles have together.
KNOWN = {permission for role in ROLES for permission in role["permissions"]}


def view(role: dict) -> dict:
    return {
        "id": role["id"],
        "name": role["name"],
        "display_name": role["displayname"],
        "description": role["description"],
        "create_at": role["createat"],
        "update_at": role["updateat"],
        "delete_at": role["deleteat"],
        "permissions": role["permissions"].split(),
        "scheme_managed": role["schememanaged"],
        "built_in": role["builtin"],
        "scheme_id": role["schemeid"],
    }


def _missing(name: str) -> ApiError:
    return ApiError(404, "app.role.%s.app_error" % name, "Unable to get role.")


async def listing(call: Call):
    await call.require(permissions.is_admin(call))
    return reply([view(role) for role in await call.db.fetch("select * from roles order by ctid")])


async def by_names(call: Call):
    names = await call.string_list(unparsable())
    if not names:
        raise invalid_body("rolenames")
    rows = await call.db.fetch("select * from roles where name = any(%s)", names)
    # Go prints a list that never got an entry as null.
    return reply([view(role) for role in rows] or None)


async def _get(call: Call) -> dict:
    role = await call.db.fetchrow("select * from roles where id = %s", call.id("role_id"))
    if not role:
        raise _missing("get")
    return role


async def by_id(call: Call):
    return reply(view(await _get(call)))


async def by_name(call: Call):
    role = await call.db.fetchrow("select * from roles where name = %s", call.request.match_info["name"])
    if not role:
        raise _missing("get_by_name")
    return reply(view(role))


async def _body(call: Call) -> list[str] | None:
    """The complete list wanted, or None where the body names none."""
    try:
        body = parse(await call.body())
        wanted = body.get("permissions") if isinstance(body, dict) else None
        if (body is not None and not isinstance(body, dict)) or not isinstance(wanted, (list, type(None))):
            raise WrongType
        if wanted is not None and not all(isinstance(item, str) for item in wanted):
            raise WrongType
    except WrongType as error:
        raise invalid_body("role") from error
    return None if wanted is None else sorted(set(wanted))


async def patch(call: Call):
    wanted = await _body(call)
    role = await _get(call)
    await call.require(permissions.on_system(call, "sysconsole_write_user_management_permissions"))
    present = role["permissions"].split()
    if wanted is None:
        wanted = present
    else:
        if role["name"] in GUESTS:
            raise ApiError(
                501, "api.roles.patch_roles.license.error", "Your license does not support advanced permissions."
            )
        if set(present).symmetric_difference(wanted).intersection(LOCKED):
            raise ApiError(
                501,
                "api.roles.patch_roles.not_allowed_permission.error",
                "One or more of the following permissions that you are trying to add or remove is not allowed",
            )
        if wanted == present:
            return reply(view(role))
        if not KNOWN >= set(wanted):
            raise ApiError(400, "app.role.save.invalid_role.app_error", "The role was not valid.")
    role = await call.db.fetchrow(
        "update roles set permissions = %s, updateat = %s where id = %s returning *",
        " ".join(["", *wanted]),
        now_ms(),
        role["id"],
    )
    return reply(view(role))


ROUTES = [
    ("GET", "/roles", listing, {"local": True}),
    ("POST", "/roles/names", by_names, {"local": True}),
    ("GET", r"/roles/name/{name:[a-z0-9_]+}", by_name, {"local": True}),
    ("GET", r"/roles/{role_id:[A-Za-z0-9]+}", by_id, {"local": True}),
    ("PUT", r"/roles/{role_id:[A-Za-z0-9]+}/patch", patch, {"local": True}),
]
