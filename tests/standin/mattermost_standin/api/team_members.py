# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of teams: one by one, in batches, and their roles."""

from __future__ import annotations

from . import permissions, store, team_store, user_model, user_store
from .call import Call, is_id, ok, reply
from .decode import WrongType, fields_of, parse
from .errors import ApiError, invalid_body, no_permission, unparsable

BATCH = 256
FIELDS = {"team_id": "str", "user_id": "str", "roles": "str"}
_MEMBERS = r"/teams/{team_id:[A-Za-z0-9]+}/members"
_MEMBER = _MEMBERS + r"/{user_id:[A-Za-z0-9]+}"


def view(row: dict) -> dict:
    return {
        "team_id": row["teamid"],
        "user_id": row["userid"],
        "roles": permissions.team_roles(row),
        "delete_at": row["deleteat"],
        "scheme_guest": row["schemeguest"],
        "scheme_user": row["schemeuser"],
        "scheme_admin": row["schemeadmin"],
        "explicit_roles": row["roles"] or "",
    }


async def _add(call: Call, team_id: str, user_id: str) -> dict:
    team = await team_store.get(call.ctx, team_id)
    return view(await team_store.join(call.ctx, team, await user_store.get(call.ctx, user_id)))


async def add(call: Call):
    team_id = call.id("team_id")
    body = await call.structure(FIELDS, "team_member")
    if body.get("team_id") != team_id:
        raise invalid_body("team_id")
    if not is_id(body.get("user_id", "")):
        raise invalid_body("user_id")
    if body["user_id"] == call.user_id:
        team = await team_store.get(call.ctx, team_id)
        kind = "public" if team["allowopeninvite"] else "private"
        await call.require(permissions.on_system(call, "join_%s_teams" % kind))
    else:
        await call.require(permissions.on_team(call, team_id, "add_user_to_team"))
    return reply(await _add(call, team_id, body["user_id"]), 201)


async def _batch_body(call: Call, team_id: str) -> list[str]:
    try:
        rows = parse(await call.body())
        rows = [fields_of(row, FIELDS) for row in (rows if isinstance(rows, list) else [None])]
    except WrongType as error:
        raise invalid_body("members") from error
    if not rows:
        raise invalid_body("no members in batch")
    if len(rows) > BATCH:
        raise invalid_body("too many members in batch")
    for row in rows:
        if row.get("team_id") != team_id:
            raise invalid_body("team_id for member with user_id=" + row.get("user_id", ""))
        if not is_id(row.get("user_id", "")):
            raise invalid_body("user_id")
    return [row["user_id"] for row in rows]


async def add_batch(call: Call):
    """All or none is not promised: what came before a refused one is added. `graceful` adds results by row."""
    team_id = call.id("team_id")
    user_ids = await _batch_body(call, team_id)
    await call.require(permissions.on_team(call, team_id, "add_user_to_team"))
    graceful, answers = call.flag("graceful"), []
    for user_id in user_ids:
        try:
            row = await _add(call, team_id, user_id)
            answers.append({"user_id": user_id, "member": row, "error": None} if graceful else row)
        except ApiError as error:
            if not graceful:
                raise
            answers.append({"user_id": user_id, "member": None, "error": error.as_dict()})
    return reply(answers, 201)


async def remove(call: Call):
    team_id, user_id = call.id("team_id"), call.id("user_id")
    if user_id != call.user_id:
        await call.require(permissions.on_team(call, team_id, "remove_user_from_team"))
    await team_store.get(call.ctx, team_id)
    await user_store.get(call.ctx, user_id)
    row = await call.db.fetchrow("select * from teammembers where teamid = %s and userid = %s", team_id, user_id)
    if not row:
        raise ApiError(
            400, "api.team.remove_user_from_team.missing.app_error", "The user does not appear to be part of this team."
        )
    await team_store.leave(call.ctx, row)
    return ok()


async def _viewed(call: Call) -> str:
    team_id = call.id("team_id")
    await call.require(permissions.on_team(call, team_id, "view_team"))
    return team_id


async def get(call: Call):
    team_id = await _viewed(call)
    return reply(view(await team_store.member(call.ctx, team_id, call.id("user_id"))))


async def listing(call: Call):
    team_id = await _viewed(call)
    offset, limit = call.page()
    found = await store.page(
        call.db,
        "select * from teammembers where teamid = %s and deleteat = 0 order by userid offset %s limit %s",
        team_id,
        offset,
        limit,
    )
    return reply([view(row) for row in found])


async def by_ids(call: Call):
    user_ids = await call.string_list(unparsable())
    if not user_ids:
        raise invalid_body("user_ids")
    team_id = await _viewed(call)
    rows = await call.db.fetch(
        "select * from teammembers where teamid = %s and userid = any(%s) and deleteat = 0", team_id, user_ids
    )
    return reply([view(row) for row in rows])


async def of_user(call: Call):
    user_id = call.id("user_id")
    if user_id != call.user_id and not await permissions.on_system(call, "read_other_users_teams"):
        raise no_permission()
    rows = await call.db.fetch("select * from teammembers where userid = %s and deleteat = 0", user_id)
    return reply([view(row) for row in rows])


async def stats(call: Call):
    team_id = await _viewed(call)
    row = await call.db.fetchrow(
        "select count(*) as total, count(*) filter (where u.deleteat = 0) as active from teammembers m "
        "join users u on u.id = m.userid where m.teamid = %s and m.deleteat = 0",
        team_id,
    )
    return reply({"team_id": team_id, "total_member_count": row["total"], "active_member_count": row["active"]})


async def _set(call: Call, team_id: str, user_id: str, admin: bool, roles: str | None = None):
    row = await team_store.member(call.ctx, team_id, user_id)
    await call.db.execute(
        "update teammembers set schemeuser = true, schemeadmin = %s, roles = %s where teamid = %s and userid = %s",
        admin,
        row["roles"] if roles is None else roles,
        team_id,
        user_id,
    )
    return ok()


async def scheme_roles(call: Call):
    team_id, user_id = call.id("team_id"), call.id("user_id")
    body = await call.structure({"scheme_user": "bool", "scheme_admin": "bool", "scheme_guest": "bool"}, "scheme_roles")
    await call.require(permissions.on_team(call, team_id, "manage_team_roles"))
    await team_store.member(call.ctx, team_id, user_id)
    if not body.get("scheme_user"):
        raise ApiError(
            400,
            "api.team.update_team_member_roles.unset_user_scheme.app_error",
            "Invalid team member update: A team member always has a user scheme.",
        )
    return await _set(call, team_id, user_id, body.get("scheme_admin", False))


async def roles(call: Call):
    """The old way: names of roles; those of the scheme become its flags."""
    team_id, user_id = call.id("team_id"), call.id("user_id")
    names = (await call.string_map()).get("roles", "")
    if not user_model.roles_are_valid(names):
        raise invalid_body("team_member_roles")
    await call.require(permissions.on_team(call, team_id, "manage_team_roles"))
    known = await call.db.fetch("select name from roles where name = any(%s)", names.split())
    if {row["name"] for row in known} != set(names.split()):
        raise ApiError(404, "app.role.get_by_name.app_error", "Unable to get role.")
    explicit = [name for name in names.split() if name not in ("team_user", "team_admin")]
    return await _set(call, team_id, user_id, "team_admin" in names.split(), " ".join(explicit))


ROUTES = [
    ("POST", _MEMBERS, add, {"local": True}),
    ("DELETE", _MEMBER, remove, {"local": True}),
    ("GET", _MEMBERS, listing, {}),
    ("POST", _MEMBERS + "/batch", add_batch, {}),
    ("POST", _MEMBERS + "/ids", by_ids, {}),
    ("GET", _MEMBER, get, {}),
    ("PUT", _MEMBER + "/schemeRoles", scheme_roles, {}),
    ("PUT", _MEMBER + "/roles", roles, {}),
    ("GET", r"/teams/{team_id:[A-Za-z0-9]+}/stats", stats, {}),
    ("GET", r"/users/{user_id:[A-Za-z0-9]+}/teams/members", of_user, {}),
]
