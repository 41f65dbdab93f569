# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Membership of a user in a channel."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import (
    team_name_problem,
    username_problem,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import DEFAULT, name_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.member import Member

OPTIONS = {
    "team": {"type": "str", "required": True},
    "channel": {"type": "str", "required": True},
    "user": {"type": "str", "required": True},
    "scheme_admin": {"type": "bool"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
NOT_IN_TEAM = "{user} is not in the team {team}; add the account to the team first"
EXPLAINED = {"app.team.get_member.missing.app_error": "option user: " + NOT_IN_TEAM}


class ChannelMember(Member):
    """One membership."""

    EXPLAINED = EXPLAINED
    PROBLEMS = {"team": team_name_problem, "channel": name_problem, "user": username_problem}

    def __init__(self, params):
        super().__init__(dict(params, channel=(params["channel"] or "").lower(), user=(params["user"] or "").lower()))

    def check(self):
        """Refuse names that cannot be, and what the server does with no channel."""
        super().check()
        params = self.params
        if params["channel"] == DEFAULT and params["state"] == "absent":
            raise InvalidInput(
                "channel",
                "everybody in a team is in its channel %s; remove %s from the team instead" % (DEFAULT, params["user"]),
            )

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

    def is_admin(self, member):
        """Return what the server always tells."""
        return False if member is None else member["scheme_admin"]

    def desired(self, before):
        """Return the wanted state, None for absent."""
        if self.params["state"] == "absent" and before is not None:
            # Nobody leaves an archived channel.
            self.demand_active("channel")
        return super().desired(before)

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
                " over HTTP only; give url with a token, or with login_id and login_password",
                option="scheme_admin",
            )
        body = {"scheme_user": True, "scheme_admin": after["scheme_admin"]}
        return Step("PUT", "/channels/{channel}/members/{user}/schemeRoles", self.ids(), body)
