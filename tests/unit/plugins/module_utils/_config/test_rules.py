# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that a real server refused, and values that it should have refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings as schema
from ansible_collections.groupware.mattermost.plugins.module_utils._config import rules
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config

RECORDINGS = Path(__file__).resolve().parents[5] / "tests" / "contract" / "recordings"
(DEFAULTS,) = json.loads((RECORDINGS / "start" / "default_config.json").read_text(encoding="utf-8"))
# In the recording a placeholder stands for them.
DEFAULTS["SqlSettings"]["AtRestEncryptKey"] = DEFAULTS["FileSettings"]["PublicLinkSalt"] = "s" * 32
NAMES = sorted({name for rule in rules.RULES for name in rule.settings})
BOUNDED = settings(max_examples=200, deadline=None, derandomize=True, database=None)
INTERESTING = st.sampled_from(
    (
        "",
        " ",
        "TLS",
        "STARTTLS",
        "465",
        "redis",
        "atmos/camo",
        "127.0.0.1:443",
        "[::1]:80",
        "::",
        "https://[",
        "(((",
        ")",
        "\ud800",
        "-",
        ",",
        "²",
        "en",
        "\x00",
        "@",
        "*",
        0,
        -1,
        65536,
        float("inf"),
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | INTERESTING,
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def judge(*changed, tree=None):
    """Return the problems of a configuration in which settings are changed, given as name and value."""
    tree = copy.deepcopy(tree if tree is not None else DEFAULTS)
    touched = set()
    for name, value in changed:
        section, key = name.split(".")
        tree[section][key] = value
        touched.add(name.lower())
    return rules.problems(lambda name: config.find(tree, tuple(name.split(".")))[1], touched)


def test_a_default_configuration_has_no_problem():
    assert (
        rules.problems(lambda name: config.find(DEFAULTS, tuple(name.split(".")))[1], {name.lower() for name in NAMES})
        == []
    )


@pytest.mark.parametrize("name", NAMES)
def test_rules_are_about_settings_that_there_are(name):
    assert schema.find(tuple(name.split("."))).name == name


BAD = (
    ("TeamSettings.MaxUsersPerTeam", 0),
    ("EmailSettings.EmailBatchingInterval", 29),
    ("PasswordSettings.MinimumLength", 73),
    ("LdapSettings.LdapPort", 0),
    ("TeamSettings.SiteName", "s" * 31),
    ("TeamSettings.SiteName", "ü" * 16),
    ("TeamSettings.TeammateNameDisplay", "x"),
    ("ServiceSettings.SiteURL", "ftp://chat.example.com"),
    ("ServiceSettings.SiteURL", "https://"),
    ("ServiceSettings.WebsocketURL", "chat.example.com"),
    ("ServiceSettings.FrameAncestors", "x; script-src *"),
    ("ServiceSettings.FrameAncestors", "https://a.example.com https://*.example.com"),
    ("ServiceSettings.AllowCorsFrom", "example.com"),
    ("ServiceSettings.AllowCorsFrom", "* https://a.example.com"),
    ("ServiceSettings.ListenAddress", "8065"),
    ("ServiceSettings.ListenAddress", "::1:8065"),
    ("ServiceSettings.ListenAddress", "a b:80"),
    ("MetricsSettings.ListenAddress", "8067"),
    ("ServiceSettings.ConnectionSecurity", "TLS"),
    ("ServiceSettings.UseLetsEncrypt", True),
    ("ServiceSettings.Forward80To443", True),
    ("ServiceSettings.ThreadAutoFollow", False),
    ("ServiceSettings.AllowCookiesForSubdomains", True),
    ("EmailSettings.EnableEmailBatching", True),
    ("LogSettings.ConsoleLevel", "X"),
    ("LogSettings.FileLevel", "WARNING"),
    ("ServiceSettings.WebserverMode", "x"),
    ("LocalizationSettings.DefaultServerLocale", "xx"),
    ("LocalizationSettings.AvailableLocales", "de,fr"),
    ("LocalizationSettings.AvailableLocales", "en,klingon"),
    ("EmailSettings.SMTPPort", "0"),
    ("EmailSettings.SMTPPort", "65536"),
    ("EmailSettings.SMTPPort", "smtp"),
    ("EmailSettings.SMTPPort", "²5"),
    ("EmailSettings.FeedbackEmail", "nonsense"),
    ("EmailSettings.ReplyToAddress", "Chat <chat@example.com>"),
    ("EmailSettings.SMTPServer", "smtp://mail.example.com"),
    ("EmailSettings.SMTPServer", "2001:db8::1"),
    ("EmailSettings.SMTPServerTimeout", 0),
    ("EmailSettings.FeedbackName", "Chat\nBcc: all@example.org"),
    ("EmailSettings.FeedbackOrganization", "Example\x7f"),
    ("EmailSettings.SMTPUsername", "chat\r"),
    ("LdapSettings.BaseDN", "example.org"),
    ("LdapSettings.IdAttribute", "entry uuid"),
    ("LdapSettings.PositionAttribute", "(title)"),
    ("LdapSettings.QueryTimeout", 0),
    ("LdapSettings.MaxPageSize", -1),
    ("LdapSettings.LdapPort", 636),
    ("EmailSettings.SMTPServer", "mail.example.com:25"),
    ("LdapSettings.LdapServer", "ldaps://ldap.example.com"),
    ("EmailSettings.ConnectionSecurity", "SSL"),
    ("SqlSettings.DriverName", "mysql"),
    ("SqlSettings.DataSource", ""),
    ("SqlSettings.AtRestEncryptKey", "short"),
    ("FileSettings.DriverName", "x"),
    ("FileSettings.Directory", " /srv/data/"),
    ("FileSettings.Directory", ""),
    ("FileSettings.MaxImageDecoderConcurrency", 0),
    ("CacheSettings.CacheType", "redis"),
    ("DataRetentionSettings.MessageRetentionHours", 1),
    ("DataRetentionSettings.FileRetentionDays", 0),
    ("DataRetentionSettings.DeletionJobStartTime", "25:00"),
    ("ElasticsearchSettings.EnableSearching", True),
    ("ElasticsearchSettings.IgnoredPurgeIndexes", "a,-b"),
    ("ExperimentalAuditSettings.FileEnabled", True),
    ("TeamSettings.ExperimentalViewArchivedChannels", False),
    ("ExperimentalSettings.ClientSideCertEnable", True),
    ("MetricsSettings.ClientSideUserIds", ["a"] * 6),
    ("DisplaySettings.CustomURLSchemes", ["git", "a:"]),
    ("SamlSettings.Enable", True),
    ("LdapSettings.Enable", True),
    ("EmailSettings.EnableSMTPAuth", True),
    ("LdapSettings.UserFilter", "(a=b"),
    ("LdapSettings.UserFilter", "(a=b))"),
    ("LdapSettings.UserFilter", "a=b"),
    ("LdapSettings.UserFilter", "(a=b)(c=d)"),
    ("LdapSettings.GuestFilter", "(a)"),
    ("LdapSettings.AdminFilter", ")a=b("),
    ("LdapSettings.GroupFilter", " "),
    ("LdapSettings.UserFilter", "()"),
    ("LdapSettings.UserFilter", "(&)"),
    ("LdapSettings.UserFilter", "(!(a=b)(c=d))"),
    ("LdapSettings.UserFilter", "(&(a=b)c=d)"),
    ("LdapSettings.UserFilter", "("),
)
GOOD = (
    ("TeamSettings.MaxUsersPerTeam", 1),
    ("PasswordSettings.MinimumLength", 5),
    ("PasswordSettings.MinimumLength", 72),
    ("TeamSettings.SiteName", "s" * 30),
    ("ServiceSettings.SiteURL", ""),
    ("ServiceSettings.SiteURL", "https://chat.example.com/chat/"),
    ("ServiceSettings.FrameAncestors", ""),
    ("ServiceSettings.WebsocketURL", "wss://chat.example.com"),
    ("ServiceSettings.FrameAncestors", "https://a.example.com  https://b.example.com:8443"),
    ("ServiceSettings.AllowCorsFrom", "*"),
    ("ServiceSettings.AllowCorsFrom", "https://a.example.com"),
    ("ServiceSettings.ListenAddress", "127.0.0.1:8065"),
    ("ServiceSettings.ListenAddress", "[::1]:8065"),
    ("ServiceSettings.ListenAddress", ":0"),
    ("ServiceSettings.ListenAddress", "localhost:65535"),
    ("LogSettings.ConsoleLevel", "warn"),
    ("LogSettings.FileLevel", "ERROR"),
    ("EmailSettings.SMTPPort", ""),
    ("LocalizationSettings.DefaultServerLocale", "pt-BR"),
    ("LocalizationSettings.AvailableLocales", "de,en"),
    ("EmailSettings.SMTPPort", "587"),
    ("EmailSettings.FeedbackEmail", ""),
    ("EmailSettings.FeedbackEmail", "chat@example.com"),
    ("EmailSettings.SMTPServer", "192.0.2.1"),
    ("EmailSettings.SMTPServer", "[2001:db8::1]"),
    ("EmailSettings.ConnectionSecurity", "PLAIN"),
    ("EmailSettings.FeedbackName", "Chät, Example"),
    ("LdapSettings.BaseDN", "ou=people, dc=example,dc=com"),
    ("LdapSettings.IdAttribute", "1.2.840.113556.1.4.2"),
    ("LdapSettings.NicknameAttribute", "description;lang-de"),
    ("LdapSettings.PictureAttribute", ""),
    ("LdapSettings.MaxPageSize", 0),
    ("LdapSettings.UserFilter", "(&(a=b)(|(c=d)(e>=f))(!(g~=h)))"),
    ("LdapSettings.UserFilter", "(memberOf:1.2.840.113556.1.4.1941:=cn=a,dc=b)"),
    ("LdapSettings.UserFilter", "(uid=*)"),
    ("FileSettings.DriverName", "amazons3"),
    ("FileSettings.MaxImageDecoderConcurrency", -1),
    ("ServiceSettings.CollapsedThreads", "disabled"),
    ("SqlSettings.AtRestEncryptKey", "*" * 32),
    ("LdapSettings.UserFilter", "(&(objectClass=person)(|(a=b)(c=\\28d\\29)))"),
    ("LdapSettings.UserFilter", ""),
    ("MetricsSettings.ClientSideUserIds", ["a"] * 5),
    ("DisplaySettings.CustomURLSchemes", ["git", "tel"]),
    ("ImageProxySettings.ImageProxyType", "atmos/camo"),
    ("MessageExportSettings.ExportFormat", "csv"),
)


@pytest.mark.parametrize(("name", "value"), BAD)
def test_refused(name, value):
    found = judge((name, value))
    assert found
    for problem in found:
        assert name in problem.settings
        assert problem.text.startswith(problem.settings[0] + " is ")
        assert ": " in problem.text and not problem.text.endswith((".", "None", ": "))


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_taken(name, value):
    assert judge((name, value)) == []


TOGETHER = (
    (
        {"EmailSettings.SMTPPort": "465", "EmailSettings.ConnectionSecurity": "STARTTLS"},
        "EmailSettings.SMTPPort is '465' and EmailSettings.ConnectionSecurity 'STARTTLS': port 465 speaks TLS from the"
        " first byte; set ConnectionSecurity to TLS, or the port to 587",
    ),
    (
        {"EmailSettings.SMTPPort": "587", "EmailSettings.ConnectionSecurity": "TLS"},
        "EmailSettings.SMTPPort is '587' and EmailSettings.ConnectionSecurity 'TLS': port 587 begins in clear text; set"
        " ConnectionSecurity to STARTTLS, or the port to 465",
    ),
    (
        {"LdapSettings.LdapPort": 636, "LdapSettings.ConnectionSecurity": "STARTTLS"},
        "LdapSettings.LdapPort is 636 and LdapSettings.ConnectionSecurity 'STARTTLS': port 636 speaks TLS from the"
        " first byte; set ConnectionSecurity to TLS, or the port to 389",
    ),
    (
        {
            "EmailSettings.EnableSMTPAuth": True,
            "EmailSettings.SMTPUsername": "mailer",
            "EmailSettings.SMTPPassword": "x",
        },
        "EmailSettings.EnableSMTPAuth is true and EmailSettings.ConnectionSecurity '': the server sends no credentials"
        " in clear text, so no mail leaves; set ConnectionSecurity to STARTTLS or TLS, or EnableSMTPAuth to false",
    ),
    (
        {
            "EmailSettings.EnableSMTPAuth": True,
            "EmailSettings.SMTPUsername": "mailer",
            "EmailSettings.ConnectionSecurity": "TLS",
        },
        "EmailSettings.EnableSMTPAuth is true and EmailSettings.SMTPPassword '': set EmailSettings.SMTPPassword, or"
        " change EmailSettings.EnableSMTPAuth",
    ),
    (
        {
            "EmailSettings.EnableEmailBatching": True,
            "ClusterSettings.Enable": True,
            "ServiceSettings.SiteURL": "https://chat.example.com",
        },
        "EmailSettings.EnableEmailBatching is true and ClusterSettings.Enable true: a cluster cannot batch mails; turn"
        " one of them off",
    ),
    (
        {"DataRetentionSettings.FileRetentionDays": 3, "DataRetentionSettings.FileRetentionHours": 3},
        "DataRetentionSettings.FileRetentionDays is 3 and DataRetentionSettings.FileRetentionHours 3: set one of them"
        " to 0; the server takes days or hours, not both",
    ),
    (
        {"ServiceSettings.EnableLocalMode": True, "ServiceSettings.LocalModeSocketLocation": "local.socket"},
        "ServiceSettings.EnableLocalMode is true and ServiceSettings.LocalModeSocketLocation 'local.socket': the "
        "socket's path must be absolute",
    ),
    (
        {"ServiceSettings.EnableLocalMode": True, "ServiceSettings.LocalModeSocketLocation": "/" + "x" * 107},
        "ServiceSettings.EnableLocalMode is true and ServiceSettings.LocalModeSocketLocation '/" + "x" * 58 + "...: the"
        " path of a socket has at most 107 bytes, not 108",
    ),
    (
        {"ImageProxySettings.Enable": True, "ImageProxySettings.ImageProxyType": "x"},
        "ImageProxySettings.Enable is true and ImageProxySettings.ImageProxyType 'x': the type must be local or"
        " atmos/camo",
    ),
    (
        {"MessageExportSettings.EnableExport": True, "MessageExportSettings.DailyRunTime": "noon"},
        "MessageExportSettings.EnableExport is true and MessageExportSettings.DailyRunTime 'noon': it must be a time of"
        " the day as 02:00",
    ),
    (
        {"FileSettings.PublicLinkSalt": "geheim"},
        "FileSettings.PublicLinkSalt is a secret: it must have at least 32 characters",
    ),
    (
        {"ServiceSettings.FrameAncestors": "x; script-src *"},
        "ServiceSettings.FrameAncestors is 'x; script-src *': 'x;' is no origin; an origin is http:// or https://, a"
        " lowercase host name and an optional port, without path or wildcard",
    ),
    ({"PasswordSettings.MinimumLength": 4}, "PasswordSettings.MinimumLength is 4: it must be from 5 to 72"),
)


@pytest.mark.parametrize(("changed", "text"), TOGETHER)
def test_messages(changed, text):
    assert [problem.text for problem in judge(*changed.items())] == [text]


LDAP = {
    "Enable": True,
    "LdapServer": "ldap.example.com",
    "BaseDN": "dc=example",
    "EmailAttribute": "mail",
    "UsernameAttribute": "uid",
    "IdAttribute": "uid",
    "LoginIdAttribute": "uid",
}
SAML = {
    "Enable": True,
    "IdpURL": "https://a.example.com",
    "IdpDescriptorURL": "x",
    "IdpCertificateFile": "a.crt",
    "EmailAttribute": "mail",
    "UsernameAttribute": "uid",
    "ServiceProviderIdentifier": "x",
    "AssertionConsumerServiceURL": "https://b.example.com",
    "PrivateKeyFile": "b.key",
    "PublicCertificateFile": "b.crt",
}


@pytest.mark.parametrize(("section", "whole"), (("LdapSettings", LDAP), ("SamlSettings", SAML)))
def test_what_a_part_of_the_server_needs_while_it_is_on(section, whole):
    def named(keys):
        return [("%s.%s" % (section, key), value) for key, value in keys.items()]

    assert judge(*named(whole)) == []
    for key in whole:
        if key != "Enable":
            (problem,) = judge(*named(dict(whole, **{key: ""})))
            assert "%s.%s" % (section, key) in problem.settings
            assert judge(*named(dict(whole, Enable=False, **{key: ""}))) == []


def test_let_s_encrypt_and_tls_of_the_server_itself():
    listen = ("ServiceSettings.ListenAddress", ":443")
    lets_encrypt = (("ServiceSettings.UseLetsEncrypt", True), ("ServiceSettings.ConnectionSecurity", "TLS"), listen)
    assert judge(*lets_encrypt, ("ServiceSettings.Forward80To443", True)) == []
    assert [problem.settings for problem in judge(*lets_encrypt)] == [
        ["ServiceSettings.UseLetsEncrypt", "ServiceSettings.Forward80To443"]
    ]
    assert (
        judge(
            listen,
            ("ServiceSettings.ConnectionSecurity", "TLS"),
            ("ServiceSettings.TLSCertFile", "/a.crt"),
            ("ServiceSettings.TLSKeyFile", "/a.key"),
        )
        == []
    )


def test_work_in_progress_languages_are_not_judged():
    assert (
        judge(
            ("LocalizationSettings.EnableExperimentalLocales", True), ("LocalizationSettings.DefaultServerLocale", "ka")
        )
        == []
    )


def test_what_nobody_touches_is_not_judged():
    tree = copy.deepcopy(DEFAULTS)
    tree["TeamSettings"]["MaxUsersPerTeam"] = 0
    tree["EmailSettings"]["EnableSMTPAuth"] = True
    assert judge(("TeamSettings.SiteName", "x"), tree=tree) == []
    assert judge(("EmailSettings.SMTPUsername", "mailer"), tree=tree) == []
    assert judge(("EmailSettings.ConnectionSecurity", ""), tree=tree)


def test_a_secret_is_never_in_a_message():
    for name in ("EmailSettings.SMTPPassword", "SqlSettings.AtRestEncryptKey", "FileSettings.PublicLinkSalt"):
        for problem in judge((name, " geheim "), ("EmailSettings.EnableSMTPAuth", True)):
            assert "geheim" not in problem.text


@BOUNDED
@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_any_value_can_be_judged(values):
    found = rules.problems(values.get, {name.lower() for name in NAMES})
    assert all(problem.text and problem.settings for problem in found)


@pytest.mark.parametrize(
    "value", (None, True, False, 0, 1.5, float("nan"), "", "x", "\ud800", [], ["x"], {}, {"a": 1}, [None], [[]])
)
def test_every_rule_can_judge_every_type(value):
    for rule in rules.RULES:
        for position in range(len(rule.settings)):
            values = [True] * len(rule.settings)
            values[position] = value
            rule.wrong(*values)


# The server takes them, and should not (FrameAncestors would undo a header, the rest does not work).
TAKEN_BY_THE_SERVER = {
    "patch: FrameAncestors takes any text",
    'invalid? ServiceSettings.SiteURL = "https://"',
    'invalid? ServiceSettings.SiteURL = "ftp://chat.example.com"',
    'invalid? ServiceSettings.WebserverMode = "x"',
    'invalid? EmailSettings.FeedbackEmail = "nonsense"',
    'invalid? LogSettings.ConsoleLevel = "X"',
    'invalid? LocalizationSettings.DefaultServerLocale = "xx"',
}
# Only the host can check whether a directory exists.
NOT_JUDGED = {"model.config.is_valid.local_mode_socket.app_error"}


def merge(tree, patch):
    """Return the tree after a patch, and the names of what was set that there is."""
    touched = set()
    tree = copy.deepcopy(tree)
    for section, keys in patch.items():
        for key, value in keys.items():
            path, dummy, there = config.find(tree, (section, key))
            if there and value is not None:
                tree[path[0]][path[1]] = config.normal(path, value)
                touched.add(".".join(path).lower())
    return tree, touched


def test_recorded_patches():
    tree = copy.deepcopy(DEFAULTS)
    refused, accepted = set(), set()
    for exchange in json.loads((RECORDINGS / "api" / "config.json").read_text(encoding="utf-8")):
        request, response = exchange["request"], exchange["response"]
        body = request.get("body")
        if request["method"] != "PUT" or not request["path"].endswith("/patch") or not isinstance(body, dict):
            continue
        after, touched = merge(tree, body)
        found = rules.problems(lambda name, tree=after: config.find(tree, tuple(name.split(".")))[1], touched)
        if response["status"] == 200:
            tree = after
            if found:
                accepted.add(exchange["name"])
        elif response["body"]["id"].startswith("model.config.is_valid."):
            assert bool(found) == (response["body"]["id"] not in NOT_JUDGED), exchange["name"]
            refused.add(exchange["name"])
    assert accepted == TAKEN_BY_THE_SERVER
    assert len(refused) > 30


def test_recorded_starts():
    seen = 0
    for start in json.loads((RECORDINGS / "start" / "config.json").read_text(encoding="utf-8")):
        said = [line for line in start.get("stderr") or () if "invalid config: " in line]
        if not said or start["environment"] or not isinstance(start["config_before"], dict):
            continue
        after, touched = merge(DEFAULTS, start["config_before"])
        found = rules.problems(lambda name, tree=after: config.find(tree, tuple(name.split(".")))[1], touched)
        assert bool(found) == ("local socket file directory" not in said[0]), (start["name"], said)
        seen += 1
    assert seen > 5
