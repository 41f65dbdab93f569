# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost_workspace, who may create teams: taken, remembered, and given back."""

from __future__ import annotations

import hashlib
import json

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server import server
from ansible_collections.groupware.mattermost.tests.unit.playbook_runs import run_tasks

ROLE = "groupware.mattermost.mattermost_workspace"
MARKER = "/etc/mattermost/groupware.mattermost/create_team"
LISTED = [{"name": "system_user", "permissions_added": ["create_team"]}]
OTHER = [{"name": "system_user", "permissions_removed": ["create_emojis"]}]
SHOWN = ["__mattermost_workspace_team_creation", "__mattermost_workspace_team_wanted", "__mattermost_workspace_roles"]
TAKEN, GIVEN = ({"name": "system_user", "permissions_" + what: ["create_team"]} for what in ("removed", "added"))
# What is set, what the marker says, and what follows: the state, what is wanted, the roles.
CASES = {
    "recommended": ({}, None, ("taken", "taken", [TAKEN])),
    "recommended, again": ({}, "taken", ("taken", "taken", [TAKEN])),
    "upstream": ({"profile": "upstream"}, None, ("left", "left", [])),
    "upstream after recommended": ({"profile": "upstream"}, "taken", ("left", "given", [GIVEN])),
    "upstream, nothing was taken": ({"profile": "upstream"}, "was not there", ("left", "left", [])),
    "switched on": ({"enable_team_creation": True}, "taken", ("given", "given", [GIVEN])),
    "switched on by text": ({"enable_team_creation": "yes"}, None, ("given", "given", [GIVEN])),
    "switched off": ({"enable_team_creation": False, "profile": "upstream"}, None, ("taken", "taken", [TAKEN])),
    "empty switch": ({"enable_team_creation": ""}, None, ("taken", "taken", [TAKEN])),
    "the list says it": ({"roles": LISTED}, "taken", ("listed", "listed", LISTED)),
    "the list says something else": (
        {"roles": OTHER},
        None,
        ("taken", "taken", [{"name": "system_user", "permissions_removed": ["create_emojis", "create_team"]}]),
    ),
}


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


def look(marker):
    """Return what module install_info tells of the marker."""
    absent = {"state": "absent", "sha1": None}
    return {
        "files": {
            MARKER: absent if marker is None else {"state": "file", "sha1": hashlib.sha1(marker.encode()).hexdigest()}
        }
    }


def test_what_follows_from_profile_switch_list_and_marker(play, tmp_path):
    cases = [
        {
            "ansible.builtin.set_fact": {
                "case_%d" % number: "{{ {%s} }}" % ", ".join("'%s': %s" % (name, name) for name in SHOWN)
            },
            "vars": dict(
                {"mattermost_workspace_" + name: value for name, value in settings.items()},
                mattermost_host=look(marker),
            ),
        }
        for number, (settings, marker, dummy) in enumerate(CASES.values())
    ]
    ended = play(
        [included("preflight", public=True)]
        + cases
        + [
            {
                "ansible.builtin.copy": {
                    "content": "{{ [%s] | to_json }}" % ", ".join("case_%d" % number for number in range(len(CASES))),
                    "dest": str(tmp_path / "cases.json"),
                    "mode": "0600",
                }
            }
        ]
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = [tuple(case.values()) for case in json.loads((tmp_path / "cases.json").read_text(encoding="utf-8"))]
    assert dict(zip(CASES, told)) == {case: wanted for case, (dummy, dummy, wanted) in CASES.items()}


def test_a_switch_and_a_list_that_contradict_each_other(play):
    ended = play([included("preflight")], mattermost_workspace_roles=LISTED, mattermost_enable_team_creation=False)
    assert ended.returncode == 2
    assert "mattermost_workspace_roles: system_user is given create_team, and" in " ".join(ended.stdout.split())


def test_it_is_remembered_and_taken_then_given_back(play, model, one_role, tmp_path):
    def permissions():
        return next(role for role in model.roles.values() if role["name"] == "system_user")["permissions"]

    places = {
        "__mattermost_workspace_record_directory": str(tmp_path / "record"),
        "mattermost_workspace_socket": str(tmp_path / "local.socket"),
        "mattermost_workspace_admin_password_file": str(tmp_path / "password"),
    }
    marker = tmp_path / "record" / "create_team"
    assert "create_team" in permissions()
    ended = play([included("create_team"), included("workspace")], **places)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (marker.read_text(encoding="utf-8"), marker.stat().st_mode & 0o777) == ("taken", 0o600)
    assert "create_team" not in permissions()
    # Without role mattermost's look the role has its own.
    ended = play([included("look"), included("workspace")], **places, mattermost_profile="upstream")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "create_team" in permissions()
