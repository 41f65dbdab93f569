# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module license: read the file, ask the server."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError, Refused, RequestFailed
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.license import License, parse


def work(task):
    """Return the result of the task."""
    return converge(task, License(task.params, _content(task.params)), read)


def _content(params):
    if params["state"] == "absent":
        return None
    if not params["path"]:
        return (params["text"] or "").encode("utf-8")
    try:
        with open(params["path"], "rb") as handle:
            return handle.read()
    except OSError as exc:
        raise HostError("%s cannot be read: %s" % (params["path"], exc.strerror), path=params["path"])


def read(client, resource):
    """Return the state of the licence."""
    try:
        return parse(client.get("/license/client", query={"format": "old"}).data)
    except RequestFailed as exc:
        if exc.status != 404 or not client.local:
            raise
        raise Refused(
            "before version 11.5 the server does not tell over its local socket whether it has a licence;"
            " give url with a token, or with login_id and login_password",
            option="url",
        )
