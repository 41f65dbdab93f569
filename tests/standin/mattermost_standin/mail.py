# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail by SMTP, with the settings read anew for each one, and the server's words for what goes wrong."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import email.policy
import email.utils
import html as html_module
import json
import smtplib
import ssl
import time
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

from . import godial, gotls
from .context import Context
from .ids import new_id

_BACKGROUND: set[asyncio.Task] = set()

# The organization is named in mails made from a template; the mail that tries the settings has none.
_WELCOME = """<html><head>
<link href="https://fonts.googleapis.com/css?family=Open+Sans:300,400,500,700" rel="stylesheet" type="text/css"></head>
<body><a href="%(site)s"></a><h1>Welcome to the team</h1><p>Thanks for joining %(host)s.</p>
<p>This email address was used to create an account with %(name)s. If it was not you, you can safely ignore this email.
</p><h2>Download the desktop and mobile apps</h2>
<p>For the best experience, download the apps for PC, Mac, iOS and Android.</p>
<a href="https://mattermost.com/pl/download-apps">Download</a>%(organization)s
<p>© 2015 - 2026 Mattermost, Inc. 2100 Geng Road, Suite 210, Palo Alto, CA, 94303</p></body></html>"""


class MailError(Exception):
    """The mail was not sent; the text is what the server reports."""


def _quoted(code: int, answer) -> str:
    """A reply of the SMTP server, as Go's net/textproto shows it."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return "%d %s" % (code, json.dumps(text, ensure_ascii=False))


class _TlsClient(smtplib.SMTP):
    """TLS from the first byte."""

    def __init__(self, settings: dict, **options):
        self.skip = settings["SkipServerCertificateVerification"]
        super().__init__(settings["SMTPServer"], int(settings["SMTPPort"]), **options)

    def _get_socket(self, host, port, timeout):
        return gotls.client(super()._get_socket(host, port, timeout), host, self.skip)


def _connect(settings: dict, hostname: str) -> smtplib.SMTP:
    host, wait = settings["SMTPServer"], settings["SMTPServerTimeout"]
    if not settings["SMTPPort"].isdigit():
        raise MailError(
            "unable to connect to the SMTP server: dial tcp: lookup tcp/%s: unknown port" % settings["SMTPPort"]
        )
    port, tls = int(settings["SMTPPort"]), settings["ConnectionSecurity"] == "TLS"
    failed = "unable to connect to the SMTP server" + (" through TLS" if tls else "")
    try:
        if tls:
            return _TlsClient(settings, timeout=wait, local_hostname=hostname)
        return smtplib.SMTP(host, port, timeout=wait, local_hostname=hostname)
    except gotls.TlsError as error:
        raise MailError("%s: %s" % (failed, error)) from error
    except smtplib.SMTPServerDisconnected as error:
        # One that does not greet most likely waits for TLS.
        lost = "context deadline exceeded" if isinstance(error.__context__, TimeoutError) else "EOF"
        raise MailError("unable to connect to the SMTP server: " + lost) from error
    except smtplib.SMTPResponseException as error:
        raise MailError(
            "unable to connect to the SMTP server: %s" % _quoted(error.smtp_code, error.smtp_error)
        ) from error
    except OSError as error:
        raise MailError("%s: %s" % (failed, godial.tcp(host, port, wait) or error)) from error


def _start_tls(client: smtplib.SMTP, settings: dict) -> str:
    """Start TLS. Errors are ignored, as the server does: after a refusal the session goes on in clear text;
    after a failed handshake the line is dead, and the text of the failure is what every later command ends with."""
    code, _answer = client.docmd("STARTTLS")
    if code != 220:
        return ""
    try:
        client.sock = gotls.client(client.sock, settings["SMTPServer"], settings["SkipServerCertificateVerification"])
    except gotls.TlsError as error:
        return str(error)
    client.file = None
    client.ehlo_resp, client.esmtp_features, client.does_esmtp = None, {}, False
    client.ehlo()
    return ""


def _base64(text: bytes) -> str:
    return base64.b64encode(text).decode()


def _authenticate(client: smtplib.SMTP, settings: dict, broken: str) -> None:
    if not broken and not isinstance(client.sock, ssl.SSLSocket):
        # Go's client never sends a password in clear text, not even to this machine.
        raise MailError("authentication failed: unencrypted connection")
    if broken:
        raise MailError("authentication failed: " + broken)
    user, password = settings["SMTPUsername"].encode(), settings["SMTPPassword"].encode()
    plain = "PLAIN" in client.esmtp_features.get("auth", "").upper().split()
    # LOGIN is tried even where nothing is offered.
    code, answer = client.docmd("AUTH", "PLAIN " + _base64(b"\0%s\0%s" % (user, password)) if plain else "LOGIN")
    while code == 334:
        known = {} if plain else {b"Username:": user, b"Password:": password}
        reply = known.get(base64.b64decode(answer))
        if reply is None:
            raise MailError(
                "authentication failed: %s" % ("unexpected server challenge" if plain else "Unknown fromServer")
            )
        code, answer = client.docmd(_base64(reply))
    if code != 235:
        raise MailError("authentication failed: %s" % _quoted(code, answer))


@contextlib.contextmanager
def _session(config: dict) -> Iterator[tuple[smtplib.SMTP, str]]:
    """A signed-in session, and what makes its line useless, if anything does."""
    settings = config["EmailSettings"]
    client = _connect(settings, urlsplit(config["ServiceSettings"]["SiteURL"]).hostname or "localhost")
    try:
        client.ehlo_or_helo_if_needed()
        broken = _start_tls(client, settings) if settings["ConnectionSecurity"] == "STARTTLS" else ""
        if settings["EnableSMTPAuth"]:
            try:
                _authenticate(client, settings, broken)
            except smtplib.SMTPServerDisconnected as error:
                raise MailError("authentication failed: EOF") from error
        yield client, broken
        if not broken:
            client.quit()
    except smtplib.SMTPServerDisconnected as error:
        raise MailError("EOF") from error
    except smtplib.SMTPHeloError as error:
        raise MailError("unable to send hello message: %s" % _quoted(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPException as error:
        raise MailError(str(error)) from error
    except OSError as error:
        raise MailError("unable to talk to the SMTP server: %s" % error) from error
    finally:
        client.close()


def check(config: dict) -> None:
    """Connect and sign in, as the server does once at its start."""
    with _session(config):
        pass


def _message(config: dict, to: str, subject: str, html: str) -> EmailMessage:
    settings = config["EmailSettings"]
    message = EmailMessage(policy=email.policy.SMTP.clone(cte_type="8bit"))
    message["From"] = email.utils.formataddr((settings["FeedbackName"], settings["FeedbackEmail"]))
    message["To"] = to
    message["Subject"] = subject
    if settings["ReplyToAddress"]:
        # The sender's name goes here too.
        message["Reply-To"] = email.utils.formataddr((settings["FeedbackName"], settings["ReplyToAddress"]))
    message["Date"] = email.utils.format_datetime(email.utils.localtime())
    host = urlsplit(config["ServiceSettings"]["SiteURL"]).hostname or "localhost"
    message["Message-ID"] = "<%s-%d@%s>" % (new_id(), time.time(), host)
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    # The plain part of every mail of the server is empty.
    message.set_content("")
    message.add_alternative(html, subtype="html", cte="8bit")
    message.get_payload(0).set_payload("")  # type: ignore[union-attr]
    message["Content-Transfer-Encoding"] = "8bit"
    return message


def _step(failed: str, broken: str, call) -> None:
    """One command of the envelope."""
    if broken:
        raise MailError("%s: %s" % (failed, broken))
    try:
        code, answer = call()
    except smtplib.SMTPServerDisconnected as error:
        raise MailError("%s: EOF" % failed) from error
    if code // 100 != 2:
        raise MailError("%s: %s" % (failed, _quoted(code, answer)))


def send(config: dict, to: str, subject: str, html: str) -> None:
    """Send one mail or raise MailError. Blocks: call it in a thread."""
    message = _message(config, to, subject, html)
    with _session(config) as (client, broken):
        options = [
            word for name, word in (("8bitmime", "BODY=8BITMIME"), ("smtputf8", "SMTPUTF8")) if client.has_extn(name)
        ]
        _step(
            "failed to set the from address",
            broken,
            lambda: client.mail(config["EmailSettings"]["FeedbackEmail"], options),
        )
        _step("failed to set the to address", broken, lambda: client.rcpt(to))
        _data(client, message.as_bytes())


def _data(client: smtplib.SMTP, message: bytes) -> None:
    try:
        code, answer = client.data(message)
    except smtplib.SMTPDataError as error:
        raise MailError("failed to add email message data: %s" % _quoted(error.smtp_code, error.smtp_error)) from error
    if code != 250:
        raise MailError("failed to close connection to the SMTP server: %s" % _quoted(code, answer))


def test(config: dict, to: str) -> None:
    """The mail that tries the settings. It goes out even when notifications are off. Blocks."""
    body = "<html><body><p>It appears your Mattermost email is setup correctly!</p></body></html>"
    send(config, to, "%s - Testing Email Settings" % config["TeamSettings"]["SiteName"], body)


async def _send_logged(ctx: Context, to: str, subject: str, html: str) -> None:
    try:
        await asyncio.to_thread(send, ctx.config.get(), to, subject, html)
    except MailError as error:
        ctx.log.error("Failed to send the email", extra={"fields": {"error": str(error)}})


def send_in_background(ctx: Context, to: str, subject: str, html: str) -> None:
    """Send without making the request wait; a failure is only logged."""
    task = asyncio.get_running_loop().create_task(_send_logged(ctx, to, subject, html))
    _BACKGROUND.add(task)
    task.add_done_callback(_BACKGROUND.discard)


def welcome(ctx: Context, to: str) -> None:
    """The mail that a new user gets."""
    config = ctx.config.get()
    site = config["ServiceSettings"]["SiteURL"]
    host = urlsplit(site).netloc or site
    name = html_module.escape(config["TeamSettings"]["SiteName"])
    sender = config["EmailSettings"]["FeedbackOrganization"]
    body = _WELCOME % {
        "site": html_module.escape(site),
        "host": html_module.escape(host),
        "name": name,
        "organization": "<p>Sent by %s</p>" % html_module.escape(sender) if sender else "",
    }
    send_in_background(ctx, to, "[%s] You joined %s" % (config["TeamSettings"]["SiteName"], host), body)
