# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams: create, read, change, archive."""

from __future__ import annotations

import re

from ..ids import new_id, now_ms
from . import permissions, team_model, team_store, user_store
from .call import Call, ok, reply
from .errors import ApiError, invalid_body, no_permission

_TEAM = r"/teams/{team_id:[A-Za-z0-9]+}"


async def _shown(call: Call, team: dict) -> dict:
    """Address and invite id are for those who manage the team, the latter also for those who may invite."""
    found = team_model.view(team)
    if await permissions.on_team(call, team["id"], "manage_team"):
        return found
    found["email"] = ""
    if not await permissions.on_team(call, team["id"], "invite_user"):
        found["invite_id"] = ""
    return found


async def create(call: Call):
    body = await call.structure(team_model.FIELDS, "team")
    if not await permissions.on_system(call, "create_team"):
        raise ApiError(
            403,
            "api.team.is_team_creation_allowed.disabled.app_error",
            "Team creation has been disabled. Please ask your System Administrator for details.",
        )
    user = None if call.local else await user_store.get(call.ctx, call.user_id)
    now = now_ms()
    team = {
        "id": new_id(),
        "createat": now,
        "updateat": now,
        "deleteat": 0,
        "displayname": body.get("display_name", ""),
        "name": body.get("name", ""),
        "description": body.get("description", ""),
        "email": user["email"] if user else body.get("email", "").lower(),
        "type": body.get("type", ""),
        "companyname": body.get("company_name", ""),
        "alloweddomains": body.get("allowed_domains", ""),
        "inviteid": new_id(),
        "schemeid": None,
        "allowopeninvite": body.get("allow_open_invite", False),
        "lastteamiconupdate": 0,
        "groupconstrained": body.get("group_constrained"),
        "cloudlimitsarchived": False,
    }
    if body.get("id"):
        raise ApiError(400, "app.team.save.existing.app_error", "Must call update for existing team.")
    team_model.check(team)
    await team_store.insert(call.ctx, team, call.user_id)
    if user:
        await team_store.join(call.ctx, team, user)
    return reply(team_model.view(team), 201)


async def _visible(call: Call, team: dict):
    open_team = team["allowopeninvite"] and team["type"] == "O"
    if not open_team and not await permissions.on_team(call, team["id"], "view_team"):
        raise no_permission()
    return reply(await _shown(call, team))


async def by_id(call: Call):
    return await _visible(call, await team_store.get(call.ctx, call.id("team_id")))


async def by_name(call: Call):
    return await _visible(call, await team_store.by_name(call.ctx, call.request.match_info["name"]))


async def exists(call: Call):
    """True only for those who could also read the team."""
    team = await call.db.fetchrow("select * from teams where name = %s", call.request.match_info["name"].lower())
    seen = team and (team["allowopeninvite"] or await permissions.on_team(call, team["id"], "view_team"))
    return reply({"exists": bool(seen)})


async def _where(call: Call) -> str:
    """Which teams the caller may list: the open ones, the others, or all."""
    public = await permissions.on_system(call, "list_public_teams")
    private = await permissions.on_system(call, "list_private_teams")
    if not public and not private:
        raise no_permission()
    return "true" if public and private else "allowopeninvite" if public else "not allowopeninvite"


async def listing(call: Call):
    where = await _where(call)
    offset, limit = call.page()
    rows = await call.db.fetch(
        "select * from teams where %s order by displayname offset %%s limit %%s" % where, offset, limit
    )
    teams = [await _shown(call, team) for team in rows]
    if not call.flag("include_total_count"):
        return reply(teams)
    count = await call.db.fetchrow("select count(*) as number from teams where deleteat = 0 and %s" % where)
    return reply({"teams": teams, "total_count": count["number"]})


async def search(call: Call):
    body = await call.structure({"term": "str", "page": "int", "per_page": "int"}, "team_search")
    if not body.get("term"):
        raise invalid_body("term")
    where = await _where(call)
    like = "%" + re.sub(r"([%_\\])", r"\\\1", body["term"].lower()) + "%"
    rows = await call.db.fetch(
        "select * from teams where (lower(name) like %%s or lower(displayname) like %%s) and %s order by displayname"
        % where,
        like,
        like,
    )
    teams = [await _shown(call, team) for team in rows]
    if "page" not in body or "per_page" not in body:
        return reply(teams)
    first = body["page"] * body["per_page"]
    return reply({"teams": teams[first : first + body["per_page"]], "total_count": len(teams)})


async def _managed(call: Call) -> dict:
    """The team of the path, for those who may manage it."""
    team_id = call.id("team_id")
    await call.require(permissions.on_team(call, team_id, "manage_team"))
    return await team_store.get(call.ctx, team_id)


async def _save(call: Call, team: dict, values: dict):
    changes = {team_model.COLUMNS.get(key, key): value for key, value in values.items()}
    team_model.check({**team, **changes})
    return reply(await _shown(call, await team_store.update(call.ctx, team, **changes)))


async def patch(call: Call):
    """Name and type are no part of a patch; unknown keys are ignored, and the time changes all the same."""
    call.id("team_id")
    body = await call.structure({key: team_model.FIELDS[key] for key in team_model.PATCH}, "team")
    return await _save(call, await _managed(call), body)


async def replace(call: Call):
    body = await call.structure(team_model.FIELDS, "team")
    if body.get("id") != call.id("team_id"):
        raise invalid_body("id")
    empty = {"allow_open_invite": False, "group_constrained": None}
    return await _save(call, await _managed(call), {key: body.get(key, empty.get(key, "")) for key in team_model.PATCH})


async def privacy(call: Call):
    kind = (await call.any_map()).get("privacy")
    if kind not in ("O", "I"):
        raise invalid_body("privacy")
    team = await _managed(call)
    changes = {"type": kind, "allowopeninvite": kind == "O"}
    if kind == "I" and any(team[key] != value for key, value in changes.items()):
        # A team that closes gets a new invite id: the old one may be known to everybody.
        changes["inviteid"] = new_id()
    return reply(await _shown(call, await team_store.update(call.ctx, team, **changes)))


async def scheme(call: Call):
    await call.structure({"scheme_id": "str"}, "scheme_id")
    raise ApiError(
        501, "api.team.update_team_scheme.license.error", "Your license does not support updating a team's scheme"
    )


async def archive(call: Call):
    team = await _managed(call)
    if not call.flag("permanent"):
        await team_store.update(call.ctx, team, deleteat=now_ms())
        return ok()
    admin = await permissions.is_admin(call)
    # Over the socket the server deletes permanently, whatever the setting is.
    if not call.local and not (call.setting("ServiceSettings", "EnableAPITeamDeletion") and admin):
        raise ApiError(
            401,
            "api.user.delete_team.not_enabled.%sapp_error" % ("for_admin." if admin else ""),
            "Permanent team deletion feature is not enabled. ServiceSettings.EnableAPITeamDeletion must be "
            "set to true to use this command. See https://mattermost.com/pl/environment-configuration-"
            "settings for more information."
            if admin
            else "Permanent team deletion feature is not enabled. Please contact your System Administrator.",
        )
    await team_store.delete(call.ctx, team["id"])
    return ok()


async def restore(call: Call):
    return reply(team_model.view(await team_store.update(call.ctx, await _managed(call), deleteat=0)))


async def of_user(call: Call):
    user_id = call.id("user_id")
    if user_id != call.user_id:
        await call.require(permissions.on_system(call, "sysconsole_read_user_management_users"))
    rows = await call.db.fetch(
        "select t.* from teams t join teammembers m on m.teamid = t.id where m.userid = %s "
        "and m.deleteat = 0 and t.deleteat = 0",
        user_id,
    )
    return reply([await _shown(call, team) for team in rows])


ROUTES = [
    ("GET", "/teams", listing, {"local": True}),
    ("POST", "/teams", create, {"local": True}),
    ("POST", "/teams/search", search, {"local": True}),
    ("GET", r"/teams/name/{name:[A-Za-z0-9_-]+}", by_name, {"local": True}),
    ("GET", r"/teams/name/{name:[A-Za-z0-9_-]+}/exists", exists, {}),
    ("GET", _TEAM, by_id, {"local": True}),
    ("PUT", _TEAM, replace, {"local": True}),
    ("DELETE", _TEAM, archive, {"local": True}),
    ("PUT", _TEAM + "/patch", patch, {"local": True}),
    ("PUT", _TEAM + "/privacy", privacy, {"local": True}),
    ("PUT", _TEAM + "/scheme", scheme, {}),
    ("POST", _TEAM + "/restore", restore, {"local": True}),
    ("GET", r"/users/{user_id:[A-Za-z0-9]+}/teams", of_user, {}),
]
