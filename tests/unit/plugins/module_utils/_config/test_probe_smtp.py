# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe of a mail server against small servers on this machine."""

from __future__ import annotations

import base64
import contextlib
import datetime
import socket
import socketserver
import ssl
import threading

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config.probe_smtp import Smtp, probe

pytestmark = pytest.mark.usefixtures("no_system_certificates")

USER, PASSWORD = "chat", "Pässword-1"


class Handler(socketserver.BaseRequestHandler):
    """Speaks as the server's settings say, and notes what it hears."""

    def handle(self):
        """Serve one connection."""
        heard = []
        with contextlib.suppress(OSError):
            if self.server.wrapped:
                self._wrap()
            if self.server.greeting is None:
                # Says nothing until the client gives up.
                self.request.recv(1)
            elif self._say(self.server.greeting):
                self._listen(heard)
        self.server.sessions.append(heard)

    def _wrap(self):
        self.request = self.server.context.wrap_socket(self.request, server_side=True)

    def _say(self, text):
        if text:
            self.request.sendall(text.encode() + b"\r\n")
        else:
            self.request.close()
        return bool(text)

    def _line(self):
        line = b""
        while not line.endswith(b"\n"):
            more = self.request.recv(1)
            if not more:
                return None
            line += more
        return line.decode().strip()

    def _listen(self, heard):
        while True:
            line = self._line()
            if line is None:
                return
            verb, dummy, rest = line.partition(" ")
            line = (verb.upper() + " " + rest).strip()
            heard.append(line)
            if not self._say(self._reply(line)):
                return
            if line == "STARTTLS" and "STARTTLS" not in self.server.replies:
                self._wrap()

    def _reply(self, line):
        for start, reply in self.server.replies.items():
            if line.startswith(start):
                return reply
        verb, dummy, rest = line.partition(" ")
        if verb == "EHLO":
            secured = isinstance(self.request, ssl.SSLSocket)
            lines = ["mail.example.test"]
            if self.server.context and not secured:
                lines.append("STARTTLS")
            if self.server.logins and secured:
                lines.append("AUTH " + self.server.logins)
            return "\r\n".join("250%s%s" % (" " if text == lines[-1] else "-", text) for text in lines)
        if line == "AUTH LOGIN":
            return self._login_in_steps()
        if verb == "AUTH":
            method, dummy, given = rest.partition(" ")
            assert method == "PLAIN"
            right = base64.b64decode(given).decode() == "\0%s\0%s" % (USER, PASSWORD)
            return "235 welcome" if right else "535 5.7.8 no"
        return {"STARTTLS": "220 go ahead", "HELO": "250 hello", "QUIT": "221 bye"}.get(verb, "500 what?")

    def _login_in_steps(self):
        given = []
        for question in ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"):
            self._say(question)
            given.append(base64.b64decode(self._line()).decode())
        return "235 welcome" if given == [USER, PASSWORD] else "535 5.7.8 no"


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server; without a context there is no TLS, and a reply of None ends the connection."""

    daemon_threads = False
    allow_reuse_address = True

    def __init__(
        self, context=None, wrapped=False, greeting="220 mail.example.test ESMTP", logins="PLAIN LOGIN", replies=None
    ):
        self.context = context
        self.wrapped = wrapped
        self.greeting = greeting
        self.logins = logins
        self.replies = replies or {}
        self.sessions = []
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request, client_address):
        """A client that closes the connection is not an error of the tests."""


@pytest.fixture
def serve():
    """Return a function that starts a server."""
    with contextlib.ExitStack() as stack:

        def start(**settings):
            server = stack.enter_context(MailServer(**settings))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            stack.callback(server.shutdown)
            return server

        yield start


def ask(server, security="", password=None, ca=None, host="127.0.0.1", timeout=5, verify=True, **options):
    """Probe a server, and see that no mail was tried."""
    port = server if isinstance(server, int) else server.server_address[1]
    report = probe(Smtp(host, port, security, verify, USER, password, timeout), ca, **options)
    assert report.ok == (report.problem is None)
    if not isinstance(server, int):
        assert not [line for heard in server.sessions for line in heard if line[:4] in ("MAIL", "RCPT", "DATA")]
    for text in (PASSWORD, base64.b64encode(PASSWORD.encode()).decode()):
        assert text not in (report.problem or "")
    return report


def said(server):
    """Return the commands of the only session, without what a login says."""
    server.shutdown()
    server.server_close()
    (heard,) = server.sessions
    return [line if not line.startswith("AUTH") else line[:10] for line in heard]


def test_in_clear_text(serve):
    server = serve()
    report = ask(server, hello="chat.example.test")
    assert report == (True, None, "mail.example.test ESMTP", None, False)
    assert said(server) == ["EHLO chat.example.test", "QUIT"]


@pytest.mark.parametrize("logins", ("PLAIN LOGIN", "LOGIN CRAM-MD5"))
@pytest.mark.parametrize("security", ("STARTTLS", "TLS"))
def test_with_a_login(serve, authority, security, logins):
    server = serve(context=authority.server(), wrapped=security == "TLS", logins=logins)
    report = ask(server, security, PASSWORD, authority.file)
    assert report.problem is None
    assert report.login
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    assert report.tls.pop("expires")[:10] in (
        tomorrow.strftime("%Y-%m-%d"),
        (tomorrow - datetime.timedelta(minutes=5)).strftime("%Y-%m-%d"),
    )
    assert report.tls == {
        "version": "TLSv1.3",
        "subject": "CN=mail.example.test",
        "issuer": "O=Gärtner & Söhne, CN=Example authority",
    }
    before = ["EHLO localhost", "STARTTLS"] if security == "STARTTLS" else []
    assert said(server) == before + ["EHLO localhost", "AUTH PLAIN" if "PLAIN" in logins else "AUTH LOGIN", "QUIT"]


def test_an_old_server_that_only_knows_helo(serve):
    server = serve(replies={"EHLO": "502 what?"})
    assert ask(server).ok
    assert said(server) == ["EHLO localhost", "HELO localhost", "QUIT"]


@pytest.mark.parametrize("security", ("", "PLAIN"))
def test_no_login_in_clear_text(serve, security):
    server = serve()
    assert "never logs in without TLS" in ask(server, security, PASSWORD).problem
    assert server.sessions == []


@pytest.mark.parametrize(
    "logins, replies, words",
    [
        ("", {}, ["offers no login", "EnableSMTPAuth"]),
        ("CRAM-MD5 XOAUTH2", {}, ["CRAM-MD5, XOAUTH2", "PLAIN and LOGIN"]),
        (
            "PLAIN",
            {"AUTH": "535 5.7.8 Error: authentication failed"},
            [
                "as chat: 535 5.7.8 Error: authentication failed. Correct EmailSettings.SMTPUsername and"
                " EmailSettings.SMTPPassword"
            ],
        ),
        ("PLAIN", {"AUTH": "454 4.7.0 try later"}, ["454 4.7.0 try later. Try again later, or check"]),
        ("LOGIN", {"AUTH": "504 5.5.4 unknown"}, ["504 5.5.4 unknown"]),
        # A server that repeats its input.
        (
            "PLAIN",
            {"AUTH": "535 %s is wrong" % base64.b64encode(("\0%s\0%s" % (USER, PASSWORD)).encode()).decode()},
            ["535 ******** is wrong"],
        ),
        ("PLAIN", {"AUTH": None}, ["closed the connection after AUTH"]),
    ],
)
def test_refused_logins(serve, authority, logins, replies, words):
    server = serve(context=authority.server(), logins=logins, replies=replies)
    report = ask(server, "STARTTLS", PASSWORD, authority.file)
    assert not report.login
    assert report.tls
    assert_words(report, words)


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"greeting": "554 5.7.1 go away"}, ["rejected the connection: 554 5.7.1 go away"]),
        ({"greeting": "SSH-2.0-OpenSSH_9.2"}, ["is not a mail server", "EmailSettings.SMTPPort"]),
        ({"greeting": ""}, ["closed the connection without a greeting"]),
        ({"greeting": None}, ["sent nothing within 0.3 s"]),
        ({"replies": {"EHLO": "550 no", "HELO": "550 never"}}, ["greeting EHLO localhost: 550 never", "SiteURL"]),
        ({"replies": {"EHLO": None}}, ["closed the connection after EHLO"]),
    ],
)
def test_no_conversation(serve, settings, words):
    assert_words(ask(serve(**settings), timeout=0.3), words)


def test_starttls_is_not_offered(serve):
    server = serve()
    report = ask(server, "STARTTLS", PASSWORD)
    assert_words(report, ["does not offer STARTTLS", "in clear text", "EmailSettings.ConnectionSecurity"])
    assert said(server) == ["EHLO localhost", "QUIT"]


def test_starttls_is_refused(serve, authority):
    server = serve(context=authority.server(), replies={"STARTTLS": "454 4.7.0 TLS not available"})
    assert_words(ask(server, "STARTTLS"), ["454 4.7.0 TLS not available"])


@pytest.mark.parametrize("security", ("STARTTLS", "TLS"))
class TestCertificates:
    """Nothing is trusted that Go would not trust, and the sentence says why."""

    def check(self, serve, context, security, words, ca=None, **options):
        """Probe a server with this certificate; the password is never sent to it."""
        server = serve(context=context, wrapped=security == "TLS")
        report = ask(server, security, PASSWORD, ca, **options)
        assert_words(report, words)
        assert report.tls is None
        assert not [line for heard in server.sessions for line in heard if line.startswith("AUTH")]

    def test_unknown_authority(self, serve, stranger, security):
        self.check(
            serve,
            stranger.server(),
            security,
            [
                "issuer O=Gärtner & Söhne, CN=Stranger",
                "is not trusted",
                "EmailSettings.SkipServerCertificateVerification",
            ],
        )

    def test_another_authority(self, serve, authority, stranger, security):
        self.check(serve, stranger.server(), security, [authority.file + " does not"], authority.file)

    def test_wrong_name(self, serve, authority, security):
        context = authority.server(names=["mx.example.test", "192.0.2.1"])
        self.check(
            serve,
            context,
            security,
            ["is for mx.example.test, 192.0.2.1 and not for localhost", "EmailSettings.SMTPServer"],
            authority.file,
            host="localhost",
        )

    def test_wrong_address(self, serve, authority, security):
        self.check(
            serve,
            authority.server(names=["localhost"]),
            security,
            ["is for localhost and not for 127.0.0.1"],
            authority.file,
        )

    def test_only_a_common_name(self, serve, authority, security, monkeypatch):
        real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest: real("127.0.0.1", *rest))
        self.check(
            serve,
            authority.server(names=[]),
            security,
            ["is for no name at all"],
            authority.file,
            host="mail.example.test",
        )

    def test_expired(self, serve, authority, expired, security):
        self.check(serve, expired, security, ["has expired: it was valid until 2020-01-02T03:04:05Z"], authority.file)

    def test_not_verified(self, serve, expired, security):
        report = ask(serve(context=expired, wrapped=security == "TLS"), security, PASSWORD, verify=False)
        assert report.ok
        assert report.login
        assert report.tls["expires"] == "2020-01-02T03:04:05Z"


def test_tls_at_a_port_for_clear_text(serve):
    assert_words(ask(serve(), "TLS"), ["answers the TLS handshake in clear text", "EmailSettings.ConnectionSecurity"])


@pytest.mark.parametrize("security", ("", "STARTTLS"))
def test_clear_text_at_a_port_for_tls(serve, authority, security):
    server = serve(context=authority.server(), wrapped=True)
    assert_words(
        ask(server, security, timeout=0.3), ["uses implicit TLS", "Set EmailSettings.ConnectionSecurity to TLS"]
    )


def test_tls_at_a_port_that_says_nothing(serve):
    assert_words(ask(serve(greeting=None), "TLS", timeout=0.3), ["closes the connection when TLS begins"])


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1")
def test_tls_that_is_too_old(serve, authority):
    context = authority.server()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    assert_words(ask(serve(context=context, wrapped=True), "TLS", ca=authority.file), ["TLS 1.2 or newer"])


def test_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert_words(ask(port), ["127.0.0.1:%d refuses the connection" % port, "EmailSettings.SMTPPort"])


@pytest.mark.parametrize(
    "raised, words",
    [
        (
            socket.gaierror(-2, "Name or service not known"),
            ["cannot resolve the name mail.example.test (Name or service"],
        ),
        (UnicodeError("label too long"), ["cannot resolve the name"]),
        (TimeoutError("timed out"), ["did not accept the connection within 5 s", "firewall"]),
        (OSError(113, "No route to host"), ["cannot be reached (No route to host)"]),
    ],
)
def test_no_connection(monkeypatch, raised, words):
    def fail(*arguments, **keywords):
        raise raised

    monkeypatch.setattr(socket, "create_connection", fail)
    assert_words(ask(25, host="mail.example.test"), words)


@pytest.mark.parametrize("content", (None, "no certificate\n"))
def test_a_ca_file_that_is_none(serve, authority, tmp_path, content):
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    server = serve(context=authority.server(), wrapped=True)
    assert_words(ask(server, "TLS", ca=str(path)), ["the CA file %s cannot be used" % path])
    assert server.sessions == []


def assert_words(report, words):
    """See that the problem says all of this."""
    assert not report.ok
    for word in words:
        assert word in report.problem
