# SPDX-License-Identifier: GPL-3.0-or-later
"""Further runs of the site: other ways to the mail server, refusals, and warnings in place of refusals."""

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
    """The state that a refused play must not change."""

    def __init__(self, host, mta):
        self._host, self._mta = host, mta
        self.seen = self._look()

    def _look(self):
        # Later runs decide by the record.
        return (
            settings(self._host),
            self._host.file(DIRECTORY + "/settings.json").content_string,
            certificates(self._host),
            starts(self._host),
            len(mails(self._mta)),
        )

    def is_kept(self):
        """Return whether nothing changed."""
        return self._look() == self.seen


def test_a_run_without_a_change_sends_no_mail(host, mta):
    before = Before(host, mta)
    done = run()
    assert done.code == 0, done.messages
    assert done.changed == []
    assert before.is_kept()


def test_mail_is_sent_on_request(mta):
    before = len(mails(mta))
    done = run(TEST, mattermost_smtp_test="always")
    assert done.code == 0, done.messages
    assert len(mails(mta)) == before + 1


def test_impossible_combinations_are_refused_first(host, mta):
    before = Before(host, mta)
    done = run(mattermost_smtp_port=465)
    assert done.code != 0
    assert "mattermost_smtp_port, mattermost_smtp_tls: EmailSettings.SMTPPort is '465'" in done.messages
    done = run(mattermost_smtp_tls="none")
    assert done.code != 0
    assert "mattermost_smtp_username, mattermost_smtp_tls: EmailSettings.EnableSMTPAuth is true" in done.messages
    assert "no credentials in clear text" in done.messages
    assert before.is_kept()


def test_settings_that_would_fail_silently_are_refused(host, mta):
    """A wrong password, an untrusted certificate, a closed port, and a server without encryption."""
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


def test_with_a_warning_only_the_servers_own_mail_fails(host, mta):
    """The role only warns; then the test mail through the server fails at each run until the cause is removed."""
    before = len(mails(mta))
    insisting = {"mattermost_smtp_check": "warn", "mattermost_smtp_password": WRONG_PASSWORD}
    done = run(**insisting)
    assert done.code != 0
    assert "535" in result(done, "mail_test | Stop where no mail can be sent")["msg"]
    assert [text for text in result(done, "settings | Manage the settings")["warnings"] if "535" in text]
    assert settings(host)["EmailSettings"]["SMTPPassword"] == WRONG_PASSWORD
    assert host.file(MARKER).exists
    # Nothing changes this time, and the test is still due.
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
    """The server reads its authorities at its start only, and may no longer trust the mail server."""
    before, running = len(mails(mta)), starts(host)
    # Both authorities, like during the renewal of one.
    host.check_output("cat /etc/ssl/example/other-ca.pem /etc/ssl/example/ca.pem > " + BOTH)
    done = run(mattermost_smtp_ca=BOTH)
    assert done.code == 0, done.messages
    assert certificates(host) == {
        "smtp.pem": host.file(BOTH).content_string,
        "ldap.pem": host.file(FACTS["ca"]).content_string,
    }
    assert starts(host) == running + 1
    assert len(mails(mta)) == before + 1


def test_implicit_tls(host, mta):
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
    # The mail settings took effect without a restart.
    assert starts(host) == running


def test_plain_mail_and_nothing_more(host, mta):
    """Without login and authority; the LDAP settings get their former values."""
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
