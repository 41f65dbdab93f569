# SPDX-License-Identifier: GPL-3.0-or-later
"""Each role that looks at the host works without the others, and refuses to work without what it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEMCTL = """#!/bin/sh
for word in "$@"; do
    case $word in *.service)
        printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\nMainPID=0\\nUnitFileState=enabled\\n\\n'
    esac
done
"""
ADMIN = {"username": "jane", "email": "jane@example.com"}
SITE = {"mattermost_site_url": "http://chat.example.com"}


PREFLIGHT = {"mattermost_workspace": "preflight_variables"}  # the others also check the host


def preflight(tmp_path, role, **variables):
    """Run the checks of a role on this machine with a service manager that says yes."""
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL, encoding="utf-8")
    program.chmod(0o755)
    tasks = [
        {
            "ansible.builtin.include_role": {
                "name": f"groupware.mattermost.{role}",
                "tasks_from": PREFLIGHT.get(role, "preflight"),
            }
        },
        {
            "ansible.builtin.debug": {
                "msg": "FOUND {{ (mattermost_host | default({})).services | default([]) | list }} END"
            }
        },
    ]
    play = [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]
    (tmp_path / "play.yml").write_text(json.dumps(play), encoding="utf-8")
    known = dict(variables, ansible_connection="local", ansible_python_interpreter=sys.executable)
    ansible = str(Path(sys.executable).with_name("ansible-playbook"))
    ended = subprocess.run(
        [ansible, "-i", "localhost,", "-e", json.dumps(known), str(tmp_path / "play.yml")],
        env=dict(os.environ, ANSIBLE_HOME=str(tmp_path), PATH=f"{program.parent}:{os.environ['PATH']}"),
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, " ".join((ended.stdout + ended.stderr).split())


@pytest.mark.parametrize(
    ("role", "variables", "services"),
    (
        ("mattermost_nginx", SITE, ["nginx"]),
        ("mattermost_nginx", {"mattermost_site_url": "http://chat.example.com/"}, ["nginx"]),
        ("mattermost_postgresql", {}, ["postgresql"]),
        ("mattermost_workspace", {"mattermost_workspace_admin": ADMIN}, []),
    ),
)
def test_a_role_gets_what_it_must_know(tmp_path, role, variables, services):
    code, text = preflight(tmp_path, role, **variables)
    assert code == 0, text
    assert f"FOUND {services} END" in text


@pytest.mark.parametrize(
    ("role", "variables", "words"),
    (
        ("mattermost", {}, "missing required arguments: mattermost_site_url"),
        ("mattermost", {"mattermost_site_url": ""}, "mattermost_site_url is required"),
        ("mattermost_workspace", {}, "mattermost_workspace_admin: username is missing"),
        ("mattermost_nginx", {}, "mattermost_nginx_site_url is ''"),
        (
            "mattermost_postgresql",
            {"mattermost_postgresql_clients": ["192.0.2.20/32"]},
            "set mattermost_postgresql_password",
        ),
    ),
)
def test_a_role_refuses_to_work_without_what_it_needs(tmp_path, role, variables, words):
    code, text = preflight(tmp_path, role, **variables)
    assert code == 2 and words in text, text
