# SPDX-License-Identifier: GPL-3.0-or-later
"""Further runs of the playbook on a server in use."""

from __future__ import annotations

import json

from shared.support import SITE, ask, local, playbook, sign_in

testinfra_hosts = ["ansible://mattermost"]
PLAYBOOK = "groupware.mattermost.site"


def process(host):
    """Return a text that changes with every start of the server."""
    return host.check_output("systemctl show --property=MainPID,ExecMainStartTimestampMonotonic mattermost")


def settings(host):
    return json.loads(host.file("/etc/mattermost/config.json").content_string)


def test_changes_of_others_survive_another_run(host, admin):
    """The System Console changed settings, and the database was restarted: no reason to restart or to reset."""
    before, running = settings(host), process(host)
    answer = ask(
        host,
        SITE + "/api/v4/config/patch",
        "PUT",
        admin,
        connect="127.0.0.1",
        body={"TeamSettings": {"SiteName": "Jane's place"}, "ServiceSettings": {"EnableLatex": False}},
    )
    assert answer.status == 200, answer.text
    host.check_output("systemctl restart postgresql")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
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
    assert run.code == 0, run.messages
    assert run.changed == []
    assert process(host) == running


def test_check_mode_reports_a_change_and_makes_none(host):
    running, before = process(host), settings(host)
    run = playbook(
        PLAYBOOK,
        "--check",
        "--diff",
        variables={
            "mattermost_max_users_per_team": 80,
            "mattermost_trusted_proxy_ip_header": ["X-Real-IP", "X-Forwarded-For"],
            "mattermost_workspace_teams": [
                {"name": "home", "display_name": "Our home"},
                {"name": "sales", "display_name": "Sales", "members": ["jane"]},
            ],
        },
    )
    assert run.code == 0, run.messages
    assert run.changed == [
        "service | Run the server, restarted because of changed ServiceSettings.TrustedProxyIPHeader",
        "settings | Manage the settings",
        "workspace | Apply the workspace",
    ]
    assert process(host) == running
    assert settings(host) == before
    assert local(host, "/teams/name/home").json["display_name"] == "Home"
    assert local(host, "/teams/name/sales").status == 404


def test_a_teams_display_name_changes(host):
    team = {"name": "home", "display_name": "Our home", "type": "I", "members": ["jane"]}
    run = playbook(PLAYBOOK, variables={"mattermost_workspace_teams": [team]})
    assert run.code == 0, run.messages
    assert run.changed == ["workspace | Apply the workspace"]
    assert local(host, "/teams/name/home").json["display_name"] == "Our home"


def test_a_teams_name_never_changes(host):
    run = playbook(
        PLAYBOOK, variables={"mattermost_workspace_teams": [{"name": "house", "display_name": "Our home", "type": "I"}]}
    )
    assert run.code != 0
    assert "the team 'home' has the display name 'Our home' already" in run.messages
    assert "can never change" in run.messages
    assert local(host, "/teams/name/house").status == 404


def test_a_failed_start_fails_the_play_with_the_reason_each_time(host):
    """Preflight cannot find this cause: another's variable in the environment, with which the server does not start."""
    drop_in = "/etc/systemd/system/mattermost.service.d/broken.conf"
    host.check_output(
        "mkdir -p $(dirname %s) && printf '[Service]\\nEnvironment=MM_PASSWORDSETTINGS_MINIMUMLENGTH=3\\n' > %s"
        " && systemctl daemon-reload && systemctl stop mattermost",
        drop_in,
        drop_in,
    )
    for dummy in ("the run that starts it", "the next run, which changes nothing"):
        run = playbook(PLAYBOOK)
        assert run.code != 0
        assert "invalid config" in run.messages, run.messages
        assert "Remedy" in run.messages
    host.check_output("rm %s && rmdir $(dirname %s) && systemctl daemon-reload", drop_in, drop_in)
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
    assert local(host, "/system/ping").json["status"] == "OK"


def test_a_stopped_server_is_started(host):
    host.check_output("systemctl stop mattermost")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
    assert run.changed == ["service | Run the server"]
    assert host.service("mattermost").is_running


def test_an_interrupted_run_is_finished_by_the_next(host):
    """The connection broke between the new configuration and the restart, so the next run restarts."""
    running = process(host)
    host.check_output("touch /run/mattermost-restart-required")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
    assert len(run.changed) == 1 and run.changed[0].startswith("service | Run the server, restarted because of")
    assert process(host) != running
    assert not host.file("/run/mattermost-restart-required").exists


def test_the_site_moves_below_a_path_and_back(host):
    """The web client is rewritten as root, as the service cannot write there."""
    below = {"mattermost_site_url": SITE + "/chat"}
    run = playbook(PLAYBOOK, "--check", "--diff", variables=below)
    assert run.code == 0, run.messages
    assert "subpath | Remember the path" in run.changed
    run = playbook(PLAYBOOK, variables=below)
    assert run.code == 0, run.messages
    assert playbook(PLAYBOOK, variables=below).changed == []
    assert ask(host, SITE + "/chat/api/v4/system/ping", connect="127.0.0.1").json["status"] == "OK"
    page = ask(host, SITE + "/chat/", connect="127.0.0.1")
    assert page.status == 200
    # The policy allows the script with the web client's path by its sum.
    assert "script-src 'self' 'sha256-" in page.one("Content-Security-Policy")
    assert "/chat/static/" in page.text
    assert ask(host, SITE + "/", connect="127.0.0.1").one("Location") == SITE + "/chat/"
    assert ask(host, SITE + "/api/v4/system/ping", connect="127.0.0.1").status == 404
    assert host.check_output("find /opt/mattermost ! -user root -o ! -type l -perm /022") == ""
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
    assert ask(host, SITE + "/", connect="127.0.0.1").status == 200


def test_an_emptied_database_finds_sign_up_closed(host):
    """A stranger must not become administrator because the configuration is older than the database."""
    host.check_output("systemctl stop mattermost")
    # Not dropped, as the next tests need it.
    psql = "runuser -u postgres -- psql -qc %s"
    host.check_output(psql, "ALTER DATABASE mattermost RENAME TO kept")
    run = playbook(PLAYBOOK, "--skip-tags=mattermost_workspace")
    assert run.code == 0, run.messages
    body = {"username": "stranger", "email": "stranger@example.test", "password": "Stranger-Passw0rd-1"}
    answer = ask(host, "http://127.0.0.1:8065/api/v4/users", "POST", body=body)
    assert (answer.status, answer.json["id"]) == (501, "api.user.create_user.signup_email_disabled.app_error")
    host.check_output("systemctl stop mattermost")
    host.check_output(psql, "DROP DATABASE mattermost")
    host.check_output(psql, "ALTER DATABASE kept RENAME TO mattermost")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
    assert settings(host)["TeamSettings"]["EnableUserCreation"] is True


def test_an_empty_configuration_is_not_taken_for_a_new_server(host):
    """A full disk can leave one. The running server has the only copy of the keys and has to write it again."""
    running, salt = process(host), settings(host)["FileSettings"]["PublicLinkSalt"]
    host.check_output("truncate -s 0 /etc/mattermost/config.json")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
    assert run.changed == ["settings | Manage the settings"]
    assert "/etc/mattermost/config.json is empty" in run.output
    assert process(host) == running
    assert settings(host)["FileSettings"]["PublicLinkSalt"] == salt
    assert playbook(PLAYBOOK).changed == []


def test_a_proxy_that_was_not_reloaded_is_reloaded(host):
    host.check_output("touch /run/mattermost-nginx-reload-required")
    run = playbook(PLAYBOOK)
    assert run.code == 0, run.messages
    assert run.changed == ["service | Reload Nginx", "service | Remove the reload marker"]


def test_a_lost_password_is_set_anew(host, password_file):
    lost = password_file.read_text(encoding="utf-8").strip()
    run = playbook("groupware.mattermost.reset_admin_password")
    assert run.code == 0, run.messages
    new = password_file.read_text(encoding="utf-8").strip()
    assert oct(password_file.stat().st_mode & 0o777) == oct(0o600)
    assert new != lost
    assert new not in run.output
    for password, status in ((lost, 401), (new, 200)):
        assert sign_in(host, "jane", password).status == status
