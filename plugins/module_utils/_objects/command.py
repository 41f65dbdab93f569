# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Slash commands: the state on the server, the configured state, and the writes that lead there."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration import (
    STATE,
    TEXT,
    URL_LENGTH,
    Integration,
    unless_off,
    url_problem,
)

METHODS = {"POST": "P", "GET": "G"}
COPIED = (
    "display_name",
    "description",
    "username",
    "icon_url",
    "auto_complete",
    "auto_complete_hint",
    "auto_complete_desc",
)
FIELDS = ("request_url", "method") + COPIED
OPTIONS = {
    "team": {"type": "str", "required": True},
    "trigger": {"type": "str", "required": True},
    "request_url": TEXT,
    "method": {"type": "str", "choices": ["POST", "GET"]},
    "display_name": TEXT,
    "description": TEXT,
    "username": TEXT,
    "icon_url": TEXT,
    "auto_complete": {"type": "bool"},
    "auto_complete_hint": TEXT,
    "auto_complete_desc": TEXT,
    "creator": TEXT,
    "state": STATE,
}
TAKEN = "/%s is a command of the server, of a plugin or of somebody else; take another word"
EXPLAINED = {
    "api.command.disabled.app_error": (
        "the server has slash commands switched off and does not even list them; switch "
        "on"
        " ServiceSettings.EnableCommands"
    ),
    "api.command.duplicate_trigger.app_error": "option trigger: " + TAKEN % "{trigger}",
}


def parse(raw, teams, channels, users):
    """Return the state of a slash command from the server's answer.

    The names are {id: name}; what is not among them (any more) is None.
    """
    state = {
        "id": raw["id"],
        "team": teams.get(raw["team_id"]),
        "trigger": raw["trigger"],
        "request_url": raw["url"],
        "method": "GET" if raw["method"] == METHODS["GET"] else "POST",
        "creator": users.get(raw["creator_id"]),
        "raw": raw,
    }
    state.update((field, raw[field]) for field in COPIED)
    return state


class Command(Integration):
    """One slash command."""

    kind = "command"
    what = "slash command"
    place = ("commands",)
    identity = ("team", "trigger")
    OPTIONS = OPTIONS
    EXPLAINED = EXPLAINED
    needs_read = ("team",)
    exclusive = "commands"
    USUAL = {"auto_complete": False, "method": "POST"}
    parse = staticmethod(parse)
    route = "/commands"
    known_by = "trigger"
    owner = "creator"
    owner_field = "creator_id"
    LENGTHS = {
        "trigger": 128,
        "request_url": 1024,
        "display_name": 64,
        "description": 128,
        "username": 64,
        "icon_url": URL_LENGTH,
        "auto_complete_hint": 1024,
        "auto_complete_desc": 1024,
    }
    FIELDS = FIELDS
    DEFAULTS = {"method": "POST", "auto_complete": False}
    ENCODED = {"request_url": ("url", None), "method": ("method", METHODS)}
    SWITCH = Need("ServiceSettings", "EnableCommands", "trigger", "slash commands are switched off")

    def __init__(self, params):
        super().__init__(params)
        self.params["trigger"] = (params["trigger"] or "").lower()  # as the server does

    @classmethod
    def listing(cls, client, team):
        """Return those that people made; this list has no pages."""
        return client.get("/commands", query={"team_id": team, "custom_only": True}).data

    @classmethod
    def questions(cls, state, wanted, local):
        teams = {key[0] for kind in ("team", "channel", cls.kind) for key in wanted.keys(kind)}
        return [
            cls._question(state, wanted, team)
            for team in state.all_of("team")
            if wanted.everything or team["name"] in teams
        ]

    @classmethod
    def _question(cls, state, wanted, team):
        def ask(client):
            for raw in unless_off(lambda: cls.listing(client, team["id"])):
                if not raw.get("plugin_id"):
                    command = cls.parse(raw, state.names("team"), {}, state.names("user"))
                    state.add(cls.kind, (team["name"], command["trigger"]), command)
            needed = (key for key in wanted.keys(cls.kind, state="present") if key[0] == team["name"])
            if all(state.get(cls.kind, key) is not None for key in needed):
                return
            # To make one: the words of the server and of plugins are taken. In this list the team's own have neither
            # address nor creator.
            for raw in unless_off(lambda: client.get("/commands", query={"team_id": team["id"]}).data):
                state.add("taken_trigger", (team["name"], raw["trigger"]), {"trigger": raw["trigger"]})

        return ask

    def guard(self, task, before, after):
        team = self.id_of("team")
        if before is None and after is not None and team is not None:
            self.demand_free(task.client.get("/commands", query={"team_id": team}).data)

    def guard_planned(self, state, known, before, after):
        if before is None and after is not None:
            taken = state.get("taken_trigger", self.key)
            self.demand_free([taken] if taken else [])

    def check(self):
        super().check()
        if self.name.startswith("/") or len(self.name.split()) != 1 or self.name != self.name.strip():
            raise InvalidInput("trigger", "%r: the trigger is one word, without the slash" % self.name)
        url = self.params["request_url"]
        if url is not None and url_problem(url):
            raise InvalidInput("request_url", "%r: %s" % (url, url_problem(url)))

    def demand_free(self, commands):
        """Compare with all commands of the team, also those of the server and of plugins, which come first."""
        if any(command["trigger"] == self.name for command in commands):
            raise InvalidInput("trigger", TAKEN % self.name)

    def desired(self, before):
        after = super().desired(before)
        if after is not None and not after["request_url"]:
            raise InvalidInput("request_url", "is needed, because the slash command %s does not exist yet" % self.name)
        return after
