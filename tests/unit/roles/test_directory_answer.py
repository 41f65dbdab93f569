# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost, what is said of a directory: only when one was asked and answered."""

from __future__ import annotations

from pathlib import Path

import yaml

from ansible_collections.groupware.mattermost.tests.unit.playbook_runs import run_tasks

TASKS = Path(__file__).resolve().parents[3] / "roles" / "mattermost" / "tasks" / "configure.yml"
NAME = "configure | Report the result of the LDAP check"
ANSWER = {"server": "ldap.example.org:389", "count": 7, "lacking": 0, "incomplete": [], "hint": None}
# Before ansible-core 2.19 a variable that is null becomes an empty text on its way through a template.
CASES = [("", False), (None, False), (dict(ANSWER, ok=False), False), (dict(ANSWER, ok=True), True)]


def test_only_an_answer_is_told(tmp_path):
    task = next(task for task in yaml.safe_load(TASKS.read_text(encoding="utf-8")) if task["name"] == NAME)
    tasks = [dict(task, vars=dict(task["vars"], __mattermost_ldap_answer=answer)) for answer, dummy in CASES]
    ended = run_tasks(tmp_path, tasks, {"mattermost_ldap_base_dn": "dc=example", "mattermost_ldap_user_filter": None})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = [line for line in ended.stdout.splitlines() if line.startswith("localhost | ")]
    assert ["SKIPPED" not in line for line in told] == [tells for dummy, tells in CASES]
