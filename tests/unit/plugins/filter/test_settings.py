# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that turns variables into settings, with the table of role mattermost."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.settings import FilterModule

ROLE = Path(__file__).resolve().parents[4] / "roles" / "mattermost"
settings = FilterModule().filters()["settings"]


def read(*parts):
    return yaml.safe_load(ROLE.joinpath(*parts).read_text(encoding="utf-8"))


# The paths of the role are templates there.
TABLE = {
    name: dict(entry, value="/a/path") if "{{" in str(entry.get("value")) else entry
    for name, entry in read("vars", "main", "settings.yml")["__mattermost_settings_table"].items()
}
VARIABLES = dict(read("defaults", "main.yml"), mattermost_site_url="https://chat.example.com")
VERSION, UNKNOWN = "11.6.0", "99.0.0"
MAIL = {"host": "mail.example.org", "from_address": "chat@example.org"}
LOGIN = dict(MAIL, username="chat", password="s3cret-word")
LDAP = {
    "host": "ldap.example.org",
    "bind_username": "cn=chat,dc=example,dc=org",
    "bind_password": "s3cret-word",
    "base_dn": "dc=example,dc=org",
    "id_attribute": "entryUUID",
    "login_id_attribute": "uid",
    "username_attribute": "uid",
    "email_attribute": "mail",
}


def declared(given=None, profile="recommended", version=VERSION, **variables):
    return settings(TABLE, dict(VARIABLES, **variables), profile, given or {}, version)


def prefixed(kind, values):
    return {"mattermost_%s_%s" % (kind, name): value for name, value in values.items()}


def problems(given=None, version=VERSION, **variables):
    return declared(given, version=version, **variables)["problems"]


def test_the_defaults_and_their_owners():
    found = declared()
    assert found["problems"] == [] and found["secret_settings"] == {}
    assert "LdapSettings" not in found["settings"]
    assert found["settings"]["EmailSettings"] == {"EnableEmailBatching": True}
    owners = found["owners"]
    assert owners["ServiceSettings.SiteURL"] == "mattermost_site_url"
    assert owners["EmailSettings.EnableEmailBatching"] == "mattermost_profile"
    assert owners["PluginSettings.Directory"] == "this role"
    assert owners["SqlSettings.DataSource"] == "mattermost_database_*"


def test_the_most_specific_wins():
    path = ("LogSettings", "EnableDiagnostics")
    variable = {"mattermost_enable_diagnostics": True}
    given = {"logsettings": {"enablediagnostics": True}}
    assert declared()["settings"][path[0]][path[1]] is False
    assert declared(profile="upstream")["settings"][path[0]].get(path[1]) is None
    assert declared(**variable)["settings"][path[0]][path[1]] is True
    found = declared(given)
    assert found["settings"]["logsettings"] == {"enablediagnostics": True, "FileLocation": "/a/path"}
    assert found["owners"]["logsettings.enablediagnostics"] == "mattermost_config"


def test_an_empty_text_is_null_where_null_has_a_meaning():
    assert "SMTPServer" not in declared(mattermost_smtp_host="")["settings"]["EmailSettings"]
    mail = declared(**prefixed("smtp", dict(MAIL, port="", reply_to="")))["settings"]["EmailSettings"]
    assert (mail["SMTPPort"], mail["ReplyToAddress"]) == ("587", "chat@example.org")


def test_a_null_in_the_dictionary_says_nothing():
    found = declared({"ServiceSettings": {"SiteURL": None}})
    assert found["settings"]["ServiceSettings"]["SiteURL"] == "https://chat.example.com"


@pytest.mark.parametrize(
    ("variable", "value", "name", "becomes"),
    [("mattermost_maximum_payload_size", "400000", "ServiceSettings.MaximumPayloadSizeBytes", 400000)],
)
def test_what_a_variable_becomes(variable, value, name, becomes):
    section, key = name.split(".")
    assert key not in declared()["settings"][section]
    assert declared(**{variable: value})["settings"][section][key] == becomes


def test_secrets_are_apart_and_count_with_their_variables():
    assert declared(**prefixed("smtp", LOGIN))["secret_settings"] == {"EmailSettings": {"SMTPPassword": "s3cret-word"}}
    assert "SMTPPassword" not in declared(**prefixed("smtp", LOGIN))["settings"]["EmailSettings"]
    assert declared(**prefixed("smtp", MAIL))["secret_settings"] == {}


class Vaulted:
    """An inline vault before ansible-core 2.19: a value that decrypts itself, and no text."""

    __ENCRYPTED__ = True

    def __str__(self):
        return "a-secret"


def test_a_value_from_an_inline_vault_is_a_text():
    found = declared(**prefixed("smtp", dict(LOGIN, password=Vaulted())))
    assert found["problems"] == []
    assert found["secret_settings"] == {"EmailSettings": {"SMTPPassword": "a-secret"}}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("smtp", {"host": "", "port": None, "password": ""}),
        ("smtp", MAIL),
        ("smtp", LOGIN),
        ("smtp", dict(MAIL, tls="none")),
        ("smtp", dict(MAIL, port=25, tls="none")),
        ("smtp", dict(LOGIN, port="587")),
        ("smtp", dict(LOGIN, port=465, tls="tls")),
        ("smtp", dict(LOGIN, port=2525, tls="tls", timeout="20", batching_interval=30)),
        ("smtp", dict(MAIL, host="192.0.2.25", skip_certificate_verification="yes", from_name="Chät", reply_to="")),
        ("ldap", {"host": None, "enable": False}),
        ("ldap", LDAP),
        ("ldap", dict(LDAP, enable=True, enable_sync=False)),
        ("ldap", dict(LDAP, port=636, tls="tls")),
        ("ldap", dict(LDAP, port="389", tls="none", max_page_size=0, query_timeout=60, sync_interval="60")),
    ],
)
def test_good_mail_and_ldap(kind, values):
    assert problems(**prefixed(kind, values)) == []


@pytest.mark.parametrize(
    ("kind", "values", "text"),
    [
        (
            "smtp",
            {"port": 25, "password": "s3cret-word", "contents_type": "generic"},
            "mattermost_smtp_port, mattermost_smtp_password, mattermost_smtp_contents_type have no effect without"
            " mattermost_smtp_host; set it as well, or leave these out",
        ),
        ("smtp", dict(MAIL, host="smtp://a.example"), "mattermost_smtp_host: EmailSettings.SMTPServer is 'smtp://"),
        ("smtp", dict(MAIL, port=0), "mattermost_smtp_port: EmailSettings.SMTPPort is '0': it must be"),
        ("smtp", dict(MAIL, port="smtp"), "mattermost_smtp_port: EmailSettings.SMTPPort is 'smtp': it must be"),
        ("smtp", dict(LOGIN, port=465), "mattermost_smtp_port, mattermost_smtp_tls: EmailSettings.SMTPPort is '465'"),
        ("smtp", dict(LOGIN, port=587, tls="tls"), "mattermost_smtp_port, mattermost_smtp_tls: "),
        ("smtp", dict(MAIL, username="chat"), "mattermost_smtp_password is required with mattermost_smtp_username"),
        (
            "smtp",
            dict(MAIL, password="s3cret-word"),
            "mattermost_smtp_password has no effect without mattermost_smtp_username; set it as well",
        ),
        (
            "smtp",
            dict(LOGIN, tls="none"),
            "mattermost_smtp_username, mattermost_smtp_tls: EmailSettings.EnableSMTPAuth",
        ),
        ("smtp", {"host": "a.example"}, "mattermost_smtp_from_address is required with mattermost_smtp_host"),
        ("smtp", dict(MAIL, from_address="chat", reply_to="a@b.example"), "mattermost_smtp_from_address: "),
        ("smtp", dict(MAIL, from_name="Chat\nBcc: a@b.example"), "mattermost_smtp_from_name: "),
        ("smtp", dict(MAIL, timeout=0), "mattermost_smtp_timeout: EmailSettings.SMTPServerTimeout is 0: it must be"),
        ("smtp", dict(MAIL, batching_interval=29), "mattermost_smtp_batching_interval: "),
        ("smtp", dict(MAIL, skip_certificate_verification="maybe"), "mattermost_smtp_skip_certificate_verification: "),
        ("ldap", {"enable": True}, "mattermost_ldap_enable has no effect without mattermost_ldap_host"),
        ("ldap", dict(LDAP, bind_password=None), "mattermost_ldap_bind_password is required with mattermost_ldap_host"),
        (
            "ldap",
            dict(LDAP, enable=True, base_dn="", id_attribute=None),
            "mattermost_ldap_base_dn, mattermost_ldap_id_attribute are required with mattermost_ldap_host",
        ),
        ("ldap", dict(LDAP, port=636), "mattermost_ldap_port, mattermost_ldap_tls: LdapSettings.LdapPort is 636 and"),
        ("ldap", dict(LDAP, base_dn="example.org"), "mattermost_ldap_base_dn: LdapSettings.BaseDN is 'example.org'"),
        ("ldap", dict(LDAP, user_filter="a=b"), "mattermost_ldap_user_filter: LdapSettings.UserFilter is 'a=b'"),
        ("ldap", dict(LDAP, query_timeout="soon"), "mattermost_ldap_query_timeout: LdapSettings.QueryTimeout is a num"),
    ],
)
def test_bad_mail_and_ldap(kind, values, text):
    (problem,) = problems(**prefixed(kind, values))
    assert problem.startswith(text)
    assert "s3cret" not in problem


@pytest.mark.parametrize(
    ("variables", "given", "version", "texts"),
    [
        ({"mattermost_site_url": ""}, {}, VERSION, ["mattermost_site_url is required"]),
        ({"mattermost_max_file_size": 0}, {}, VERSION, ["mattermost_max_file_size: FileSettings.MaxFileSize is 0: "]),
        ({"mattermost_max_users_per_team": "eighty"}, {}, VERSION, ["mattermost_max_users_per_team: TeamSettings.Max"]),
        (
            {"mattermost_webapp_origins": ["https://a.example"]},
            {},
            "10.6.0",
            ["mattermost_webapp_origins: ServiceSettings.FrameAncestors is known since Mattermost 10.6.1"],
        ),
        (
            {"mattermost_webapp_origins": ["https://a.example/x"]},
            {},
            "eleven",
            ["mattermost_webapp_origins: ServiceSettings.FrameAncestors is 'https"],
        ),
        (
            {"mattermost_enable_email_batching": True},
            {"clustersettings": {"enable": True}},
            VERSION,
            ["mattermost_enable_email_batching, mattermost_config: EmailSettings.EnableEmailBatching is true and"],
        ),
        ({}, {"ClusterSettings": {"Enable": True}}, VERSION, []),
        (
            {},
            {"TeamSettings": 5},
            VERSION,
            ["mattermost_config: TeamSettings must be a dictionary of settings, not 'int'"],
        ),
        ({}, {"EmailSettings": {"SMTPPassword": "*" * 32}}, VERSION, ["mattermost_config: EmailSettings.SMTPPassword"]),
        (
            {},
            {"TeamSettings": {"EnableTeamCreation": True, "SiteName": 5, "MaxUserPerTeam": 7, "MaxChannelsPerTeam": 0}},
            VERSION,
            [
                "mattermost_config: Mattermost has no TeamSettings.EnableTeamCreation any more",
                "mattermost_config: TeamSettings.SiteName is a string; 5 is a number",
                "mattermost_config: Mattermost 11.6 does not know TeamSettings.MaxUserPerTeam; did you mean",
                "mattermost_config: TeamSettings.MaxChannelsPerTeam is 0",
            ],
        ),
        ({}, {"TeamSettings": {"NewThing": 7}}, UNKNOWN, []),
        ({}, {"EmailSettings": {"SMTPPassword": ["hunter2"]}}, VERSION, ["mattermost_config: EmailSettings.SMTPPass"]),
    ],
)
def test_what_settings_may_be(variables, given, version, texts):
    found = problems(given, version, **variables)
    assert len(found) == len(texts)
    for problem, text in zip(found, texts):
        assert problem.startswith(text)
        assert "hunter2" not in problem


@pytest.mark.parametrize(
    ("variables", "given", "owners"),
    [
        ({}, {"servicesettings": {"SITEURL": "https://other.example"}}, ["mattermost_site_url"]),
        ({}, {"servicesettings": {"siteurl": "https://chat.example.com/"}}, []),
        ({}, {"SqlSettings": {"DataSource": "postgres://a:hunter2@b/c"}}, ["mattermost_database_*"]),
        ({}, {"TeamSettings": {"EnableUserCreation": False}}, ["mattermost_enable_user_creation"]),
        ({}, {"ServiceSettings": {"ConnectionSecurity": ""}}, []),
        ({}, {"EmailSettings": {"SMTPPassword": "s3cret-word"}}, []),
        (prefixed("smtp", LOGIN), {"EmailSettings": {"SMTPPassword": "s3cret-word"}}, ["mattermost_smtp_password"]),
        (
            prefixed("smtp", MAIL),
            {"ServiceSettings": {"EnableEmailInvitations": False}},
            ["mattermost_enable_email_inv"],
        ),
    ],
)
def test_a_setting_has_one_owner(variables, given, owners):
    found = problems(given, **variables)
    assert len(found) == len(owners)
    for problem, owner in zip(found, owners):
        assert problem.startswith("mattermost_config: ") and " belongs to %s" % owner in problem
        assert "hunter2" not in problem and "s3cret" not in problem


def test_a_wrong_variable_is_reported_beside_the_setting_that_contradicts_it():
    found = problems({"FileSettings": {"MaxFileSize": 5}}, mattermost_max_file_size=0)
    assert len(found) == 2
    assert "belongs to mattermost_max_file_size" in found[0]
    assert "FileSettings.MaxFileSize is 0" in found[1]


@pytest.mark.parametrize(
    "call",
    [
        lambda: settings([], {}, "upstream", {}, VERSION),
        lambda: settings({"A.B": {"variable": "x"}}, {}, "upstream", {}, VERSION),
        lambda: settings({"A.B": {"varible": "x"}}, {"x": 1}, "upstream", {}, VERSION),
        lambda: settings({"A.B": {"variable": "x", "type": "strings"}}, {"x": 1}, "upstream", {}, VERSION),
    ],
)
def test_a_wrong_table_is_an_error(call):
    with pytest.raises(AnsibleFilterError):
        call()
