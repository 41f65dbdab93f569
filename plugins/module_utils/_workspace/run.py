# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module workspace: read, plan, write, and read again until there is nothing left to do."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api import server as server_task
from ansible_collections.groupware.mattermost.plugins.module_utils._api.server_facts import licensed
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import hidden
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    InvalidInput,
    MattermostError,
    NotTaken,
    RequestFailed,
    ServerAbsent,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin_run import apply, prepare
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import exclusive, show
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.apply import Work
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import (
    TO_BE_MADE,
    refuse,
    wanted_items,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.passwords import Passwords
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.plan import Known, decide, refuse_all
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.read import read, wanted_by
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import State
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.workers import Crew, size

# What is still not as wanted after so many writes never will be.
ATTEMPTS = 2
WRITERS = {"plugin": apply}


class Incomplete(MattermostError):
    """Some objects could not be brought to their state."""

    kind = "incomplete"


def converge(task):
    """Return the result of the task."""
    # First of all: wrong options are shown with an error too.
    task.always["invocation"] = {"module_args": invocation(task.params)}
    run = Run(task)
    try:
        while run.again():
            pass
    except MattermostError:
        if run.first is not None:
            # The server is gone, say: what was done so far is worth knowing.
            task.always.update(run.outcome())
        raise
    return run.result()


def invocation(params):
    """Return what to show of the options: their sizes, as they hold secrets and thousands of entries."""
    sizes = {name: len(value) for name, value in params.items() if isinstance(value, (list, dict))}
    return dict(sizes, exclusive=params["exclusive"])


class Run:
    """One run of the module: its items, its connections, and what came of them."""

    def __init__(self, task):
        params = task.params
        for option in ("writers", "time_limit"):
            if params[option] is not None and params[option] < 1:
                raise InvalidInput(option, "must be at least 1, not %d" % params[option])
        exclusive.check(params)
        self.task = task
        self.params = params
        self.items = wanted_items(params)
        self.left_out = set(params["leave_out"])
        self.local = task.client.local
        self.crew = None
        self.passwords = Passwords(params, self.local)
        self.first = None
        self.going = set()
        self.licensed = None
        self.attempts = {}
        self.failures = []
        self.done = set()
        self.wrote = False
        self.finished = True
        self.needs_password = False

    def again(self):
        """Read, plan and write once; return whether to look again."""
        state = self._read()
        known = _known(state)
        listed = self._left(self.items)
        unlisted = self._planned(self._left(exclusive.unlisted_items(self.items, self.params, state)))
        for item in listed:
            if item.kind == "role":
                item.resource.licensed = self.licensed
        self.passwords.tell(listed, state)
        if not state.predicted:
            self._fetch_plugins(listed, state)
        for item in self.items:
            if item.label in self.left_out:
                known.fail(item)
        plan = decide(listed + unlisted, state, known, self.local)
        for item in plan.items:
            # Ids that are secrets would stand in the URL of a failed request.
            self.task.hide(item.resource.hidden)
        if self.first is None:
            self._refuse(plan, state)
            self.going = {item.label for item in plan.items if item.unlisted}
            self.first = show.entries(plan.items), plan.counts()
        else:
            # What cannot even be planned any more lost what it refers to.
            self._give_up(plan.stuck)
        self._give_up(plan.lost)
        self.needs_password = any(
            item.kind == "user" and item.action == "create" and item.resource.params["password"] == TO_BE_MADE
            for item in plan.items
        )
        if self.task.check_mode or self.needs_password:
            return False
        todo = self._worth_trying(plan.items)
        if not todo:
            return False
        nobody = state.reads("user") and all(user["is_bot"] for user in state.all_of("user"))
        work = Work(self.crew, known, self.local, WRITERS, nobody)
        self.passwords.before(todo)
        # From now on, not from the beginning: a part of a run that only reads would never come to an end.
        self.crew.begin(self.params["time_limit"])
        try:
            self.finished = work.carry_out(todo)
        finally:
            self.passwords.after(work.done, known)
        self.done |= {item.label for item in work.done}
        self.wrote = self.wrote or bool(work.done)
        self._give_up(work.failures)
        return self.finished

    def _read(self):
        try:
            if self.first is None:
                # One question first: who waits for a server that is not there need not wait several times.
                ping = self.task.client.get("/system/ping")
                self.licensed = licensed(ping.headers.get("X-Version-Id"))
                self.crew = self._gather_crew()
            return read(self.crew, self.local, wanted_by(self.items, self.params["exclusive"]))
        except ServerAbsent:
            if not self.task.predicts:
                raise
            return State(predicted=True)

    def _fetch_plugins(self, items, state):
        """Read the archives of plugins: what is in them decides what has to be done."""
        problems = []
        for item in items:
            if item.kind != "plugin":
                continue
            config = item.resource.params["config"] or {}
            self.task.hide(hidden({"PluginSettings": {"Plugins": {item.key[0]: config}}}))
            try:
                prepare(self.task.client, item.resource, state.find(item), self.params["timeout"])
            except MattermostError as exc:
                problems.append(item.blame(exc))
        refuse(problems)

    def _gather_crew(self):
        client = self.task.client
        others = [client.sibling() for dummy in range(size(self.params["writers"], self.local) - 1)]
        return Crew([client] + others)

    def _left(self, items):
        return [item for item in items if item.label not in self.left_out]

    def _planned(self, unlisted):
        """What came to be since the plan was made does not go.

        But over HTTP who makes a team or a channel becomes its member, which is our doing, and undone at once.
        """
        if self.first is None:
            return unlisted
        made = {item.key for item in self.items if item.fresh and item.kind in ("team", "channel")}
        return [item for item in unlisted if item.label in self.going or item.key[:-1] in made]

    def _refuse(self, plan, state):
        config = limit = None
        if not state.predicted:
            config = self._settings() if plan.asks_for_settings else None
            limit = self._user_limit(plan)
        refuse_all(plan, state, self.params, config, limit, self.local)

    def _settings(self):
        try:
            return self.task.client.get("/config").data
        except RequestFailed as exc:
            if exc.status != 403:
                raise
            return None  # a token that may not read them: the server itself will judge

    def _user_limit(self, plan):
        gains = (item for item in plan.items if item.kind == "user" and item.action in ("create", "change"))
        bots = self.local and any(item.kind == "bot" and item.action == "create" for item in plan.items)
        if not bots and not any(
            item.after["state"] == "present" and (item.before is None or item.before["state"] != "present")
            for item in gains
        ):
            return None
        return server_task.user_limit(self.task.client)

    def _worth_trying(self, items):
        todo = []
        for item in items:
            tried = self.attempts[item.label] = self.attempts.get(item.label, 0) + 1
            if tried > ATTEMPTS:
                wrong = ", ".join(change["field"] for change in show.changes(item)) or item.action
                self._give_up([(item, NotTaken("the server said OK, but it is not as wanted: %s" % wrong))])
            else:
                todo.append(item)
        return todo

    def _give_up(self, failures):
        for item, exc in failures:
            self.left_out.add(item.label)
            self.done.discard(item.label)
            self.failures.append({"kind": item.kind, "name": item.name, "msg": str(exc), "failure": exc.as_dict()})

    def outcome(self):
        """Return what was planned and what came of it."""
        plan, counts = self.first
        return {
            "changed": bool(plan) if self.task.check_mode else self.wrote,
            "plan": plan,
            "summary": counts,
            "done": len(self.done),
            "finished": self.finished,
            "failures": self.failures,
            "admin_password_needed": self.needs_password,
            "diff": {"prepared": show.text(plan, counts)} if plan else {},
        }

    def result(self):
        """Return the result, or raise what went wrong."""
        result = self.outcome()
        if self.failures and self.finished:
            self.task.always.update(result)
            raise Incomplete(show.failed(self.failures, len(result["plan"])))
        return result


def _known(state):
    known = Known()
    for kind in ("user", "team", "channel", "team_member"):
        for key in state.keys_of(kind):
            found = state.get(kind, key)
            known.note(kind, key, found.get("id"), found.get("state", "present") == "present")
    return known
