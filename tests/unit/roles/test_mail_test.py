# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost_workspace, the mail through the server: whether it is due, sent, or cannot be sent."""

from __future__ import annotations

import http.server
import json
import threading

import pytest

from ansible_collections.groupware.mattermost.tests.unit.playbook_runs import run_tasks

ROLE = "groupware.mattermost.mattermost_workspace"
REASON = "Connection unsuccessful: Failed to authenticate: 535 5.7.8 Error: authentication failed"


class Server(http.server.BaseHTTPRequestHandler):
    """Signs in every user with the password "right", and sends no mail for "unlucky"."""

    def log_message(self, format, *args):  # the signature is the library's
        """Be quiet."""

    def _answer(self, status, body, **headers):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in dict(headers, Content_Length=str(len(data))).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def _error(self, status, error_id, message):
        self._answer(
            status,
            {"id": error_id, "message": message, "detailed_error": "", "request_id": "r" * 26, "status_code": status},
        )

    def do_GET(self):
        """Serve the account."""
        self._answer(200, {"email": "jane@example.com"})

    def do_POST(self):
        """Serve login, test and logout below the path of the site."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        name = self.path[len("/chat/api/v4/") :]
        self.server.calls.append(name)
        if name == "users/login":
            if body["password"] == "right":
                self._answer(200, {}, Token=body["login_id"])
            else:
                self._error(401, "api.user.login.invalid_credentials_email_username", "Enter a valid password.")
        elif name == "email/test" and "unlucky" in self.headers["Authorization"]:
            self._error(500, "app.admin.test_email.failure", REASON)
        else:
            self._answer(200, {"status": "OK"})


@pytest.fixture
def server():
    """Return a server that listens on this machine."""
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    made.calls = []
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def play(tmp_path, tasks, **variables):
    """Run tasks on this machine and return what was printed."""
    ended = run_tasks(tmp_path, tasks, variables)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return " ".join(ended.stdout.split())


def included(part, **keys):
    return {"ansible.builtin.include_role": dict({"name": ROLE, "tasks_from": part}, **keys)}


# The variables; whether the marker stays; what is read at the terminal; whether the play fails.
CASES = {
    "nobody knows the password": ({"admin": {"username": "jane"}}, True, "there is no file", False),
    "the password is another one": (
        {"admin": {"username": "jane", "password": "old"}},
        False,
        "jane could not sign in with the password",
        False,
    ),
    "another one, and a test is insisted on": (
        {"admin": {"username": "jane", "password": "old"}, "smtp_test": "always"},
        True,
        "Correct mattermost_smtp_*",
        True,
    ),
    "nobody answers": (
        {"admin": {"username": "jane", "password": "right"}, "local_url": "http://127.0.0.1:1"},
        True,
        "no server is running",
        True,
    ),
    "no mail can be sent": ({"admin": {"username": "unlucky", "password": "right"}}, True, REASON, True),
    "the password is in the file": ({"admin": {"username": "jane"}, "admin_password_file": "{file}"}, False, "", False),
}


def test_what_becomes_of_a_test(tmp_path, server):
    tasks = []
    (tmp_path / "password").write_text("right\n", encoding="utf-8")
    for number, (settings, *dummy) in enumerate(CASES.values()):
        marker = tmp_path / ("marker%d" % number)
        marker.write_text("", encoding="utf-8")
        variables = {"mattermost_workspace_" + name: value for name, value in settings.items()}
        if "admin_password_file" in settings:
            variables["mattermost_workspace_admin_password_file"] = str(tmp_path / "password")
        tasks.append(
            {
                "vars": dict(
                    {
                        "mattermost_workspace_smtp_test": "changed",
                        "mattermost_workspace_admin_password_file": str(tmp_path / "missing"),
                    },
                    **variables,
                    __mattermost_workspace_mail_marker=str(marker),
                ),
                "block": [{"ansible.builtin.debug": {"msg": "BEGIN %d" % number}}, included("mail_test")],
                "rescue": [{"ansible.builtin.debug": {"msg": "FAILED"}}],
            }
        )
    text = play(
        tmp_path,
        tasks,
        mattermost_listen_address=":%d" % server.server_port,
        mattermost_site_url="https://example.com/chat",
    )
    for number, (case, (dummy, stays, words, fails)) in enumerate(CASES.items()):
        part = text.partition("BEGIN %d" % number)[2].partition("BEGIN")[0]
        assert words in part and ("FAILED" in part.replace("FAILED!", "")) is fails, case
        assert (tmp_path / ("marker%d" % number)).exists() is stays, case
    assert server.calls == ["users/login"] * 3 + ["email/test", "users/logout"] + [
        "users/login",
        "email/test",
        "users/logout",
    ]


REQUIRED, DONE = {"mail_test_required": True}, {"mail_test_required": False}
HOST = {"mattermost_smtp_host": "mail.example.com"}
# The variables, the result of module config, and whether a test is due.
DUE = [
    ({}, {}, False),
    (HOST, {}, False),
    (HOST, DONE, False),
    (HOST, REQUIRED, True),
    (dict(HOST, mattermost_smtp_test="never"), REQUIRED, False),
    ({"mattermost_smtp_host": None}, REQUIRED, False),
    ({"mattermost_smtp_test": "always"}, DONE, True),
    ({"mattermost_workspace_smtp_test": "changed"}, REQUIRED, True),
]


def test_when_a_test_is_due(tmp_path):
    cases = [
        {
            "ansible.builtin.set_fact": {"case_%d" % number: "{{ __mattermost_workspace_mail_due | bool }}"},
            "vars": dict(variables, __mattermost_workspace_sign_up=reported),
        }
        for number, (variables, reported, dummy) in enumerate(DUE)
    ]
    shown = {
        "ansible.builtin.debug": {
            "msg": "{{ 'TOLD ' ~ [%s] | join(' ') ~ ' END' }}"
            % ", ".join("case_%d | bool" % number for number in range(len(DUE)))
        }
    }
    text = play(
        tmp_path,
        [included("preflight_variables", public=True)] + cases + [shown],
        mattermost_workspace_admin={"username": "jane", "email": "jane@example.com"},
    )
    assert text.partition("TOLD ")[2].partition(" END")[0] == " ".join(str(due) for dummy, dummy, due in DUE)
