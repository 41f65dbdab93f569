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
        """Return what a playbook can decide by, without parsing the text."""
        answer = {"kind": self.kind, "message": self.message}
        answer.update(self.detail)
        return answer


class InvalidInput(MattermostError):
    """An option's value cannot be used; the message names option, value and remedy."""

    kind = "input"

    def __init__(self, option, message, **detail):
        super().__init__("option %s: %s" % (option, message), option=option, **detail)
        self.option = option


class Refused(MattermostError):
    """The task is possible for the server, but we do not do it."""

    kind = "refused"


class NotTaken(MattermostError):
    """The server answered that all is well and yet does something else."""

    kind = "not_taken"


class Drifted(MattermostError):
    """Somebody else changed what is ours, and the task is not to correct it."""

    kind = "drift"


class HostError(MattermostError):
    """A file or a command of the host could not be used."""

    kind = "host"


class ConnectionFailed(MattermostError):
    """There was no answer, or none that is HTTP."""

    kind = "connection"


class ServerAbsent(ConnectionFailed):
    """Nobody listens: no socket file, or the connection is refused."""

    kind = "absent"


class RequestFailed(MattermostError):
    """The server answered, but not with a status that was expected."""

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
    """A refusal of the server, told in words of the task's options."""

    kind = "request"
