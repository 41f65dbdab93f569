# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost, what is said of a directory: only when one was asked and answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

TASKS = Path(__file__).resolve().parents[3] / "roles" / "mattermost" / "tasks" / "configure.yml"
NAME = "configure | Say what the directory answered"
ANSWER = {"server": "ldap.example.org:389", "count": 7, "lacking": 0, "incomplete": [], "hint": None}
# Before ansible-core 2.19 a variable that is null becomes an empty text on its way through a template.
CASES = [("", False), (None, False), (dict(ANSWER, ok=False), False), (dict(ANSWER, ok=True), True)]


def test_only_an_answer_is_told(tmp_path):
    task = next(task for task in yaml.safe_load(TASKS.read_text(encoding="utf-8")) if task["name"] == NAME)
    tasks = [dict(task, vars=dict(task["vars"], __mattermost_ldap_answer=answer)) for answer, dummy in CASES]
    (tmp_path / "play.yml").write_text(
        json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8"
    )
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("ansible-playbook")),
            "-i",
            "localhost,",
            "-e",
            json.dumps({"mattermost_ldap_base_dn": "dc=example", "mattermost_ldap_user_filter": None}),
            str(tmp_path / "play.yml"),
        ],
        env=dict(os.environ, ANSIBLE_HOME=str(tmp_path), ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = [line for line in ended.stdout.splitlines() if line.startswith("localhost | ")]
    assert ["SKIPPED" not in line for line in told] == [tells for dummy, tells in CASES]
