# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What the modules share that only read lists: choose by name and state, and tell which names are missing."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import public
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import team as find_team
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, ServerAbsent

ALL = "all"


def names_option():
    """Return the option that chooses by name."""
    return {"type": "list", "elements": "str"}


def state_option(inactive):
    """Return the option that chooses by state."""
    return {"type": "str", "choices": ["present", inactive, ALL], "default": "present"}


def wanted_names(params, option):
    """Return the names to choose in the server's form and in their order, each once; None for all."""
    if params[option] is None:
        return None
    return list(dict.fromkeys(name.lower() for name in params[option]))


def chosen(states, names, key, accepts):
    """Return the states that are asked for, read no further than needed; key: which field is the name."""
    left = None if names is None else set(names)
    found = []
    if left is not None and not left:
        return found
    for state in states:
        if left is None or state[key] in left:
            if accepts(state):
                found.append(public(state))
            if left is not None:
                left.discard(state[key])
                if not left:
                    break
    return found


def in_state(wanted):
    """Return a function that tells whether an object has the state that is asked for."""
    return lambda state: wanted in (ALL, state["state"])


def missing(found, names, key):
    """Return the names that were not found, in the order in which they were given."""
    there = {state[key] for state in found}
    return [name for name in names or () if name not in there]


def usernames(client, **where):
    """Return the sorted names of the accounts in a team or channel, deactivated ones and bots too."""
    return sorted(user["username"] for user in client.pages("/users", query=where))


def demand_team(client, name):
    """Return a team, archived or not; refuse a name that no team has."""
    found = find_team(client, name.lower())
    if found is None:
        raise InvalidInput("team", "there is no team named %s" % name)
    return found


def gather(task, plural, names, key, ask):
    """Return the result of a task that lists objects; ask takes the client and gives their states.

    Where no server answers, a check that may go on without one finds nothing.
    """
    try:
        found = ask(task.client)
    except ServerAbsent:
        if not task.predicts:
            raise
        found = []
    return {"changed": False, plural: found, "missing": missing(found, names, key)}
