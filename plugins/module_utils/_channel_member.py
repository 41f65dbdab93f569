# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Membership of a user in a channel."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._channel import DEFAULT, name_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._resource import Resource, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._names import team_name_problem, username_problem

OPTIONS = {
    "team": {"type": "str", "required": True},
    "channel": {"type": "str", "required": True},
    "user": {"type": "str", "required": True},
    "scheme_admin": {"type": "bool"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
NOT_IN_TEAM = "{user} is not in the team {team}; add the account to the team first"
EXPLAINED = {"app.team.get_member.missing.app_error": "option user: " + NOT_IN_TEAM}
PROBLEMS = {"team": team_name_problem, "channel": name_problem, "user": username_problem}


class ChannelMember(Resource):
    """One membership."""

    kind = "member"
    EXPLAINED = EXPLAINED

    def __init__(self, params):
        super().__init__(dict(
            params, channel=(params["channel"] or "").lower(), user=(params["user"] or "").lower()))

    def check(self):
        """Refuse names that cannot be, and what the server does with no channel."""
        params = self.params
        for option, problem in PROBLEMS.items():
            if problem(params[option]):
                raise InvalidInput(option, "%r: %s" % (params[option], problem(params[option])))
        if params["channel"] == DEFAULT and params["state"] == "absent":
            raise InvalidInput(
                "channel", "everybody in a team is in its channel %s; remove %s from the team instead" % (
                    DEFAULT, params["user"]))

    def references(self):
        """Return team, channel and user."""
        params = self.params
        return {
            "team": ("team", params["team"]), "channel": ("channel", params["channel"]),
            "user": ("user", params["user"]),
        }

    def refer(self, found, predicts=False):
        """Take team, channel and user."""
        super().refer(found, predicts)
        if self.params["state"] == "present":
            for option in self.references():
                self.demand(option)

    def _demand_active(self):
        """Who is in a channel stays in it; who joins is active, and so is the channel."""
        self.demand("team", archived="archived; restore it first")
        self._demand_open_channel()
        self.demand("user", archived="deactivated; activate the account first")

    def _demand_open_channel(self):
        self.demand("channel", archived="archived; restore it first")

    def known(self):
        """Tell whether there can be a membership at all."""
        return None not in self.ids().values()

    def ids(self):
        """Return the ids for a route."""
        return {"channel": self.id_of("channel"), "user": self.id_of("user")}

    def team_ids(self):
        """Return the ids of the membership in the team, without which there is none in the channel."""
        return {"team": self.id_of("team"), "user": self.id_of("user")}

    def demand_in_team(self, entry):
        """Refuse who is not in the team, given the member's entry there."""
        if entry is None:
            raise InvalidInput("user", NOT_IN_TEAM.format(**self.params))

    def state(self, member):
        """Return the state from a member's entry."""
        params = self.params
        admin = False if member is None else member["scheme_admin"]
        return {"team": params["team"], "channel": params["channel"], "user": params["user"], "scheme_admin": admin}

    def desired(self, before):
        """Return the wanted state, None for absent."""
        params = self.params
        if params["state"] == "absent":
            if before is not None:
                # Nobody leaves an archived channel.
                self._demand_open_channel()
            return None
        if before is None:
            self._demand_active()
        after = self.state(None) if before is None else dict(before)
        if params["scheme_admin"] is not None:
            after["scheme_admin"] = params["scheme_admin"]
        return after

    def steps(self, before, after, local, fresh=False):
        """Return the writes."""
        ids = self.ids()
        if after is None:
            return [] if before is None else [Step("DELETE", "/channels/{channel}/members/{user}", ids)]
        steps = []
        if before is None:
            # Over the socket the server understands one user only.
            steps.append(Step("POST", "/channels/{channel}/members", ids, {"user_id": ids["user"]}))
        if after["scheme_admin"] != (before is not None and before["scheme_admin"]):
            steps.append(self._roles(after, local))
        return steps

    def _roles(self, after, local):
        if local:
            raise Refused(
                "option scheme_admin: the server tells on its local socket who administers a channel, but changes it"
                " over HTTP only; give url with a token, or with login_id and login_password", option="scheme_admin",
            )
        body = {"scheme_user": True, "scheme_admin": after["scheme_admin"]}
        return Step("PUT", "/channels/{channel}/members/{user}/schemeRoles", self.ids(), body)

    def managed(self):
        """Return the fields that are compared and shown."""
        return ["team", "channel", "user"] + (["scheme_admin"] if self.params["scheme_admin"] is not None else [])
