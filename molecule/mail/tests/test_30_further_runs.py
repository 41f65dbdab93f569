# SPDX-License-Identifier: GPL-3.0-or-later
"""Further runs of the site: other ways to the mail server, what is refused, and what is let through."""

from __future__ import annotations

import re

from mailboxes import (
    CERTIFICATES,
    DIRECTORY,
    FACTS,
    IN_CLEAR,
    NO_DIRECTORY,
    PLAIN,
    SIGNED_IN,
    SMTP,
    WRONG_PASSWORD,
    certificates,
    environment,
    mails,
    result,
    run,
    settings,
    starts,
)

testinfra_hosts = ["ansible://mattermost"]
CONFIGURE = "--tags=mattermost_configure"
TEST = "--tags=mattermost_workspace"
BOTH = "/etc/ssl/example/both.pem"
MARKER = DIRECTORY + "/mail_test_required"


class Before:
    """What must not change when a play is refused."""

    def __init__(self, host, mta):
        self._host, self._mta = host, mta
        self.seen = self._look()

    def _look(self):
        # The record as well: it is what a later run goes by.
        return (
            settings(self._host),
            self._host.file(DIRECTORY + "/settings.json").content_string,
            certificates(self._host),
            starts(self._host),
            len(mails(self._mta)),
        )

    def is_kept(self):
        """Tell whether all is as it was."""
        return self._look() == self.seen


def test_nothing_new_means_no_mail(host, mta):
    before = Before(host, mta)
    done = run()
    assert done.code == 0, done.messages
    assert done.changed == []
    assert before.is_kept()


def test_a_mail_is_sent_when_it_is_asked_for(mta):
    before = len(mails(mta))
    done = run(TEST, mattermost_smtp_test="always")
    assert done.code == 0, done.messages
    assert len(mails(mta)) == before + 1


def test_nonsense_is_refused_before_anything_else(host, mta):
    before = Before(host, mta)
    done = run(mattermost_smtp_port=465)
    assert done.code != 0
    assert "mattermost_smtp_port, mattermost_smtp_tls: EmailSettings.SMTPPort is '465'" in done.messages
    done = run(mattermost_smtp_tls="none")
    assert done.code != 0
    assert "mattermost_smtp_username, mattermost_smtp_tls: EmailSettings.EnableSMTPAuth is true" in done.messages
    assert "no credentials in clear text" in done.messages
    assert before.is_kept()


def test_what_would_fail_silently_is_refused(host, mta):
    """A wrong password, a certificate that nobody knows, nobody at home, and a server that offers no encryption."""
    before = Before(host, mta)
    done = run(mattermost_smtp_password=WRONG_PASSWORD)
    assert done.code != 0
    assert " 535 " in done.messages
    assert result(done, "settings | Manage the settings")["failure"]["check"] == "smtp"
    assert done.changed == []

    for variables, words in (
        ({"mattermost_smtp_port": SMTP["untrusted"]}, ("certificate", "not trusted", "other-ca")),
        ({"mattermost_smtp_port": 2599}, ("refuses the connection", "%s:2599" % FACTS["host"])),
        (dict(mattermost_smtp_port=SMTP["plain"]), ("does not offer STARTTLS", "clear text")),
    ):
        done = run(CONFIGURE, **variables)
        assert done.code != 0, variables
        assert [word for word in words if word not in done.messages] == [], done.messages
        assert done.changed == []
    assert before.is_kept()


def test_who_insists_is_let_through_and_told_by_the_server(host, mta):
    """The role only warns, and then the mail through the server fails: at each run until it is mended."""
    before = len(mails(mta))
    insisting = {"mattermost_smtp_check": "warn", "mattermost_smtp_password": WRONG_PASSWORD}
    done = run(**insisting)
    assert done.code != 0
    assert "535" in result(done, "mail_test | Stop where no mail can be sent")["msg"]
    assert [text for text in result(done, "settings | Manage the settings")["warnings"] if "535" in text]
    assert settings(host)["EmailSettings"]["SMTPPassword"] == WRONG_PASSWORD
    assert host.file(MARKER).exists
    # Nothing changes this time, and yet it is not forgotten.
    done = run(TEST, **insisting)
    assert done.code != 0
    assert "535" in result(done, "mail_test | Stop where no mail can be sent")["msg"]
    assert len(mails(mta)) == before
    done = run()
    assert done.code == 0, done.messages
    assert len(mails(mta)) == before + 1
    assert settings(host)["EmailSettings"]["SMTPPassword"] == SMTP["password"]
    assert not host.file(MARKER).exists


def test_another_authority_means_one_restart_and_a_mail(host, mta):
    """The server reads its authorities at its start only, and may not trust the mail server any more."""
    before, running = len(mails(mta)), starts(host)
    # What the file of a renewed one looks like, while both count.
    host.check_output("cat /etc/ssl/example/other-ca.pem /etc/ssl/example/ca.pem > " + BOTH)
    done = run(mattermost_smtp_ca=BOTH)
    assert done.code == 0, done.messages
    assert certificates(host) == {
        "smtp.pem": host.file(BOTH).content_string,
        "ldap.pem": host.file(FACTS["ca"]).content_string,
    }
    assert starts(host) == running + 1
    assert len(mails(mta)) == before + 1


def test_tls_from_the_first_byte_on(host, mta):
    before, running = len(mails(mta)), starts(host)
    done = run(
        mattermost_smtp_ca=BOTH,
        mattermost_smtp_tls="tls",
        mattermost_smtp_from_name="Öffice Chat",
        mattermost_smtp_from_address="office@example.test",
        mattermost_smtp_reply_to=None,
        mattermost_smtp_contents_type="generic",
        mattermost_smtp_timeout=20,
        mattermost_enable_email_batching=False,
    )
    assert done.code == 0, done.messages
    found = mails(mta)
    assert len(found) == before + 1
    (sender,) = found[-1]["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Öffice Chat", "office@example.test")
    assert found[-1]["Reply-To"].addresses[0].addr_spec == "office@example.test"
    assert re.search(SIGNED_IN, found[-1]["Received"])
    mail = settings(host)["EmailSettings"]
    assert (mail["SMTPPort"], mail["ConnectionSecurity"]) == (str(SMTP["tls"]), "TLS")
    assert (mail["EmailNotificationContentsType"], mail["SMTPServerTimeout"]) == ("generic", 20)
    assert mail["EnableEmailBatching"] is False
    # The mail settings had effect at once.
    assert starts(host) == running


def test_plain_mail_and_nothing_more(host, mta):
    """Without a login and without an authority; and what was said of the directory is given back."""
    before, running = len(mails(mta)), starts(host)
    done = run(mattermost_smtp_ca=None, **PLAIN, **NO_DIRECTORY)
    assert done.code == 0, done.messages
    found = mails(mta)
    assert len(found) == before + 1
    assert re.search(IN_CLEAR, found[-1]["Received"])
    assert "TLS" not in found[-1]["Received"]
    assert settings(host)["EmailSettings"]["EnableSMTPAuth"] is False
    assert settings(host)["LdapSettings"]["LdapServer"] == ""
    assert certificates(host) == {}
    assert "SSL_CERT_DIR" not in environment(host)
    assert starts(host) == running + 1
    assert CERTIFICATES not in host.file("/etc/systemd/system/mattermost.service").content_string
