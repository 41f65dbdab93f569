# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module server_info: wait for a server, then gather information about it."""

from __future__ import annotations

import time

from ansible_collections.groupware.mattermost.plugins.module_utils._api import server_facts as server
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    ConnectionFailed,
    InvalidInput,
    RequestFailed,
    ServerAbsent,
)

SPEC = ArgumentSpec(
    {
        "wait_timeout": {"type": "int", "default": 0},
        "ready_url": {"type": "str"},
        "connect_to": {"type": "str"},
        "gather": {"type": "list", "elements": "str", "choices": ["limits"], "default": []},
    },
    required_by={"connect_to": ["url"]},
)
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 1.0


class NotReady(ConnectionFailed):
    """The server did not become ready in time."""

    kind = "not_ready"


def gather(task):
    """Return the result of the module as a dictionary."""
    params = task.params
    if params["wait_timeout"] < 0:
        raise InvalidInput("wait_timeout", "is %d. Set it to 0 or more." % params["wait_timeout"])
    try:
        ping = _wait(task)
    except ServerAbsent:
        return dict(server.no_facts(), limits=dict(server.NO_LIMITS), changed=False)
    result = _facts(task.client, ping)
    limits = dict(server.NO_LIMITS)
    if "limits" in params["gather"]:
        limits = _limits(task.client, result)
    return dict(result, limits=limits, changed=False)


def _facts(client, answer):
    config = client.get("/config/client", query={"format": "old"}).data
    result = server.facts(config, answer.headers.get("X-Version-Id"))
    if result["licensed"] is None:
        result["licensed"] = _licensed(client)
    return result


def user_limit(client):
    """Return the maximum number of active users, None for no limit."""
    facts = _facts(client, client.get("/system/ping"))
    return server.user_limit(facts["version"], facts["licensed"])


def is_full(client):
    """Return the limit of active users if it is reached, otherwise None."""
    limit = user_limit(client)
    return limit if limit is not None and _active(client, limit) >= limit else None


def _active(client, limit):
    active = 0
    for user in client.pages("/users", query={"active": True}):
        active += server.counts(user)
        if active >= limit:
            break
    return active


def _licensed(client):
    """Return whether there is a license, None over the local socket before 11.5."""
    try:
        return client.get("/license/client", query={"format": "old"}).data.get("IsLicensed") == "true"
    except RequestFailed as exc:
        if exc.status != 404:
            raise
        return None


def _wait(task):
    """Return the response of a healthy server. A prediction does not wait for a missing one."""
    ready = task.client_for(task.params["ready_url"]) if task.params["ready_url"] else None
    seconds = task.params["wait_timeout"]
    deadline = time.monotonic() + seconds
    delay = FIRST_PAUSE
    while True:
        try:
            ping, reason = _ping(task.client)
            if reason is None and ready is not None:
                reason = _ping(ready)[1]
        except ServerAbsent as exc:
            if task.predicts:
                raise
            reason = str(exc)
        except (ConnectionFailed, RequestFailed) as exc:
            reason = str(exc)
        if reason is None:
            return ping
        if time.monotonic() + delay > deadline:
            waited = " after %d s" % seconds if seconds else ""
            raise NotReady("the server is not ready%s: %s" % (waited, reason), reason=reason)
        time.sleep(delay)
        delay = min(delay * 2, LONGEST_PAUSE)


def _ping(client):
    answer = client.once("/system/ping", query={"get_server_status": True, "use_rest_semantics": True})
    reason = server.unhealthy(answer.data)
    return answer, reason and "%s: %s" % (client.endpoint.base, reason)


def _limits(client, result):
    limit = server.user_limit(result["version"], result["licensed"])
    config = client.get("/config").data
    active = None if limit is None else _active(client, limit)
    return {
        "max_users_per_team": config["TeamSettings"]["MaxUsersPerTeam"],
        "active_users": active,
        "user_limit": limit,
    }
