# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module email_test: have the server send a mail to whoever is signed in."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    Refused,
    RequestFailed,
    ServerAbsent,
)

FAILED = "app.admin.test_email.failure"


def work(task):
    """Return the result of the task."""
    if task.client.local:
        raise Refused(
            "the server does not serve this on its local socket, and sends the mail to who is signed in; give"
            " url with a token, or with login_id and login_password",
            option="url",
        )
    try:
        recipient = task.client.get("/users/me").data["email"]
    except ServerAbsent:
        if not task.predicts:
            raise
        recipient = None
    if not task.check_mode:
        _send(task.client)
    return {"changed": False, "sent": not task.check_mode, "recipient": recipient}


def _send(client):
    try:
        # Without a body: the server uses its saved settings either way.
        client.request("POST", "/email/test")
    except RequestFailed as exc:
        if exc.error_id != FAILED:
            raise
        raise Explained(
            "the server could not send a mail, with the EmailSettings that it has: %s (%s)" % (exc.reason, exc),
            **dict(exc.detail, reason=exc.reason),
        )
