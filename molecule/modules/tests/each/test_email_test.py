# SPDX-License-Identifier: GPL-3.0-or-later
"""Module email_test: the mail, read back from the mail server."""

from __future__ import annotations

import email
import email.policy
import json

import pytest
from steps import steps


@pytest.fixture(scope="module")
def over_http(known):
    """Return the steps over HTTP, as the socket has no such route."""
    return steps("email_test")["http"]


def mails(done, step):
    """Return the mails that were in the mailbox."""
    return [json.loads(line) for line in done[step]["stdout"].splitlines()]


def test_one_mail_went_to_the_signed_in_user(over_http):
    (mail,) = mails(over_http, "Look into the mailbox")
    assert mail["to"] == ["<jane@example.test>"]
    message = email.message_from_string(mail["text"], policy=email.policy.default)
    assert message["To"] == "jane@example.test"
    assert "Testing Email Settings" in message["Subject"]
    assert over_http["Send a mail"]["sent"] is True
    assert over_http["Send a mail"]["recipient"] == "jane@example.test"


def test_check_mode_sends_nothing(over_http):
    assert mails(over_http, "Look into the mailbox after the prediction") == []
    predicted = over_http["Send a mail in check mode"]
    assert (predicted["sent"], predicted["recipient"]) == (False, "jane@example.test")


def test_a_missing_mail_server_is_reported_and_nothing_is_sent_twice(over_http):
    assert "connection refused" in over_http["Refuse without a mail server"]["failure"]["reason"]
    assert len(mails(over_http, "Look into the mailbox at the end")) == 1
