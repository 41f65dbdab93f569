# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The life of one object in one task: read, decide, write, report.

A resource is made from the options and decides everything without I/O:

* ``kind``: name of the object in the result,
* ``check()``: refuse options that the server would refuse late or not at all,
* ``desired(before)``: the state to reach, None for absent,
* ``steps(before, after, local, fresh)``: the writes that lead there (``fresh``: the object was just made),
* ``managed()``: names of the fields that the task manages,
* ``secrets(before, after)``: what to show in the diff of values that are never shown,
* ``explain(error)``: the server's refusal in words of the options, or None.
"""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._errors import (
    Explained,
    NotTaken,
    RequestFailed,
    ServerAbsent,
)

Step = namedtuple("Step", "method route path body query expected", defaults=(None, None, None, (200, 201)))


def no_guard(client, resource, before, after):
    """Let everything pass."""


def converge(task, resource, read, guard=no_guard):
    """Bring one object to its state and return the result of the task."""
    resource.check()
    try:
        before = read(task.client, resource, task.predicts)
        after = resource.desired(before)
        guard(task.client, resource, before, after)
    except ServerAbsent:
        if not task.predicts:
            raise
        before = None
        after = resource.desired(None)
    steps = resource.steps(before, after, task.client.local)
    expected = after
    if steps and not task.check_mode:
        after = _write(task.client, resource, read, before, after, steps)
    return report(resource, before, after, steps, expected)


def _write(client, resource, read, before, after, steps):
    for step in steps:
        perform(client, resource, step)
    state = read(client, resource, False)
    if before is None and state is not None:
        # What a new object really is shows only now: the first user of a server, say, becomes its administrator.
        after = resource.desired(state)
        steps = resource.steps(state, after, client.local, fresh=True)
        for step in steps:
            perform(client, resource, step)
        if steps:
            state = read(client, resource, False)
    _demand(resource, state, after)
    return state


def _demand(resource, state, after):
    """Compare what was asked for with what the server made of it."""
    if (state is None) != (after is None):
        raise NotTaken("the server said OK, but the %s is %s" % (resource.kind, "absent" if state is None else "there"))
    if state is None:
        return
    wrong = [name for name in resource.managed() if state[name] != after[name]]
    if wrong:
        raise NotTaken(
            "the server said OK, but the %s has %s" % (
                resource.kind,
                ", ".join("%s %r instead of %r" % (name, state[name], after[name]) for name in wrong),
            ),
            fields=wrong,
        )


def perform(client, resource, step):
    """Send one write; a refusal is told in words of the task's options."""
    try:
        return client.request(
            step.method, step.route, path=step.path, query=step.query, body=step.body, expected=step.expected
        )
    except RequestFailed as exc:
        text = resource.explain(exc)
        if text is None:
            raise
        raise Explained("%s (%s)" % (text, exc), **exc.detail)


def report(resource, before, after, steps, expected):
    """Return the result of a task; the same keys whether it was a check or not."""
    hidden = resource.secrets(before, expected) if steps else {}
    return {
        "changed": bool(steps),
        resource.kind: public(after),
        "diff": {"before": shown(resource, before, {}), "after": shown(resource, after, hidden)},
    }


def public(state):
    """Return the state without what only we need."""
    return None if state is None else dict((key, state[key]) for key in state if key != "raw")


def shown(resource, state, hidden):
    """Return the managed fields, nothing for an object that is not there."""
    if state is None:
        return {}
    return dict(((name, state[name]) for name in resource.managed()), **hidden)
