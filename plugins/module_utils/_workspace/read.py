# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Read what a server holds of a workspace: lists page by page, several at once, no request for a single object."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import Explained, RequestFailed
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import bot as _bot
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import channel as _channel
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import command as _command
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import incoming_webhook as _incoming_webhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import outgoing_webhook as _outgoing_webhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import role as _role
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import team as _team
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import user as _user
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin_run import OFF, read_all
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import State

INTEGRATIONS = ("incoming_webhook", "outgoing_webhook", "command")
# Everything but these names people.
WITHOUT_USERS = {"role", "plugin"}
NEED_CHANNELS = {"channel", "channel_member", "incoming_webhook", "outgoing_webhook"}


class Wanted:
    """Which parts of a workspace are to be read: kinds, and of members the teams and channels."""

    def __init__(
        self,
        kinds,
        teams_with_members=None,
        channels_with_members=None,
        teams_with_commands=None,
        commands=(),
        plugins=False,
    ):
        self.kinds = set(kinds)
        # None: of all.
        self.teams_with_members = teams_with_members
        self.channels_with_members = channels_with_members
        self.teams_with_commands = teams_with_commands
        self.commands = commands  # keys of those that there should be
        self.plugins = plugins  # whether some are named: then it is an error if the server does not list any


def wanted_by(items, exclusive):
    """Return what the items and the exclusive kinds need to be compared with."""
    kinds = {item.kind for item in items}
    for kind in exclusive:
        kinds |= {"incoming_webhook", "outgoing_webhook"} if kind == "webhooks" else {kind[:-1]}
    # Who joins a channel has to be in its team.
    teams = {item.key[0] for item in items if item.kind in ("team_member", "channel_member")}
    channels = {item.key[:2] for item in items if item.kind == "channel_member"}
    for item in items:
        if item.kind == "team" and "team_members" in exclusive:
            teams.add(item.key[0])
        if item.kind == "channel" and "channel_members" in exclusive:
            channels.add(item.key)
    commands = {item.key[0] for item in items if item.kind in ("team", "command", "channel")}
    present = [item.key for item in items if item.kind == "command" and item.resource.params["state"] == "present"]
    plugins = any(item.kind == "plugin" for item in items)
    return Wanted(kinds, teams, channels, commands, present, plugins)


def read(pool, local, wanted):
    """Return the state of the server."""
    state = State()
    kinds = wanted.kinds
    first = []
    if kinds - WITHOUT_USERS:
        first.append(lambda client: _users(client, state))
    if kinds - {"role", "plugin", "user", "bot"}:
        first.append(lambda client: _teams(client, state))
    if kinds & NEED_CHANNELS:
        first.append(lambda client: _channels(client, state))
    if "role" in kinds:
        first.append(lambda client: _roles(client, state))
    if "plugin" in kinds:
        first.append(lambda client: _plugins(client, state, wanted))
    pool.run_all(first)
    second = []
    if "bot" in kinds:
        second.append(lambda client: _bots(client, state))
    # For members of channels alone they are read only where somebody may join one: of the teams that are named.
    if "team_member" in kinds or wanted.teams_with_members:
        second += _team_member_questions(state, local, wanted)
    if "channel_member" in kinds:
        second += _channel_member_questions(state, wanted)
    second += [_integration_question(state, kind) for kind in INTEGRATIONS[:2] if kind in kinds]
    if "command" in kinds:
        second += _command_questions(state, wanted)
    pool.run_all(second)
    return state


def _users(client, state):
    state.begin("user")
    for raw in client.pages("/users"):
        user = _user.parse(raw, whole=False)
        state.add("user", (user["username"],), user)
        state.name("user", user["id"], user["username"])


def _teams(client, state):
    state.begin("team")
    for raw in client.pages("/teams"):
        team = _team.parse(raw)
        state.add("team", (team["name"],), team)
        state.name("team", team["id"], team["name"])


def _channels(client, state):
    # Of all teams at once: one series of pages, and the only list that has archived private channels too.
    state.begin("channel")
    for raw in client.pages("/channels", query={"include_deleted": True}):
        channel = _channel.parse(raw)
        state.add("channel", (channel["team"], channel["name"]), channel)
        state.name("channel", channel["id"], channel["name"])


def _roles(client, state):
    state.begin("role")
    for raw in client.get("/roles").data:
        role = _role.parse(raw)
        state.add("role", (role["name"],), role)


def _plugins(client, state, wanted):
    state.begin("plugin")
    try:
        found = read_all(client)
    except Explained as exc:
        # Switched off, they are not even listed. Not installed is then not what to say of one that is named.
        if exc.detail.get("error_id") != OFF or wanted.plugins:
            raise
        return
    for plugin in found.values():
        state.add("plugin", (plugin["id"],), plugin)


def _bots(client, state):
    state.begin("bot")
    for raw in client.pages("/bots", query={"include_deleted": True}):
        user = state.get("user", (raw["username"],))
        bot = _bot.parse(raw, user, state.names("user"))
        state.add("bot", (bot["username"],), bot)


def _team_member_questions(state, local, wanted):
    state.begin("team_member")
    questions = []
    for team in state.all_of("team"):
        if wanted.teams_with_members is None or team["name"] in wanted.teams_with_members:
            questions.append(_team_member_question(state, local, team))
    return questions


def _team_member_question(state, local, team):
    def over_socket(client):
        # The members as such are not served there.
        for raw in client.pages("/users", query={"in_team": team["id"]}):
            state.add("team_member", (team["name"], raw["username"]), {})

    def over_http(client):
        for raw in client.pages("/teams/{id}/members", path={"id": team["id"]}):
            _add_member(state, "team_member", (team["name"],), raw)

    return over_socket if local else over_http


def _channel_member_questions(state, wanted):
    state.begin("channel_member")
    questions = []
    for key in state.keys_of("channel"):
        if wanted.channels_with_members is None or key in wanted.channels_with_members:
            questions.append(_channel_member_question(state, key, state.get("channel", key)["id"]))
    return questions


def _channel_member_question(state, key, channel_id):
    def ask(client):
        for raw in client.pages("/channels/{id}/members", path={"id": channel_id}):
            _add_member(state, "channel_member", key, raw)

    return ask


def _add_member(state, kind, key, raw):
    username = state.names("user").get(raw["user_id"])
    if username is not None and not raw.get("delete_at"):
        state.add(kind, key + (username,), {"scheme_admin": raw.get("scheme_admin", False)})


def _integration_question(state, kind):
    route, parse = {
        "incoming_webhook": ("/hooks/incoming", _incoming_webhook.parse),
        "outgoing_webhook": ("/hooks/outgoing", _outgoing_webhook.parse),
    }[kind]

    def ask(client):
        state.begin(kind)
        for raw in _unless_off(lambda: list(client.pages(route))):
            hook = parse(raw, state.names("team"), state.names("channel"), state.names("user"))
            if hook["team"] is not None:
                state.add_to_list(kind, (hook["team"], hook["display_name"]), hook)

    return ask


def _command_questions(state, wanted):
    state.begin("command")
    questions = []
    for team in state.all_of("team"):
        if wanted.teams_with_commands is None or team["name"] in wanted.teams_with_commands:
            questions.append(_command_question(state, team, wanted))
    return questions


def _command_question(state, team, wanted):
    def ask(client):
        query = {"team_id": team["id"]}
        for raw in _unless_off(lambda: client.get("/commands", query=dict(query, custom_only=True)).data):
            if not raw.get("plugin_id"):
                command = _command.parse(raw, state.names("team"), state.names("user"))
                state.add("command", (team["name"], command["trigger"]), command)
        if not any(state.get("command", key) is None for key in wanted.commands if key[0] == team["name"]):
            return
        # To make one: the words of the server and of plugins are taken. In this list the team's own have neither
        # address nor creator.
        for raw in _unless_off(lambda: client.get("/commands", query=query).data):
            state.add("taken_trigger", (team["name"], raw["trigger"]), {"trigger": raw["trigger"]})

    return ask


def _unless_off(listing):
    """What is switched off is not even listed; to make one then is refused by the setting's name."""
    try:
        return listing()
    except RequestFailed as exc:
        if exc.status != 501:
            raise
        return []
