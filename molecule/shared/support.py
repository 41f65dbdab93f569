# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests of the scenarios: requests from a host, and further runs of the playbooks."""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import pathlib
import subprocess
import zlib

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SCENARIO = pathlib.Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"])
# The first log has check, converge and idempotence, the second the playbooks that the tests run. Verify's own log will
# not do for these: it has the inventory too, with its passwords.
LOGS = {
    kind: PROJECT / "tests/output/logs" / ("molecule-%s-%s.log" % (os.environ["MOLECULE_SCENARIO_NAME"], kind))
    for kind in ("ansible", "runs")
}
ASK = "/opt/helpers/ask.py"
SITE = "http://chat.example.test"
SOCKET = "/run/mattermost/local.socket"


@dataclasses.dataclass
class Answer:
    """The answer to a request on a host; the headers are pairs, as a name may occur twice."""

    status: int
    headers: list
    text: str

    def all(self, name: str) -> list:
        """Return the values of every header of this name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str):
        """Return the value of a header that occurs once, None without it."""
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
    # Encoded, so that the process list has the secrets of programs under test only, not of the tests' own requests.
    encoded = base64.b64encode(zlib.compress(json.dumps(request).encode())).decode()
    result = host.run("python3 %s %s", ASK, encoded)
    assert result.rc == 0, result.stderr
    return Answer(**json.loads(result.stdout))


def local(host, path: str, method: str = "GET", body=None) -> Answer:
    """Send a request over the server's local socket."""
    return ask(host, "http://local/api/v4" + path, method, body=body, socket=SOCKET)


def sign_in(host, name: str, password: str, site: str = SITE, **options) -> Answer:
    """Sign in through the proxy on the same host."""
    body = {"login_id": name, "password": password}
    return ask(host, site + "/api/v4/users/login", "POST", body=body, **{"connect": "127.0.0.1", **options})


def session(host, name: str, password: str) -> dict:
    """Return the headers of a new session."""
    answer = sign_in(host, name, password)
    assert answer.status == 200, answer.text
    return {"Authorization": "Bearer " + answer.one("Token")}


@dataclasses.dataclass
class Run:
    """The result of a run of a playbook."""

    code: int
    output: str

    @property
    def data(self) -> dict:
        """Return the output of the JSON callback, without warnings around it."""
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


def run_environment(stdout: str) -> dict:
    """Return the environment in which the tests run playbooks; whole results go to the log of the runs."""
    return dict(
        os.environ,
        ANSIBLE_STDOUT_CALLBACK=stdout,
        ANSIBLE_CALLBACKS_ENABLED="full_log",
        ANSIBLE_LOG_PATH=str(LOGS["runs"]),
        ANSIBLE_FORCE_COLOR="0",
        ANSIBLE_NOCOLOR="1",
    )


def playbook(name: str, *arguments: str, variables=None) -> Run:
    """Run a playbook on the scenario's inventory, which is named in verify's environment."""
    command = ["ansible-playbook", name, *arguments]
    if variables:
        command += ["--extra-vars", json.dumps(variables)]
    environment = run_environment("ansible.posix.json")
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
    return Run(result.returncode, result.stdout + result.stderr)
