# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl over the local socket: exit codes, and both outputs to the letter."""

from __future__ import annotations

import json
import os
import re
import subprocess

import attachments
import pytest
from harness import USER, Server, own
from scope import replayed
from text_match import Bindings

# The server gives no order here.
UNORDERED = ("roles list",)
ALL_LINES = re.compile(r"\.\.\. ([0-9]+) lines in all\n\Z")


def _write_plugin(server: Server) -> None:
    path = server.work / "home" / "hello.tar.gz"
    path.write_bytes(attachments.bundle())
    own(path)


# Steps of the recorder before these.
STEPS = {
    "the socket has mode 0666": lambda server: os.chmod(server.socket, 0o666),
    "no socket": lambda server: os.chmod(server.socket, 0o600),
    "the server is stopped": lambda server: server.stop(),
    "config patch: broken JSON": lambda server: _write(server, "{ broken"),
    "plugin add while uploads are off": _write_plugin,
}
ACCOUNTS = {"the service user": (USER, USER), "root": ("root", "root"), "another user": ("nobody", "nogroup")}


def _write(server: Server, text: str) -> None:
    path = server.work / "home" / "patch.json"
    path.write_text(text, encoding="utf-8")
    own(path)


@pytest.fixture(scope="module")
def server(server_factory):
    """One server for the whole recording."""
    return server_factory().start().people()


@pytest.fixture(scope="module")
def bindings():
    """Return the values of the recording's placeholders."""
    return Bindings()


def _run(server: Server, entry: dict) -> subprocess.CompletedProcess:
    if "file" in entry:
        _write(server, json.dumps(server.actual(entry["file"])))
    user, group = ACCOUNTS[entry["run_as"]]
    environment = {"PATH": os.environ["PATH"], "HOME": str(server.work / "home"), **server.actual(entry["environment"])}
    return subprocess.run(
        [str(server.home / "bin" / "mmctl"), *server.actual(entry["argv"])[1:]],
        env=environment,
        cwd=server.work,
        user=user,
        group=group,
        extra_groups=[],
        input=entry.get("stdin", ""),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _same(name: str, recorded: str, said: str, bindings: Bindings) -> bool:
    total = ALL_LINES.search(recorded)
    if total:
        lines = said.splitlines()
        if len(lines) != int(total.group(1)):
            return False
        recorded = recorded[: total.start()]
        if name in UNORDERED:
            return set(recorded.splitlines()) <= set(lines)
        said = "".join(line + "\n" for line in lines[: recorded.count("\n")])
    return bindings.matches(recorded, said)


@pytest.mark.parametrize("exchange", replayed("mmctl/local"), ids=str)
def test_mmctl(server, bindings, exchange):
    """A call exits and prints what was recorded."""
    entry = exchange.entry
    if exchange.name in STEPS:
        STEPS[exchange.name](server)
    done = _run(server, entry)
    problems = []
    if done.returncode != entry["exit_code"]:
        problems.append("exit code: recorded %s, seen %s" % (entry["exit_code"], done.returncode))
    for stream in ("stdout", "stderr"):
        said = server.recorded(getattr(done, stream))
        if not _same(exchange.name, entry[stream], said, bindings):
            problems.append("%s:\nrecorded %r\nseen     %r" % (stream, entry[stream], said))
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
