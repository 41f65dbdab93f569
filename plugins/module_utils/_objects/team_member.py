# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Membership of a user in a team."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import (
    team_name_problem,
    username_problem,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.member import Member

OPTIONS = {
    "team": {"type": "str", "required": True},
    "user": {"type": "str", "required": True},
    "scheme_admin": {"type": "bool"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
EXPLAINED = {
    "app.team.join_user_to_team.save_member.max_accounts.app_error": (
        "the team {team} is full; raise the setting TeamSettings.MaxUsersPerTeam"
    ),
    "api.team.join_user_to_team.allowed_domains.app_error": (
        "the address of {user} is not in the allowed_domains of the team {team}"
    ),
}


class TeamMember(Member):
    """One membership. The server itself would add a deactivated user, and anybody to an archived team."""

    EXPLAINED = EXPLAINED
    PROBLEMS = {"team": team_name_problem, "user": username_problem}

    def __init__(self, params):
        super().__init__(dict(params, user=(params["user"] or "").lower()))

    def check_route(self, local):
        """Team administrators are made over HTTP only."""
        if local and self.params["scheme_admin"] is not None and self.params["state"] == "present":
            raise Refused(
                "option scheme_admin: the server does not serve this on its local socket; give url with a token, or"
                " with login_id and login_password",
                option="scheme_admin",
            )

    def ids(self):
        """Return the ids for a route."""
        return {"team": self.id_of("team"), "user": self.id_of("user")}

    def is_admin(self, member):
        """Return None where the server does not tell."""
        return None if member is None else member.get("scheme_admin")

    def steps(self, before, after, local, fresh=False):
        """Return the writes."""
        if after is None:
            return [] if before is None else [Step("DELETE", "/teams/{team}/members/{user}", self.ids())]
        steps = []
        if before is None:
            ids = self.ids()
            add = Step("POST", "/teams/{team}/members", ids, {"team_id": ids["team"], "user_id": ids["user"]})
            return [add] + self._promotion(after)
        if before["scheme_admin"] != after["scheme_admin"]:
            steps += self._roles(after)
        return steps

    def _promotion(self, after):
        """A new member is none of the administrators, unless the team's address is his own."""
        return self._roles(after) if after["scheme_admin"] else []

    def _roles(self, after):
        body = {"scheme_user": True, "scheme_admin": after["scheme_admin"]}
        return [Step("PUT", "/teams/{team}/members/{user}/schemeRoles", self.ids(), body)]
