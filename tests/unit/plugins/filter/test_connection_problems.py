# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters that judge the variables of the mail server and of the directory."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter import connection_problems as filters

mail_problems, ldap_problems = (filters.FilterModule().filters()[name] for name in ("mail_problems", "ldap_problems"))

MAIL = {"host": "mail.example.org", "from_address": "chat@example.org"}
LOGIN = dict(MAIL, username="chat", password="s3cret-word")
LDAP = {
    "edition": "enterprise",
    "host": "ldap.example.org",
    "bind_username": "cn=chat,dc=example,dc=org",
    "bind_password": "s3cret-word",
    "base_dn": "dc=example,dc=org",
    "id_attribute": "entryUUID",
    "login_id_attribute": "uid",
    "username_attribute": "uid",
    "email_attribute": "mail",
}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"host": None},
        {"host": "", "port": None, "tls": "starttls", "password": ""},
        MAIL,
        LOGIN,
        dict(MAIL, tls="none"),
        dict(MAIL, port=25, tls="none"),
        dict(LOGIN, port="587"),
        dict(LOGIN, port=465, tls="tls"),
        dict(LOGIN, port=2525, tls="tls", ca="/etc/ssl/example.pem", timeout="20", batching_interval=30),
        dict(
            MAIL,
            host="192.0.2.25",
            skip_certificate_verification="yes",
            contents_type="generic",
            from_name="Chät",
            reply_to="help@example.org",
            organization="Example, Inc.",
        ),
    ],
)
def test_good_mail(given):
    assert mail_problems(given) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"port": 25, "password": "s3cret-word", "contents_type": "generic"},
            [
                "mattermost_smtp_host is not set",
                "mattermost_smtp_port, mattermost_smtp_password, mattermost_smtp_contents",
            ],
        ),
        (
            dict(MAIL, host="smtp://mail.example.org"),
            ["mattermost_smtp_host is 'smtp://mail.example", "without scheme"],
        ),
        (dict(MAIL, host="mail.example.org:25"), ["mattermost_smtp_host is 'mail.example.org:25'"]),
        (dict(MAIL, host="::1"), ["mattermost_smtp_host is '::1'"]),
        (dict(MAIL, port=0), ["mattermost_smtp_port is '0'", "1 to 65535"]),
        (dict(MAIL, port=65536), ["mattermost_smtp_port is '65536'"]),
        (dict(MAIL, port="smtp"), ["mattermost_smtp_port is 'smtp'"]),
        (dict(LOGIN, port=465), ["mattermost_smtp_port is '465' and mattermost_smtp_tls 'starttls'", "to 'tls'"]),
        (dict(MAIL, port="465", tls="none"), ["mattermost_smtp_tls 'none'", "TLS from the first byte on"]),
        (dict(LOGIN, port=587, tls="tls"), ["mattermost_smtp_port is '587' and mattermost_smtp_tls 'tls'", "port 465"]),
        (dict(LOGIN, port=25, tls="tls"), ["mattermost_smtp_port is '25'", "begins in clear text"]),
        (dict(MAIL, username="chat"), ["mattermost_smtp_username is 'chat' and mattermost_smtp_password is not"]),
        (dict(MAIL, password="s3cret-word"), ["mattermost_smtp_password is set and mattermost_smtp_username is not"]),
        (
            dict(LOGIN, tls="none"),
            ["mattermost_smtp_username is 'chat' and mattermost_smtp_tls 'none'", "in clear text"],
        ),
        ({"host": "mail.example.org"}, ["mattermost_smtp_from_address is not set"]),
        (
            dict(MAIL, from_address="chat"),
            ["mattermost_smtp_from_address is 'chat': an address has the form name@domain"],
        ),
        (dict(MAIL, reply_to="Help <help@example.org>"), ["mattermost_smtp_reply_to is 'Help <help@example.org>'"]),
        (dict(MAIL, from_name="Chat\nBcc: all@example.org"), ["mattermost_smtp_from_name holds a line break"]),
        (dict(MAIL, timeout=0), ["mattermost_smtp_timeout is '0'"]),
        (dict(MAIL, batching_interval=29), ["mattermost_smtp_batching_interval is '29'", "at least 30"]),
        (dict(MAIL, ca="certs/ca.pem"), ["mattermost_smtp_ca is 'certs/ca.pem'", "absolute path"]),
    ],
)
def test_bad_mail(given, words):
    (problem,) = mail_problems(given)
    for word in words:
        assert word in problem
    assert "s3cret" not in problem


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"edition": "team", "host": None, "enable": False},
        LDAP,
        dict(LDAP, enable=True, enable_sync=False),
        dict(LDAP, edition="team"),
        dict(LDAP, port=636, tls="tls"),
        dict(LDAP, port=389, tls="none", max_page_size=0),
        dict(
            LDAP, user_filter="(&(objectClass=person)(!(uid=a*)))", group_filter="(cn=a\\28b\\29)", sync_interval="60"
        ),
        dict(LDAP, id_attribute="1.2.840.113556.1.4.2", nickname_attribute="description;lang-de", query_timeout=60),
    ],
)
def test_good_ldap(given):
    assert ldap_problems(given) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            dict(LDAP, enable=True, edition="team"),
            ["mattermost_ldap_enable is true, but mattermost_edition is 'team': LDAP needs", "licence"],
        ),
        (
            {"edition": "enterprise", "enable": True},
            ["mattermost_ldap_host is not set", "mattermost_ldap_enable would have"],
        ),
        (dict(LDAP, bind_password=None), ["mattermost_ldap_bind_password is not set"]),
        ({"host": "ldap.example.org"}, ["mattermost_ldap_base_dn, mattermost_ldap_id_attribute", "are not set"]),
        (dict(LDAP, host="ldaps://ldap.example.org"), ["mattermost_ldap_host is 'ldaps://ldap.example.org'"]),
        (dict(LDAP, port=636), ["mattermost_ldap_port is '636' and mattermost_ldap_tls 'starttls'"]),
        (dict(LDAP, port=389, tls="tls"), ["mattermost_ldap_port is '389' and mattermost_ldap_tls 'tls'", "port 636"]),
        (dict(LDAP, base_dn="example.org"), ["mattermost_ldap_base_dn is 'example.org'"]),
        (dict(LDAP, id_attribute="entry uuid"), ["mattermost_ldap_id_attribute is 'entry uuid'"]),
        (dict(LDAP, position_attribute="(title)"), ["mattermost_ldap_position_attribute is '(title)'"]),
        (dict(LDAP, user_filter="objectClass=person"), ["mattermost_ldap_user_filter is 'objectClass=person'"]),
        (dict(LDAP, sync_interval=0), ["mattermost_ldap_sync_interval is '0'"]),
        (dict(LDAP, query_timeout="soon"), ["mattermost_ldap_query_timeout is 'soon'"]),
        (dict(LDAP, max_page_size=-1), ["mattermost_ldap_max_page_size is '-1'"]),
        (dict(LDAP, ca="ca.pem"), ["mattermost_ldap_ca is 'ca.pem'"]),
    ],
)
def test_bad_ldap(given, words):
    (problem,) = ldap_problems(given)
    for word in words:
        assert word in problem
    assert "s3cret" not in problem


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("(uid=*)", True),
        ("(&(a=b)(|(c=d)(e>=f))(!(g~=h)))", True),
        ("(memberOf:1.2.840.113556.1.4.1941:=cn=a,dc=b)", True),
        ("", False),
        ("()", False),
        ("(&)", False),
        ("(!(a=b)(c=d))", False),
        ("(a=b", False),
        ("(a=b))", False),
        ("(a=b)(c=d)", False),
        ("(&(a=b)c=d)", False),
        ("(a)", False),
        ("(", False),
    ],
)
def test_filters(text, good):
    assert filters.is_filter(text) is good


def test_a_variable_that_there_is_not_is_a_mistake_of_the_role():
    for call in (lambda: mail_problems({"hots": "x"}), lambda: ldap_problems([])):
        with pytest.raises(AnsibleFilterError):
            call()
