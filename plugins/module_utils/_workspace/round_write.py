# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Write a round's plan to the server, within the time limit, and record the passwords that were set."""

from __future__ import annotations

import time

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import NotTaken
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import show
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.apply import Work

# An object that still differs after so many writes always will.
ATTEMPTS = 2


class Writer:
    """Writes round after round, and gives up objects that the server does not change."""

    def __init__(self, task, passwords, outcome):
        self._local = task.client.local
        self._seconds = task.params["time_limit"]
        self._passwords = passwords
        self._outcome = outcome
        self._attempts = {}
        self._deadline = None

    def write(self, plan, known, state, pool):
        """Write what is worth trying; return whether another round has to follow."""
        todo = self._worth_trying(plan.items)
        if not todo:
            return False
        if self._deadline is None and self._seconds is not None:
            # From the first write on, as reading alone may take longer than the limit, and nothing would ever be done.
            self._deadline = time.monotonic() + self._seconds
        nobody = state.reads("user") and all(user["is_bot"] for user in state.all_of("user"))
        work = Work(pool, self._deadline, known, self._local, nobody)
        self._passwords.forget(todo)
        try:
            finished = work.carry_out(todo)
        finally:
            self._passwords.record(work.done, known)
        self._outcome.add_work(work, finished)
        return finished

    def _worth_trying(self, items):
        todo = []
        for item in items:
            tried = self._attempts[item.label] = self._attempts.get(item.label, 0) + 1
            if tried > ATTEMPTS:
                wrong = ", ".join(change["field"] for change in show.changes(item)) or item.action
                failure = NotTaken("Mattermost reported success, but these fields differ: %s" % wrong)
                self._outcome.add_failures([(item, failure)])
            else:
                todo.append(item)
        return todo
