# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Module email_test: have the server send a test mail to the signed-in user."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    Refused,
    RequestFailed,
    ServerAbsent,
)

FAILED = "app.admin.test_email.failure"


def send_test_email(task):
    """Return the result as a dictionary; raise Refused, or Explained with the reply of the mail server."""
    if task.client.local:
        raise Refused(
            "email_test is not available over the local socket, because Mattermost sends the test mail to the signed-in"
            " user. Set url with token, or with login_id and login_password.",
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
        # Without a body, the server uses its saved settings.
        client.request("POST", "/email/test")
    except RequestFailed as exc:
        if exc.error_id != FAILED:
            raise
        raise Explained(
            "Mattermost could not send the test mail: %s. Correct the EmailSettings of the server. (%s)"
            % (exc.reason, exc),
            **dict(exc.detail, reason=exc.reason),
        )
