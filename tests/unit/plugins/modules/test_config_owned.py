# SPDX-License-Identifier: GPL-3.0-or-later
"""Module config with owners: a server in memory that rewrites its file as the real one does."""

from __future__ import annotations

import copy
import fcntl
import importlib
import json
import os
import types

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config import backup
from ansible_collections.groupware.mattermost.plugins.module_utils._core import state_file as record_file

UTILS = "ansible_collections.groupware.mattermost.plugins.module_utils."
SECRET = "hunter2-hunter2"
NAMED = {"TeamSettings": {"SiteName": "Example Chat"}}
LISTEN = {"ServiceSettings": {"ListenAddress": "127.0.0.1:8066"}}


class Answer:
    """The answer of http.client."""

    def __init__(self, status, data):
        self.status = status
        self.headers = {}
        self._data = data

    def read(self):
        """Return the body."""
        return json.dumps(self._data).encode()


class Server:
    """A running server, or one that is down. Its file is truncated and rewritten at each save."""

    def __init__(self, tree, path):
        self.tree = tree
        self.path = path
        self.running = True
        self.full = False
        self.overrides = {}
        self.writes = []
        self.state = {"ActiveState": "inactive", "SubState": "dead"}
        self.save()

    def save(self):
        """Write the file."""
        if os.path.exists(self.path):
            os.truncate(self.path, 0)
        else:
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        if not self.full:
            with open(self.path, "w", encoding="utf-8") as stream:
                json.dump(self.tree, stream)

    def peer(self):
        """Return a process."""
        return 4711

    def close(self):
        """Nothing to close."""

    def request(self, method, target, body=None, headers=None):
        """Take a request."""
        if not self.running:
            raise FileNotFoundError(2, "No such file or directory")
        if method == "PUT":
            assert target == "/api/v4/config/patch"
            self.writes.append(json.loads(body))
            for section, keys in json.loads(body).items():
                for key, value in keys.items():
                    if "%s.%s" % (section, key) not in self.overrides:
                        self.tree[section][key] = value
            self.save()

    def getresponse(self):
        """Answer it."""
        if self.full:
            return Answer(500, {"id": "app.save_config.app_error", "message": "An error occurred", "status_code": 500})
        return Answer(200, copy.deepcopy(self.tree))

    def console(self, section, key, value):
        """Let somebody change a setting."""
        self.tree[section][key] = value
        self.save()


@pytest.fixture
def server(monkeypatch, clock, bodies, tmp_path):
    """Return a running server with a file and the service manager that knows it."""
    environment = importlib.import_module(UTILS + "_config.environment")
    bodies["config"]["EmailSettings"].update(
        SMTPUsername="", SkipServerCertificateVerification=False, SMTPServerTimeout=10
    )
    found = Server(bodies["config"], str(tmp_path / "config.json"))
    monkeypatch.setattr(importlib.import_module(UTILS + "_api.transport").Endpoint, "open", lambda self: found)
    monkeypatch.setattr(importlib.import_module(UTILS + "_config.service"), "show", lambda output, name: found.state)
    monkeypatch.setattr(
        importlib.import_module(UTILS + "_config.target_server"),
        "of_process",
        lambda pid: environment.Overrides({}, "the server (process 4711)"),
    )
    return found


@pytest.fixture
def keep(run, server, tmp_path, monkeypatch):
    """Return a function that runs the module as the role does; its warnings come as plain texts."""
    warned = []
    monkeypatch.setattr("ansible.module_utils.basic.AnsibleModule.warn", lambda module, text: warned.append(text))

    def task(settings=None, **options):
        warned.clear()
        given = dict(
            {
                "path": server.path,
                "service": "mattermost",
                "scope": "role",
                "record": str(tmp_path / "ours" / "settings.json"),
                "owners": {"TeamSettings": "mattermost_config"},
            },
            **options,
        )
        result = run("config", settings=settings or {}, **{k: v for k, v in given.items() if v is not None})
        return dict(result, warnings=list(warned))

    return task


def record(tmp_path):
    """Return the record's text."""
    return (tmp_path / "ours" / "settings.json").read_text()


def names(entries):
    """Return setting and action of what was reported."""
    return [(entry["setting"], entry["action"]) for entry in entries]


def stop(server):
    """Stop the server; its file stays."""
    server.running = False


def test_a_running_server_gets_one_request_and_no_restart(server, keep, tmp_path):
    result = keep(dict(NAMED, SqlSettings={"DataSourceReplicas": []}))
    assert server.writes == [NAMED]
    assert (result["changed"], result["live"], result["restart_required"]) == (True, True, [])
    assert result["changes"] == [
        {
            "setting": "TeamSettings.SiteName",
            "before": "Mattermost",
            "after": "Example Chat",
            "owner": "mattermost_config",
            "reason": "new",
        }
    ]
    assert oct((tmp_path / "ours" / "settings.json").stat().st_mode)[-3:] == "600"
    assert oct((tmp_path / "ours").stat().st_mode)[-3:] == "700"
    again = keep(dict(NAMED, SqlSettings={"DataSourceReplicas": []}))
    assert (again["changed"], again["changes"], len(server.writes)) == (False, [], 1)


def test_check_mode_writes_nothing_at_all(server, keep, tmp_path):
    before = sorted(os.listdir(tmp_path))
    result = keep(NAMED, check=True)
    assert (result["changed"], server.writes, sorted(os.listdir(tmp_path))) == (True, [], before)


def test_both_ways_lead_to_the_same_record(server, keep, tmp_path):
    keep(NAMED)
    stop(server)
    result = keep({"TeamSettings": {"SiteName": "Other"}})
    assert (result["live"], result["restart_required"]) == (False, [])
    assert result["changes"][0]["reason"] == "wanted"
    with open(server.path, encoding="utf-8") as stream:
        server.tree = json.load(stream)
    server.running = True
    assert keep({"TeamSettings": {"SiteName": "Other"}})["changed"] is False
    assert keep({})["changes"][0]["after"] == "Mattermost"


@pytest.mark.parametrize("drift, ends", (("correct", "Example Chat"), ("keep", "Theirs"), ("fail", "Theirs")))
@pytest.mark.parametrize("live", (True, False))
def test_drift_is_reported_field_by_field(server, keep, drift, ends, live):
    keep(NAMED)
    server.console("TeamSettings", "SiteName", "Theirs")
    server.running = live
    result = keep(NAMED, drift=drift)
    with open(server.path, encoding="utf-8") as stream:
        assert json.load(stream)["TeamSettings"]["SiteName"] == ends
    if drift == "fail":
        assert result["failure"]["kind"] == "drift"
        assert (
            "TeamSettings.SiteName (owner mattermost_config): expected 'Example Chat', found 'Theirs'" in result["msg"]
        )
        found = result["failure"]["drift"]
    else:
        found = result["drift"]
        assert "TeamSettings.SiteName (owner mattermost_config)" in result["warnings"][0]
    assert {key: found[0][key] for key in ("setting", "owner", "wanted", "found")} == {
        "setting": "TeamSettings.SiteName",
        "owner": "mattermost_config",
        "wanted": "Example Chat",
        "found": "Theirs",
    }


def test_drift_that_is_refused_changes_nothing_else(server, keep):
    keep(NAMED)
    server.console("TeamSettings", "SiteName", "Theirs")
    keep(dict(NAMED, **LISTEN), drift="fail")
    assert server.tree["ServiceSettings"]["ListenAddress"] == "127.0.0.1:8065"


def test_what_is_dropped_goes_back_and_secrets_stay(server, keep, tmp_path):
    keep(NAMED, secret_settings={"EmailSettings": {"SMTPPassword": SECRET}})
    assert SECRET not in record(tmp_path)
    result = keep({})
    assert sorted(names(result["released"])) == [
        ("EmailSettings.SMTPPassword", "kept"),
        ("TeamSettings.SiteName", "restored"),
    ]
    assert server.tree["TeamSettings"]["SiteName"] == "Mattermost"
    assert server.tree["EmailSettings"]["SMTPPassword"] == SECRET
    assert any("EmailSettings.SMTPPassword is no longer managed by" in text for text in result["warnings"])
    assert SECRET not in json.dumps(result)
    again = keep({})
    assert (again["changed"], again["released"], again["warnings"]) == (False, [], [])


def test_a_secret_that_drifted_is_corrected_and_not_shown(server, keep):
    secret = {"EmailSettings": {"SMTPPassword": SECRET}}
    keep({}, secret_settings=secret)
    server.console("EmailSettings", "SMTPPassword", "theirs-theirs")
    result = keep({}, secret_settings=secret)
    assert names(result["drift"]) == [("EmailSettings.SMTPPassword", "corrected")]
    assert SECRET not in json.dumps(result) and "theirs-theirs" not in json.dumps(result)


def test_the_settings_that_need_a_restart_are_named(server, keep, tmp_path):
    marker = tmp_path / "restart"
    result = keep(dict(NAMED, **LISTEN), restart_marker=str(marker))
    assert result["restart_required"] == ["ServiceSettings.ListenAddress"]
    assert marker.exists()
    marker.unlink()
    keep(dict({"TeamSettings": {"SiteName": "Other"}}, **LISTEN), restart_marker=str(marker))
    assert not marker.exists()


def test_changed_mail_settings_leave_a_reminder(server, keep, tmp_path):
    marker = tmp_path / "mail"
    keep(NAMED, mail_marker=str(marker))
    assert not marker.exists()
    keep(dict(NAMED, EmailSettings={"SMTPServer": "mail.example.com"}), mail_marker=str(marker))
    assert marker.exists()


# --- one owner


def test_another_scope_cannot_have_the_setting(server, keep):
    keep(NAMED)
    result = keep(NAMED, scope="other")
    assert "is managed by mattermost_config (scope role)" in result["msg"]
    assert result["failure"]["kind"] == "refused"


def test_a_task_without_a_scope_cannot_change_it_either(server, keep):
    keep(NAMED)
    assert keep(NAMED, scope=None)["changed"] is False
    assert "scope role" in keep({"TeamSettings": {"SiteName": "Mine"}}, scope=None)["msg"]
    assert keep({"TeamSettings": {"MaxUsersPerTeam": 7}}, scope=None)["changed"] is True


def test_over_http_the_record_has_to_be_named(run, server, tmp_path):
    options = {"url": "http://127.0.0.1:8065", "token": "t" * 26, "scope": "s", "settings": NAMED}
    assert run("config", **options)["failure"]["option"] == "record"
    assert run("config", record=str(tmp_path / "r" / "settings.json"), **options)["changed"] is True


def test_what_is_refused_names_the_owner(server, keep, mail):
    owners = {"TeamSettings.SiteNmae": "mattermost_config", "EmailSettings.SMTPServer": "mattermost_smtp_host"}
    result = keep({"TeamSettings": {"SiteNmae": "x", "MaxUsersPerTeam": "many"}}, owners=owners)
    assert "mattermost_config: the server does not know TeamSettings.SiteNmae; did you mean" in result["msg"]
    assert "\nTeamSettings.MaxUsersPerTeam is a number" in result["msg"]
    mail.problem = "nobody answers; correct EmailSettings.SMTPServer"
    result = keep({"EmailSettings": {"SMTPServer": "mail.example.com"}}, owners=owners, smtp_check="enforce")
    assert result["msg"] == "nobody answers; correct EmailSettings.SMTPServer (mattermost_smtp_host)"


# --- overridden by the environment


class Environment:
    """The environment of the service."""

    def __init__(self, monkeypatch, variables):
        environment = importlib.import_module(UTILS + "_config.environment")
        target = importlib.import_module(UTILS + "_config.target_server")
        monkeypatch.setattr(
            target, "of_process", lambda pid: environment.Overrides(variables, "the server (process 4711)")
        )


def test_an_overridden_setting_is_refused_with_its_variable(server, keep, monkeypatch):
    Environment(monkeypatch, {"MM_TEAMSETTINGS_SITENAME": "From the environment"})
    server.tree["TeamSettings"]["SiteName"] = "From the environment"
    result = keep(dict(NAMED, **LISTEN))
    assert result["failure"] == {
        "kind": "refused",
        "setting": "TeamSettings.SiteName",
        "variable": "MM_TEAMSETTINGS_SITENAME",
        "message": result["msg"],
    }
    assert "process 4711" in result["msg"] and "from mattermost_config" in result["msg"]
    assert server.writes == []
    assert keep({"TeamSettings": {"SiteName": "From the environment"}})["changed"] is False


def test_the_unit_of_a_stopped_server_overrides_settings(server, keep):
    stop(server)
    server.state["Environment"] = "MM_TEAMSETTINGS_SITENAME=Overridden"
    assert keep(NAMED)["failure"]["variable"] == "MM_TEAMSETTINGS_SITENAME"
    assert "failed" not in keep({"TeamSettings": {"SiteName": "Overridden"}})


# --- lost files


@pytest.mark.parametrize("content", ("", '{"TeamSettings": {"SiteNa', None))
def test_a_stopped_servers_lost_file_is_restored(server, keep, tmp_path, content):
    keep(NAMED)
    salt = server.tree["SqlSettings"]
    stop(server)
    lose(server.path, content)
    check = keep(NAMED, check=True)
    assert check["changed"] is True and check["restored"]["reason"]
    assert read(server.path) == content
    result = keep(NAMED)
    assert result["changed"] is True
    assert json.loads(read(server.path))["SqlSettings"] == salt
    aside = result["restored"]["broken_kept_as"]
    assert (read(aside) if aside else None) == (content or None)
    assert keep(NAMED)["changed"] is False


@pytest.mark.parametrize("content", ("", '{"TeamSettings": {"SiteNa', None))
def test_a_running_server_is_made_to_write_its_lost_file_again(server, keep, content):
    keep(NAMED)
    server.console("TeamSettings", "MaxUsersPerTeam", 77)
    lose(server.path, content)
    result = keep(NAMED)
    assert (result["changed"], result["live"]) == (True, True)
    assert json.loads(read(server.path)) == server.tree
    assert server.tree["TeamSettings"] == dict(server.tree["TeamSettings"], SiteName="Example Chat", MaxUsersPerTeam=77)
    assert keep(NAMED)["changed"] is False


def test_without_a_copy_a_lost_file_is_no_new_server(server, keep, tmp_path):
    keep(NAMED)
    stop(server)
    os.unlink(tmp_path / "ours" / "config.json")
    lose(server.path, "")
    result = keep(NAMED)
    assert result["failure"]["kind"] == "host" and "Restore it from a backup" in result["msg"]
    assert read(server.path) == ""


def test_a_broken_file_that_nobody_kept_is_left_alone(server, keep):
    stop(server)
    lose(server.path, "{ broken")
    assert "line 1, column 3" in keep(NAMED)["msg"]
    assert read(server.path) == "{ broken"


def test_the_copy_follows_the_server(server, keep, tmp_path):
    keep(NAMED)
    server.console("TeamSettings", "MaxUsersPerTeam", 77)
    assert keep(NAMED)["changed"] is False
    kept = tmp_path / "ours" / "config.json"
    assert json.loads(kept.read_text()) == server.tree and oct(kept.stat().st_mode)[-3:] == "600"


def test_an_edit_by_hand_that_was_not_loaded_is_kept_and_said(server, keep, tmp_path):
    keep(NAMED)
    edited = copy.deepcopy(server.tree)
    edited["TeamSettings"]["MaxUsersPerTeam"] = 99
    lose(server.path, json.dumps(edited))
    quiet = keep(NAMED)
    assert quiet["changed"] is False and "TeamSettings.MaxUsersPerTeam" in quiet["warnings"][0]
    assert json.loads(read(server.path)) == edited
    keep({"TeamSettings": {"SiteName": "Other"}})
    kept = [path for path in (tmp_path / "ours").iterdir() if path.name.startswith("config.json.")]
    assert [json.loads(path.read_text()) for path in kept] == [edited]


def test_a_remark_by_hand_in_the_file_of_a_running_server_disturbs_nobody(server, keep):
    keep(NAMED)
    lose(server.path, json.dumps(dict(server.tree, _comment="by hand")))
    assert keep(NAMED)["changed"] is False


def test_the_server_gives_its_own_plugins_their_states_again(server, keep, monkeypatch):
    own = {"com.mattermost.nps": {"Enable": True}, "playbooks": {"Enable": True}}
    server.tree["PluginSettings"]["PluginStates"] = {}
    server.save()
    save = server.save

    def fill_in():
        states = server.tree["PluginSettings"]["PluginStates"]
        server.tree["PluginSettings"]["PluginStates"] = dict(copy.deepcopy(own), **states)
        save()

    monkeypatch.setattr(server, "save", fill_in)
    keep({"PluginSettings": {"PluginStates": {"playbooks": {"Enable": False}}}})
    assert server.tree["PluginSettings"]["PluginStates"]["playbooks"] == {"Enable": False}
    assert names(keep({})["released"]) == [("PluginSettings.PluginStates.playbooks.Enable", "default")]
    assert server.tree["PluginSettings"]["PluginStates"] == own
    assert keep({})["changed"] is False


def test_what_was_wanted_from_the_first_run_on_goes_back_to_what_a_new_server_is_told(server, keep):
    initial = {"EmailSettings": {"FeedbackEmail": "", "SendEmailNotifications": False}}
    whole = copy.deepcopy(server.tree)
    stop(server)
    lose(server.path, "")
    given = {"EmailSettings": {"FeedbackEmail": "chat@example.org", "SendEmailNotifications": True}}
    keep(given, initial=initial)
    server.tree = whole
    server.tree["EmailSettings"].update(given["EmailSettings"])
    server.running = True
    server.save()
    keep({}, initial=initial)
    assert server.writes == [initial]


def test_a_full_disk_is_seen_before_the_server_empties_its_file(server, keep, monkeypatch):
    keep(NAMED)
    monkeypatch.setattr(backup, "MINIMUM", 1 << 62)
    result = keep({"TeamSettings": {"SiteName": "Other"}})
    assert "Free disk space" in result["msg"]
    assert len(server.writes) == 1 and json.loads(read(server.path)) == server.tree
    assert keep(NAMED)["changed"] is False


def test_a_server_that_cannot_write_says_what_to_look_at(server, keep, monkeypatch):
    monkeypatch.setattr(
        server,
        "getresponse",
        lambda: (
            Answer(200, server.tree)
            if not server.writes
            else Answer(500, {"id": "app.save_config.app_error", "message": "An error occurred", "status_code": 500})
        ),
    )
    assert "the disk is not full" in keep(NAMED)["msg"]


def test_a_run_that_is_killed_after_the_server_took_it_loses_no_former_value(server, keep, monkeypatch):
    record = importlib.import_module(UTILS + "_config.scope_record").ScopeRecord
    save = record.save
    calls = []

    def once(self, entries):
        calls.append(entries)
        if len(calls) == 2:
            raise KeyboardInterrupt
        save(self, entries)

    monkeypatch.setattr(record, "save", once)
    with pytest.raises(KeyboardInterrupt):
        keep(NAMED)
    monkeypatch.setattr(record, "save", save)
    assert server.tree["TeamSettings"]["SiteName"] == "Example Chat"
    again = keep(NAMED)
    assert (again["changed"], again["drift"]) == (False, [])
    assert keep({})["changes"][0]["after"] == "Mattermost"


def test_two_runs_take_turns(server, keep, tmp_path):
    keep(NAMED)
    with open(tmp_path / "ours" / "settings.json.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = keep({"TeamSettings": {"SiteName": "Other"}})
        assert "another run has locked" in result["msg"] and "60 seconds" in result["msg"]
        assert record_file.PATIENCE == 60
        assert keep(NAMED, check=True)["changed"] is False
    assert keep({"TeamSettings": {"SiteName": "Other"}})["changed"] is True


def test_a_record_that_cannot_be_written_stops_the_run_before_it_changes_anything(server, keep, tmp_path):
    (tmp_path / "file").write_text("")
    result = keep(NAMED, record=str(tmp_path / "file" / "settings.json"))
    assert "cannot be" in result["msg"] and server.writes == []


@pytest.mark.parametrize("text", ("", "nonsense"))
def test_a_damaged_record_is_said(server, keep, tmp_path, text):
    keep(NAMED)
    (tmp_path / "ours" / "settings.json").write_text(text)
    assert "is not a valid record of settings" in keep(NAMED)["msg"]


# --- a service on its way


def test_a_service_that_starts_is_waited_for(server, keep, clock):
    server.running = False
    server.state = {"ActiveState": "activating", "SubState": "start"}
    slept = clock.sleep

    def sleep(seconds):
        slept(seconds)
        server.running = clock.now > 1010

    import time

    time.sleep = sleep
    assert keep(NAMED)["live"] is True


def test_a_service_that_is_down_between_two_attempts_does_not_run(server, keep):
    server.running = False
    server.state = {"ActiveState": "activating", "SubState": "auto-restart"}
    assert keep(NAMED)["live"] is False


def test_a_running_server_without_its_socket_gets_a_file_and_a_restart(server, keep, tmp_path):
    server.running = False
    server.state = {"ActiveState": "active", "SubState": "running"}
    marker = tmp_path / "restart"
    result = keep(NAMED, restart_marker=str(marker))
    assert (result["live"], result["restart_required"]) == (False, ["TeamSettings.SiteName"])
    assert marker.exists() and "local socket does not answer" in result["warnings"][0]
    assert keep(NAMED)["restart_required"] == ["ServiceSettings.EnableLocalMode"]


# --- probes


@pytest.fixture
def mail(monkeypatch):
    """Return the answer of the mail server's probe, and what was asked."""
    smtp = importlib.import_module(UTILS + "_config.probe_smtp")
    answer = types.SimpleNamespace(asked=[], problem=None)

    def probe(wanted, ca=None, hello=None):
        answer.asked.append((wanted, ca))
        return smtp.Report(answer.problem is None, answer.problem, "220 mail", None, False)

    monkeypatch.setattr(smtp, "probe", probe)
    return answer


MAIL = {
    "EmailSettings": {
        "SMTPServer": "mail.example.com",
        "SMTPPort": "587",
        "ConnectionSecurity": "STARTTLS",
        "EnableSMTPAuth": True,
        "SMTPUsername": "chat",
        "SMTPPassword": SECRET,
    }
}


def test_the_mail_server_is_tried_before_it_is_set(server, keep, mail):
    mail.problem = "mail.example.com:587 does not offer STARTTLS"
    result = keep(MAIL, smtp_check="enforce")
    assert result["failure"]["kind"] == "refused" and "does not offer STARTTLS" in result["msg"]
    assert server.writes == []
    wanted, dummy = mail.asked[0]
    assert (wanted.host, wanted.port, wanted.security, wanted.username, wanted.password, wanted.verify) == (
        "mail.example.com",
        587,
        "STARTTLS",
        "chat",
        SECRET,
        True,
    )
    result = keep(MAIL, smtp_check="warn")
    assert result["changed"] is True and "does not offer STARTTLS" in result["warnings"][0]
    assert result["smtp"]["problem"] == mail.problem and SECRET not in json.dumps(result)


def test_the_mail_server_is_left_alone_when_nothing_of_it_changes(server, keep, mail):
    keep(MAIL, smtp_check="enforce")
    assert len(mail.asked) == 1
    keep(dict(MAIL, **NAMED), smtp_check="enforce")
    assert len(mail.asked) == 1


def test_without_a_login_no_password_is_tried(server, keep, mail):
    keep({"EmailSettings": {"SMTPServer": "mail.example.com", "SMTPPort": "25"}}, smtp_check="enforce")
    assert (mail.asked[0][0].username, mail.asked[0][0].password) == (None, None)


def lose(path, content):
    """Leave the file as an accident does."""
    if content is None:
        os.unlink(path)
        return
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(content)


def read(path):
    """Return a file's text, None if it is gone."""
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as stream:
        return stream.read()
