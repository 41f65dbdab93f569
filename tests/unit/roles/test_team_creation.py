# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost_workspace, who may create teams: managed like a setting, with drift, and restored when released."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server import server
from ansible_collections.groupware.mattermost.tests.unit.playbook_runs import run_tasks

ROLE = "groupware.mattermost.mattermost_workspace"
LISTED = [{"name": "system_user", "permissions_added": ["create_team"]}]


@pytest.fixture
def one_role(monkeypatch):
    """Serve the routes of module role, which a whole workspace does not need."""
    monkeypatch.setattr(server, "ROUTES", list(server.ROUTES))

    @server.route("GET", "/license/client", query=("format",))
    def get_license(model, call):
        return 200, {"IsLicensed": "false"}

    @server.route("GET", "/roles/name/{name}")
    def get_role(model, call, name):
        return 200, next(role for role in model.roles.values() if role["name"] == name)


@pytest.fixture
def play(tmp_path):
    """Return a function that runs tasks on this machine and gives what they printed, or the error."""

    def run(tasks, **variables):
        admin = {"mattermost_workspace_admin": {"username": "jane", "email": "jane@example.com"}}
        return run_tasks(tmp_path, tasks, dict(admin, **variables))

    return run


def included(part, **keys):
    return {"ansible.builtin.include_role": dict({"name": ROLE, "tasks_from": part}, **keys)}


def test_a_variable_and_a_list_that_contradict_each_other(play):
    ended = play(
        [included("preflight_variables")], mattermost_workspace_roles=LISTED, mattermost_enable_team_creation=False
    )
    assert ended.returncode == 2
    assert "mattermost_workspace_roles: system_user is granted create_team, but" in " ".join(ended.stdout.split())


def test_it_is_taken_kept_corrected_and_given_back(play, model, one_role, tmp_path):
    def granted():
        role = next(role for role in model.roles.values() if role["name"] == "system_user")
        return "create_team" in role["permissions"]

    def sign_up(**variables):
        ended = play(
            [included("sign_up")],
            **dict(
                {
                    "__mattermost_workspace_record_directory": str(tmp_path / "record"),
                    "mattermost_workspace_socket": str(tmp_path / "local.socket"),
                },
                **variables,
            ),
        )
        return ended.returncode, " ".join((ended.stdout + ended.stderr).split())

    def give():
        role = next(role for role in model.roles.values() if role["name"] == "system_user")
        role["permissions"] = role["permissions"] + ["create_team"]

    model.config["TeamSettings"]["EnableUserCreation"] = True
    assert granted()
    assert sign_up()[0] == 0
    assert not granted()
    give()
    code, text = sign_up(mattermost_config_drift="keep")
    assert (code, granted()) == (0, True)
    assert "Permissions.system_user.create_team (owner mattermost_profile) was changed outside Ansible" in text
    assert sign_up(mattermost_config_drift="fail")[0] == 2 and granted()
    assert sign_up()[0] == 0
    assert not granted()
    assert sign_up(mattermost_profile="upstream")[0] == 0
    assert granted()
