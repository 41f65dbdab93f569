# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Carry out a plan: kind after kind, several objects at once, and one that fails does not hide the others."""

from __future__ import annotations

from itertools import groupby

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import perform
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    MattermostError,
    Refused,
    ServerAbsent,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import (
    is_active_admin,
    loses_admin,
    parse,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.plan import REFERRED, not_tried, note

# These share one document of the server, its configuration, which only one may change at a time.
# A bot begins as an account over the socket, so several at once could be too many for the server.
ONE_BY_ONE = ("plugin", "bot")


class Work:
    """What is left of a plan, what was done, and what went wrong."""

    def __init__(self, pool, deadline, known, local, writers, nobody=False):
        self._pool = pool
        self._deadline = deadline
        self._known = known
        self._local = local
        # {kind: function of client, resource, before, after}, where it takes more than requests.
        self._writers = writers
        self._absent = False
        # The server makes its first account the administrator, whoever that is.
        self._nobody = nobody
        self.done = []
        self.failures = []

    def carry_out(self, items):
        """Do the items' steps and return whether all were begun."""
        finished = True
        for dummy, group in groupby(items, key=self._phase):
            group = list(group)
            jobs = [self._job(item) for item in group]
            alone = group[0].kind in ONE_BY_ONE
            for batch in [[job] for job in jobs] if alone else [jobs]:
                finished = self._pool.run_all(batch, self._deadline) and finished
        return finished

    @staticmethod
    def _phase(item):
        """What may be done at once: one kind; administrators before other accounts, one who leaves before new ones."""
        going = item.unlisted, item.kind
        if item.kind != "user":
            return going
        leaves = item.after is None or item.after["state"] != "present"
        return going + (is_active_admin(item.after), leaves)

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
        if item.kind == "user" and loses_admin(item.before, item.after) and self._lost_administrators():
            raise Refused("not tried, because another administrator could not be made")
        if self._nobody and (item.kind == "bot" or item.kind == "user" and not is_active_admin(item.after)):
            raise Refused("not tried, because the administrator could not be made, and the first account would be one")
        # Now, not as planned: the objects that it refers to have their ids.
        self._find_made_with_team(client, resource)
        resource.refer(self._known.find(resource))
        after = resource.desired(item.before)
        if item.kind in self._writers:
            self._writers[item.kind](client, resource, item.before, after)
            return
        answer = perform(client, resource, resource.steps(item.before, after, self._local, fresh=item.fresh))
        if item.kind in REFERRED and after is not None and after["id"] is None:
            after = dict(after, id=answer.get("id") or answer.get("user_id"))
        if item.before is None:
            item.fresh = True
            self._complete(client, item, answer)
        if item.kind in REFERRED:
            note(self._known, item, after)
        if item.kind == "user" and is_active_admin(after):
            self._nobody = False

    def _complete(self, client, item, answer):
        """Give a new account what it cannot be made with, its roles, before another administrator leaves."""
        if item.kind == "user":
            made = parse(answer)
            perform(
                client, item.resource, item.resource.steps(made, item.resource.desired(made), self._local, fresh=True)
            )

    def _find_made_with_team(self, client, resource):
        """Ask for the id of a channel that the server made together with a team of this task."""
        found = self._known.find(resource)
        for option, kind, key in self._known.referred(resource):
            if kind == "channel" and found[option] is not None and found[option]["id"] is None:
                path = {"team": found["team"]["id"], "name": key[1]}
                made = client.get("/teams/{team}/channels/name/{name}", path=path).data
                self._known.note(kind, key, made["id"])

    def _lost_administrators(self):
        return any(item.kind == "user" and is_active_admin(item.after) for item, dummy in self.failures)
