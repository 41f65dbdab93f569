# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's part of module workspace."""

from __future__ import annotations

import importlib
import os
import stat
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import (
    converge,
    empty_model,
    options,
    unmet,
    user_of,
)

ACTION = importlib.import_module("ansible_collections.groupware.mattermost.plugins.action.workspace")
JANE = {"username": "jane", "email": "jane@example.com"}
COUNTS = {"create": 3, "change": 0, "remove": 0, "unchanged": 0}


def part(done=0, failures=(), finished=True, plan=("alice", "bob", "cat"), **more):
    """Return a result of the module."""
    entries = [{"kind": "user", "name": name, "action": "create", "changes": []} for name in plan]
    failures = [{"kind": "user", "name": name, "msg": "no", "failure": {}} for name in failures]
    return dict(
        {
            "changed": done > 0,
            "plan": entries,
            "summary": dict(COUNTS, create=len(plan)),
            "done": done,
            "finished": finished,
            "failures": failures,
            "admin_password_needed": False,
            "diff": {"prepared": "a plan\n"} if plan else {},
        },
        **more,
    )


class Screen:
    """Takes what is shown."""

    def __init__(self):
        self.lines = []
        self.errors = []

    def display(self, text, stderr=False):
        """Take a text."""
        (self.errors if stderr else self.lines).append(text)


@pytest.fixture
def screen(monkeypatch):
    """Return what stands on the screen in the end."""
    found = Screen()
    monkeypatch.setattr(ACTION, "display", found)
    return found


@pytest.fixture
def action(screen, clock):
    """Return a function that runs the action against a module; the calls' arguments are added to a list."""

    def run_action(module, check=False, diff=False, no_log=False, task=None, **arguments):
        calls = []
        answers = iter(module) if isinstance(module, list) else None

        def execute(module_name, module_args, task_vars):
            assert module_name == "groupware.mattermost.workspace"
            assert task_vars["inventory_hostname"] == "chat"
            calls.append(dict(module_args))
            clock.now += 10
            return next(answers) if answers else module(module_args)

        keywords = dict({"until": [], "retries": None, "async_val": 0, "environment": None}, **(task or {}))
        task = SimpleNamespace(args=arguments, check_mode=check, diff=diff, no_log=no_log, **keywords)
        connection = SimpleNamespace(_shell=SimpleNamespace(tmpdir="none"))
        run_action.task = task
        plugin = ACTION.ActionModule(task, connection, None, None, None, None)
        plugin._execute_module = execute
        return plugin.run(task_vars={"inventory_hostname": "chat"}), calls

    return run_action


def test_the_options_are_not_sent_back_with_the_task(action):
    """Ansible sends the task to the callbacks with every result; 10,000 users with passwords took a second."""
    calls = action([part()], users=[JANE])[1]
    assert action.task.args == {}
    assert calls[0]["users"] == [JANE]


@pytest.mark.parametrize("keywords", ({"until": ["false"]}, {"retries": 2}))
def test_a_task_that_is_tried_again_keeps_its_options(action, keywords):
    action([part()], task=keywords, users=[JANE])
    assert action.task.args == {"users": [JANE]}


def test_one_part_is_the_result(action, screen):
    result, calls = action([part(3)], users=[{"username": "alice"}])
    assert result == part(3)
    assert calls == [{"users": [{"username": "alice"}], "time_limit": 25}]
    assert (screen.lines, screen.errors) == ([], [])


def test_parts_are_joined_and_the_progress_is_shown(action, screen):
    result, calls = action(
        [part(1, finished=False), part(1, finished=False, plan=("bob", "cat")), part(1, plan=("cat",))]
    )
    assert result == part(3)
    assert [call["time_limit"] for call in calls] == [25, 30, 30]
    assert screen.errors == [
        "chat: 1 of 3 changes done after 10 s, about 20 s to go",
        "chat: 2 of 3 changes done after 20 s, about 10 s to go",
    ]


def test_failures_are_joined_and_not_tried_again(action, screen):
    failed = {"failed": True, "msg": "1 of 1", "failure": {"kind": "incomplete", "message": "1 of 1"}}
    result, calls = action(
        [part(1, ["bob"], finished=False), part(0, ["cat"], plan=("cat",), **failed)], leave_out=["team old"]
    )
    assert calls[0]["leave_out"] == ["team old"]
    assert calls[1]["leave_out"] == ["team old", "user bob"]
    assert (result["failed"], result["changed"], result["done"]) == (True, True, 1)
    assert [entry["name"] for entry in result["failures"]] == ["bob", "cat"]
    assert result["msg"] == "2 of 3 changes failed, the others are done:\n- user bob: no\n- user cat: no"
    assert result["failure"]["kind"] == "incomplete"
    assert screen.errors == ["chat: 1 of 3 changes done after 10 s, 1 failed, about 10 s to go"]


def test_a_failure_of_an_earlier_part_fails_the_task_in_the_end(action):
    result, dummy = action([part(1, ["bob"], finished=False), part(1, plan=("cat",))])
    assert (result["failed"], result["done"]) == (True, 2)
    assert result["msg"].startswith("1 of 3 changes failed")
    assert result["failure"]["kind"] == "incomplete"


def test_an_error_in_a_later_part_keeps_what_was_done(action):
    gone = {"failed": True, "msg": "no server is running", "failure": {"kind": "absent"}}
    result, calls = action([part(1, finished=False), gone])
    assert (result["failed"], result["msg"], result["done"], result["changed"]) == (
        True,
        "no server is running",
        1,
        True,
    )
    assert len(calls) == 2


def test_a_server_that_keeps_nothing_does_not_go_on_for_ever(action):
    result, calls = action([part(3, finished=False), part(3, finished=False), part(3, finished=False)])
    assert len(calls) == 2
    assert (result["failed"], result["failure"]["kind"], result["done"]) == (True, "not_taken", 6)


def test_the_task_may_set_the_time_itself(action):
    result, calls = action([part(1, finished=False)], time_limit=5)
    assert result["finished"] is False
    assert calls == [{"time_limit": 5}]


def test_passwords_without_a_record_are_set_in_one_go(action):
    """Otherwise each part would begin with the same passwords, and none would be the last."""
    dummy, calls = action([part(3)], password_record="")
    assert calls == [{"password_record": ""}]


def test_a_record_that_is_not_trusted_is_so_once(action):
    dummy, calls = action([part(1, finished=False), part(2)], trust_password_record=False)
    assert [call.get("trust_password_record") for call in calls] == [False, None]


@pytest.mark.parametrize("check, diff, lines", ((True, False, 1), (True, True, 0), (False, False, 0)))
def test_check_mode_shows_the_plan_also_without_diff(action, screen, check, diff, lines):
    action([part(0)], check=check, diff=diff)
    assert len(screen.lines) == lines
    assert all("+ user alice" in line and "Plan: 3 to create" in line for line in screen.lines)


def test_an_empty_plan_is_not_shown(action, screen):
    action([part(0, plan=())], check=True)
    assert screen.lines == []


@pytest.mark.parametrize("check", (True, False))
def test_a_task_that_must_not_be_logged_shows_nothing(action, screen, check):
    result, dummy = action([part(1, finished=False), part(2)], check=check, no_log=True)
    assert len(result["plan"]) == 3
    assert (screen.lines, screen.errors) == ([], [])


# The administrator's password


def test_the_password_file_is_made_only_when_the_account_is_missing(action, tmp_path):
    path = tmp_path / ".secrets" / "chat" / "admin"
    result, calls = action([part(0)], admin=JANE, admin_password_file=str(path))
    assert "password" not in calls[0]["admin"]
    assert not path.parent.exists()
    assert result["done"] == 0


def test_the_password_file_is_made_before_the_account(action, tmp_path):
    path = tmp_path / ".secrets" / "chat" / "admin"
    seen = []

    def module(arguments):
        seen.append(path.exists())
        return part(1) if arguments["admin"].get("password") else part(0, admin_password_needed=True)

    result, calls = action(module, admin=JANE, admin_password_file=str(path))
    assert seen == [False, True]
    password = path.read_text(encoding="utf-8")
    assert calls[1]["admin"] == dict(JANE, password=password.rstrip("\n"))
    assert 28 < len(password) <= 72 and password.endswith("\n") and password.count("\n") == 1
    assert all(any(test(letter) for letter in password) for test in (str.isupper, str.islower, str.isdigit))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert result["done"] == 1
    assert JANE == {"username": "jane", "email": "jane@example.com"}


def test_two_hosts_get_different_passwords(action, tmp_path):
    for name in ("one", "two"):
        action([part(0, admin_password_needed=True), part(1)], admin=JANE, admin_password_file=str(tmp_path / name))
    assert (tmp_path / "one").read_text() != (tmp_path / "two").read_text()


def test_the_password_file_serves_again(action, tmp_path):
    path = tmp_path / "admin"
    path.write_text("Kept-Passw0rd-1\n", encoding="utf-8")
    dummy, calls = action([part(1)], admin=JANE, admin_password_file=str(path))
    assert calls[0]["admin"]["password"] == "Kept-Passw0rd-1"
    assert path.read_text(encoding="utf-8") == "Kept-Passw0rd-1\n"


def test_check_mode_writes_no_password(action, tmp_path):
    path = tmp_path / "admin"
    result, calls = action([part(0, admin_password_needed=True)], check=True, admin=JANE, admin_password_file=str(path))
    assert len(calls) == 1
    assert list(tmp_path.iterdir()) == []
    assert result["admin_password_needed"] is True


def test_a_password_of_the_task_counts(action, tmp_path):
    path = tmp_path / "admin"
    path.write_text("Other-Passw0rd-1\n", encoding="utf-8")
    dummy, calls = action([part(1)], admin=dict(JANE, password="Given-Passw0rd-1"), admin_password_file=str(path))
    assert calls[0]["admin"]["password"] == "Given-Passw0rd-1"


@pytest.mark.parametrize("admin", (None, {}, {"username": ""}))
def test_without_an_administrator_no_file_is_read(action, tmp_path, admin):
    path = tmp_path / "admin"
    path.write_text("", encoding="utf-8")
    dummy, calls = action([part(0)], admin=admin, admin_password_file=str(path))
    assert calls[0]["admin"] == admin


def test_an_empty_password_file(action, tmp_path):
    path = tmp_path / "admin"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(AnsibleActionFail, match="is empty; write a password into it, or remove it"):
        action([], admin=JANE, admin_password_file=str(path))


@pytest.mark.parametrize("content", (None, b"\xff\xfe"), ids=("directory", "not text"))
def test_a_password_file_that_cannot_be_read(action, tmp_path, content):
    path = tmp_path / "admin"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(AnsibleActionFail, match="cannot be read"):
        action([], admin=JANE, admin_password_file=str(path))


def test_a_password_file_that_cannot_be_written(action, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(AnsibleActionFail, match="The user was not created"):
        action([part(0, admin_password_needed=True)], admin=JANE, admin_password_file=str(tmp_path / "file" / "admin"))


def test_a_file_that_appeared_meanwhile_is_not_overwritten(action, tmp_path):
    path = tmp_path / "admin"

    def module(arguments):
        path.write_text("Somebody-Else-1\n", encoding="utf-8")
        return part(0, admin_password_needed=True)

    with pytest.raises(AnsibleActionFail, match="The user was not created"):
        action(module, admin=JANE, admin_password_file=str(path))
    assert path.read_text(encoding="utf-8") == "Somebody-Else-1\n"


def test_a_home_directory_in_the_path(action, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    action([part(0, admin_password_needed=True), part(1)], admin=JANE, admin_password_file=os.path.join("~", "admin"))
    assert (tmp_path / "admin").is_file()


# With the module


def test_a_long_run_in_parts_does_all_but_what_fails(action, screen, clock, tmp_path):
    model = empty_model()

    def burden(call):
        if call.method != "GET":
            clock.now += 6
        if call.method == "POST" and call.path == "/users" and call.body["username"] == "u3":
            raise Refusal(500, "app.unlucky.app_error", "Not today.")

    model.before.append(burden)
    names = ["u%d" % number for number in range(8)]
    users = [dict(username=name, email=name + "@example.com", password="Geheim-Passw0rd-1") for name in names]
    wanted = {"admin": JANE, "users": users, "teams": [{"name": "home", "members": names}], "writers": 1}
    result, calls = action(
        lambda arguments: converge(model, options(**arguments)), admin_password_file=str(tmp_path / "admin"), **wanted
    )
    assert len(calls) > 3
    assert [entry["name"] for entry in result["failures"]] == ["u3", "home/u3"]
    assert (result["failed"], result["done"], len(result["plan"])) == (True, 16, 18)
    assert result["msg"].startswith("2 of 18 changes failed")
    # One only found that a password is needed, and the last has nothing to report.
    assert len(screen.errors) == len(calls) - 2
    assert user_of(model, "jane")["roles"] == "system_admin system_user"
    model.before.clear()
    again, dummy = action(
        lambda arguments: converge(model, options(**arguments)), admin_password_file=str(tmp_path / "admin"), **wanted
    )
    assert again["done"] == 2
    assert unmet(model, options(**wanted)) == []
