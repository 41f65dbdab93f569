# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Teams: the state on the server, the configured state, and the writes that lead there."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.listing import (
    Listing,
    names_spec,
    state_spec,
    usernames,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import one
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import team as find_team
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Step, permanent_deletion
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import team_name_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.member import MEMBERS

LENGTHS = {"display_name": 64, "description": 255, "company_name": 64, "allowed_domains": 500}
PATCHED = tuple(LENGTHS) + ("allow_open_invite",)
FIELDS = ("type",) + PATCHED
OPTIONS = {
    "name": {"type": "str", "required": True},
    "id": {"type": "str"},
    "allow_same_display_name": {"type": "bool", "default": False},
    "type": {"type": "str", "choices": ["O", "I"]},
    "allow_open_invite": {"type": "bool"},
    "state": {"type": "str", "choices": ["present", "archived", "absent"], "default": "present"},
    "permanent": {"type": "bool", "default": False},
}
OPTIONS.update((field, {"type": "str"}) for field in LENGTHS)
OPEN = "O"
INVITE = "I"
# Channels that a new team has already, and everybody in it is in them.
DEFAULT_CHANNEL = "town-square"
DEFAULT_CHANNELS = (DEFAULT_CHANNEL, "off-topic")
EXPLAINED = {
    "store.sql_team.save_team.existing.app_error": "option name: a team named {name} exists already",
    "model.team.is_valid.domains.app_error": "option allowed_domains: {allowed_domains} is not a list of domains",
    "api.user.delete_team.not_enabled.for_admin.app_error": (
        "over HTTP teams are deleted only while ServiceSettings.EnableAPITeamDeletion is on; use the local socket"
    ),
}


def parse(raw):
    """Return the state of a team from the server's answer."""
    state = {"id": raw["id"], "name": raw["name"], "state": "archived" if raw.get("delete_at") else "present"}
    for field in FIELDS:
        state[field] = raw[field]
    return state


class Team(Kind):
    """One team."""

    kind = "team"
    place = ("teams",)
    identity = ("name",)
    OPTIONS = OPTIONS
    NOT_LISTED = ("id",)  # in a list a team is known by its name
    LISTED_ONLY = MEMBERS
    EXPLAINED = EXPLAINED
    read_first = True
    members = "team_member"
    needs_read = ("user",)
    export_reads = ("team_member", "bot")
    known_as = "team"
    removed_last = True
    exclusive = "teams"
    REMOVAL = {"state": "archived"}
    USUAL = {"state": "present", "allow_open_invite": False}

    def __init__(self, params):
        super().__init__(params)
        self.name = params["name"]
        self.id = params["id"]

    def read_one(self, client):
        if not self.id:
            found = find_team(client, self.name)
            return found and parse(found)
        found = one(client, "/teams/{id}", {"id": self.id})
        found = found and parse(found)
        self.demand_name(found)
        return found

    def guard(self, task, before, after):
        if before is None and after is not None and not self.params["allow_same_display_name"]:
            self.demand_new_display_name(task.client.pages("/teams"))

    def guard_planned(self, state, known, before, after):
        if before is None and after is not None and not self.params["allow_same_display_name"]:
            self.demand_new_display_name(state.all_of(self.kind))

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            for raw in client.pages("/teams"):
                state.add(cls.kind, (raw["name"],), parse(raw))
                state.name(cls.kind, raw["id"], raw["name"])

        return [ask]

    def brings(self):
        return [("channel", (self.name, name)) for name in DEFAULT_CHANNELS]

    @classmethod
    def removable(cls, params, state):
        return [(team["name"],) for team in state.all_of(cls.kind) if team["state"] == "present"]

    def check(self):
        problem = team_name_problem(self.name)
        if problem:
            raise InvalidInput("name", "%r: %s" % (self.name, problem))
        self.check_lengths(LENGTHS)
        if self.params["display_name"] == "":
            raise InvalidInput("display_name", "must not be empty")
        if self.params["state"] == "absent" and not self.params["permanent"]:
            raise Refused(
                "state absent deletes the team %s with all its channels and posts permanently; say permanent: true to"
                " confirm, or use state: archived" % self.name,
                option="permanent",
            )

    def demand_name(self, found):
        """Compare with the team that has the id: a team's name is part of its URL and can never change."""
        if found is None and self.params["state"] == "absent":
            return
        if found is None:
            raise InvalidInput("id", "there is no team with the id %s" % self.id)
        if found["name"] != self.name:
            raise InvalidInput(
                "name",
                "the team %s is named %s; its name is part of its URL and can never change, only display_name can"
                % (self.id, found["name"]),
            )

    def demand_new_display_name(self, others):
        """Compare with the teams that exist: the same display name under another name is a renaming by mistake."""
        wanted = (self.params["display_name"] or self.name).casefold()
        for other in others:
            if other["display_name"].casefold() == wanted:
                raise InvalidInput(
                    "name",
                    "the team '%s' has the display name '%s' already. If it should be renamed to '%s': its name is part"
                    " of its URL and can never change, only display_name can. If a second team is meant, give it"
                    " another display_name or say allow_same_display_name: true"
                    % (other["name"], other["display_name"], self.name),
                )

    def desired(self, before):
        params = self.params
        if params["state"] == "absent" or (before is None and params["state"] == "archived"):
            return None
        if before is None:
            before = {"id": None, "name": self.name, "state": "present", "type": INVITE, "allow_open_invite": False}
            before.update(dict.fromkeys(LENGTHS, ""), display_name=self.name)
        after = dict(before, state=params["state"])
        if params["type"] is not None and params["type"] != before["type"] and before["id"] is not None:
            after["allow_open_invite"] = _open_invite(params["type"])
        for field in FIELDS:
            if params[field] is not None:
                after[field] = params[field]
        return after

    def steps(self, before, after, local, fresh=False):
        if after is None:
            return permanent_deletion("/teams/{id}", before)
        if before is None:
            body = {field: after[field] for field in FIELDS}
            return [Step("POST", "/teams", None, dict(body, name=self.name))]
        path = {"id": before["id"]}
        steps = []
        now = dict(before)
        if before["state"] == "archived" and after["state"] == "present":
            steps.append(Step("POST", "/teams/{id}/restore", path))
        if before["type"] != after["type"]:
            # A patch ignores the type. This call also sets allow_open_invite and makes another invitation link.
            steps.append(Step("PUT", "/teams/{id}/privacy", path, {"privacy": after["type"]}))
            now["allow_open_invite"] = _open_invite(after["type"])
        changes = {field: after[field] for field in PATCHED if now[field] != after[field]}
        if changes:
            steps.append(Step("PUT", "/teams/{id}/patch", path, changes))
        if before["state"] == "present" and after["state"] == "archived":
            steps.append(Step("DELETE", "/teams/{id}", path))
        return steps

    def managed(self):
        fields = [field for field in FIELDS if self.params[field] is not None]
        if "type" in fields and "allow_open_invite" not in fields:
            fields.append("allow_open_invite")
        return ["name"] + fields + ["state"]


def named(params):
    """Return the names of the teams that the options of module workspace speak of: only there others are unlisted."""
    names = {team["name"] for team in params["teams"] or () if team["state"] == "present"}
    return names | {channel["team"] for channel in params["channels"] or ()}


def _open_invite(privacy):
    return privacy == OPEN


class Teams(Listing):
    """Teams, with their members if asked for."""

    plural = "teams"
    OPTIONS = {"names": names_spec(), "state": state_spec("archived"), "members": {"type": "bool", "default": False}}

    def states(self, client):
        return (parse(raw) for raw in client.pages("/teams"))

    def read(self, client):
        found = super().read(client)
        if self.params["members"]:
            for team in found:
                team["members"] = usernames(client, in_team=team["id"])
        return found
