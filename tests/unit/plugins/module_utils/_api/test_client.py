# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against real servers of the standard library, over TCP, TLS and a unix socket."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import socket
import socketserver
import ssl
import stat
import subprocess
import threading

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._api import client as _client
from ansible_collections.groupware.mattermost.plugins.module_utils._api import transport as _transport
from ansible_collections.groupware.mattermost.plugins.module_utils._api.multipart import Form
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    ConnectionFailed,
    HostError,
    InvalidInput,
    RequestFailed,
    ServerAbsent,
)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers from the server's list of answers and notes what came."""

    protocol_version = "HTTP/1.1"

    def address_string(self):
        """A unix socket has no address."""
        return "client"

    def log_message(self, format, *args):  # the signature is the library's
        """Be quiet."""

    def _any(self):
        self.server.hosts.append(self.headers.get("Host"))
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.server.seen.append((self.command, self.path, body, dict(self.headers), self.connection))
        status, headers, answer = self.server.answers.pop(0)
        if status is None:
            self.close_connection = True
            return
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _any


class TcpServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """A server on a free port."""

    daemon_threads = True


class SocketServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """A server on a unix socket."""

    daemon_threads = True


@contextlib.contextmanager
def serving(server, *answers):
    """Run a server that gives the answers, each a status, headers and body."""
    server.answers = list(answers)
    server.seen = []
    server.hosts = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def tcp():
    """Return a server on loopback."""
    return TcpServer(("127.0.0.1", 0), Handler)


def client_of(server, path="", scheme="http", **keywords):
    """Return a client for a server on loopback."""
    base = "%s://127.0.0.1:%d%s" % (scheme, server.server_address[1], path)
    transport = {name: keywords.pop(name) for name in ("ca_path", "validate_certs", "timeout") if name in keywords}
    return _client.Client(_transport.Endpoint(url=base, **transport), **keywords)


@pytest.fixture(autouse=True)
def quick(clock):
    """Do not wait between tries."""
    return clock


OK = (200, {}, {"status": "OK"})


def test_the_connection_is_kept_open():
    with serving(tcp(), OK, OK, OK) as server:
        client = client_of(server)
        for dummy in range(3):
            assert client.get("/system/ping").data == {"status": "OK"}
        client.close()
    assert len({seen[4] for seen in server.seen}) == 1


@pytest.mark.parametrize("idle, connections", ((19, 1), (21, 2)))
def test_an_idle_connection_is_not_written_to(quick, monkeypatch, idle, connections):
    """The server may have closed it meanwhile, and a write is not tried again."""
    opened = []
    with serving(tcp(), OK, OK, OK) as server:
        client = client_of(server)
        really_open = client.endpoint.open
        monkeypatch.setattr(client.endpoint, "open", lambda: opened.append(True) or really_open())
        client.get("/system/ping")
        quick.now += idle
        client.request("POST", "/users", body={})
        quick.now += 5  # counted from the last answer
        client.request("POST", "/users", body={})
        client.close()
    assert len(opened) == connections


def test_over_a_unix_socket(tmp_path):
    path = str(tmp_path / "local.socket")
    with serving(SocketServer(path, Handler), (201, {}, {"id": "x"})) as server:
        client = _client.Client(_transport.Endpoint(path))
        answer = client.request("POST", "/users", body={"username": "ü"}, expected=(201,))
        client.close()
    assert (answer.status, answer.data) == (201, {"id": "x"})
    assert json.loads(server.seen[0][2]) == {"username": "ü"}
    assert "Authorization" not in server.seen[0][3]


def test_a_file_is_sent_as_a_form(tmp_path, content):
    path = tmp_path / "plugin.tar.gz"
    path.write_bytes(b"\x00\r\n--x" * 100000)
    with serving(tcp(), OK, (201, {}, {"id": "x"}), OK) as server:
        client = client_of(server)
        client.get("/system/ping")
        client.request("POST", "/plugins", body=Form("plugin", str(path), fields={"force": "true"}), expected=(201,))
        client.get("/system/ping")
        client.close()
    assert content(server.seen[1][2], server.seen[1][3]) == {"plugin": path.read_bytes(), "force": b"true"}
    # On a connection of its own, as the server may have closed the old one meanwhile.
    assert server.seen[1][4] != server.seen[0][4]


def test_a_file_that_is_not_there_is_no_failed_connection(tmp_path):
    with pytest.raises(HostError, match="plugin.tar.gz cannot be read: No such file"):
        client_of(tcp()).request("POST", "/plugins", body=Form("plugin", str(tmp_path / "plugin.tar.gz")))


def test_an_answer_that_comes_before_all_was_sent_is_read(tmp_path):
    path = tmp_path / "plugin.tar.gz"
    path.write_bytes(b"x" * 50000000)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "local.socket"))
    listener.listen()

    def refuse():
        with listener.accept()[0] as connection:
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 13\r\n\r\n<html></html>")

    threading.Thread(target=refuse, daemon=True).start()
    with pytest.raises(RequestFailed) as caught:
        _client.Client(_transport.Endpoint(str(tmp_path / "local.socket"))).request(
            "POST", "/plugins", body=Form("plugin", str(path))
        )
    listener.close()
    assert caught.value.status == 413


def test_paths_and_queries_are_quoted_below_the_path_of_the_site_url():
    with serving(tcp(), OK) as server:
        client = client_of(server, "/chat/")
        client.get("/users/username/{name}", path={"name": "a/b?c d"}, query={"q": "ä&b", "p": True})
    assert server.seen[0][1] == "/chat/api/v4/users/username/a%2Fb%3Fc%20d?q=%C3%A4%26b&p=true"


def test_pages_end_with_the_first_short_one():
    with serving(tcp(), (200, {}, list(range(200))), (200, {}, [200])) as server:
        assert len(list(client_of(server).pages("/users", query={"in_team": "x"}))) == 201
    assert [seen[1] for seen in server.seen] == [
        "/api/v4/users?in_team=x&page=0&per_page=200",
        "/api/v4/users?in_team=x&page=1&per_page=200",
    ]


@pytest.mark.parametrize("status", (429, 502, 503, 504))
def test_reading_is_tried_again(quick, status):
    with serving(tcp(), (status, {}, b"busy"), (status, {}, b"busy"), OK) as server:
        assert client_of(server).get("/system/ping").status == 200
    assert quick.slept == [0.25, 0.5]
    assert len(server.seen) == 3


def test_reading_is_tried_again_after_a_dropped_connection():
    with serving(tcp(), OK, (None, {}, b""), OK) as server:
        client = client_of(server)
        client.get("/system/ping")
        assert client.get("/system/ping").status == 200
    assert len(server.seen) == 3


def test_reading_is_not_tried_for_ever(quick):
    with serving(tcp(), *[(503, {}, b"busy")] * 3) as server:
        with pytest.raises(RequestFailed) as caught:
            client_of(server, retries=2).get("/system/ping")
    assert caught.value.status == 503
    assert len(server.seen) == 3


@pytest.mark.parametrize("answer", ((503, {}, b"busy"), (None, {}, b"")))
@pytest.mark.parametrize("method", ("POST", "PUT", "DELETE"))
def test_writing_is_never_tried_again(quick, method, answer):
    with serving(tcp(), answer, OK) as server:
        with pytest.raises((RequestFailed, ConnectionFailed)):
            client_of(server).request(method, "/users", body={})
    assert len(server.seen) == 1
    assert quick.slept == []


@pytest.mark.parametrize("status", (400, 401, 403, 500, 501))
def test_other_errors_are_not_tried_again(status):
    body = {"id": "some.id", "message": "No.", "detailed_error": "why", "status_code": status}
    with serving(tcp(), (status, {}, body)) as server:
        with pytest.raises(RequestFailed) as caught:
            client_of(server).get("/config")
    url = "http://127.0.0.1:%d/api/v4/config" % server.server_address[1]
    assert str(caught.value) == "GET %s: HTTP %d [some.id] No. why" % (url, status)
    assert caught.value.as_dict() == {
        "kind": "request",
        "message": str(caught.value),
        "method": "GET",
        "url": url,
        "status": status,
        "error_id": "some.id",
    }


def test_what_does_not_exist_is_told_by_status_and_error_id():
    missing = {"id": "app.user.get_by_username.app_error", "message": "No user."}
    with serving(tcp(), (404, {}, missing)) as server:
        assert client_of(server).get("/users/username/x", expected=(200, 404)).status == 404


@pytest.mark.parametrize("body", ({"id": "api.context.404.app_error", "message": "No page."}, b"404 page not found\n"))
def test_a_route_that_is_not_served_is_an_error(body):
    with serving(tcp(), (404, {}, body)) as server:
        with pytest.raises(RequestFailed):
            client_of(server).get("/users/username/x", expected=(200, 404))


@pytest.mark.parametrize(
    "body, words",
    ((b"Bad gateway\nmore", "HTTP 500 Bad gateway$"), (b"<html>", "without a reason"), (b"", "without a reason")),
)
def test_a_plain_error_is_told_too(body, words):
    with serving(tcp(), (500, {}, body)) as server:
        with pytest.raises(RequestFailed, match=words):
            client_of(server).get("/config")


def test_a_redirect_says_where_to():
    with serving(tcp(), (302, {"Location": "/chat/api/v4/system/ping"}, b"")) as server:
        with pytest.raises(RequestFailed, match="redirects to /chat/api/v4/system/ping. Use the complete site URL"):
            client_of(server).get("/system/ping")


def test_something_else_that_answers_is_an_error():
    with serving(tcp(), (200, {}, b"<html>")) as server:
        with pytest.raises(ConnectionFailed, match="Check that this is a Mattermost server"):
            client_of(server).get("/system/ping")


def test_a_json_null_is_an_answer():
    with serving(tcp(), (200, {}, b"null")) as server:
        assert client_of(server).get("/config/environment").data is None


def test_a_login_gives_a_token_which_is_given_back():
    with serving(tcp(), (200, {"Token": "t" * 26}, {}), OK, OK) as server:
        client = client_of(server, login=("admin", "secret-password"))
        client.get("/system/ping")
        client.close()
    assert [seen[1] for seen in server.seen] == ["/api/v4/users/login", "/api/v4/system/ping", "/api/v4/users/logout"]
    assert json.loads(server.seen[0][2]) == {"login_id": "admin", "password": "secret-password"}
    assert server.seen[1][3]["Authorization"] == "Bearer " + "t" * 26


def test_a_wrong_login_is_an_error_without_the_password():
    body = {"id": "api.user.login.invalid_credentials_email_username", "message": "Enter a valid email."}
    with serving(tcp(), (401, {}, body)) as server:
        client = client_of(server, login=("admin", "secret-password"))
        with pytest.raises(RequestFailed) as caught:
            client.get("/system/ping")
        client.close()
    assert "secret-password" not in str(caught.value.as_dict())
    assert len(server.seen) == 1


def test_a_failing_logout_is_no_failure():
    with serving(tcp(), (200, {"Token": "t" * 26}, {}), OK, (500, {}, b"")) as server:
        client = client_of(server, login=("admin", "secret-password"))
        client.get("/system/ping")
        client.close()
    assert len(server.seen) == 3


def test_no_socket_means_that_no_server_is_there(tmp_path, quick):
    path = str(tmp_path / "local.socket")
    with pytest.raises(ServerAbsent, match="no server is running: No such file or directory"):
        _client.Client(_transport.Endpoint(path), retries=2).get("/system/ping")
    assert quick.slept == [0.25, 0.5]


def test_who_predicts_does_not_wait_for_a_server(tmp_path, quick):
    client = _client.Client(_transport.Endpoint(str(tmp_path / "local.socket")), retry_absent=False)
    with pytest.raises(ServerAbsent):
        client.get("/system/ping")
    assert quick.slept == []


def test_a_refused_connection_means_that_no_server_is_there():
    server = tcp()
    server.server_close()
    with pytest.raises(ServerAbsent):
        client_of(server, retries=0).get("/system/ping")


def test_a_socket_of_somebody_else(monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(_transport.SocketConnection, "connect", refuse)
    with pytest.raises(HostError, match="run the task as root or as the service user"):
        _client.Client(_transport.Endpoint("/run/x.socket")).get("/system/ping")


def test_a_silent_server_is_left_after_the_timeout(tmp_path):
    path = str(tmp_path / "local.socket")
    with socketserver.UnixStreamServer(path, Handler):  # listens, and nobody answers
        client = _client.Client(_transport.Endpoint(path, timeout=0.05), retries=0)
        with pytest.raises(ConnectionFailed, match="timed out"):
            client.get("/system/ping")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = str(folder / "cert.pem"), str(folder / "key.pem")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-keyout",
            key,
            "-out",
            cert,
            "-subj",
            "/CN=test",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )
    assert stat.S_ISREG(os.stat(cert).st_mode)
    return cert, key


@pytest.mark.parametrize("scheme", ("http", "https"))
def test_at_another_address_than_the_url_names(certificate, scheme):
    cert, key = certificate
    server = tcp()
    if scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    target = "127.0.0.1:%d" % server.server_address[1]
    with serving(server, OK):
        endpoint = _transport.Endpoint(url=scheme + "://chat.example.com/chat", validate_certs=False, connect_to=target)
        client = _client.Client(endpoint, retries=0)
        assert client.get("/system/ping").status == 200
        client.close()
        assert server.hosts == ["chat.example.com"]
    assert not endpoint.plain_remote


def test_the_certificate_is_checked_against_the_host_of_the_url(certificate):
    cert, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = tcp()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    target = "127.0.0.1:%d" % server.server_address[1]
    with serving(server, OK):
        endpoint = _transport.Endpoint(url="https://chat.example.com", ca_path=cert, connect_to=target)
        with pytest.raises(ConnectionFailed, match="[Hh]ostname"):
            _client.Client(endpoint, retries=0).get("/system/ping")


@pytest.mark.parametrize("address", ("127.0.0.1", ":443", "127.0.0.1:0", "127.0.0.1:x"))
def test_a_malformed_address_to_connect_to(address):
    with pytest.raises(InvalidInput, match="connect_to"):
        _transport.Endpoint(url="https://chat.example.com", connect_to=address)


@pytest.mark.parametrize("trust", ({"ca_path": True}, {"validate_certs": False}, {}))
def test_over_tls(certificate, trust):
    cert, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = tcp()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    options = {"ca_path": cert} if "ca_path" in trust else trust
    with serving(server, OK):
        client = client_of(server, scheme="https", retries=0, **options)
        if trust:
            assert client.get("/system/ping").status == 200
            client.close()
        else:
            with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
                client.get("/system/ping")


def test_a_file_of_authorities_that_is_not_there():
    with pytest.raises(InvalidInput, match="ca_path"):
        _client.Client(_transport.Endpoint(url="https://127.0.0.1:1", ca_path="/none")).get("/system/ping")


@pytest.mark.parametrize(
    "url",
    (
        "chat.example.com",
        "ftp://chat.example.com",
        "https://",
        "https://a:b@example.com",
        "https://example.com/?x",
        "https://example.com:port",
    ),
)
def test_malformed_urls(url):
    with pytest.raises(InvalidInput):
        _transport.Endpoint(url=url)


@pytest.mark.parametrize(
    "url, plain",
    (
        ("http://chat.example.com", True),
        ("http://127.0.0.1:8065", False),
        ("http://localhost", False),
        ("http://[::1]:80", False),
        ("https://chat.example.com", False),
    ),
)
def test_plain_http_to_another_host_is_noticed(url, plain):
    assert _transport.Endpoint(url=url).plain_remote is plain
