# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server with TLS and sign-in, and the authority that signs its certificate."""

from __future__ import annotations

import base64
import contextlib
import pathlib
import socketserver
import ssl
import subprocess
import threading

USER, PASSWORD = "mailer", "Relay-Passw0rd"
NAME = "localhost"


def _openssl(*argv: str) -> None:
    subprocess.run(["openssl", *argv], check=True, capture_output=True)


class Authority:
    """A certificate authority that nobody trusts yet, and a certificate for a host by it."""

    def __init__(self, folder: pathlib.Path):
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        self.file = folder / "authority.pem"
        self.folder = folder
        _openssl(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=Test authority",
            "-keyout",
            str(folder / "authority.key"),
            "-out",
            str(self.file),
        )
        self.file.chmod(0o644)

    def certificate(self, name: str) -> pathlib.Path:
        """A file with key and certificate of a host."""
        key, asked, signed = (self.folder / (name + end) for end in (".key", ".csr", ".crt"))
        extension = self.folder / (name + ".ext")
        extension.write_text("subjectAltName=DNS:%s\n" % name, encoding="utf-8")
        _openssl(
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", str(key), "-out", str(asked)
        )
        _openssl(
            "x509",
            "-req",
            "-days",
            "2",
            "-in",
            str(asked),
            "-CA",
            str(self.file),
            "-CAkey",
            str(self.folder / "authority.key"),
            "-CAcreateserial",
            "-extfile",
            str(extension),
            "-out",
            str(signed),
        )
        both = self.folder / (name + ".pem")
        both.write_text(key.read_text(encoding="utf-8") + signed.read_text(encoding="utf-8"), encoding="utf-8")
        return both


class Mta(socketserver.ThreadingTCPServer):
    """Keeps what it gets in `mails`, each with `tls` and `user` of its session. `security` is "", STARTTLS or TLS."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, port: int, security: str = "", certificate: pathlib.Path | None = None, offered: str = "PLAIN LOGIN"
    ):
        self.security, self.offered, self.mails, self.commands = security, offered, [], []
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(str(certificate))
        super().__init__(("127.0.0.1", port), _Session)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def __exit__(self, *args):
        self.shutdown()
        self._thread.join()
        super().__exit__(*args)

    def handle_error(self, request, client_address):
        """Clients that hang up during the handshake are what the tests are about."""


class _Session(socketserver.StreamRequestHandler):
    server: Mta

    def handle(self):
        self.tls, self.user, self.sender, self.to = False, "", "", []
        if self.server.security == "TLS":
            self._encrypt()
        self._say("220 mail.example.com ESMTP")
        while True:
            raw = self.rfile.readline()  # another one once the session is encrypted
            if not raw:
                return
            line = raw.decode("utf-8").rstrip("\r\n")
            verb = line.split(" ")[0].split(":")[0].upper()
            self.server.commands.append(verb)
            if verb == "QUIT":
                self._say("221 bye")
                return
            getattr(self, "do_" + verb.lower(), self._unknown)(line)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _encrypt(self) -> None:
        self.request = self.connection = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile, self.tls = self.connection.makefile("rb"), self.connection.makefile("wb", 0), True

    def _unknown(self, _line: str) -> None:
        self._say("502 5.5.1 Error: command not recognized")

    def do_ehlo(self, _line: str) -> None:
        more = ["STARTTLS"] if self.server.security == "STARTTLS" and not self.tls else []
        if self.tls and self.server.offered:
            more.append("AUTH " + self.server.offered)
        names = ["mail.example.com", *more, "8BITMIME"]
        for number, name in enumerate(names, 1):
            self._say("250%s%s" % (" " if number == len(names) else "-", name))

    def do_starttls(self, line: str) -> None:
        if self.server.security != "STARTTLS":
            self._unknown(line)
            return
        self._say("220 go ahead")
        self._encrypt()

    def _ask(self, prompt: str) -> str:
        self._say("334 " + base64.b64encode(prompt.encode()).decode())
        return base64.b64decode(self.rfile.readline()).decode()

    def do_auth(self, line: str) -> None:
        _verb, method, *given = line.split(" ")
        if method == "PLAIN":
            _unused, user, password = base64.b64decode(given[0]).decode().split("\0")
        else:
            user, password = self._ask("Username:"), self._ask("Password:")
        if (user, password) != (USER, PASSWORD):
            self._say("535 5.7.8 Error: authentication failed: authentication failure")
            return
        self.user = user
        self._say("235 2.7.0 Authentication successful")

    def do_mail(self, line: str) -> None:
        self.sender = line[10:]
        self._say("250 OK")

    def do_rcpt(self, line: str) -> None:
        self.to.append(line[8:])
        self._say("250 OK")

    def do_data(self, _line: str) -> None:
        self._say("354 go on")
        data = b""
        for part in iter(self.rfile.readline, b""):
            if part == b".\r\n":
                break
            data += part[1:] if part.startswith(b"..") else part
        self.server.mails.append(
            {"tls": self.tls, "user": self.user, "mail_from": self.sender, "rcpt_to": self.to, "data": data}
        )
        with contextlib.suppress(OSError):
            self._say("250 OK queued")
