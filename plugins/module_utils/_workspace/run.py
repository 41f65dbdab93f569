# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module workspace: read, plan, write, and read again until there is nothing left to do."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import exclusive
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import wanted_items
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.outcome import Outcome
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.passwords import Passwords
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.read import wanted_by
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.round_plan import Planner
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.round_read import Reader
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.round_write import Writer


def converge(task):
    """Return the result of the task."""
    # First of all: wrong options are shown with an error too.
    task.always["invocation"] = {"module_args": invocation(task.params)}
    outcome = Outcome(task.check_mode, task.params["leave_out"])
    try:
        run_rounds(task, outcome)
        outcome.raise_failures()
    except MattermostError:
        if outcome.is_planned:
            # An error later on, such as a server that went away: what was done so far is worth knowing.
            task.always.update(outcome.as_dict())
        raise
    return outcome.as_dict()


def invocation(params):
    """Return what to show of the options: their sizes, as they hold secrets and thousands of entries."""
    sizes = {name: len(value) for name, value in params.items() if isinstance(value, (list, dict))}
    return dict(sizes, exclusive=params["exclusive"])


def run_rounds(task, outcome):
    """Read, plan and write until everything is done or given up, or the time is up."""
    check_options(task.params)
    items = wanted_items(task.params)
    passwords = Passwords(task.params, task.client.local)
    reader = Reader(task, wanted_by(items, task.params["exclusive"]))
    planner = Planner(task, items, passwords)
    writer = Writer(task, passwords, outcome)
    unfinished = True
    while unfinished:
        state = reader.read()
        plan, known = planner.plan(state, outcome.left_out, reader.licensed)
        outcome.add_plan(plan)
        if task.check_mode or outcome.admin_password_needed:
            return
        unfinished = writer.write(plan, known, state, reader.pool)


def check_options(params):
    """Refuse options that have no meaning, alone or together."""
    for option in ("writers", "time_limit"):
        if params[option] is not None and params[option] < 1:
            raise InvalidInput(option, "must be at least 1, not %d" % params[option])
    exclusive.check(params)
