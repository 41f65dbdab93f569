# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The common part of memberships in teams and in channels."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind

# The options by which teams and channels list their members.
MEMBERS = {"members": {"type": "list", "elements": "str"}, "admins": {"type": "list", "elements": "str"}}


def _is_active_person(user):
    return user is not None and not user["is_bot"] and user["state"] == "present"


class Member(Kind):
    """One membership; PROBLEMS says what can be wrong with the names that make it known, in the order of its fields."""

    returned_as = "member"
    PROBLEMS = {}
    list_option = ""  # the option of module workspace that lists the teams or channels with their members
    makes_room = True
    leaves_with = "team_member"
    leaving_rank = 0  # among those who leave

    def check(self):
        """Refuse names that cannot be, before the server is asked."""
        for option, problem in self.PROBLEMS.items():
            if problem(self.params[option]):
                raise InvalidInput(option, "%r: %s" % (self.params[option], problem(self.params[option])))

    @classmethod
    def listed_in(cls):
        return cls.list_option

    @classmethod
    def entries(cls, params):
        for number, values in enumerate(params[cls.list_option] or ()):
            if values["state"] != "present":
                continue
            place = "%s[%d]" % (cls.list_option, number)
            members = [user.lower() for user in values["members"] or ()]
            admins = [user.lower() for user in values["admins"] or ()]
            names = cls.group(values)
            for user in members:
                admin = True if user in admins else None
                yield place + ".members", dict(names, user=user, scheme_admin=admin, state="present")
            for user in admins:
                if user not in members:
                    yield place + ".admins", dict(names, user=user, scheme_admin=True, state="present")

    @classmethod
    def group(cls, values):
        """Return the options that name the team or channel, from those of its own entry."""
        raise NotImplementedError

    @classmethod
    def add_to(cls, state, key, raw):
        """Add an entry of the server's list of members to the state; key: that of the team or channel."""
        username = state.names("user").get(raw["user_id"])
        if username is not None and not raw.get("delete_at"):
            state.add(cls.kind, key + (username,), {"scheme_admin": raw.get("scheme_admin", False)})

    def recognize(self, found):
        return self.state(found)

    def rank(self, before, after, unlisted):
        """Those who leave make room for others where the server has a limit; a channel is left before its team."""
        return self.leaving_rank if unlisted else 2

    @classmethod
    def removable_of(cls, groups, state):
        """Return the members of some teams or channels.

        Bots are members because somebody uses them, and who is deactivated may come back: they stay.
        """
        keys = (key for key in state.keys_of(cls.kind) if key[:-1] in groups)
        return [key for key in keys if _is_active_person(state.get("user", key[-1:]))]

    def refer(self, found, predicts=False):
        super().refer(found, predicts)
        if self.params["state"] == "present":
            for option in self.PROBLEMS:
                self.demand(option)

    def known(self):
        """Return whether there can be a membership at all."""
        return None not in self.ids().values()

    def ids(self):
        """Return the ids for a route."""
        raise NotImplementedError

    def state(self, member):
        """Return the state from a member's entry, None for one who is no member."""
        return dict({option: self.params[option] for option in self.PROBLEMS}, scheme_admin=self.is_admin(member))

    def is_admin(self, member):
        """Return whether a member's entry is that of an administrator."""
        raise NotImplementedError

    def desired(self, before):
        """Keep who is a member; who joins must be active, and so must the team or channel."""
        if self.params["state"] == "absent":
            return None
        if before is None:
            for option in self.PROBLEMS:
                self.demand(option, active=True)
        after = self.state(None) if before is None else dict(before)
        if self.params["scheme_admin"] is not None:
            after["scheme_admin"] = self.params["scheme_admin"]
        return after

    def managed(self):
        return list(self.PROBLEMS) + (["scheme_admin"] if self.params["scheme_admin"] is not None else [])
