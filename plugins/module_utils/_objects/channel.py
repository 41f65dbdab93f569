# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Channels: the state on the server, the configured state, and the writes that lead there."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.plugins.module_utils._api.listing import (
    Listing,
    demand_team,
    names_spec,
    state_spec,
    usernames,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import channel as find_channel
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import to_team
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need, Step, permanent_deletion
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import team_name_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.member import MEMBERS
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import (
    DEFAULT_CHANNEL,
    DEFAULT_CHANNELS,
    named,
)

LENGTHS = {"display_name": 64, "header": 1024, "purpose": 250}
PATCHED = tuple(LENGTHS)
FIELDS = ("type",) + PATCHED
OPTIONS = {
    "team": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "type": {"type": "str", "choices": ["O", "P"]},
    "state": {"type": "str", "choices": ["present", "archived", "absent"], "default": "present"},
    "permanent": {"type": "bool", "default": False},
}
OPTIONS.update((field, {"type": "str"}) for field in LENGTHS)
OPEN = "O"
PRIVATE = "P"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
# Such a name can be taken for an id; two with dashes between are what the server calls a direct conversation.
LIKE_AN_ID = re.compile(r"[a-z0-9]{26}(__[a-z0-9]{26})?")
DEFAULT_DISPLAY_NAMES = {"town-square": "Town Square", "off-topic": "Off-Topic"}
EXPLAINED = {
    "store.sql_channel.save_channel.exists.app_error": (
        "option name: the team {team} has a channel named {name} already; the account in use may not see it"
    ),
    "api.user.delete_channel.not_enabled.for_admin.app_error": (
        "over HTTP channels are deleted only while ServiceSettings.EnableAPIChannelDeletion is on; use the socket"
    ),
}


def name_problem(name):
    """Return why the server would refuse the channel's name."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return (
            "a channel's name has 1 to 64 lower-case letters, digits, dashes and underscores and begins with a letter"
            " or a digit"
        )
    return None


def parse(raw, team=None):
    """Return the state of a channel from the server's answer; only the list of all channels names the team."""
    state = {
        "id": raw["id"],
        "team": raw.get("team_name") if team is None else team,
        "name": raw["name"],
        "state": "archived" if raw.get("delete_at") else "present",
    }
    for field in FIELDS:
        state[field] = raw[field]
    return state


def _is_untouched(state):
    name = state["name"]
    return (
        name in DEFAULT_CHANNELS
        and not state["header"]
        and not state["purpose"]
        and state["display_name"] == DEFAULT_DISPLAY_NAMES[name]
    )


class Channel(Kind):
    """One channel."""

    kind = "channel"
    place = ("channels",)
    identity = ("team", "name")
    OPTIONS = OPTIONS
    LISTED_ONLY = MEMBERS
    EXPLAINED = EXPLAINED
    read_first = True
    members = "channel_member"
    needs_read = ("team",)
    export_reads = ("channel_member", "bot")
    known_as = "channel"
    removed_last = True
    exclusive = "channels"
    REMOVAL = {"state": "archived"}
    USUAL = {"state": "present"}

    def __init__(self, params):
        super().__init__(dict(params, name=(params["name"] or "").lower()))
        self.name = self.params["name"]
        self._team_is_new = False

    def read_one(self, client):
        team = self.id_of("team")
        raw = find_channel(client, team, self.name) if team else None
        return None if raw is None else parse(raw, self.params["team"])

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            # Of all teams at once: one series of pages, and the only list that has archived private channels too.
            for raw in client.pages("/channels", query={"include_deleted": True}):
                channel = parse(raw)
                state.add(cls.kind, (channel["team"], channel["name"]), channel)
                state.name(cls.kind, channel["id"], channel["name"])

        return [ask]

    @classmethod
    def removable(cls, params, state):
        teams = named(params)
        keys = (key for key in state.keys_of(cls.kind) if key[0] in teams and key[1] not in DEFAULT_CHANNELS)
        return [key for key in keys if state.get(cls.kind, key)["state"] == "present"]

    @classmethod
    def exported(cls, state):
        """Give all but those of archived teams, and those that every team has."""
        for key in super().exported(state):
            team = state.get("team", key[:1])
            if team is not None and team["state"] == "present" and not _is_untouched(state.get(cls.kind, key)):
                yield key

    @classmethod
    def shows_members(cls, found):
        # Everybody in a team is in its default channels.
        return found["state"] == "present" and found["name"] not in DEFAULT_CHANNELS

    def check(self):
        params = self.params
        if team_name_problem(params["team"]):
            raise InvalidInput("team", "%r: %s" % (params["team"], team_name_problem(params["team"])))
        if name_problem(self.name):
            raise InvalidInput("name", "%r: %s" % (self.name, name_problem(self.name)))
        self.check_lengths(LENGTHS)
        if params["display_name"] == "":
            raise InvalidInput("display_name", "must not be empty")
        if params["type"] not in (None, OPEN, PRIVATE):
            raise InvalidInput("type", "is O or P, not %s" % params["type"])
        if self.name == DEFAULT_CHANNEL:
            self._check_default()
        if params["state"] == "absent" and not params["permanent"]:
            raise Refused(
                "state absent deletes the channel %s with all its posts permanently; say permanent: true to confirm,"
                " or use state: archived" % self.name,
                option="permanent",
            )

    def _check_default(self):
        if self.params["state"] != "present":
            raise InvalidInput(
                "state", "the channel %s of a team can neither be archived nor deleted" % DEFAULT_CHANNEL
            )
        if self.params["type"] == PRIVATE:
            raise InvalidInput("type", "the channel %s of a team cannot be private" % DEFAULT_CHANNEL)

    def references(self):
        return {"team": to_team(self.params["team"])}

    def refer(self, found, predicts=False):
        """Take the team; over the socket the server itself would make a channel for a team that does not exist."""
        super().refer(found, predicts)
        if self.params["state"] == "present":
            self.demand("team", active=True)
        if self.id_of("team") is None:
            self._team_is_new = True

    def desired(self, before):
        params = self.params
        if params["state"] == "absent" or (before is None and params["state"] == "archived"):
            return None
        if before is None:
            if LIKE_AN_ID.fullmatch(self.name):
                raise InvalidInput("name", "%r looks like an id; take another name" % self.name)
            before = {"id": None, "team": params["team"], "name": self.name, "state": "present", "type": OPEN}
            before.update(dict.fromkeys(LENGTHS, ""), display_name=self.name)
        after = dict(before, state=params["state"])
        for field in FIELDS:
            if params[field] is not None:
                after[field] = params[field]
        return after

    def steps(self, before, after, local, fresh=False):
        if after is None:
            return permanent_deletion("/channels/{id}", before)
        if before is None:
            return [self._creation(after)]
        path = {"id": before["id"]}
        changes = {field: after[field] for field in PATCHED if before[field] != after[field]}
        differs = changes or before["type"] != after["type"]
        archived = before["state"] == "archived"
        steps = []
        if archived and (differs or after["state"] == "present"):
            # An archived channel cannot be changed, and to restore or archive one again is an error.
            steps.append(Step("POST", "/channels/{id}/restore", path))
            archived = False
        if before["type"] != after["type"]:
            # A patch ignores the type.
            steps.append(Step("PUT", "/channels/{id}/privacy", path, {"privacy": after["type"]}))
        if changes:
            steps.append(Step("PUT", "/channels/{id}/patch", path, changes))
        if after["state"] == "archived" and not archived:
            steps.append(Step("DELETE", "/channels/{id}", path))
        return steps

    def _creation(self, after):
        team = self.id_of("team")
        if self._team_is_new and self.name in DEFAULT_CHANNELS:
            path = {"team": team, "name": self.name}
            return Step("GET", "/teams/{team}/channels/name/{name}", path, then=self._change_of_made)
        body = {field: after[field] for field in FIELDS}
        return Step("POST", "/channels", None, dict(body, team_id=team, name=self.name))

    def _change_of_made(self, body):
        made = parse(body, self.params["team"])
        return self.steps(made, self.desired(made), None)

    def needs(self, before, after, local):
        """Over HTTP channels are deleted only while a setting allows it; the socket does not ask."""
        if local or after is not None or before is None:
            return []
        return [
            Need(
                "ServiceSettings",
                "EnableAPIChannelDeletion",
                "permanent",
                "over HTTP the server deletes no channel; use the local socket, or turn the setting on",
            )
        ]

    def managed(self):
        return ["team", "name"] + [field for field in FIELDS if self.params[field] is not None] + ["state"]


class Channels(Listing):
    """Channels of a team, with their members if asked for."""

    plural = "channels"
    OPTIONS = {
        "team": {"type": "str", "required": True},
        "names": names_spec(),
        "state": state_spec("archived"),
        "members": {"type": "bool", "default": False},
    }

    def states(self, client):
        """Give those of the team out of the channels of all teams: the one list that has all kinds of them."""
        team = demand_team(client, self.params["team"])
        query = {"include_deleted": True} if self.params["state"] != "present" else {}
        return (
            parse(raw, team["name"]) for raw in client.pages("/channels", query=query) if raw["team_id"] == team["id"]
        )

    def read(self, client):
        found = super().read(client)
        if self.params["members"]:
            for channel in found:
                channel["members"] = usernames(client, in_channel=channel["id"])
        return found
