# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Errors that the libraries raise. Only the runner turns them into a failed task."""

from __future__ import annotations


class MattermostError(Exception):
    """Base of all errors that end a task with a clear message."""

    kind = "error"

    def __init__(self, message, **detail):
        super().__init__(message)
        self.message = message
        self.detail = detail

    def as_dict(self):
        """Return the details of the error, for playbooks."""
        answer = {"kind": self.kind, "message": self.message}
        answer.update(self.detail)
        return answer


class InvalidInput(MattermostError):
    """An option is invalid. The message names option, value and remedy."""

    kind = "input"

    def __init__(self, option, message, **detail):
        super().__init__("option %s: %s" % (option, message), option=option, **detail)
        self.option = option


class Refused(MattermostError):
    """The server would make this change, but the module does not."""

    kind = "refused"


class NotTaken(MattermostError):
    """The server reported success but did not apply the change."""

    kind = "not_taken"


class Drifted(MattermostError):
    """Somebody else changed a managed setting, and the task must not correct it."""

    kind = "drift"


class HostError(MattermostError):
    """A file or command on the host could not be used."""

    kind = "host"


class ConnectionFailed(MattermostError):
    """The connection failed, or the response was not HTTP."""

    kind = "connection"


class ServerAbsent(ConnectionFailed):
    """No server is running: there is no socket, or the connection is refused."""

    kind = "absent"


class RequestFailed(MattermostError):
    """The server responded with an unexpected status."""

    kind = "request"

    def __init__(self, method, url, status, error_id, message):
        name = " [%s]" % error_id if error_id else ""
        super().__init__(
            "%s %s: HTTP %s%s %s" % (method, url, status, name, message),
            method=method,
            url=url,
            status=status,
            error_id=error_id,
        )
        self.status = status
        self.error_id = error_id
        self.reason = message


class Explained(MattermostError):
    """The server rejected a request; the message names the options of the task."""

    kind = "request"
