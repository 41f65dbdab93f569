# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Ask a mail server what Mattermost will ask of it, short of a mail.

Mattermost goes on in clear text when STARTTLS fails, and only its log knows about mails that were not sent. So all that
can be known beforehand is asked here, in its way: the same greeting, the same two ways to log in, trust as Go has it.
"""

from __future__ import annotations

import base64
import smtplib
import socket
from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe_tls as tls

NAMES = {
    "server": "SMTPServer",
    "port": "SMTPPort",
    "security": "ConnectionSecurity",
    "skip": "SkipServerCertificateVerification",
}
SECURITY = "EmailSettings.ConnectionSecurity"
PORT = "EmailSettings.SMTPPort"
LOGIN = "EmailSettings.SMTPUsername and EmailSettings.SMTPPassword"
NO_LOGIN = "EmailSettings.EnableSMTPAuth to false"

# Security is "", "STARTTLS" or "TLS"; without a password there is no login.
Smtp = namedtuple("Smtp", "host port security verify username password timeout")

# What was seen up to the problem stays in the report.
Report = namedtuple("Report", "ok problem banner tls login")


def probe(smtp, ca=None, hello="localhost"):
    """Return a report; hello is what Mattermost greets with, the host of its SiteURL."""
    if smtp.security not in ("STARTTLS", "TLS"):
        # The server makes nothing of "PLAIN", which means clear text.
        smtp = smtp._replace(security="")
    seen = {"banner": None, "tls": None, "login": False}
    problem = None
    try:
        _Conversation(smtp, ca, hello, seen).run()
    except tls.Failed as exc:
        problem = str(exc)
    return Report(problem is None, problem, seen["banner"], seen["tls"], seen["login"])


class _Conversation:
    """One session, from the connection to the login."""

    def __init__(self, smtp, ca, hello, seen):
        self.smtp = smtp
        self.target = tls.Target(smtp, ca, "EmailSettings", NAMES)
        self.seen = seen
        self.shown = None
        # Without a host it does not connect: each step is taken here, so that each has its own sentence.
        self.client = smtplib.SMTP(local_hostname=hello, timeout=smtp.timeout)

    def run(self):
        """Do what Mattermost does before a mail."""
        if self.smtp.password is not None and not self.smtp.security:
            raise tls.Failed(
                "Mattermost never logs in without TLS; set %s to STARTTLS or TLS, or %s" % (SECURITY, NO_LOGIN)
            )
        if self.smtp.security:
            # A CA file that cannot be read is no matter of the server.
            tls.trust(self.target)
        try:
            self._secure()
            if self.smtp.password is not None:
                self._login()
        finally:
            self._quit()

    def certificate(self):
        """Return the certificate that the server shows, without trust in it; None when it cannot be had."""
        try:
            self._secure()
        except tls.Failed:
            # It may have been seen all the same.
            pass
        finally:
            self._quit()
        return self.shown

    def _secure(self):
        self._connect()
        self._greet()
        if self.smtp.security == "STARTTLS":
            self._starttls()
            self._greet()

    def _connect(self):
        self.client.sock = tls.connect(self.target)
        if self.smtp.security == "TLS":
            self._shake()
        try:
            code, text = self.client.getreply()
        except (OSError, smtplib.SMTPException) as exc:
            if self.smtp.security != "TLS" and tls.speaks_tls(self.target):
                raise tls.Failed(
                    "%s waits for TLS from the first byte on; set %s to TLS, or %s to a port for %s"
                    % (self.target, SECURITY, PORT, self.smtp.security or "clear text")
                ) from exc
            if _is_timeout(exc):
                raise tls.Failed(
                    "%s accepts the connection and says nothing for %s s: it is no mail server, or an"
                    " overloaded one; correct EmailSettings.SMTPServer and %s" % (self.target, self.smtp.timeout, PORT)
                ) from exc
            raise tls.Failed(
                "%s ends the connection without a greeting (%s); correct %s, or look at the mail server's"
                " log" % (self.target, tls.reason(exc), PORT)
            ) from exc
        self.seen["banner"] = self._text(text)
        if code == -1:
            raise tls.Failed(
                "%s is no mail server: it does not greet with an SMTP reply; correct"
                " EmailSettings.SMTPServer and %s" % (self.target, PORT)
            )
        if code != 220:
            raise tls.Failed(
                "%s greets with a refusal: %s; ask its administrator to accept this host"
                % (self.target, self._reply(code, text))
            )

    def _greet(self):
        code, text = self._command("EHLO", self.client.ehlo)
        if code != 250:
            code, text = self._command("HELO", self.client.helo)
        if code != 250:
            raise tls.Failed(
                "%s refuses the greeting of %s: %s; Mattermost greets with the host of"
                " ServiceSettings.SiteURL" % (self.target, self.client.local_hostname, self._reply(code, text))
            )

    def _starttls(self):
        if not self.client.has_extn("starttls"):
            raise tls.Failed(
                "%s does not offer STARTTLS, and Mattermost would send its mails in clear text all the"
                " same; set %s to a port that does (often 587), or %s to TLS (often 465) or, to insist"
                " on clear text, to nothing" % (self.target, PORT, SECURITY)
            )
        code, text = self._command("STARTTLS", self.client.docmd, "STARTTLS")
        if code != 220:
            raise tls.Failed(
                "%s offers STARTTLS and refuses it: %s; look at the mail server's log"
                % (self.target, self._reply(code, text))
            )
        self._shake()
        # What was said in clear is forgotten, as RFC 3207 asks.
        self.client.ehlo_resp = self.client.helo_resp = None
        self.client.esmtp_features = {}
        self.client.does_esmtp = False

    def _shake(self):
        again = _Conversation(self.smtp._replace(verify=False), None, self.client.local_hostname, {})
        self.client.sock = tls.shake(self.target, self.client.sock, again.certificate)
        self.client.file = None
        self.shown = tls.shown(self.client.sock)
        self.seen["tls"] = tls.session(self.client.sock)

    def _login(self):
        if not self.client.has_extn("auth"):
            raise tls.Failed(
                "%s offers no login; set %s to a port that does (often 587 or 465), or %s"
                % (self.target, PORT, NO_LOGIN)
            )
        offered = self.client.esmtp_features["auth"].upper().split()
        # Go's order: PLAIN where it is offered.
        if "PLAIN" in offered:
            steps = ["AUTH PLAIN " + _encoded("\0%s\0%s" % (self.smtp.username, self.smtp.password))]
        elif "LOGIN" in offered:
            steps = ["AUTH LOGIN", _encoded(self.smtp.username), _encoded(self.smtp.password)]
        else:
            raise tls.Failed(
                "%s offers to log in with %s only, and Mattermost knows PLAIN and LOGIN; allow one of them"
                " on the mail server" % (self.target, ", ".join(offered))
            )
        for step in steps[:-1]:
            code, text = self._command("AUTH", self.client.docmd, step)
            if code != 334:
                self._refused(code, text)
        code, text = self._command("AUTH", self.client.docmd, steps[-1])
        if code != 235:
            self._refused(code, text)
        self.seen["login"] = True

    def _refused(self, code, text):
        remedy = "try again later, or look at the mail server's log" if 400 <= code < 500 else "correct %s" % LOGIN
        raise tls.Failed(
            "%s refuses the login as %s: %s; %s" % (self.target, self.smtp.username, self._reply(code, text), remedy)
        )

    def _command(self, name, function, *arguments):
        """Send a command; a connection that ends or stays silent is told with its name."""
        try:
            return function(*arguments)
        except (OSError, smtplib.SMTPException, ValueError) as exc:
            if _is_timeout(exc):
                raise tls.Failed(
                    "%s did not answer %s within %s s%s; look at the mail server's log"
                    % (
                        self.target,
                        name,
                        self.smtp.timeout,
                        ", as some do after a wrong password" if name == "AUTH" else "",
                    )
                ) from exc
            raise tls.Failed(
                "%s ended the connection after %s (%s); look at the mail server's log"
                % (self.target, name, self._hidden(tls.reason(exc)))
            ) from exc

    def _quit(self):
        try:
            self.client.quit()
        except (OSError, smtplib.SMTPException, ValueError):
            self.client.close()

    def _reply(self, code, text):
        return "%s %s" % (code, self._text(text))

    def _text(self, text):
        return self._hidden(" ".join(text.decode("utf-8", "replace").split()))

    def _hidden(self, text):
        """Servers may repeat what they refuse."""
        if self.smtp.password:
            whole = "\0%s\0%s" % (self.smtp.username, self.smtp.password)
            for secret in (_encoded(whole), _encoded(self.smtp.password), self.smtp.password):
                text = text.replace(secret, "********")
        return text


def _is_timeout(exc):
    """Smtplib hides it below an exception of its own."""
    return isinstance(exc, socket.timeout) or isinstance(exc.__context__, socket.timeout)


def _encoded(text):
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
