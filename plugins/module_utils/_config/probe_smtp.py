# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Connect to a mail server as Mattermost will, without sending mail.

Mattermost continues in clear text when STARTTLS fails, and reports mail that was not sent in its log only. The check
therefore does what Mattermost does: the same greeting, the same two login methods, the trust rules of Go.
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

Report = namedtuple("Report", "ok problem banner tls login")


def probe(smtp, ca=None, hello="localhost"):
    """Return a Report; what was learned before a problem is in it too.

    C(ca) is the path of a CA file, C(hello) the host name that Mattermost sends with EHLO, the one of its SiteURL.
    """
    if smtp.security not in ("STARTTLS", "TLS"):
        # To the server, "PLAIN" means clear text.
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
        # Without a host, smtplib does not connect: each step is done here, so that each has a message of its own.
        self.client = smtplib.SMTP(local_hostname=hello, timeout=smtp.timeout)

    def run(self):
        """Do what Mattermost does before it sends mail; raise tls.Failed."""
        if self.smtp.password is not None and not self.smtp.security:
            raise tls.Failed(
                "Mattermost never logs in without TLS. Set %s to STARTTLS or TLS, or %s" % (SECURITY, NO_LOGIN)
            )
        if self.smtp.security:
            # Read the CA file first: that it is unreadable is not a problem of the server.
            tls.trust(self.target)
        try:
            self._secure()
            if self.smtp.password is not None:
                self._login()
        finally:
            self._quit()

    def certificate(self):
        """Return the server's certificate without checking it, None if it cannot be read."""
        try:
            self._secure()
        except tls.Failed:
            # The certificate may have been read before the failure.
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
                    "%s uses implicit TLS. Set %s to TLS, or %s to a port for %s"
                    % (self.target, SECURITY, PORT, self.smtp.security or "clear text")
                ) from exc
            if _is_timeout(exc):
                raise tls.Failed(
                    "%s accepted the connection but sent nothing within %s s. It is not a mail server, or it is"
                    " overloaded. Correct EmailSettings.SMTPServer and %s" % (self.target, self.smtp.timeout, PORT)
                ) from exc
            raise tls.Failed(
                "%s closed the connection without a greeting (%s). Correct %s, or check the log of the mail"
                " server" % (self.target, tls.reason(exc), PORT)
            ) from exc
        self.seen["banner"] = self._text(text)
        if code == -1:
            raise tls.Failed(
                "%s is not a mail server: its greeting is not an SMTP reply. Correct"
                " EmailSettings.SMTPServer and %s" % (self.target, PORT)
            )
        if code != 220:
            raise tls.Failed(
                "%s rejected the connection: %s. Allow this host on the mail server"
                % (self.target, self._reply(code, text))
            )

    def _greet(self):
        code, text = self._command("EHLO", self.client.ehlo)
        if code != 250:
            code, text = self._command("HELO", self.client.helo)
        if code != 250:
            raise tls.Failed(
                "%s rejected the greeting EHLO %s: %s. Allow the name on the mail server, or correct"
                " ServiceSettings.SiteURL, from which Mattermost takes it"
                % (self.target, self.client.local_hostname, self._reply(code, text))
            )

    def _starttls(self):
        if not self.client.has_extn("starttls"):
            raise tls.Failed(
                "%s does not offer STARTTLS, and Mattermost would send mail in clear text. Set %s to a port with"
                " STARTTLS (often 587), or %s to TLS (often port 465) or, to accept clear text, to an empty string"
                % (self.target, PORT, SECURITY)
            )
        code, text = self._command("STARTTLS", self.client.docmd, "STARTTLS")
        if code != 220:
            raise tls.Failed(
                "%s offers STARTTLS but rejected it: %s. Check the log of the mail server"
                % (self.target, self._reply(code, text))
            )
        self._shake()
        # RFC 3207: discard what was learned before TLS.
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
                "%s offers no login. Set %s to a port that does (often 587 or 465), or %s"
                % (self.target, PORT, NO_LOGIN)
            )
        offered = self.client.esmtp_features["auth"].upper().split()
        # Mattermost prefers PLAIN, the order of its Go library.
        if "PLAIN" in offered:
            steps = ["AUTH PLAIN " + _encoded("\0%s\0%s" % (self.smtp.username, self.smtp.password))]
        elif "LOGIN" in offered:
            steps = ["AUTH LOGIN", _encoded(self.smtp.username), _encoded(self.smtp.password)]
        else:
            raise tls.Failed(
                "%s offers only the login methods %s, and Mattermost supports PLAIN and LOGIN. Enable one of"
                " them on the mail server" % (self.target, ", ".join(offered))
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
        remedy = "Try again later, or check the log of the mail server" if 400 <= code < 500 else "Correct %s" % LOGIN
        raise tls.Failed(
            "%s rejected the login as %s: %s. %s" % (self.target, self.smtp.username, self._reply(code, text), remedy)
        )

    def _command(self, name, function, *arguments):
        """Send a command and return (code, text); raise tls.Failed with its name if there is no answer."""
        try:
            return function(*arguments)
        except (OSError, smtplib.SMTPException, ValueError) as exc:
            if _is_timeout(exc):
                raise tls.Failed(
                    "%s did not answer %s within %s s%s. Check the log of the mail server"
                    % (
                        self.target,
                        name,
                        self.smtp.timeout,
                        " (some servers do so after a wrong password)" if name == "AUTH" else "",
                    )
                ) from exc
            raise tls.Failed(
                "%s closed the connection after %s (%s). Check the log of the mail server"
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
        """Return the text without the password: servers may repeat what they reject."""
        if self.smtp.password:
            whole = "\0%s\0%s" % (self.smtp.username, self.smtp.password)
            for secret in (_encoded(whole), _encoded(self.smtp.password), self.smtp.password):
                text = text.replace(secret, "********")
        return text


def _is_timeout(exc):
    # smtplib raises an exception of its own for a timeout.
    return isinstance(exc, socket.timeout) or isinstance(exc.__context__, socket.timeout)


def _encoded(text):
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
