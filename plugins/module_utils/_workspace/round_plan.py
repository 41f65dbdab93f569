# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Plan a round: compare all items with the state of the server, and refuse the first plan if it cannot be done."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.server import user_limit
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError, RequestFailed
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import KINDS
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.exclusive import unlisted_items
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import refuse
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.plan import Known, decide, refuse_all


class Planner:
    """Plans round after round for the same items."""

    def __init__(self, task, items, passwords):
        self._task = task
        self._items = items
        self._passwords = passwords
        self._removals = None  # labels of the unlisted items in the first plan

    def plan(self, state, left_out, licensed):
        """Return the plan for this state of the server, and the known objects."""
        known = _known(state)
        items = [item for item in self._items if item.label not in left_out]
        for item in items:
            item.resource.licensed = licensed
        self._passwords.mark_known(items, state)
        if not state.predicted:
            self._prepare(items, state)
        for item in self._items:
            if item.label in left_out:
                known.fail(item)
        items += [item for item in self._unlisted(state) if item.label not in left_out]
        plan = decide(items, state, known, self._task.client.local)
        for item in plan.items:
            # Ids that are secrets would show in the URL of a failed request.
            self._task.hide(item.resource.hidden)
        if self._removals is None:
            self._refuse(plan, state)
            self._removals = {item.label for item in plan.items if item.unlisted}
        return plan, known

    def _unlisted(self, state):
        """Return the unlisted items that may go: later rounds remove what the first plan said, and nothing else.

        Over HTTP, who makes a team or a channel becomes its member. That was done by this run, and is undone at once.
        """
        unlisted = unlisted_items(self._items, self._task.params, state)
        if self._removals is None:
            return unlisted
        made = {item.key for item in self._items if item.fresh and item.resource.members}
        return [item for item in unlisted if item.label in self._removals or item.key[:-1] in made]

    def _prepare(self, items, state):
        """Read what decides beside the server, such as the archives of plugins."""
        problems = []
        for item in items:
            self._task.hide(item.resource.secret_values())
            try:
                item.resource.prepare(self._task.client, state.find(item), self._task.params["timeout"])
            except MattermostError as exc:
                problems.append(item.blame(exc))
        refuse(problems)

    def _refuse(self, plan, state):
        config = limit = None
        if not state.predicted:
            config = self._settings() if plan.asks_for_settings else None
            limit = self._user_limit(plan)
        refuse_all(plan, state, self._task.params, config, limit, self._task.client.local)

    def _settings(self):
        try:
            return self._task.client.get("/config").data
        except RequestFailed as exc:
            if exc.status != 403:
                raise
            return None  # a token that may not read them: the server itself will refuse

    def _user_limit(self, plan):
        local = self._task.client.local
        if any(item.resource.adds_user(item.before, item.after, local) for item in plan.items):
            return user_limit(self._task.client)
        return None


def _known(state):
    known = Known()
    for kind in KINDS:
        for key in state.keys_of(kind.kind) if kind.known_as else ():
            found = state.get(kind.kind, key)
            known.note(kind.known_as, key, found.get("id"), found.get("state", "present") == "present")
    return known
