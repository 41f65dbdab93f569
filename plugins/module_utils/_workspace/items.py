# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A whole workspace: the wanted objects as items, in the order in which they can be made. No I/O.

An item is one object with its resource, the same that the object's own module uses.
"""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration import SHOWN_OF_ID
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import KINDS


class Item:
    """One wanted object, and what has become of it."""

    __slots__ = ("kind", "key", "option", "resource", "unlisted", "before", "after", "steps", "fresh", "pinned")

    def __init__(self, kind, params, option, unlisted=False, pinned=None):
        self.kind = kind.kind
        self.option = option  # its place in the task, such as teams[2]
        self.resource = kind(params)
        self.key = self.resource.key
        self.unlisted = unlisted  # not wanted, but found, of a kind that is exclusive
        self.pinned = pinned  # the one that is meant, where several have the name
        self.before = None
        self.after = None
        self.steps = ()
        self.fresh = False  # made by this task

    @property
    def name(self):
        """Return the name without the kind."""
        name = "/".join(str(part) for part in self.key)
        # A part of the id only: who has the whole of an incoming webhook's can post.
        return "%s (id %s...)" % (name, self.pinned["id"][:SHOWN_OF_ID]) if self.pinned else name

    @property
    def label(self):
        """Return kind and name, as people read them."""
        return "%s %s" % (self.kind.replace("_", " "), self.name)

    @property
    def action(self):
        """Return what the steps do: create, change, or one of the ways to remove."""
        if not self.steps:
            return "none"
        if self.before is None:
            return "create"
        if self.after is None:
            return "delete"
        states = self.before.get("state"), self.after.get("state")
        if states[0] != states[1] and states[1] in ("archived", "inactive"):
            return {"archived": "archive", "inactive": "deactivate"}[states[1]]
        return "change"

    def blame(self, problem):
        """Return an error of this item with its place in the task."""
        where = "%s (%s)" % (self.option, self.name) if self.option else self.label
        return "%s: %s" % (where, problem)


def wanted_items(params):
    """Return the items that the options ask for, in the order of their kinds; raise all that is wrong with them."""
    items = []
    problems = []
    seen = {}
    for made, option, values in ((kind, *entry) for kind in KINDS for entry in kind.entries(params)):
        try:
            item = Item(made, values, option)
            item.resource.check()
        except MattermostError as exc:
            problems.append("%s: %s" % (option, exc))
            continue
        known_as = made.known_as or made.kind, item.key
        if known_as in seen:
            problems.append(item.blame("is given twice, in %s too; merge the entries" % seen[known_as]))
            continue
        seen[known_as] = option
        items.append(item)
    refuse(problems)
    return items


class Problems(MattermostError):
    """All that is wrong with a task, so that nobody has to mend it piece by piece."""

    kind = "input"

    def __init__(self, problems):
        words = (
            problems[0]
            if len(problems) == 1
            else "%d problems, nothing was changed:\n%s"
            % (len(problems), "\n".join("- " + problem for problem in problems))
        )
        super().__init__(words, problems=problems)


def refuse(problems):
    """Raise the problems, if there are any."""
    if problems:
        raise Problems(problems)
