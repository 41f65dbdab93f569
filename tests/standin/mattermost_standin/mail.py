# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail by SMTP, with the settings read anew for each one, and the server's words for what goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import email.policy
import email.utils
import html as html_module
import smtplib
import ssl
import time
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

from . import godial
from .context import Context
from .ids import new_id

_BACKGROUND: set[asyncio.Task] = set()


class MailError(Exception):
    """The mail was not sent; the text is what the server reports."""


def _answer(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
    return '%d "%s"' % (error.smtp_code, text)


def _tls(settings: dict) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings["SkipServerCertificateVerification"]:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _connect(settings: dict) -> smtplib.SMTP:
    host, wait = settings["SMTPServer"], settings["SMTPServerTimeout"]
    if not settings["SMTPPort"].isdigit():
        raise MailError(
            "unable to connect to the SMTP server: dial tcp: lookup tcp/%s: unknown port" % settings["SMTPPort"]
        )
    port = int(settings["SMTPPort"])
    try:
        if settings["ConnectionSecurity"] == "TLS":
            return smtplib.SMTP_SSL(host, port, timeout=wait, context=_tls(settings))
        return smtplib.SMTP(host, port, timeout=wait)
    except ssl.SSLCertVerificationError as error:
        raise MailError(
            "unable to connect to the SMTP server through TLS: tls: failed to verify certificate: x509: %s"
            % error.verify_message
        ) from error
    except ssl.SSLError as error:
        raise MailError(
            "unable to connect to the SMTP server through TLS: tls: first record does not look like a TLS handshake"
        ) from error
    except smtplib.SMTPResponseException as error:
        raise MailError("unable to connect to the SMTP server: %s" % _answer(error)) from error
    except OSError as error:
        reason = godial.tcp(host, port, wait) or str(error)
        raise MailError("unable to connect to the SMTP server: %s" % reason) from error


def _authenticate(client: smtplib.SMTP, settings: dict) -> None:
    if not isinstance(client.sock, ssl.SSLSocket):
        # Go's client never sends a password in clear text, not even to this machine.
        raise MailError("authentication failed: unencrypted connection")
    offered = client.esmtp_features.get("auth", "").upper().split()
    method, answer = (
        ("LOGIN", client.auth_login) if "PLAIN" not in offered and "LOGIN" in offered else ("PLAIN", client.auth_plain)
    )
    client.user, client.password = settings["SMTPUsername"], settings["SMTPPassword"]
    try:
        client.auth(method, answer)
    except smtplib.SMTPResponseException as error:
        raise MailError("authentication failed: %s" % _answer(error)) from error


@contextlib.contextmanager
def _session(settings: dict) -> Iterator[smtplib.SMTP]:
    client = _connect(settings)
    try:
        client.ehlo_or_helo_if_needed()
        if settings["ConnectionSecurity"] == "STARTTLS" and client.has_extn("starttls"):
            client.starttls(context=_tls(settings))
            client.ehlo()
        if settings["EnableSMTPAuth"]:
            _authenticate(client, settings)
        yield client
        client.quit()
    except smtplib.SMTPException as error:
        raise MailError(str(error)) from error
    except OSError as error:
        raise MailError("unable to talk to the SMTP server: %s" % error) from error
    finally:
        client.close()


def check(config: dict) -> None:
    """Connect and sign in, as the server does once at its start."""
    with _session(config["EmailSettings"]):
        pass


def _message(config: dict, to: str, subject: str, html: str) -> EmailMessage:
    settings = config["EmailSettings"]
    message = EmailMessage(policy=email.policy.SMTP.clone(cte_type="8bit"))
    message["From"] = email.utils.formataddr((settings["FeedbackName"], settings["FeedbackEmail"]))
    message["To"] = to
    message["Subject"] = subject
    message["Reply-To"] = settings["ReplyToAddress"]
    message["Date"] = email.utils.format_datetime(email.utils.localtime())
    host = urlsplit(config["ServiceSettings"]["SiteURL"]).hostname or "localhost"
    message["Message-ID"] = "<%s-%d@%s>" % (new_id(), time.time(), host)
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    # The plain part of every mail of the server is empty.
    message.set_content("")
    message.add_alternative(html, subtype="html", cte="8bit")
    message.get_payload(0).set_payload("")
    message["Content-Transfer-Encoding"] = "8bit"
    return message


def send(config: dict, to: str, subject: str, html: str) -> None:
    """Send one mail or raise MailError. Blocks: call it in a thread."""
    message = _message(config, to, subject, html)
    with _session(config["EmailSettings"]) as client:
        options = ["BODY=8BITMIME"] if client.has_extn("8bitmime") else []
        for step, call in (
            ("failed to set the from address", lambda: client.mail(config["EmailSettings"]["FeedbackEmail"], options)),
            ("failed to set the to address", lambda: client.rcpt(to)),
        ):
            code, answer = call()
            if code // 100 != 2:
                raise MailError("%s: %s" % (step, _answer(smtplib.SMTPResponseException(code, answer))))
        try:
            client.data(message.as_bytes())
        except smtplib.SMTPResponseException as error:
            raise MailError("failed to close connection to the SMTP server: %s" % _answer(error)) from error


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
    body = (
        '<html><body><h1>Welcome to the team</h1><p>Thanks for joining <a href="%s">%s</a>.</p><p>This email address'
        " was used to create an account with %s. If it was not you, you can safely ignore this email.</p></body></html>"
        % (html_module.escape(site), html_module.escape(host), name)
    )
    send_in_background(ctx, to, "[%s] You joined %s" % (config["TeamSettings"]["SiteName"], host), body)
