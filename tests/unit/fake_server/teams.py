# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams, channels and their members of the server in memory."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import user_row
from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal, ok, route

TEXTS = {"display_name": 64, "description": 255, "company_name": 64, "allowed_domains": 500}
CHANNEL_TEXTS = {"display_name": 64, "header": 1024, "purpose": 250}
DEFAULTS = {"town-square": "Town Square", "off-topic": "Off-Topic"}
NOTIFY = {
    "channel_auto_follow_threads": "off",
    "desktop": "default",
    "email": "default",
    "ignore_channel_mentions": "default",
    "mark_unread": "all",
    "push": "default",
}


def add_team(model, name, **fields):
    """Put a team with its two channels into the tables."""
    team = {
        "id": model.new_id(),
        "display_name": name,
        "name": name,
        "description": "",
        "email": "",
        "type": "I",
        "company_name": "",
        "allowed_domains": "",
        "invite_id": model.new_id(),
        "allow_open_invite": False,
        "scheme_id": None,
        "group_constrained": None,
        "policy_id": None,
        "cloud_limits_archived": False,
    }
    team.update(model.stamps(), **fields)
    model.teams[team["id"]] = team
    for default, display_name in DEFAULTS.items():
        add_channel(model, team["id"], default, display_name=display_name)
    return team


def add_channel(model, team_id, name, **fields):
    """Put a channel into the tables."""
    channel = {
        "id": model.new_id(),
        "team_id": team_id,
        "type": "O",
        "display_name": name,
        "name": name,
        "header": "",
        "purpose": "",
        "last_post_at": 0,
        "total_msg_count": 0,
        "extra_update_at": 0,
        "creator_id": "",
        "scheme_id": None,
        "props": None,
        "group_constrained": None,
        "autotranslation": False,
        "shared": None,
        "total_msg_count_root": 0,
        "policy_id": None,
        "last_root_post_at": 0,
        "banner_info": None,
        "policy_enforced": False,
        "policy_is_active": False,
        "default_category_name": "",
    }
    channel.update(model.stamps(), **fields)
    model.channels[channel["id"]] = channel
    return channel


def add_team_member(model, team_id, user_id, scheme_admin=False):
    """Put a user into a team and its default channels."""
    member = {
        "team_id": team_id,
        "user_id": user_id,
        "roles": "team_user",
        "delete_at": 0,
        "scheme_guest": False,
        "scheme_user": True,
        "scheme_admin": scheme_admin,
        "explicit_roles": "",
    }
    model.team_members[team_id, user_id] = member
    for channel in channels_of(model, team_id):
        if channel["name"] in DEFAULTS and not channel["delete_at"]:
            add_channel_member(model, channel["id"], user_id)
    return member


def add_channel_member(model, channel_id, user_id, scheme_admin=False):
    """Put a user into a channel."""
    member = {
        "channel_id": channel_id,
        "user_id": user_id,
        "roles": "channel_user",
        "last_viewed_at": 0,
        "msg_count": 0,
        "mention_count": 0,
        "mention_count_root": 0,
        "urgent_mention_count": 0,
        "msg_count_root": 0,
        "notify_props": dict(NOTIFY),
        "last_update_at": model.now(),
        "scheme_guest": False,
        "scheme_user": True,
        "scheme_admin": scheme_admin,
        "explicit_roles": "",
        "autotranslation_disabled": False,
    }
    return model.channel_members.setdefault((channel_id, user_id), member)


def channels_of(model, team_id):
    """Return a team's channels."""
    return [channel for channel in model.channels.values() if channel["team_id"] == team_id]


def members_of(model, team_id):
    """Return those who are in a team."""
    return [
        member for member in model.team_members.values() if member["team_id"] == team_id and not member["delete_at"]
    ]


def team_row(model, team_id):
    """Return a team, an archived one too."""
    return model.row(model.teams, team_id, "app.team.get.find.app_error")


def channel_row(model, channel_id):
    """Return a channel, an archived one too."""
    return model.row(model.channels, channel_id, "app.channel.get.existing.app_error")


@route("POST", "/teams")
def _create(model, call):
    body = call.fields(("name", "display_name", "type"), tuple(TEXTS) + ("allow_open_invite",))
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}[a-z0-9]", body["name"]):
        raise Refusal(400, "model.team.is_valid.characters.app_error")
    if body["name"].startswith(("admin", "api", "login")):
        raise Refusal(400, "model.team.is_valid.reserved.app_error")
    if body["type"] not in ("O", "I"):
        raise Refusal(400, "model.team.is_valid.type.app_error")
    _check_team(body)
    if any(team["name"] == body["name"] for team in model.teams.values()):
        raise Refusal(400, "store.sql_team.save_team.existing.app_error")
    team = add_team(model, **body)
    if not call.local:
        team["email"] = model.users[model.caller]["email"]
        add_team_member(model, team["id"], model.caller, scheme_admin=True)
    return 201, team


def _check_team(body):
    for field, most in TEXTS.items():
        assert isinstance(body.get(field, ""), str), body
        if len(body.get(field, "")) > most or body.get("display_name") == "":
            raise Refusal(400, "model.team.is_valid.name.app_error")


@route("GET", "/teams", query=("page", "per_page"))
def _list(model, call):
    return 200, sorted(model.teams.values(), key=lambda team: team["display_name"])[call.page]


@route("PUT", "/teams/{id}/patch")
def _patch(model, call, team_id):
    # Name and type would be ignored.
    body = call.fields((), tuple(TEXTS) + ("allow_open_invite",))
    _check_team(body)
    return 200, model.touch(team_row(model, team_id), **body)


@route("PUT", "/teams/{id}/privacy")
def _privacy(model, call, team_id):
    kind = call.fields(("privacy",))["privacy"]
    assert kind in ("O", "I"), call
    changes = {"type": kind, "allow_open_invite": kind == "O", "invite_id": model.new_id()}
    return 200, model.touch(team_row(model, team_id), **changes)


@route("DELETE", "/teams/{id}", query=("permanent",))
def _archive(model, call, team_id):
    team = team_row(model, team_id)
    if not call.flag("permanent"):
        model.touch(team)
        team["delete_at"] = team["update_at"]
        return ok()
    if not call.local and not model.is_on("ServiceSettings", "EnableAPITeamDeletion"):
        raise Refusal(401, "api.user.delete_team.not_enabled.for_admin.app_error")
    del model.teams[team_id]
    for channel in channels_of(model, team_id):
        _remove_channel(model, channel)
    for table in (model.team_members, model.commands, model.outgoing, model.incoming):
        for key in [key for key, row in table.items() if row["team_id"] == team_id]:
            del table[key]
    return ok()


@route("POST", "/teams/{id}/restore")
def _restore(model, call, team_id):
    return 200, model.touch(team_row(model, team_id), delete_at=0)


@route("GET", "/teams/{id}/members", query=("page", "per_page"), socket=False)
def _members(model, call, team_id):
    team_row(model, team_id)
    return 200, sorted(members_of(model, team_id), key=lambda member: member["user_id"])[call.page]


@route("POST", "/teams/{id}/members")
def _join(model, call, team_id):
    body = call.fields(("team_id", "user_id"))
    assert body["team_id"] == team_id, call
    team, user = team_row(model, team_id), user_row(model, body["user_id"])
    # A bot may have gone with its owner just now; the next look brings it back.
    active = not user["delete_at"] or user.get("is_bot")
    assert not team["delete_at"] and active, "the server takes them, and nobody means it: %r" % call
    there = model.team_members.get((team_id, user["id"]))
    if there and not there["delete_at"]:
        return 201, there
    active = [member for member in members_of(model, team_id) if not model.users[member["user_id"]]["delete_at"]]
    if len(active) >= model.is_on("TeamSettings", "MaxUsersPerTeam"):
        raise Refusal(400, "app.team.join_user_to_team.save_member.max_accounts.app_error")
    domains = [domain for domain in re.split(r"[ ,@]+", team["allowed_domains"]) if domain]
    if domains and user["email"].partition("@")[2] not in domains:
        raise Refusal(400, "api.team.join_user_to_team.allowed_domains.app_error")
    return 201, add_team_member(model, team_id, user["id"], scheme_admin=user["email"] == team["email"])


@route("DELETE", "/teams/{team}/members/{user}")
def _leave(model, call, team_id, user_id):
    user_row(model, user_id)
    member = model.team_members.get((team_id, user_id))
    if member:
        member["delete_at"] = model.now()
    for channel in channels_of(model, team_id):
        model.channel_members.pop((channel["id"], user_id), None)
    return ok()


@route("PUT", "/teams/{team}/members/{user}/schemeRoles", socket=False)
def _team_roles(model, call, team_id, user_id):
    member = model.row(model.team_members, (team_id, user_id), "app.team.get_member.missing.app_error")
    return _set_scheme_roles(member, call)


def _set_scheme_roles(member, call):
    body = call.fields(("scheme_user", "scheme_admin"))
    assert body["scheme_user"] is True and isinstance(body["scheme_admin"], bool), call
    member["scheme_admin"] = body["scheme_admin"]
    return ok()


@route("POST", "/channels")
def _create_channel(model, call):
    body = call.fields(("team_id", "name", "type"), tuple(CHANNEL_TEXTS))
    assert body["team_id"] in model.teams, "the socket makes a channel of no team: %r" % call
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", body["name"]):
        raise Refusal(400, "model.channel.is_valid.1_or_more.app_error")
    if body["type"] not in ("O", "P"):
        raise Refusal(400, "model.channel.is_valid.type.app_error")
    if any(channel["name"] == body["name"] for channel in channels_of(model, body["team_id"])):
        raise Refusal(400, "store.sql_channel.save_channel.exists.app_error")
    channel = add_channel(model, **body)
    if not call.local:
        channel["creator_id"] = model.caller
        add_channel_member(model, channel["id"], model.caller, scheme_admin=True)
    return 201, channel


@route("GET", "/channels", query=("page", "per_page", "include_deleted"))
def _list_channels(model, call):
    found = [channel for channel in model.channels.values() if call.flag("include_deleted") or not channel["delete_at"]]
    found.sort(key=lambda channel: (model.teams[channel["team_id"]]["display_name"], channel["name"]))
    return 200, [
        dict(channel, team_display_name=team["display_name"], team_name=team["name"], team_update_at=team["update_at"])
        for channel in found[call.page]
        for team in (model.teams[channel["team_id"]],)
    ]


@route("GET", "/teams/{team}/channels/name/{name}", query=("include_deleted",))
def _read_channel(model, call, team_id, name):
    for channel in channels_of(model, team_id):
        if channel["name"] == name and ("include_deleted" in call.query or not channel["delete_at"]):
            return 200, channel
    raise Refusal(404, "app.channel.get_by_name.missing.app_error")


@route("PUT", "/channels/{id}/patch")
def _patch_channel(model, call, channel_id):
    channel = channel_row(model, channel_id)
    body = call.fields((), tuple(CHANNEL_TEXTS))
    if channel["delete_at"]:
        raise Refusal(400, "app.channel.update.bad_id")
    return 200, model.touch(channel, **body)


@route("PUT", "/channels/{id}/privacy")
def _channel_privacy(model, call, channel_id):
    channel = channel_row(model, channel_id)
    kind = call.fields(("privacy",))["privacy"]
    if kind == "P" and channel["name"] == "town-square":
        raise Refusal(400, "api.channel.update_channel_privacy.default_channel_error")
    assert not channel["delete_at"], call
    return 200, model.touch(channel, type=kind)


@route("DELETE", "/channels/{id}", query=("permanent",))
def _archive_channel(model, call, channel_id):
    channel = channel_row(model, channel_id)
    if channel["name"] == "town-square":
        raise Refusal(400, "api.channel.delete_channel.cannot.app_error")
    if call.flag("permanent"):
        if not call.local and not model.is_on("ServiceSettings", "EnableAPIChannelDeletion"):
            raise Refusal(401, "api.user.delete_channel.not_enabled.for_admin.app_error")
        _remove_channel(model, channel)
        return ok()
    if channel["delete_at"]:
        raise Refusal(400, "api.channel.delete_channel.deleted.app_error")
    _drop_hooks(model, channel_id)
    model.touch(channel)
    channel["delete_at"] = channel["update_at"]
    return ok()


def _drop_hooks(model, channel_id):
    for table in (model.incoming, model.outgoing):
        for key in [key for key, row in table.items() if row["channel_id"] == channel_id]:
            del table[key]


def _remove_channel(model, channel):
    _drop_hooks(model, channel["id"])
    del model.channels[channel["id"]]
    for key in [key for key in model.channel_members if key[0] == channel["id"]]:
        del model.channel_members[key]


@route("POST", "/channels/{id}/restore")
def _restore_channel(model, call, channel_id):
    channel = channel_row(model, channel_id)
    if not channel["delete_at"]:
        raise Refusal(400, "api.channel.restore_channel.restored.app_error")
    return 200, model.touch(channel, delete_at=0)


@route("GET", "/channels/{id}/members", query=("page", "per_page"))
def _channel_members(model, call, channel_id):
    channel_row(model, channel_id)
    found = [member for member in model.channel_members.values() if member["channel_id"] == channel_id]
    return 200, sorted(found, key=lambda member: member["user_id"])[call.page]


@route("POST", "/channels/{id}/members")
def _join_channel(model, call, channel_id):
    channel = channel_row(model, channel_id)
    user = user_row(model, call.fields(("user_id",))["user_id"])
    assert not channel["delete_at"] and not user["delete_at"], call
    member = model.team_members.get((channel["team_id"], user["id"]))
    if member is None or member["delete_at"]:
        raise Refusal(404, "app.team.get_member.missing.app_error")
    return 201, add_channel_member(model, channel_id, user["id"])


@route("DELETE", "/channels/{channel}/members/{user}")
def _leave_channel(model, call, channel_id, user_id):
    channel = channel_row(model, channel_id)
    if channel["name"] == "town-square":
        raise Refusal(400, "api.channel.remove.default.app_error")
    model.row(model.channel_members, (channel_id, user_id), "app.channel.get_member.missing.app_error")
    del model.channel_members[channel_id, user_id]
    return ok()


@route("PUT", "/channels/{channel}/members/{user}/schemeRoles", socket=False)
def _channel_roles(model, call, channel_id, user_id):
    member = model.row(model.channel_members, (channel_id, user_id), "app.channel.get_member.missing.app_error")
    return _set_scheme_roles(member, call)
