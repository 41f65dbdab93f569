# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes that require a check of the mail server or LDAP server, and the input of the check."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe as _config_probe
from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe_ldap as _ldap_probe
from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe_smtp as _smtp_probe
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as _config

MAIL = {
    "SMTPServer": "mail.example.com",
    "SMTPPort": "587",
    "ConnectionSecurity": "STARTTLS",
    "EnableSMTPAuth": True,
    "SMTPUsername": "chat",
    "SMTPPassword": "s3cret",
}
DIRECTORY = {
    "LdapServer": "ldap.example.com",
    "BaseDN": "dc=example,dc=com",
    "BindUsername": "cn=chat",
    "BindPassword": "s3cret",
    "IdAttribute": "entryUUID",
    "LoginIdAttribute": "uid",
    "UsernameAttribute": "uid",
    "EmailAttribute": "mail",
}
CHECKS = {"smtp_check": "enforce", "ldap_check": "warn", "smtp_ca": "/ca.pem", "ldap_ca": None}


@pytest.fixture
def asked(monkeypatch):
    """Let nobody be asked; return what would be."""
    calls = []

    def smtp(settings, ca, hello):
        calls.append((settings, ca, hello))
        return _smtp_probe.Report(False, "no", "220 hello", None, False)

    def ldap(settings, ca):
        calls.append((settings, ca))
        return _ldap_probe.Report(True, None, 3, [], True, 0, None, None)

    monkeypatch.setattr(_smtp_probe, "probe", smtp)
    monkeypatch.setattr(_ldap_probe, "probe", ldap)
    return calls


@pytest.mark.parametrize(
    ("name", "kinds"),
    (
        ("EmailSettings.SMTPPort", ["smtp"]),
        ("emailsettings.smtppassword", ["smtp"]),
        ("EmailSettings.FeedbackName", []),
        ("LdapSettings.Enable", ["ldap"]),
        ("TeamSettings.SiteName", []),
    ),
)
def test_only_what_decides_about_the_connection_asks(name, kinds):
    change = _config.Change(tuple(name.split(".")), None, "new", False)
    assert _config_probe.due(CHECKS, [change]) == kinds
    assert _config_probe.due(dict(CHECKS, smtp_check="skip", ldap_check="skip"), [change]) == []


@pytest.mark.parametrize(
    ("url", "hello"),
    (("https://Chat.example.com:8443/chat", "chat.example.com"), ("", "localhost"), ("https://[broken", "localhost")),
)
def test_the_mail_server_is_greeted_as_the_server_would(asked, url, hello):
    shown, problem = _config_probe.run("smtp", {"emailsettings": MAIL, "ServiceSettings": {"SiteURL": url}}, CHECKS)
    assert asked == [(("mail.example.com", 587, "STARTTLS", True, "chat", "s3cret", 10), "/ca.pem", hello)]
    assert (shown["server"], shown["problem"], problem) == ("mail.example.com:587", "no", "no")


def test_without_a_login_there_is_no_password(asked):
    tree = {"EmailSettings": dict(MAIL, EnableSMTPAuth=False, SMTPServer="", SMTPPort="", SMTPServerTimeout=3)}
    _config_probe.run("smtp", tree, CHECKS)
    assert asked[0][0] == ("localhost", 10025, "STARTTLS", True, None, None, 3)


def test_a_password_that_http_hides_is_not_tried(asked):
    _config_probe.run("smtp", {"EmailSettings": dict(MAIL, SMTPPassword="*" * 32)}, CHECKS)
    assert asked[0][0][4:6] == (None, None)


def test_the_directory_is_asked_with_the_servers_pages(asked):
    shown, problem = _config_probe.run("ldap", {"LdapSettings": dict(DIRECTORY, MaxPageSize=500)}, CHECKS)
    ((settings, ca),) = asked
    assert (settings.host, settings.port, settings.page, settings.timeout, ca) == (
        "ldap.example.com",
        389,
        500,
        10,
        None,
    )
    assert settings.attributes["IdAttribute"] == "entryUUID"
    assert (shown["count"], shown["lacking"], problem) == (3, 0, None)


def test_no_directory_is_no_problem_and_half_of_one_is(asked):
    assert _config_probe.run("ldap", {"LdapSettings": {"LdapServer": ""}}, CHECKS) == (None, None)
    shown, problem = _config_probe.run("ldap", {"LdapSettings": dict(DIRECTORY, BaseDN="", IdAttribute=None)}, CHECKS)
    assert shown is None
    assert "without LdapSettings.BaseDN, LdapSettings.IdAttribute" in problem
    assert asked == []
