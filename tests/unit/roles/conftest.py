# SPDX-License-Identifier: GPL-3.0-or-later
"""A server in memory for roles that Ansible runs."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading

import pytest

from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import new_model


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
