# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests of this scenario: runs with other variables, and requests that do not use our modules."""

from __future__ import annotations

import copy
import json
import subprocess

import yaml
from shared.support import SCENARIO, SITE, ask, local, playbook, run_environment

CONFIG = "/etc/mattermost/config.json"
DIRECTORY = "/etc/mattermost/groupware.mattermost"
RECORD = DIRECTORY + "/settings.json"
COPY = DIRECTORY + "/config.json"
SALTS = (("FileSettings", "PublicLinkSalt"), ("SqlSettings", "AtRestEncryptKey"))
GIVEN = yaml.safe_load((SCENARIO / "inventory/group_vars/mattermost.yml").read_text(encoding="utf-8"))
WAIT = """
import time, urllib.request
while True:
    try:
        urllib.request.urlopen("http://127.0.0.1:8065/api/v4/system/ping", timeout=5)
        break
    except OSError:
        time.sleep(0.1)
"""
TASK = "settings | Manage the settings"


def joined(*trees) -> dict:
    """Join trees of settings."""
    answer = {}
    for tree in trees:
        for key, value in copy.deepcopy(tree).items():
            answer[key] = joined(answer[key], value) if isinstance(answer.get(key), dict) else value
    return answer


def beside(*trees) -> dict:
    """Return mattermost_config of the inventory with these settings added."""
    return {"mattermost_config": joined(GIVEN["mattermost_config"], *trees)}


def site(*arguments, **variables):
    """Run the whole site successfully."""
    run = playbook("groupware.mattermost.site", *arguments, variables=variables)
    assert run.code == 0, run.messages
    return run


def failed_site(*arguments, **variables):
    """Run the whole site, which must fail."""
    run = playbook("groupware.mattermost.site", *arguments, variables=variables)
    assert run.code != 0
    return run


def background(**variables) -> subprocess.Popen:
    """Start a run of the site in a new process group and do not wait for it."""
    return subprocess.Popen(
        ["ansible-playbook", "groupware.mattermost.site", "--extra-vars", json.dumps(variables)],
        env=run_environment("ansible.builtin.default"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def keep(**variables) -> dict:
    """Run only the task that writes the settings; return its result."""
    run = playbook(str(SCENARIO / "settings.yml"), variables=variables)
    assert run.code == 0, run.messages
    return results(run)[0]


def refused(**variables) -> dict:
    """Run only the task that writes the settings, which must fail; return its result."""
    run = playbook(str(SCENARIO / "settings.yml"), variables=variables)
    assert run.code != 0
    return results(run)[0]


def results(run) -> list:
    """Return the results of the task that writes the settings; on a new server it runs twice."""
    return [
        result
        for play in run.data["plays"]
        for task in play["tasks"]
        if task["task"]["name"].endswith(TASK)
        for result in task["hosts"].values()
        if not result.get("skipped")
    ]


def warnings(run) -> list:
    """Return the warnings of all results."""
    return [
        warning
        for play in run.data["plays"]
        for task in play["tasks"]
        for result in task["hosts"].values()
        for warning in result.get("warnings", [])
    ]


def written(host) -> dict:
    """Return the content of config.json."""
    return json.loads(host.file(CONFIG).content_string)


def live(host) -> dict:
    """Return the configuration of the running server, secrets included."""
    return local(host, "/config").json


def salts(host) -> list:
    """Return the keys that must never change, as encrypted data would be lost."""
    tree = written(host)
    return [tree[section][key] for section, key in SALTS]


def process(host) -> str:
    """Return a text that changes with every start of the server."""
    return host.check_output("systemctl show --property=MainPID,ExecMainStartTimestampMonotonic mattermost")


def starts(host) -> int:
    """Count the starts of the server until now."""
    return int(host.check_output("journalctl --unit=mattermost --output=cat | grep -c '^Started mattermost'"))


def restart(host):
    """Restart the server without the roles."""
    host.check_output("systemctl reset-failed mattermost; systemctl restart mattermost")
    wait(host)


def wait(host):
    """Wait until the server answers, in one command: each costs a tenth of a second."""
    done = host.run("timeout 60 python3 -c %s", WAIT)
    assert done.rc == 0, done.stderr + host.run("journalctl --unit=mattermost --lines=30 --output=cat").stdout


def sums(host) -> str:
    """Return a text that changes with anything that is written below the configuration's directory."""
    return host.check_output("find /etc/mattermost -printf '%p %y %m %u %s %T@\\n' | sort")


class Console:
    """The System Console in an administrator's browser: it sees no secrets, and saves over HTTP."""

    def __init__(self, host, headers):
        self._host = host
        self._headers = headers

    def ask(self, path, method="GET", body=None):
        """Send a request through the proxy."""
        return ask(self._host, SITE + "/api/v4" + path, method, self._headers, body, connect="127.0.0.1")

    def save(self, tree):
        """Read everything, change this, send everything, like a page of the Console."""
        answer = self.ask("/config", "PUT", joined(self.ask("/config").json, tree))
        assert answer.status == 200, answer.text

    def patch(self, tree):
        """Send the changes only, as other clients do."""
        answer = self.ask("/config/patch", "PUT", tree)
        assert answer.status == 200, answer.text
