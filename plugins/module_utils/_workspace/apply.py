# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Carry out a plan: kind after kind, several objects at once, and one that fails does not hide the others."""

from __future__ import annotations

from itertools import groupby

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import perform
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError, ServerAbsent
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import is_admin_item
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.plan import not_tried


class Work:
    """Carries out a plan, and collects what was done and what went wrong."""

    def __init__(self, pool, deadline, known, local, nobody=False):
        self._pool = pool
        self._deadline = deadline
        self._known = known
        self._local = local
        self._absent = False
        self.nobody = nobody  # whether the server has no account: it makes the first one its administrator
        self.done = []
        self.failures = []  # (item, error)

    def carry_out(self, items):
        """Do the items' steps and return whether all were begun."""
        finished = True
        for dummy, same_phase in groupby(items, key=self._phase):
            group = list(same_phase)
            jobs = [self._job(item) for item in group]
            alone = group[0].resource.one_by_one
            for batch in [[job] for job in jobs] if alone else [jobs]:
                finished = self._pool.run_all(batch, self._deadline) and finished
        return finished

    @staticmethod
    def _phase(item):
        """Return what is equal for items that may be written at once."""
        return item.unlisted, item.kind, item.resource.rank(item.before, item.after, item.unlisted)

    def _job(self, item):
        def job(client):
            try:
                if self._absent:
                    raise ServerAbsent("not tried, because the server went away")
                self._write(client, item)
            except MattermostError as exc:
                self._absent = self._absent or isinstance(exc, ServerAbsent)
                self._known.fail(item)
                self.failures.append((item, exc))
            else:
                self.done.append(item)

        return job

    def _write(self, client, item):
        resource = item.resource
        missing = self._known.missing(item)
        if missing:
            raise not_tried(missing)
        resource.before_write(item.before, item.after, self)
        # Now, not as planned: the objects that it refers to have their ids.
        self._find_brought(client, resource)
        resource.refer(self._known.find(resource))
        after = resource.desired(item.before)
        answer = perform(client, resource, resource.steps(item.before, after, self._local, fresh=item.fresh))
        resource.settle(client, after)
        if after is not None and after.get("id", "") is None:
            after = dict(after, id=answer.get("id") or answer.get("user_id"))
        if item.before is None:
            item.fresh = True
            self._complete(client, resource, answer)
        self._known.note_item(item, after)
        if is_admin_item(item):
            self.nobody = False

    def _complete(self, client, resource, answer):
        made = resource.completed(answer)
        if made is not None:
            perform(client, resource, resource.steps(made, resource.desired(made), self._local, fresh=True))

    def _find_brought(self, client, resource):
        """Ask for the id of an object that the server made together with another one of this task."""
        found = self._known.find(resource)
        for option, reference in resource.references().items():
            if found[option] is not None and found[option]["id"] is None:
                found[option] = reference.find(client, found)
                self._known.note(reference.kind, reference.key, found[option]["id"])
