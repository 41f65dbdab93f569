# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What memberships in teams and in channels have in common."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Resource
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

IN_THE_WAY = {
    "team": "archived; restore it first",
    "channel": "archived; restore it first",
    "user": "deactivated; activate the account first",
}


class Member(Resource):
    """One membership; PROBLEMS says what can be wrong with the names that make it known, in the order of its fields."""

    kind = "member"
    PROBLEMS = {}

    def check(self):
        """Refuse names that cannot be, before the server is asked."""
        for option, problem in self.PROBLEMS.items():
            if problem(self.params[option]):
                raise InvalidInput(option, "%r: %s" % (self.params[option], problem(self.params[option])))

    def references(self):
        """Return what is a member of what."""
        return {option: (option, self.params[option]) for option in self.PROBLEMS}

    def refer(self, found, predicts=False):
        """Take them."""
        super().refer(found, predicts)
        if self.params["state"] == "present":
            for option in self.PROBLEMS:
                self.demand(option)

    def demand_active(self, option):
        """Refuse an archived or deactivated one."""
        self.demand(option, archived=IN_THE_WAY[option])

    def known(self):
        """Tell whether there can be a membership at all."""
        return None not in self.ids().values()

    def ids(self):
        """Return the ids for a route."""
        raise NotImplementedError

    def state(self, member):
        """Return the state from a member's entry, None for one who is no member."""
        return dict({option: self.params[option] for option in self.PROBLEMS}, scheme_admin=self.is_admin(member))

    def is_admin(self, member):
        """Tell what a member's entry says of administrators."""
        raise NotImplementedError

    def desired(self, before):
        """Return the wanted state, None for absent. Who is a member stays one; who joins is active, and so is where."""
        if self.params["state"] == "absent":
            return None
        if before is None:
            for option in self.PROBLEMS:
                self.demand_active(option)
        after = self.state(None) if before is None else dict(before)
        if self.params["scheme_admin"] is not None:
            after["scheme_admin"] = self.params["scheme_admin"]
        return after

    def managed(self):
        """Return the fields that are compared and shown."""
        return list(self.PROBLEMS) + (["scheme_admin"] if self.params["scheme_admin"] is not None else [])
