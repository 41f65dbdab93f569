# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost_workspace, a new password for the administrator: run by Ansible against a server in memory."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_user
from ansible_collections.groupware.mattermost.tests.unit.playbook_runs import run_tasks

TASK = {
    "ansible.builtin.include_role": {
        "name": "groupware.mattermost.mattermost_workspace",
        "tasks_from": "reset_password",
    }
}


@pytest.fixture
def reset(tmp_path, model):
    """Return a function that runs the role's tasks and gives their error."""

    def run():
        variables = {
            "mattermost_workspace_socket": str(tmp_path / "local.socket"),
            "mattermost_workspace_admin": {"username": "jane", "email": "jane@example.com"},
            "mattermost_workspace_admin_password_file": str(tmp_path / "password"),
        }
        ended = run_tasks(tmp_path, [TASK], variables)
        assert ended.returncode == 2, ended.stdout + ended.stderr
        return ended.stdout

    return run


def test_a_user_that_is_missing(model, reset, tmp_path):
    assert "has no such user. Correct the name" in " ".join(reset().split())
    assert model.writes == [] and not (tmp_path / "password").exists()


def test_a_user_that_is_deactivated(model, reset, tmp_path):
    add_user(model, "jane", "jane@example.com", "system_admin system_user")["delete_at"] = model.now()
    assert "is deactivated. Activate the user first (module user, state: present)" in " ".join(reset().split())
    assert model.writes == [] and not (tmp_path / "password").exists()
