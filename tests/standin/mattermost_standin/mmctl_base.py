# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by all sub-commands of the stand-in's mmctl: the socket, the printer, the errors. Standard library only."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

DEFAULT_SOCKET = "/var/tmp/mattermost_local.socket"


class Failure(Exception):
    """The command fails; the text follows 'Error: '."""


class Refusal(Failure):
    """The command fails before it begins; the text stands alone."""


class APIFailure(Failure):
    """The server refused; the text is its message."""


def several(errors: list[str]) -> Failure:
    """The joined form of the errors of a list command."""
    title = "1 error occurred:" if len(errors) == 1 else "%d errors occurred:" % len(errors)
    return Failure("%s\n%s\n\n" % (title, "\n".join("\t* " + error for error in errors)))


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("_", timeout=60)
        self.path = path

    def connect(self):
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


class Client:
    """The API over the local socket, after the checks that the real mmctl makes of it."""

    def __init__(self):
        self.path = os.environ.get("MMCTL_LOCAL_SOCKET_PATH") or DEFAULT_SOCKET
        try:
            found = os.stat(self.path)
        except OSError as error:
            raise Failure(
                'failed to create client: socket file "%s" doesn\'t exist, please check the server configuration for'
                " local mode" % self.path
            ) from error
        if not stat.S_ISSOCK(found.st_mode) or stat.S_IMODE(found.st_mode) != 0o600:
            raise Failure(
                'failed to create client: invalid file mode for file "%s", it must be a socket with 0600 permissions'
                % self.path
            )
        if os.geteuid() not in (0, found.st_uid):
            raise Failure(
                'failed to create client: owner of the file "%s" must be the same user running mmctl' % self.path
            )

    def call(self, method: str, path: str, body=None, headers: dict | None = None):
        """One call; its body. APIFailure carries the server's message."""
        return self.answer(method, path, body, headers)[0]

    def answer(self, method: str, path: str, body=None, headers: dict | None = None):
        """One call; body and headers."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        try:
            with contextlib.closing(_Connection(self.path)) as connection:
                connection.request(
                    method, "/api/v4" + path, data, {"Content-Type": "application/json", **(headers or {})}
                )
                answer = connection.getresponse()
                text = answer.read()
        except OSError as error:
            raise Failure(
                'Post "http://_/api/v4%s": dial unix %s: connect: %s' % (path, self.path, str(error.strerror).lower())
            ) from error
        parsed = json.loads(text) if text else None
        if answer.status >= 400:
            raise APIFailure(parsed.get("message", "") if isinstance(parsed, dict) else "status %d" % answer.status)
        return parsed, answer.headers


@dataclass
class Printer:
    """Output in the two formats; a list command ends with a count on the standard error."""

    as_json: bool = False
    quiet: bool = False
    noun: str = ""
    single: bool = False
    things: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def show(self, text: str, thing=None) -> None:
        """One thing: its text, and what stands for it in JSON (the text itself without one)."""
        self.things.append((text, text if thing is None else thing))

    def error(self, text: str) -> None:
        """A line on the standard error."""
        self.problems.append(text)

    def flush(self, connected: bool) -> None:
        """Write everything out."""
        if self.quiet:
            return
        if self.as_json:
            things = [thing for _text, thing in self.things]
            if things or self.noun:
                print(
                    json.dumps(things[0] if self.single and len(things) == 1 else things, indent=2, ensure_ascii=False)
                )
        else:
            for text, _thing in self.things:
                print(text)
        for problem in self.problems:
            print(problem, file=sys.stderr)
        if self.noun:
            place = " on local instance" if connected else ""
            print("There are %d %ss%s" % (len(self.things), self.noun, place), file=sys.stderr)


@dataclass
class Command:
    """A sub-command: its function, its options, and what it is called with."""

    run: Callable
    options: dict[str, type] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    words: tuple[int, int | None] = (0, 0)
    noun: str = ""
    single: bool = False
    needs_server: bool = True


def confirmed(options: dict) -> None:
    """Dangerous commands want --confirm; there is never a terminal to ask at."""
    if not options.get("confirm"):
        raise Failure(
            "could not proceed, either enable --confirm flag or use an interactive shell to complete operation: this is"
            " not an interactive shell"
        )


def pages(client: Client, path: str) -> list:
    """All items of a paged list."""
    found, page = [], 0
    while True:
        sign = "&" if "?" in path else "?"
        part = client.call("GET", "%s%spage=%d&per_page=200" % (path, sign, page)) or []
        found.extend(part)
        if len(part) < 200:
            return found
        page += 1
