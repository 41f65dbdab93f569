# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Membership of a user in a channel."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import to_channel, to_team, to_user
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import (
    team_name_problem,
    username_problem,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import name_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.member import Member
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import (
    DEFAULT_CHANNEL,
    DEFAULT_CHANNELS,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team_member import team_membership

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

    kind = "channel_member"
    identity = ("team", "channel", "user")
    OPTIONS = OPTIONS
    EXPLAINED = EXPLAINED
    list_option = "channels"
    needs_read = ("channel",)
    exclusive = "channel_members"
    PROBLEMS = {"team": team_name_problem, "channel": name_problem, "user": username_problem}

    def __init__(self, params):
        super().__init__(dict(params, channel=(params["channel"] or "").lower(), user=(params["user"] or "").lower()))

    def check(self):
        """Refuse names that cannot be, and what the server does with no channel."""
        super().check()
        params = self.params
        if params["channel"] == DEFAULT_CHANNEL and params["state"] == "absent":
            raise InvalidInput(
                "channel",
                "everybody in a team is in its channel %s; remove %s from the team instead"
                % (DEFAULT_CHANNEL, params["user"]),
            )

    def read_one(self, client):
        if not self.known():
            return None
        answer = client.get("/channels/{channel}/members/{user}", path=self.ids(), expected=(200, 404))
        return None if answer.status == 404 else self.state(answer.data)

    def guard(self, task, before, after):
        # Outside a check the server itself says so; in a prediction an earlier task may have added the user.
        if before is None and after is not None and task.check_mode and not task.predicts:
            self.demand_in_team(team_membership(task.client, self.team_ids()))

    def guard_planned(self, state, known, before, after):
        if before is None and after is not None and not state.predicted and not known.has(*self._in_team()):
            self.demand_in_team(None)

    def _in_team(self):
        return "team_member", (self.params["team"], self.params["user"])

    def also_needs(self):
        return [self._in_team()]

    @classmethod
    def group(cls, values):
        return {"team": values["team"], "channel": values["name"]}

    @classmethod
    def questions(cls, state, wanted, local):
        channels = {key[:2] for key in wanted.keys(cls.kind)}
        if cls.exclusive in wanted.exclusive:
            channels |= set(wanted.keys("channel"))
        return [cls._question(state, key) for key in state.keys_of("channel") if wanted.everything or key in channels]

    @classmethod
    def _question(cls, state, key):
        def ask(client):
            for raw in client.pages("/channels/{id}/members", path={"id": state.get("channel", key)["id"]}):
                cls.add_to(state, key, raw)

        return ask

    @classmethod
    def removable(cls, params, state):
        channels = {
            (channel["team"], channel["name"].lower())
            for channel in params["channels"] or ()
            if channel["members"] is not None and channel["state"] == "present"
        }
        groups = {channel for channel in channels if channel[1] not in DEFAULT_CHANNELS}
        return cls.removable_of(groups, state)

    def references(self):
        team, channel, user = self.params["team"], self.params["channel"], self.params["user"]
        return {"team": to_team(team), "channel": to_channel(team, channel), "user": to_user(user)}

    def ids(self):
        return {"channel": self.id_of("channel"), "user": self.id_of("user")}

    def team_ids(self):
        """Return the ids of the membership in the team, without which there is none in the channel."""
        return {"team": self.id_of("team"), "user": self.id_of("user")}

    def demand_in_team(self, entry):
        """Refuse who is not in the team, given the member's entry there."""
        if entry is None:
            raise InvalidInput("user", NOT_IN_TEAM.format(**self.params))

    def is_admin(self, member):
        """Return False for a new one: over both transports the server reports it."""
        return False if member is None else member["scheme_admin"]

    def desired(self, before):
        if self.params["state"] == "absent" and before is not None:
            # Nobody leaves an archived channel.
            self.demand("channel", active=True)
        return super().desired(before)

    def steps(self, before, after, local, fresh=False):
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
                "option scheme_admin: the server reports on its local socket who administers a channel, but changes it"
                " over HTTP only; give url with a token, or with login_id and login_password",
                option="scheme_admin",
            )
        body = {"scheme_user": True, "scheme_admin": after["scheme_admin"]}
        return Step("PUT", "/channels/{channel}/members/{user}/schemeRoles", self.ids(), body)
