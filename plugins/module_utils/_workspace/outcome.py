# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The outcome of a run of module workspace: its plan, what was done, what failed, and the result."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.administrator import TO_BE_MADE
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import show


class Incomplete(MattermostError):
    """Some objects could not be brought to their state."""

    kind = "incomplete"


class Outcome:
    """Collects what happens in the rounds of a run."""

    def __init__(self, check_mode, left_out):
        self._check_mode = check_mode
        self.left_out = set(left_out)  # labels of the items that this run does not try any more
        self.admin_password_needed = False
        self._plan = None
        self._counts = None
        self._done = set()
        self._failures = []
        self._wrote = False
        self._finished = True

    @property
    def is_planned(self):
        """Return whether there is a plan: before that, there is nothing to report."""
        return self._plan is not None

    def add_plan(self, plan):
        """Note the plan of a round; the plan of the first one is that of the run."""
        if self.is_planned:
            # Items that cannot even be planned any more have lost an object that they refer to.
            self.add_failures(plan.stuck)
        else:
            self._plan, self._counts = show.entries(plan.items), plan.counts()
        self.add_failures(plan.lost)
        self.admin_password_needed = any(
            item.action == "create" and item.resource.params.get("password") == TO_BE_MADE for item in plan.items
        )

    def add_work(self, work, finished):
        """Note what a round did, and whether it tried everything before the time was up."""
        self._done |= {item.label for item in work.done}
        self._wrote = self._wrote or bool(work.done)
        self._finished = finished
        self.add_failures(work.failures)

    def add_failures(self, failures):
        """Note the items that failed, with their errors; they are not tried again."""
        for item, exc in failures:
            self.left_out.add(item.label)
            self._done.discard(item.label)
            self._failures.append({"kind": item.kind, "name": item.name, "msg": str(exc), "failure": exc.as_dict()})

    def as_dict(self):
        """Return the result so far."""
        return {
            "changed": bool(self._plan) if self._check_mode else self._wrote,
            "plan": self._plan,
            "summary": self._counts,
            "done": len(self._done),
            "finished": self._finished,
            "failures": self._failures,
            "admin_password_needed": self.admin_password_needed,
            "diff": {"prepared": show.text(self._plan, self._counts)} if self._plan else {},
        }

    def raise_failures(self):
        """Raise an error that lists the failures, if there are any and no later part of the run will report them."""
        if self._failures and self._finished:
            raise Incomplete(show.failed(self._failures, len(self._plan)))
