# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Membership of a user in a team."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._lifecycle import Step
from ansible_collections.groupware.mattermost.plugins.module_utils._names import team_name_problem, username_problem

EXPLAINED = {
    "app.team.join_user_to_team.save_member.max_accounts.app_error":
        "the team {team} is full; raise the setting TeamSettings.MaxUsersPerTeam",
    "api.team.join_user_to_team.allowed_domains.app_error":
        "the address of {user} is not in the allowed_domains of the team {team}",
}


class TeamMember:
    """One membership. The ids of team and user are known once both are read, or None where they are predicted."""

    kind = "member"

    def __init__(self, params):
        self.params = dict(params, user=(params["user"] or "").lower())
        self.team = None
        self.user = None

    def check(self):
        """Refuse names that cannot be, before the server is asked."""
        params = self.params
        if team_name_problem(params["team"]):
            raise InvalidInput("team", "%r: %s" % (params["team"], team_name_problem(params["team"])))
        if username_problem(params["user"]):
            raise InvalidInput("user", "%r: %s" % (params["user"], username_problem(params["user"])))

    def check_route(self, local):
        """Team administrators are made over HTTP only."""
        if local and self.params["scheme_admin"] is not None and self.params["state"] == "present":
            raise Refused(
                "option scheme_admin: the server does not serve this on its local socket; give url with a token, or"
                " with login_id and login_password", option="scheme_admin",
            )

    def refer(self, team, user, predicts):
        """Take the answers for team and user; None for one that does not exist."""
        params = self.params
        self.team, self.user = team, user
        if params["state"] == "absent":
            return
        for option, found in (("team", team), ("user", user)):
            if found is None and not predicts:
                raise InvalidInput(option, "there is no %s named %s" % (option, params[option]))
        if team is not None and team.get("delete_at"):
            raise InvalidInput("team", "the team %s is archived; restore it first" % params["team"])
        if user is not None and user.get("delete_at"):
            raise InvalidInput("user", "the account %s is deactivated; activate it first" % params["user"])

    def known(self):
        """Tell whether there can be a membership at all."""
        return self.team is not None and self.user is not None

    def ids(self):
        """Return the ids for a route."""
        return {"team": self.team["id"], "user": self.user["id"]}

    def state(self, member):
        """Return the state from a member's entry; scheme_admin is None where the server does not tell."""
        admin = None if member is None else member.get("scheme_admin")
        return {"team": self.params["team"], "user": self.params["user"], "scheme_admin": admin}

    def desired(self, before):
        """Return the wanted state, None for absent."""
        params = self.params
        if params["state"] == "absent":
            return None
        after = self.state(None) if before is None else dict(before)
        if params["scheme_admin"] is not None:
            after["scheme_admin"] = params["scheme_admin"]
        return after

    def steps(self, before, after, local, fresh=False):
        """Return the writes."""
        if after is None:
            return [] if before is None else [Step("DELETE", "/teams/{team}/members/{user}", self.ids())]
        steps = []
        if before is None:
            ids = self.ids() if self.known() else {"team": None, "user": None}
            body = {"team_id": ids["team"], "user_id": ids["user"]}
            return [Step("POST", "/teams/{team}/members", ids, body)]
        if before["scheme_admin"] != after["scheme_admin"]:
            body = {"scheme_user": True, "scheme_admin": after["scheme_admin"]}
            steps.append(Step("PUT", "/teams/{team}/members/{user}/schemeRoles", self.ids(), body))
        return steps

    def managed(self):
        """Return the fields that are compared and shown."""
        return ["team", "user"] + (["scheme_admin"] if self.params["scheme_admin"] is not None else [])

    def secrets(self, before, after):
        """Memberships have nothing to hide."""
        return {}

    def explain(self, error):
        """Say in words of the options why the server refuses."""
        text = EXPLAINED.get(error.error_id)
        return text.format(**self.params) if text else None
