# SPDX-License-Identifier: GPL-3.0-or-later
"""Run module workspace's task against the server in memory, and judge by the server's own tables what came of it."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.groupware.mattermost.plugins.module_utils._api.client import Client
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import api_spec
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import run as workspace_task
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.info import gather
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.options import behaviour, structure
from ansible_collections.groupware.mattermost.tests.unit.fake_server.integrations import (
    add_command,
    add_incoming,
    add_outgoing,
    add_plugin,
)
from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_bot, add_role, add_user
from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Endpoint, Model
from ansible_collections.groupware.mattermost.tests.unit.fake_server.teams import (
    add_channel,
    add_channel_member,
    add_team,
    add_team_member,
)

SPEC = dict(structure(), **behaviour(), **api_spec().options)
KINDS = ["teams", "users", "channels", "roles", "bots", "webhooks", "commands", "plugins"]
TEAM_TEXTS = ("display_name", "description", "company_name", "allowed_domains", "type", "allow_open_invite")
CHANNEL_TEXTS = ("display_name", "header", "purpose", "type")
PROFILE = ("first_name", "last_name", "nickname", "position", "locale")
FORM = "application/x-www-form-urlencoded"


def options(**given):
    """Return the options as AnsibleModule gives them to a module: checked, with all defaults."""
    result = ArgumentSpecValidator(SPEC).validate(given)
    assert not result.error_messages, result.error_messages
    return result.validated_parameters


class Task:
    """Stands in for _runner.Task."""

    def __init__(self, model, params, local=True, check_mode=False):
        self.params = params
        self.check_mode = check_mode
        self.predicts = False
        self.always = {}
        self.hidden = set()
        self.client = Client(Endpoint(model, local), token=None if local else model.token)

    def hide(self, values):
        """Remember what has to be blanked."""
        self.hidden.update(values)


def converge(model, params, local=True, check_mode=False):
    """Return the result of module workspace; a failure that comes with a result is part of it."""
    task = Task(model, params, local, check_mode)
    try:
        return workspace_task.converge(task)
    except MattermostError as exc:
        if "plan" not in task.always:
            raise
        return dict(task.always, failed=True, failure=exc.as_dict())


def export(model, kinds=None, local=True):
    """Return the result of module workspace_info."""
    return gather(Task(model, {"kinds": kinds or KINDS}, local))


def new_model(**settings):
    """Return a server with its roles and one administrator, who is the caller over HTTP."""
    model = empty_model(**settings)
    model.caller = add_user(model, "root", "root@example.com", "system_admin system_user")["id"]
    return model


def empty_model(**settings):
    """Return a server with nothing but its roles."""
    model = Model()
    model.config["ServiceSettings"].update(settings)
    add_role(model, "system_user", ["create_team", "create_direct_channel", "view_members"])
    add_role(model, "system_admin", ["create_team", "manage_system"])
    add_role(model, "team_user", ["invite_user", "list_public_teams"])
    add_role(model, "channel_user", ["edit_post", "add_reaction"])
    add_role(model, "system_guest", ["view_members"])
    return model


# Tables by names


def by(table, field, value):
    """Return the row of a table that has the value, None if there is none."""
    return next((row for row in table.values() if row[field] == value), None)


def user_of(model, name):
    """Return an account or a bot's account."""
    return by(model.users, "username", name)


def team_of(model, name):
    """Return a team."""
    return by(model.teams, "name", name)


def channel_of(model, team, name):
    """Return a channel."""
    home = team_of(model, team)
    return next(
        (
            channel
            for channel in model.channels.values()
            if home and (channel["team_id"], channel["name"]) == (home["id"], name)
        ),
        None,
    )


def in_team(table, model, team, field, value):
    """Return the rows of a team's webhooks or commands of a name."""
    home = team_of(model, team)
    return [row for row in table.values() if home and row["team_id"] == home["id"] and row[field] == value]


def populate(model, wanted):
    """Put what the options describe into the tables, without any of the module's code."""
    for entry in wanted["users"] or ():
        user = user_of(model, entry["username"]) or add_user(model, entry["username"], entry["email"])
        user.update((field, entry[field]) for field in ("email",) + PROFILE if entry[field] is not None)
        if entry["roles"] is not None:
            user["roles"] = " ".join(entry["roles"])
        user["delete_at"] = 0 if entry["state"] == "present" else model.now()
    for entry in wanted["bots"] or ():
        account = add_user(model, entry["username"], entry["username"] + "@localhost")
        owner = user_of(model, entry["owner"])["id"]
        bot = add_bot(model, account, owner, entry["display_name"] or "", entry["description"] or "")
        account["delete_at"] = bot["delete_at"] = 0 if entry["state"] == "present" else model.now()
    for entry in wanted["teams"] or ():
        fields = {field: entry[field] for field in TEAM_TEXTS if entry[field] is not None}
        team = add_team(model, entry["name"], **fields)
        for name in entry["members"] or ():
            add_team_member(model, team["id"], user_of(model, name)["id"], name in (entry["admins"] or ()))
        team["delete_at"] = 0 if entry["state"] == "present" else model.now()
    for entry in wanted["channels"] or ():
        fields = {field: entry[field] for field in CHANNEL_TEXTS if entry[field] is not None}
        channel = channel_of(model, entry["team"], entry["name"])
        if channel is None:
            channel = add_channel(model, team_of(model, entry["team"])["id"], entry["name"], **fields)
        channel.update(fields)
        for name in entry["members"] or ():
            add_channel_member(model, channel["id"], user_of(model, name)["id"], name in (entry["admins"] or ()))
        channel["delete_at"] = 0 if entry["state"] == "present" else model.now()
    _populate_integrations(model, wanted)
    for entry in wanted["roles"] or ():
        by(model.roles, "name", entry["name"])["permissions"] = list(entry["permissions"])
    for entry in wanted["plugins"] or ():
        add_plugin(model, entry["id"], bool(entry["enabled"]), entry["config"])


def _populate_integrations(model, wanted):
    hooks = wanted["webhooks"] or {}
    for entry in hooks.get("incoming") or ():
        channel = channel_of(model, entry["team"], entry["channel"])
        if not channel["delete_at"]:
            fields = {field: entry[field] for field in ("description", "channel_locked") if entry[field] is not None}
            add_incoming(model, channel, user_of(model, entry["user"])["id"], entry["display_name"], **fields)
    for entry in hooks.get("outgoing") or ():
        channel = channel_of(model, entry["team"], entry["channel"]) if entry["channel"] else None
        add_outgoing(
            model,
            team_of(model, entry["team"])["id"],
            user_of(model, entry["creator"])["id"],
            entry["display_name"],
            channel_id=channel["id"] if channel else "",
            trigger_words=entry["trigger_words"] or [],
            callback_urls=entry["callback_urls"],
            description=entry["description"] or "",
            trigger_when={None: 0, "exact": 0, "start": 1}[entry["trigger_when"]],
            content_type=entry["content_type"] or "",
        )
    for entry in wanted["commands"] or ():
        team, creator = team_of(model, entry["team"]), user_of(model, entry["creator"])
        add_command(
            model,
            team["id"],
            creator["id"],
            entry["trigger"],
            url=entry["request_url"],
            method="P",
            description=entry["description"] or "",
        )


def unmet(model, wanted):
    """Return what of the options does not hold on the server, as texts; judged by its tables alone."""
    return [problem for check in CHECKS for problem in check(model, wanted)]


def _differences(label, entry, row, fields, get=lambda row, field: row[field]):
    for field in fields:
        if entry[field] is not None and get(row, field) != entry[field]:
            yield "%s: %s is %r, not %r" % (label, field, get(row, field), entry[field])


def _stands(label, entry, row, gone):
    """Return whether there are fields to compare, and problems of the state; gone: the state of a removed object."""
    if entry["state"] == "absent":
        return False, ["%s is there" % label] if row else []
    if row is None:
        return False, ["%s is missing" % label] if entry["state"] == "present" else []
    wrong = bool(row["delete_at"]) != (entry["state"] == gone)
    return True, ["%s has the wrong state" % label] if wrong else []


def _users(model, wanted):
    for entry in wanted["users"] or ():
        label, row = "user " + entry["username"], user_of(model, entry["username"])
        there, problems = _stands(label, entry, row, "inactive")
        yield from problems
        if there:
            yield from _differences(label, entry, row, ("email",) + PROFILE)
            if entry["roles"] is not None and sorted(row["roles"].split()) != sorted(entry["roles"]):
                yield "%s has the roles %s" % (label, row["roles"])


def _bots(model, wanted):
    for entry in wanted["bots"] or ():
        label, row = "bot " + entry["username"], by(model.bots, "username", entry["username"])
        there, problems = _stands(label, entry, row, "inactive")
        yield from problems
        if there:
            yield from _differences(label, entry, row, ("display_name", "description"))
            if entry["owner"] is not None and model.users[row["owner_id"]]["username"] != entry["owner"]:
                yield "%s has another owner" % label


def _teams(model, wanted):
    for entry in wanted["teams"] or ():
        label, row = "team " + entry["name"], team_of(model, entry["name"])
        there, problems = _stands(label, entry, row, "archived")
        yield from problems
        if there:
            yield from _differences(label, entry, row, TEAM_TEXTS)
            yield from _memberships(label, entry, model, model.team_members, row["id"])


def _memberships(label, entry, model, table, place):
    admins = set(entry["admins"] or ())
    for name in list(entry["members"] or ()) + sorted(admins):
        user = user_of(model, name)
        member = table.get((place, user["id"])) if user else None
        if member is None or member.get("delete_at"):
            yield "%s misses %s" % (label, name)
        elif name in admins and not member["scheme_admin"]:
            yield "%s: %s is no administrator" % (label, name)


def _channels(model, wanted):
    for entry in wanted["channels"] or ():
        label = "channel %s/%s" % (entry["team"], entry["name"])
        row = channel_of(model, entry["team"], entry["name"])
        there, problems = _stands(label, entry, row, "archived")
        yield from problems
        if there:
            yield from _differences(label, entry, row, CHANNEL_TEXTS)
            if entry["state"] == "present":
                yield from _memberships(label, entry, model, model.channel_members, row["id"])


def _integrations(model, wanted):
    hooks = wanted["webhooks"] or {}

    def name_of_channel(row):
        return model.channels[row["channel_id"]]["name"] if row["channel_id"] else ""

    def outgoing(row, field):
        if field in ("trigger_words", "callback_urls"):
            return sorted(row[field])
        if field == "content_type":
            return row[field] or FORM
        return {0: "exact", 1: "start"}[row[field]] if field == "trigger_when" else row[field]

    def command(row, field):
        if field == "method":
            return {"P": "POST", "G": "GET"}[row[field]]
        return row["url"] if field == "request_url" else row[field]

    for table, what, entries, name, fields, get in (
        (model.incoming, "incoming", hooks.get("incoming"), "display_name", ("description", "channel_locked"), None),
        (
            model.outgoing,
            "outgoing",
            hooks.get("outgoing"),
            "display_name",
            ("description", "trigger_words", "callback_urls", "trigger_when", "content_type"),
            outgoing,
        ),
        (model.commands, "command", wanted["commands"], "trigger", ("description", "request_url", "method"), command),
    ):
        for entry in entries or ():
            label = "%s %s/%s" % (what, entry["team"], entry[name])
            rows = in_team(table, model, entry["team"], name, entry[name])
            if len(rows) != (entry["state"] == "present"):
                yield "%s is there %d times" % (label, len(rows))
            for row in rows:
                sought = {field: sorted(value) if isinstance(value, list) else value for field, value in entry.items()}
                yield from _differences(label, sought, row, fields, get or (lambda row, field: row[field]))
                if entry.get("channel") is not None and name_of_channel(row) != entry["channel"]:
                    yield "%s is in another channel" % label


def _roles(model, wanted):
    for entry in wanted["roles"] or ():
        has = set(by(model.roles, "name", entry["name"])["permissions"])
        if entry["permissions"] is not None and has != set(entry["permissions"]):
            yield "role %s has %s" % (entry["name"], sorted(has))
        if set(entry["permissions_added"] or ()) - has or set(entry["permissions_removed"] or ()) & has:
            yield "role %s has %s" % (entry["name"], sorted(has))


def _plugins(model, wanted):
    for entry in wanted["plugins"] or ():
        settings = model.config["PluginSettings"]
        if entry["enabled"] is not None and settings["PluginStates"][entry["id"]]["Enable"] != entry["enabled"]:
            yield "plugin %s is not switched" % entry["id"]
        for key, value in (entry["config"] or {}).items():
            if settings["Plugins"].get(entry["id"], {}).get(key) != value:
                yield "plugin %s: %s is not set" % (entry["id"], key)


CHECKS = (_users, _bots, _teams, _channels, _integrations, _roles, _plugins)
TIMES = ("create_at", "update_at", "last_update_at", "last_password_update")


def view(model):
    """Return all objects by their names, without ids and times: what two servers can be compared by."""

    def plain(row):
        return {
            key: bool(value) if key == "delete_at" else value
            for key, value in row.items()
            if key not in TIMES + ("id", "token", "invite_id") and not key.endswith("_id")
        }

    users = {row["id"]: row["username"] for row in model.users.values()}
    teams = {row["id"]: row["name"] for row in model.teams.values()}
    channels = {row["id"]: (teams[row["team_id"]], row["name"]) for row in model.channels.values()}
    return {
        "users": {
            row["username"]: dict(plain(row), roles=sorted(row["roles"].split())) for row in model.users.values()
        },
        "bots": {row["username"]: dict(plain(row), owner=users.get(row["owner_id"])) for row in model.bots.values()},
        "teams": {row["name"]: plain(row) for row in model.teams.values()},
        "channels": {channels[row["id"]]: plain(row) for row in model.channels.values()},
        "team_members": {(teams[team], users[user]): plain(row) for (team, user), row in model.team_members.items()},
        "channel_members": {
            (channels[channel], users[user]): plain(row) for (channel, user), row in model.channel_members.items()
        },
        "incoming": sorted(
            (
                dict(plain(row), channel=channels[row["channel_id"]], user=users[row["user_id"]])
                for row in model.incoming.values()
            ),
            key=str,
        ),
        "outgoing": sorted(
            (
                dict(plain(row), team=teams[row["team_id"]], channel=channels.get(row["channel_id"]))
                for row in model.outgoing.values()
            ),
            key=str,
        ),
        "commands": sorted((dict(plain(row), team=teams[row["team_id"]]) for row in model.commands.values()), key=str),
        "roles": {
            row["name"]: dict(plain(row), permissions=sorted(row["permissions"])) for row in model.roles.values()
        },
        "plugins": model.config["PluginSettings"],
    }
