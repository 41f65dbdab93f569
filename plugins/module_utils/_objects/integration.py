# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The common part of webhooks and slash commands: known by a name in a team, made for an account, replaced whole."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import (
    channel_name_of,
    to_channel,
    to_team,
    to_user,
    username_of,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    InvalidInput,
    MattermostError,
    Refused,
    RequestFailed,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import (
    team_name_problem,
    username_problem,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import named

STATE = {"type": "str", "choices": ["present", "absent"], "default": "present"}
TEXT = {"type": "str"}
URL_LENGTH = 1024
SHOWN_OF_ID = 4


def url_problem(text):
    """Return why the server could not call the URL, None if it could."""
    scheme, mark, rest = text.partition("://")
    if (
        scheme.lower() not in ("http", "https")
        or not mark
        or not rest.strip("/")
        or any(character.isspace() for character in text)
    ):
        return "a URL begins with http:// or https:// and has no blanks"
    return None


def _bytes(text):
    return len(text.encode("utf-8"))


def unless_off(listing):
    """Return nothing for what is switched off, which is not even listed; making one names the setting."""
    try:
        return listing()
    except RequestFailed as exc:
        if exc.status != 501:
            raise
        return []


class Integration(Kind):
    """One webhook or slash command."""

    what = ""  # in messages
    route = ""
    known_by = ""  # option with the name in the team
    needs_read = ("channel",)
    owner = ""  # option with the account for which it is made
    owner_field = ""
    LENGTHS = {}
    FIELDS = ()  # options that can be changed
    DEFAULTS = {}  # values of a new one, where they are not empty texts
    ENCODED = {}  # {option: (the server's field, {value of the option: the server's value} or None)}
    SWITCH = None  # the setting without which the server does nothing with it, not even reading

    def __init__(self, params):
        super().__init__(dict(params))
        if params[self.owner] is not None:
            self.params[self.owner] = params[self.owner].lower()
        # Ids that must not be seen: who has an incoming webhook's can post.
        self.hidden = []

    @property
    def name(self):
        """Return the name in the team."""
        return self.params[self.known_by]

    @classmethod
    def work(cls, task):
        resource = cls(task.params)
        try:
            return converge(task, resource)
        except MattermostError:
            # The path of a request that failed has the id, with which anybody could post.
            task.hide(resource.hidden)
            raise

    def read_one(self, client):
        team = self.id_of("team")
        if team is None:
            return None
        try:
            found = [raw for raw in self.listing(client, team) if raw[self.known_by] == self.name]
        except RequestFailed as exc:
            text = self.explain(exc)
            if text is None:
                raise
            raise Explained("%s (%s)" % (text, exc), **exc.detail)
        self.hidden = [raw["id"] for raw in found]
        return self.pick([self._parsed(client, raw) for raw in found])

    def _parsed(self, client, raw):
        teams = {raw["team_id"]: self.params["team"]}
        channel, owner = raw.get("channel_id"), raw[self.owner_field]
        channels = {channel: channel_name_of(client, self, "channel", channel)} if channel else {}
        return self.parse(raw, teams, channels, {owner: username_of(client, self, self.owner, owner)})

    @classmethod
    def listing(cls, client, team):
        """Give the server's entries of a team."""
        return client.pages(cls.route, query={"team_id": team})

    @staticmethod
    def parse(raw, teams, channels, users):
        """Return the state from the server's answer.

        The names are {id: name}; what is not among them (any more) is None.
        """
        raise NotImplementedError

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            for raw in unless_off(lambda: list(client.pages(cls.route))):
                found = cls.parse(raw, state.names("team"), state.names("channel"), state.names("user"))
                if found["team"] is not None:
                    state.add_to_list(cls.kind, (found["team"], found[cls.known_by]), found)

        return [ask]

    def recognize(self, found):
        return self.pick(found) if isinstance(found, list) else found

    @classmethod
    def removable(cls, params, state):
        teams = named(params)
        return [key for key in state.keys_of(cls.kind) if key[0] in teams]

    def check(self):
        params = self.params
        if team_name_problem(params["team"]):
            raise InvalidInput("team", "%r: %s" % (params["team"], team_name_problem(params["team"])))
        if params[self.owner] is not None and username_problem(params[self.owner]):
            raise InvalidInput(self.owner, "%r: %s" % (params[self.owner], username_problem(params[self.owner])))
        if not self.name:
            raise InvalidInput(self.known_by, "must not be empty")
        self.check_lengths(self.LENGTHS, _bytes, "bytes")

    def references(self):
        team = self.params["team"]
        found = {"team": to_team(team)}
        if self.params["state"] == "present":
            if self.params.get("channel"):
                found["channel"] = to_channel(team, self.params["channel"])
            if self.params[self.owner] is not None:
                found[self.owner] = to_user(self.params[self.owner])
        return found

    def refer(self, found, predicts=False):
        """Take them; the server itself would make an integration for a team that does not exist, over the socket."""
        super().refer(found, predicts)
        if self.params["state"] == "present":
            for option in self.references():
                self.demand(option)

    def _demand_alive(self, options):
        """Refuse archived and deactivated ones, which the server takes; what there is already may stay as it is."""
        for option in self.references():
            if option in options and self.found.get(option):
                self.demand(option, active=True)

    def pick(self, found):
        """Return the one among the states of that name, None if there is none; the server allows several."""
        self.hidden = [state["id"] for state in found]
        if len(found) > 1:
            raise Refused(
                "there are %d %ss named %s in the team %s, so it is not known which one is meant; delete the others"
                " (%s)"
                % (
                    len(found),
                    self.what,
                    self.name,
                    self.params["team"],
                    ", ".join("id %s..., of %s" % (state["id"][:SHOWN_OF_ID], state[self.owner]) for state in found),
                ),
                option=self.known_by,
            )
        return found[0] if found else None

    def desired(self, before):
        params = self.params
        if params["state"] == "absent":
            return None
        if before is None:
            before = dict.fromkeys(self.FIELDS, "")
            before.update(self.DEFAULTS, id=None, team=params["team"], raw=None)
            before.update({self.known_by: self.name, self.owner: params[self.owner]})
        elif params[self.owner] is not None and params[self.owner] != before[self.owner]:
            raise InvalidInput(
                self.owner,
                "the %s %s belongs to %s, which the server never changes; leave the option out, or delete the %s first"
                % (self.what, self.name, before[self.owner] or "an account that is gone", self.what),
            )
        after = dict(before)
        for option in self.FIELDS:
            if params[option] is not None:
                after[option] = self.normal(option, params[option])
        return after

    def normal(self, option, value):
        """Return the value of an option as the state has it."""
        return value

    def steps(self, before, after, local, fresh=False):
        if after is None:
            return [] if before is None else [Step("DELETE", self.route + "/{id}", {"id": before["id"]})]
        if before is None:
            self._demand_alive(("team", "channel", self.owner))
            return [Step("POST", self.route, None, self._new(after, local))]
        changed = [option for option in self.FIELDS if before[option] != after[option]]
        if not changed:
            return []
        self._demand_alive(changed)
        # Replaced as a whole: what is left out is lost or refused.
        body = dict(before["raw"], **self.encode(after, changed))
        return [Step("PUT", self.route + "/{id}", {"id": before["id"]}, body)]

    def _new(self, after, local):
        if local and self.params[self.owner] is None:
            raise InvalidInput(
                self.owner,
                "is needed to make the %s %s over the local socket, where nobody is signed in" % (self.what, self.name),
            )
        body = self.encode(after, self.FIELDS)
        body.update({"team_id": self.id_of("team"), self.known_by: self.name})
        if self.params[self.owner] is not None:
            body[self.owner_field] = self.id_of(self.owner)
        return body

    def encode(self, after, options):
        """Return the server's fields for some options."""
        body = {}
        for option in options:
            value = after[option]
            field, values = self.ENCODED.get(option, (option, None))
            if option == "channel":
                body["channel_id"] = self.id_of("channel") if value else ""
            else:
                body[field] = values[value] if values else value
        return body

    def needs(self, before, after, local):
        """Return the setting without which nothing goes."""
        return [self.SWITCH]

    def managed(self):
        """Return the fields that are compared and shown; never the id, which is the secret of an incoming webhook."""
        return ["team", self.known_by] + [
            option for option in self.FIELDS + (self.owner,) if self.params[option] is not None
        ]
