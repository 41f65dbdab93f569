# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Kinds of which nothing stays that is not listed. No I/O.

Nothing is deleted that cannot be had back: accounts and bots are deactivated, teams and channels archived, plugins
disabled. Memberships, webhooks and slash commands are deleted.
"""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import exclusive_choices
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import Item


def check(params):
    """Refuse an exclusive kind that is not given at all: everything of it would go."""
    choices = exclusive_choices()
    for name in params["exclusive"]:
        option = choices[name][0].listed_in()
        if params[option] is None:
            raise InvalidInput("exclusive", "names %s, but %s is not given; list what has to stay" % (name, option))
    if not 0 <= params["removal_limit"] <= 100:
        raise InvalidInput("removal_limit", "is a share in percent, 0 to 100, not %d" % params["removal_limit"])


def unlisted_items(items, params, state):
    """Return an item for everything that is there, not listed, and of an exclusive kind."""
    listed = {}
    for item in items:
        listed.setdefault(item.kind, set()).add(item.key)
    going = []
    choices = exclusive_choices()
    for name in params["exclusive"]:
        for kind in choices[name]:
            keys = kind.removable(params, state) if _is_listed(kind, params) else ()
            state.set_scope(kind.kind, sum(len(_all_of_name(state, kind, key)) for key in keys))
            for key in sorted(keys):
                if key not in listed.get(kind.kind, ()):
                    going += [
                        Item(kind, kind.removal(key), None, unlisted=True, pinned=one)
                        for one in _all_of_name(state, kind, key)
                    ]
    return going


def _is_listed(kind, params):
    """Return whether the very list of the kind is given: of webhooks perhaps only one of two."""
    return len(kind.place) < 2 or params[kind.place[0]].get(kind.place[1]) is not None


def _all_of_name(state, kind, key):
    """Of webhooks there can be several of a name, and all of them go; of other kinds there is one."""
    found = state.get(kind.kind, key)
    return found if isinstance(found, list) and len(found) > 1 else [None]
