# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost_workspace, a new password for the administrator: run by Ansible against a server in memory."""

from __future__ import annotations

import http.server
import json
import os
import socketserver
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from ansible_collections.groupware.mattermost.tests.unit.support.model_people import add_user
from ansible_collections.groupware.mattermost.tests.unit.support.world import new_model

PLAY = [{
    "hosts": "localhost", "gather_facts": False, "tasks": [{"ansible.builtin.include_role": {
        "name": "groupware.mattermost.mattermost_workspace", "tasks_from": "reset_password"}}]}]


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands requests on to the server in memory."""

    protocol_version = "HTTP/1.1"

    def address_string(self):
        """A unix socket has no address."""
        return "client"

    def log_message(self, format, *args):  # the signature is the library's
        """Be quiet."""

    def _any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = self.server.model.serve(self.command, self.path, json.loads(body) if body else None)
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _any


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Serves on a unix socket."""

    daemon_threads = True


@pytest.fixture
def model(tmp_path):
    """Return a server that listens on a socket."""
    server = Server(str(tmp_path / "local.socket"), Handler)
    server.model = new_model()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server.model
    server.shutdown()
    server.server_close()


@pytest.fixture
def reset(tmp_path, model):
    """Return a function that runs the role's tasks and gives their error."""

    def run():
        (tmp_path / "play.yml").write_text(json.dumps(PLAY), encoding="utf-8")
        variables = {
            "ansible_connection": "local", "ansible_python_interpreter": sys.executable,
            "mattermost_workspace_socket": str(tmp_path / "local.socket"),
            "mattermost_workspace_admin": {"username": "jane", "email": "jane@example.com"},
            "mattermost_workspace_admin_password_file": str(tmp_path / "password"),
        }
        ended = subprocess.run(
            [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", "-e", json.dumps(variables),
             str(tmp_path / "play.yml")],
            env=dict(os.environ, ANSIBLE_HOME=str(tmp_path), ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal"),
            capture_output=True, text=True, check=False)
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
