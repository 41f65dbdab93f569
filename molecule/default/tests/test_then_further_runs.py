# SPDX-License-Identifier: GPL-3.0-or-later
"""Further runs of the playbook on a machine that people depend on."""

from __future__ import annotations

import json

import pytest
from support import SITE, ask, local, playbook

testinfra_hosts = ["ansible://mattermost"]
PLAYBOOK = "groupware.mattermost.site"


def process(host):
    """Return what changes with every start of the server."""
    return host.check_output("systemctl show --property=MainPID,ExecMainStartTimestampMonotonic mattermost")


def settings(host):
    return json.loads(host.file("/etc/mattermost/config.json").content_string)


def test_a_change_in_the_system_console_survives_another_run(host, admin):
    before = settings(host)
    answer = ask(host, SITE + "/api/v4/config/patch", "PUT", admin, connect="127.0.0.1",
                 body={"TeamSettings": {"SiteName": "Jane's place"}, "ServiceSettings": {"EnableLatex": False}})
    assert answer.status == 200, answer.text
    running = process(host)
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.output
    assert run.changed == []
    assert process(host) == running
    after = settings(host)
    assert after["TeamSettings"]["SiteName"] == "Jane's place"
    assert after["ServiceSettings"]["EnableLatex"] is False
    for section, key in (("FileSettings", "PublicLinkSalt"), ("SqlSettings", "AtRestEncryptKey")):
        assert after[section][key] == before[section][key] != ""


def test_check_mode_is_quiet_on_a_converged_host(host):
    running = process(host)
    run = playbook(PLAYBOOK, "--check", "--diff")
    assert run.code == 0, run.output
    assert run.changed == []
    assert process(host) == running


def test_check_mode_tells_a_change_and_makes_none(host):
    running, before = process(host), settings(host)
    run = playbook(PLAYBOOK, "--check", "--diff", variables={
        "mattermost_max_users_per_team": 80,
        "mattermost_workspace_teams": [{"name": "home", "display_name": "Our home"}, {"name": "sales"}]})
    assert run.code == 0, run.output
    assert run.changed == ["configure | Write the managed settings", "service | Run the server, restarted because of"
                           " the configuration", "teams | Make the teams"] or len(run.changed) == 3, run.changed
    assert process(host) == running
    assert settings(host) == before
    assert local(host, "/teams/name/home").json["display_name"] == "Home"
    assert local(host, "/teams/name/sales").status == 404


@pytest.mark.parametrize("wanted", ["Our home", "Home"])
def test_a_team_is_renamed_for_people_and_back(host, wanted):
    team = {"name": "home", "display_name": wanted, "type": "I", "members": ["jane"]}
    run = playbook(PLAYBOOK, variables={"mattermost_workspace_teams": [team]})
    assert run.code == 0, run.output
    assert run.changed == ["teams | Make the teams"]
    assert local(host, "/teams/name/home").json["display_name"] == wanted


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_a_teams_handle_never_changes(host, arguments):
    run = playbook(PLAYBOOK, *arguments, variables={
        "mattermost_workspace_teams": [{"name": "house", "display_name": "Home", "type": "I"}]})
    assert run.code != 0
    assert "home" in run.messages
    assert "can never change" in run.messages
    assert local(host, "/teams/name/house").status == 404


def test_a_start_that_fails_ends_the_play_with_the_reason_and_is_never_ok(host):
    broken = {"mattermost_config": {"PasswordSettings": {"MinimumLength": 3}}}
    for dummy in ("the run that breaks it", "the next run, which changes nothing"):
        run = playbook(PLAYBOOK, variables=broken)
        assert run.code != 0
        assert "invalid config" in run.messages, run.messages
        assert "Remedy" in run.messages
    run = playbook(PLAYBOOK, variables={"mattermost_config": {"PasswordSettings": {"MinimumLength": 8}}})
    assert run.code == 0, run.messages
    assert local(host, "/system/ping").json["status"] == "OK"
    assert playbook(PLAYBOOK).changed == []


def test_a_stopped_server_is_started(host):
    host.check_output("systemctl stop mattermost")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.output
    assert run.changed == ["service | Run the server"]
    assert host.service("mattermost").is_running


def test_an_interrupted_run_is_finished_by_the_next(host):
    """Between the new configuration and the restart the connection broke: the next run restarts."""
    running = process(host)
    host.check_output("touch /run/mattermost-restart-required")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.output
    assert process(host) != running
    assert not host.file("/run/mattermost-restart-required").exists
    assert playbook(PLAYBOOK).changed == []


def test_the_server_survives_a_restart_of_the_database(host):
    running = process(host)
    host.check_output("systemctl restart postgresql")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.output
    assert process(host) == running


def test_a_lost_password_is_set_anew(host, password_file):
    lost = password_file.read_text(encoding="utf-8").strip()
    password_file.unlink()
    run = playbook(PLAYBOOK)
    assert (run.code, run.changed) == (0, []), run.output
    assert not password_file.exists()
    run = playbook("groupware.mattermost.reset_admin_password")
    assert run.code == 0, run.output
    new = password_file.read_text(encoding="utf-8").strip()
    assert oct(password_file.stat().st_mode & 0o777) == oct(0o600)
    assert new not in run.output
    for password, status in ((lost, 401), (new, 200)):
        body = {"login_id": "jane", "password": password}
        assert ask(host, SITE + "/api/v4/users/login", "POST", body=body, connect="127.0.0.1").status == status
    assert playbook(PLAYBOOK).changed == []
