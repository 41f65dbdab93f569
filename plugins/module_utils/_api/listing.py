# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of a module that only reads objects of a kind: choose by name and state, and list the names without one."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import public
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import team as find_team
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, ServerAbsent

ALL = "all"


class Listing:
    """The objects of a kind that a task asks for."""

    plural = ""  # the key of the result
    names_option = "names"
    name_field = "name"
    OPTIONS = {}
    MODULE_OPTIONS = {}
    CONSTRAINTS = {}
    hides_options = False

    def __init__(self, params):
        self.params = params
        names = params[self.names_option]
        # In the server's form, each once; None for all.
        self._names = None if names is None else list(dict.fromkeys(name.lower() for name in names))

    @classmethod
    def work(cls, task):
        """Return the result of the task; where no server answers, a check that may go on without one finds nothing."""
        listing = cls(task.params)
        try:
            found = listing.read(task.client)
        except ServerAbsent:
            if not task.predicts:
                raise
            found = []
        there = {state[cls.name_field] for state in found}
        missing = [name for name in listing._names or () if name not in there]
        return {"changed": False, cls.plural: found, "missing": missing}

    def read(self, client):
        """Return the states of the objects."""
        return self.chosen(self.states(client))

    def states(self, client):
        """Give the states of all objects."""
        raise NotImplementedError

    def accepts(self, state):
        """Return whether the options ask for an object of this state."""
        return self.params["state"] in (ALL, state["state"])

    def chosen(self, states):
        """Return the states that the options ask for; nothing is read after the last name is found."""
        left = None if self._names is None else set(self._names)
        found = []
        if left is not None and not left:
            return found
        for state in states:
            name = state[self.name_field]
            if left is None or name in left:
                if self.accepts(state):
                    found.append(public(state))
                if left is not None:
                    left.discard(name)
                    if not left:
                        break
        return found


def names_spec():
    """Return the option that chooses by name."""
    return {"type": "list", "elements": "str"}


def state_spec(inactive):
    """Return the option that chooses by state."""
    return {"type": "str", "choices": ["present", inactive, ALL], "default": "present"}


def usernames(client, **where):
    """Return the sorted names of the accounts in a team or channel, deactivated ones and bots too."""
    return sorted(user["username"] for user in client.pages("/users", query=where))


def demand_team(client, name):
    """Return a team, archived or not; refuse a name that no team has."""
    found = find_team(client, name.lower())
    if found is None:
        raise InvalidInput("team", "there is no team named %s" % name)
    return found
