# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The life of one object in one task: read, decide, write, report.

A module adds ``resource.read_one(client)`` to a ``Resource``: the state, None for absent.
"""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import demand_settings, resolve
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    NotTaken,
    RequestFailed,
    ServerAbsent,
)

PRIVATE = ("raw", "is_bot")


def converge(task, resource):
    """Create, update or remove one object, and return the result of the task."""
    resource.check()
    resource.check_route(task.client.local)
    try:
        resolve(task.client, resource, task.predicts)
        before = resource.read_one(task.client)
        after = resource.desired(before)
        resource.guard(task, before, after)
        steps = resource.steps(before, after, task.client.local)
        demand_settings(task.client, resource.needs(before, after, task.client.local) if steps else ())
    except ServerAbsent:
        if not task.predicts:
            raise
        before = None
        resource.refer({}, predicts=True)
        after = resource.desired(None)
        steps = resource.steps(before, after, task.client.local)
    expected = after
    if steps and not task.check_mode:
        after = _write(task.client, resource, before, after, steps)
    return report(resource, before, after, steps, expected)


def _write(client, resource, before, after, steps):
    perform(client, resource, steps)
    state = resource.read_one(client)
    if before is None and state is not None:
        # The server may change a new object. The first user of a server, for example, becomes its administrator.
        after = resource.desired(state)
        steps = resource.steps(state, after, client.local, fresh=True)
        if steps:
            perform(client, resource, steps)
            state = resource.read_one(client)
    demand_taken(resource, state, after)
    return state


def demand_taken(resource, state, after):
    """Compare the requested state with the state on the server."""
    if (state is None) != (after is None):
        raise NotTaken(
            "Mattermost reported success, but the %s %s"
            % (resource.returned, "does not exist" if state is None else "still exists")
        )
    if state is None:
        return
    wrong = [name for name in resource.managed() if state[name] != after[name]]
    if wrong:
        raise NotTaken(
            "Mattermost reported success, but the %s has %s"
            % (
                resource.returned,
                ", ".join("%s %r instead of %r" % (name, state[name], after[name]) for name in wrong),
            ),
            fields=wrong,
        )


def perform(client, resource, steps):
    """Send the writes in order, each followed by the steps that follow from its response; return the first body."""
    first = None
    for number, step in enumerate(steps):
        answer = _send(client, resource, step)
        if number == 0:
            first = answer.data
        if step.then is not None:
            perform(client, resource, step.then(answer.data))
    return first


def _send(client, resource, step):
    """Send one request; explain a rejection in terms of the task's options."""
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
    """Return the result of a task, with the same keys in check mode."""
    hidden = resource.secrets(before, expected) if steps else {}
    return {
        "changed": bool(steps),
        resource.returned: public(after),
        "diff": {"before": shown(resource, before, {}), "after": shown(resource, after, hidden)},
    }


def public(state):
    """Return the state without private fields."""
    return None if state is None else {key: state[key] for key in state if key not in PRIVATE}


def shown(resource, state, hidden):
    """Return the managed fields, none for a missing object."""
    if state is None:
        return {}
    return dict(((name, state[name]) for name in resource.managed()), **hidden)
