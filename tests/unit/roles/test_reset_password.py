# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost_workspace, a new password for the administrator: run by Ansible against a server in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_user

PLAY = [
    {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [
            {
                "ansible.builtin.include_role": {
                    "name": "groupware.mattermost.mattermost_workspace",
                    "tasks_from": "reset_password",
                }
            }
        ],
    }
]


@pytest.fixture
def reset(tmp_path, model):
    """Return a function that runs the role's tasks and gives their error."""

    def run():
        (tmp_path / "play.yml").write_text(json.dumps(PLAY), encoding="utf-8")
        variables = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "mattermost_workspace_socket": str(tmp_path / "local.socket"),
            "mattermost_workspace_admin": {"username": "jane", "email": "jane@example.com"},
            "mattermost_workspace_admin_password_file": str(tmp_path / "password"),
        }
        ended = subprocess.run(
            [
                str(Path(sys.executable).with_name("ansible-playbook")),
                "-i",
                "localhost,",
                "-e",
                json.dumps(variables),
                str(tmp_path / "play.yml"),
            ],
            env=dict(os.environ, ANSIBLE_HOME=str(tmp_path), ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 2, ended.stdout + ended.stderr
        return ended.stdout

    return run


def test_an_account_that_is_missing(model, reset, tmp_path):
    assert "has no such account. Correct the name" in " ".join(reset().split())
    assert model.writes == [] and not (tmp_path / "password").exists()


def test_an_account_that_is_deactivated(model, reset, tmp_path):
    add_user(model, "jane", "jane@example.com", "system_admin system_user")["delete_at"] = model.now()
    assert "is deactivated; activate it first (module user, state: present)" in " ".join(reset().split())
    assert model.writes == [] and not (tmp_path / "password").exists()
