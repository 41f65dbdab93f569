# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail beyond the recordings: TLS, certificates, sign-in, the sender's name.

The sources are the published mail.go of Mattermost and, for certificates and wordings, Go's net/smtp, crypto/tls and
crypto/x509.
"""

from __future__ import annotations

import email
import email.policy

import attachments
import harness
import pytest
import scope
from mta import NAME, PASSWORD, USER, Authority, Mta
from recorder.recordlib import api_server

UNKNOWN = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
REFUSED = '535 "5.7.8 Error: authentication failed: authentication failure"'
SIGN_IN = {"EnableSMTPAuth": True, "SMTPUsername": USER, "SMTPPassword": PASSWORD}


@pytest.fixture(scope="module")
def authority(cluster):
    """After the cluster, which clears the directory."""
    return Authority(harness.WORK / "authority")


@pytest.fixture(scope="module")
def trusted(authority):
    """Create a directory for SSL_CERT_DIR; its files may have any names."""
    folder = harness.WORK / "trusted"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "own authority").write_bytes(authority.file.read_bytes())
    (folder / "nonsense.txt").write_text("nonsense", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(server_factory):
    """Trusts nothing but what the distribution does."""
    found = server_factory().start().people()
    yield found
    found.remove()


@pytest.fixture(scope="module")
def trusting(server_factory, trusted):
    """Also trusts the authority."""
    found = server_factory(env={"SSL_CERT_DIR": str(trusted)}).start().people()
    yield found
    found.remove()


def sent(server, **settings) -> str:
    """Send the test mail with these settings: an empty text, or what the server says went wrong."""
    body = {
        "SMTPServer": NAME,
        "ConnectionSecurity": "",
        "SkipServerCertificateVerification": False,
        "EnableSMTPAuth": False,
        "SMTPUsername": "",
        "SMTPPassword": "",
        "SMTPServerTimeout": 2,
        **settings,
    }
    server.local("PUT", "/config/patch", {"EmailSettings": body})
    answer = server.request("POST", "/api/v4/email/test", token=server.tokens["admin"])
    if answer.status == 200:
        return ""
    assert (answer.status, answer.body["id"]) == (500, "app.admin.test_email.failure")
    return answer.body["message"].removeprefix("Connection unsuccessful: ")


@pytest.mark.parametrize("security", ["TLS", "STARTTLS"])
@pytest.mark.parametrize("offered", ["PLAIN LOGIN", "LOGIN"])
def test_a_trusted_certificate(trusting, authority, security, offered):
    with Mta(trusting.smtp_port, security, authority.certificate(NAME), offered) as mta:
        assert sent(trusting, ConnectionSecurity=security, **SIGN_IN) == ""
        assert [(mail["tls"], mail["user"]) for mail in mta.mails] == [(True, USER)]


@pytest.mark.parametrize("security", ["TLS", "STARTTLS"])
def test_a_wrong_password(trusting, authority, security):
    with Mta(trusting.smtp_port, security, authority.certificate(NAME)) as mta:
        wrong = {**SIGN_IN, "SMTPPassword": "wrong"}
        assert sent(trusting, ConnectionSecurity=security, **wrong) == "authentication failed: " + REFUSED
        assert mta.mails == []


@pytest.mark.parametrize(
    "security, settings, text",
    [
        ("TLS", SIGN_IN, "unable to connect to the SMTP server through TLS: " + UNKNOWN),
        # The failed handshake is ignored, and the line is dead: the next command fails.
        ("STARTTLS", SIGN_IN, "authentication failed: " + UNKNOWN),
        ("STARTTLS", {}, "failed to set the from address: " + UNKNOWN),
    ],
)
def test_an_untrusted_certificate(server, authority, security, settings, text):
    with Mta(server.smtp_port, security, authority.certificate(NAME)) as mta:
        assert sent(server, ConnectionSecurity=security, **settings) == text
        assert mta.mails == []
        skip = {"SkipServerCertificateVerification": True}
        assert sent(server, ConnectionSecurity=security, **{**settings, **skip}) == ""
        assert [mail["tls"] for mail in mta.mails] == [True]


def test_a_certificate_of_another_host(trusting, authority):
    with Mta(trusting.smtp_port, "TLS", authority.certificate("mail.example.com")):
        assert sent(trusting, ConnectionSecurity="TLS") == (
            "unable to connect to the SMTP server through TLS: tls: failed to verify certificate: x509: certificate is "
            "valid for mail.example.com, not localhost"
        )
        assert sent(trusting, ConnectionSecurity="TLS", SMTPServer="127.0.0.1").endswith(
            "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs"
        )


def test_starttls_that_is_not_offered(server):
    """Without credentials the mail goes out in clear text, and nobody says so."""
    with Mta(server.smtp_port) as mta:
        assert sent(server, ConnectionSecurity="STARTTLS") == ""
        assert [mail["tls"] for mail in mta.mails] == [False]
        assert "STARTTLS" in mta.commands
        assert sent(server, ConnectionSecurity="STARTTLS", **SIGN_IN) == "authentication failed: unencrypted connection"


def test_a_port_that_wants_tls(server, authority):
    """STARTTLS, or nothing, on a port such as 465: both wait for the other to begin."""
    with Mta(server.smtp_port, "TLS", authority.certificate(NAME)):
        for security in ("", "STARTTLS"):
            assert sent(server, ConnectionSecurity=security) == (
                "unable to connect to the SMTP server: context deadline exceeded"
            )


def test_the_sender(server):
    """The name is in both headers, the organization in none."""
    with Mta(server.smtp_port) as mta:
        sender = {
            "FeedbackName": "Chat of Example",
            "FeedbackEmail": "chat@example.com",
            "ReplyToAddress": "help@example.com",
            "FeedbackOrganization": "Example Ltd.",
        }
        assert sent(server, **sender) == ""
        assert sent(server, **{**sender, "ReplyToAddress": ""}) == ""
        first, second = (email.message_from_bytes(mail["data"], policy=email.policy.default) for mail in mta.mails)
        assert mta.mails[0]["mail_from"].split()[0] == "<chat@example.com>"
        for header, address in (("From", "chat@example.com"), ("Reply-To", "help@example.com")):
            found = first[header].addresses[0]
            assert (found.display_name, found.addr_spec) == ("Chat of Example", address)
        assert "Reply-To" not in second
        assert b"Example Ltd." not in mta.mails[0]["data"]
        server.local("POST", "/users", {"username": "sent", "email": "sent@example.com", "password": harness.PASSWORD})
        harness.wait_for(lambda: len(mta.mails) > 2, 10, "the mail to a new user")
        assert b"Sent by Example Ltd." in mta.mails[2]["data"]


def test_a_body_that_names_no_mail_server(server):
    token = server.tokens["admin"]
    config = server.request("GET", "/api/v4/config", token=token).body
    config["EmailSettings"]["SMTPServer"] = ""
    answer = server.request("POST", "/api/v4/email/test", config, token=token)
    assert (answer.status, answer.body["id"]) == (400, "api.admin.test_email.missing_server")


def test_the_mail_to_a_new_user(server_factory):
    """The first mails of the recording; those of invitations follow them there."""
    server = server_factory()
    sink = attachments._MailServer(server.smtp_port)  # the recorder's
    try:
        server.start().people()
        harness.wait_for(lambda: len(sink.mails) == 3, 10, "three mails")
        recorded = scope.exchanges("mail/mails")[0].entry["data"][:3]
        sink.mails.sort(key=lambda mail: mail["rcpt_to"])
        assert api_server.mails(attachments._Unchanged(), sink, recorded[0]["after"], wait=0) == recorded
    finally:
        sink.stop()
        server.remove()
