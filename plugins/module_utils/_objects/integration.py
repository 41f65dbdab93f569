# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What webhooks and slash commands have in common: known by a name in a team, made for an account, replaced whole."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Resource, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import (
    team_name_problem,
    username_problem,
)

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


class Integration(Resource):
    """One webhook or slash command."""

    what = ""  # in messages
    route = ""
    identity = ""  # option with the name in the team
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
        return self.params[self.identity]

    def check(self):
        """Refuse what the server would refuse late, or take and spoil."""
        params = self.params
        if team_name_problem(params["team"]):
            raise InvalidInput("team", "%r: %s" % (params["team"], team_name_problem(params["team"])))
        if params[self.owner] is not None and username_problem(params[self.owner]):
            raise InvalidInput(self.owner, "%r: %s" % (params[self.owner], username_problem(params[self.owner])))
        if not self.name:
            raise InvalidInput(self.identity, "must not be empty")
        for option, most in self.LENGTHS.items():
            value = params[option]
            if value is not None and len(value.encode("utf-8")) > most:
                raise InvalidInput(option, "is too long, at most %d bytes are taken" % most)

    def references(self):
        """Return the team, and what else a write needs."""
        found = {"team": ("team", self.params["team"])}
        if self.params["state"] == "present":
            if self.params.get("channel"):
                found["channel"] = ("channel", self.params["channel"])
            if self.params[self.owner] is not None:
                found[self.owner] = ("user", self.params[self.owner])
        return found

    def refer(self, found, predicts=False):
        """Take them; the server itself would make an integration for a team that does not exist, over the socket."""
        super().refer(found, predicts)
        if self.params["state"] == "present":
            for option in self.references():
                self.demand(option)

    def _demand_alive(self, options):
        """Refuse archived and deactivated ones, which the server takes; what there is already may stay as it is."""
        for option, (kind, dummy) in self.references().items():
            if option in options and self.found.get(option):
                self.demand(option, archived="deactivated" if kind == "user" else "archived; restore it first")

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
                option=self.identity,
            )
        return found[0] if found else None

    def desired(self, before):
        """Return the wanted state, None for absent."""
        params = self.params
        if params["state"] == "absent":
            return None
        if before is None:
            before = dict.fromkeys(self.FIELDS, "")
            before.update(self.DEFAULTS, id=None, team=params["team"], raw=None)
            before.update({self.identity: self.name, self.owner: params[self.owner]})
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
        """Return the writes."""
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
        body.update({"team_id": self.id_of("team"), self.identity: self.name})
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
        return ["team", self.identity] + [
            option for option in self.FIELDS + (self.owner,) if self.params[option] is not None
        ]
