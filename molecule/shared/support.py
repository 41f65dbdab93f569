# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the scenarios share: requests made on a host, and further runs of the playbooks."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[2]
ASK = "/opt/watchers/ask.py"
SITE = "http://chat.example.test"
SOCKET = "/run/mattermost/local.socket"


@dataclasses.dataclass
class Answer:
    """What a request on a host brought: status, headers as a list of pairs, text."""

    status: int
    headers: list
    text: str

    def all(self, name: str) -> list:
        """Return the values of every header of this name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str):
        """Return the value of a header that stands there once, None without any."""
        values = self.all(name)
        assert len(values) < 2, "%s: %s" % (name, values)
        return values[0] if values else None

    @property
    def json(self):
        """Return the body as data."""
        return json.loads(self.text)


def ask(host, url: str, method: str = "GET", headers=None, body=None, **options) -> Answer:
    """Send a request from the host itself; C(socket) in options is the path of a unix socket, C(ca) a file."""
    request = dict(options, url=url, method=method, headers=headers or {}, body=body)
    result = host.run("python3 %s %s", ASK, json.dumps(request))
    assert result.rc == 0, result.stderr
    return Answer(**json.loads(result.stdout))


def local(host, path: str, method: str = "GET", body=None) -> Answer:
    """Send a request over the server's local socket."""
    return ask(host, "http://local/api/v4" + path, method, body=body, socket=SOCKET)


@dataclasses.dataclass
class Run:
    """What a run of a playbook came to."""

    code: int
    output: str

    @property
    def data(self) -> dict:
        """Return what the JSON callback printed, among warnings and the like."""
        return json.JSONDecoder().raw_decode(self.output, self.output.index("{\n"))[0]

    @property
    def changed(self) -> list:
        """Name the tasks that changed something, without their roles."""
        return sorted(
            {
                task["task"]["name"].split(" : ")[-1]
                for play in self.data["plays"]
                for task in play["tasks"]
                for result in task["hosts"].values()
                if result.get("changed")
            }
        )

    @property
    def messages(self) -> str:
        """Return the messages of the failed tasks, those of a loop's items too."""
        failed = [
            result
            for play in self.data["plays"]
            for task in play["tasks"]
            for result in task["hosts"].values()
            if result.get("failed")
        ]
        items = [item for result in failed for item in result.get("results", []) if item.get("failed")]
        return "\n".join(str(result.get("msg")) for result in failed + items)

    @property
    def recap(self) -> dict:
        """Return the counts by host."""
        return self.data["stats"]


def playbook(name: str, *arguments: str, variables=None, callbacks=("ansible.posix.json",), log=None) -> Run:
    """Run a playbook on the scenario's inventory, as verify's own environment names it; log is a file of its own."""
    command = ["ansible-playbook", name, *arguments]
    if variables:
        command += ["--extra-vars", json.dumps(variables)]
    environment = dict(
        os.environ,
        ANSIBLE_STDOUT_CALLBACK="ansible.posix.json",
        ANSIBLE_CALLBACKS_ENABLED=",".join(callbacks),
        ANSIBLE_FORCE_COLOR="0",
        ANSIBLE_NOCOLOR="1",
    )
    if log:
        environment["ANSIBLE_LOG_PATH"] = str(log)
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
    return Run(result.returncode, result.stdout + result.stderr)
