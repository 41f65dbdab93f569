# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Membership of a user in a team."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import to_team, to_user
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


def team_membership(client, ids):
    """Return the member's entry, empty over the socket, None if there is none; ids: those of team and user."""
    return _over_socket(client, ids) if client.local else _over_http(client, ids)


def _over_socket(client, ids):
    """The socket serves no member of a team, but the users in it."""
    for user in client.pages("/users", query={"in_team": ids["team"]}):
        if user["id"] == ids["user"]:
            return {}
    return None


def _over_http(client, ids):
    answer = client.get("/teams/{team}/members/{user}", path=ids, expected=(200, 404))
    # A member who was removed is still to be read.
    return None if answer.status == 404 or answer.data["delete_at"] else answer.data


class TeamMember(Member):
    """One membership. The server itself would add a deactivated user, and anybody to an archived team."""

    kind = "team_member"
    identity = ("team", "user")
    OPTIONS = OPTIONS
    EXPLAINED = EXPLAINED
    PROBLEMS = {"team": team_name_problem, "user": username_problem}
    list_option = "teams"
    needs_read = ("team",)
    known_as = "team_member"  # who joins a channel has to be in its team
    asks_settings = True
    exclusive = "team_members"
    leaving_rank = 1

    def __init__(self, params):
        super().__init__(dict(params, user=(params["user"] or "").lower()))

    def read_one(self, client):
        member = team_membership(client, self.ids()) if self.known() else None
        return None if member is None else self.state(member)

    @classmethod
    def group(cls, values):
        return {"team": values["name"]}

    @classmethod
    def is_read(cls, wanted):
        # For members of channels alone they are read only where somebody may join one.
        return cls.kind in wanted.kinds or bool(_teams_to_read(wanted))

    @classmethod
    def questions(cls, state, wanted, local):
        teams = _teams_to_read(wanted)
        return [
            cls._question(state, team, local)
            for team in state.all_of("team")
            if wanted.everything or team["name"] in teams
        ]

    @classmethod
    def _question(cls, state, team, local):
        def over_socket(client):
            # The members as such are not served there.
            for raw in client.pages("/users", query={"in_team": team["id"]}):
                state.add(cls.kind, (team["name"], raw["username"]), {})

        def over_http(client):
            for raw in client.pages("/teams/{id}/members", path={"id": team["id"]}):
                cls.add_to(state, (team["name"],), raw)

        return over_socket if local else over_http

    @classmethod
    def problems_with_settings(cls, items, state, config):
        """Return which teams would be too full."""
        most = config["TeamSettings"]["MaxUsersPerTeam"]
        joining = {}
        for item in items:
            if isinstance(item.resource, cls) and item.action in ("create", "delete"):
                team = item.key[0]
                joining[team] = joining.get(team, 0) + (1 if item.action == "create" else -1)
        problems = []
        for team, number in sorted(joining.items()):
            there = _active_members(state, team) if number > 0 else 0
            if number > 0 and there + number > most:
                problems.append(
                    "team %s: has %d members and %d would be added, but a team takes no more than %d; raise"
                    " TeamSettings.MaxUsersPerTeam (role variable mattermost_max_users_per_team)"
                    % (team, there, number, most)
                )
        return problems

    @classmethod
    def removable(cls, params, state):
        teams = (team for team in params["teams"] or () if team["state"] == "present")
        return cls.removable_of({(team["name"],) for team in teams if team["members"] is not None}, state)

    def references(self):
        return {"team": to_team(self.params["team"]), "user": to_user(self.params["user"])}

    def check_route(self, local):
        """Team administrators are made over HTTP only."""
        if local and self.params["scheme_admin"] is not None and self.params["state"] == "present":
            raise Refused(
                "option scheme_admin: the server does not serve this on its local socket; give url with a token, or"
                " with login_id and login_password",
                option="scheme_admin",
            )

    def ids(self):
        return {"team": self.id_of("team"), "user": self.id_of("user")}

    def is_admin(self, member):
        """Return None where the server does not report it."""
        return None if member is None else member.get("scheme_admin")

    def steps(self, before, after, local, fresh=False):
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


def _teams_to_read(wanted):
    teams = {key[0] for kind in ("team_member", "channel_member") for key in wanted.keys(kind)}
    if "team_members" in wanted.exclusive:
        teams |= {key[0] for key in wanted.keys("team")}
    return teams


def _active_members(state, team):
    names = (key[1] for key in state.keys_of("team_member") if key[0] == team)
    users = (state.get("user", (name,)) for name in names)
    return sum(user is not None and user["state"] == "present" for user in users)
