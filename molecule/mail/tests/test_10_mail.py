# SPDX-License-Identifier: GPL-3.0-or-later
"""Result of the first run with STARTTLS and a login."""

from __future__ import annotations

import re

from mailboxes import (
    CERTIFICATES,
    DIRECTORY,
    FACTS,
    GIVEN,
    SECRETS,
    SIGNED_IN,
    SMTP,
    certificates,
    environment,
    mails,
    settings,
)

testinfra_hosts = ["ansible://mattermost"]


def test_the_first_run_sent_a_mail_to_the_administrator(mta):
    mail = mails(mta)[0]
    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Example Chat", "chat@example.test")
    assert [mail[name].addresses[0].addr_spec for name in ("Reply-To", "To")] == [
        "help@example.test",
        "jane@example.test",
    ]


def test_it_came_over_tls_with_a_login(mta):
    received = mails(mta)[0]["Received"]
    assert "mattermost-mail" in received
    assert "TLSv1." in received
    assert re.search(SIGNED_IN, received)


def test_the_server_has_the_settings_of_the_variables(host):
    found = settings(host)["EmailSettings"]
    wanted = {
        "SendEmailNotifications": True,
        "SMTPServer": FACTS["host"],
        "SMTPPort": str(SMTP["starttls"]),
        "ConnectionSecurity": "STARTTLS",
        "SkipServerCertificateVerification": False,
        "EnableSMTPAuth": True,
        "SMTPUsername": SMTP["username"],
        "SMTPPassword": SMTP["password"],
        "FeedbackEmail": GIVEN["mattermost_smtp_from_address"],
        "FeedbackName": GIVEN["mattermost_smtp_from_name"],
        "ReplyToAddress": GIVEN["mattermost_smtp_reply_to"],
        "FeedbackOrganization": GIVEN["mattermost_smtp_organization"],
        "EmailBatchingInterval": GIVEN["mattermost_smtp_batching_interval"],
        "EmailNotificationContentsType": "full",
        # The recommended profile.
        "EnableEmailBatching": True,
    }
    assert {key: found[key] for key in wanted} == wanted


def test_the_server_trusts_the_authority(host):
    assert certificates(host)["smtp.pem"] == host.file(FACTS["ca"]).content_string
    assert environment(host)["SSL_CERT_DIR"] == CERTIFICATES


def test_the_passwords_are_remembered_as_hashes(host):
    record = host.file(DIRECTORY + "/settings.json")
    assert [name for name in ("SMTPPassword", "BindPassword") if name not in record.content_string] == []
    assert [name for name, value in SECRETS.items() if value in record.content_string] == []
    assert (record.user, record.mode) == ("root", 0o600)


def test_no_test_is_due(host):
    assert not host.file(DIRECTORY + "/mail_test_required").exists
