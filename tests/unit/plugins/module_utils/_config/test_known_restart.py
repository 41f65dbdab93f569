# SPDX-License-Identifier: GPL-3.0-or-later
"""Which settings ask for a restart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_restart as restart
from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings as schema

BOUNDED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def path(name):
    return tuple(name.split("."))


@pytest.mark.parametrize(
    "name",
    (
        "ServiceSettings.ListenAddress",
        "servicesettings.listenaddress",
        "ServiceSettings.EnableLocalMode",
        "ServiceSettings.LocalModeSocketLocation",
        "ServiceSettings.AllowCorsFrom",
        "SqlSettings.DataSource",
        "SqlSettings.SomethingNew",
        "RateLimitSettings.PerSec",
        "ClusterSettings.Enable",
        "MetricsSettings.ListenAddress",
        "FileSettings.Directory",
        "FileSettings.AmazonS3Bucket",
        "FileSettings.AzureContainer",
        "FileSettings.ExportDirectory",
        "LogSettings.EnableDiagnostics",
        "LocalizationSettings.DefaultServerLocale",
        "JobSettings.RunJobs",
    ),
)
def test_read_at_the_start(name):
    assert restart.needs_restart(path(name), "a", "b")
    assert restart.source(path(name))


@pytest.mark.parametrize(
    "name",
    (
        *restart.LIVE,
        "EmailSettings.SMTPServer",
        "EmailSettings.SMTPPassword",
        "EmailSettings.ConnectionSecurity",
        "TeamSettings.SiteName",
        "TeamSettings.MaxUsersPerTeam",
        "PluginSettings.Plugins.com.example.x.key",
        "PluginSettings.PluginStates.com.example.x.Enable",
        "PluginSettings.EnableUploads",
        "FileSettings.MaxFileSize",
        "FileSettings.EnablePublicLink",
        "ServiceSettings.EnablePostUsernameOverride",
        "LdapSettings.LdapServer",
        "ServiceSettings.EnableSecurityFixAlert",
        "Nonsense.A",
        "ServiceSettings",
        "",
    ),
)
def test_taken_at_once(name):
    assert not restart.needs_restart(path(name), "a", "b")


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    (
        ("", "https://chat.example.com", False),
        ("https://chat.example.com", "http://other.example.com:8065", False),
        ("https://chat.example.com", "https://chat.example.com/", False),
        ("https://chat.example.com", "https://chat.example.com/chat", True),
        ("https://chat.example.com/chat", "https://chat.example.com/talk", True),
        ("https://chat.example.com/chat", "https://other.example.com/chat/", False),
        ("https://chat.example.com/chat", "", True),
        (None, "https://chat.example.com", False),
        (None, "https://chat.example.com/chat", True),
        ("https://[", "https://chat.example.com", True),
    ),
)
def test_the_site_url_needs_one_only_for_another_path(before, after, needed):
    assert restart.needs_restart(("ServiceSettings", "SiteURL"), before, after) is needed


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    ((60, 60, False), (60, 60.0, False), (1, True, True), (0, 1, True), ([], [], False), (None, "", True)),
)
def test_no_change_needs_none(before, after, needed):
    assert restart.needs_restart(("ServiceSettings", "ReadTimeout"), before, after) is needed


def test_every_entry_is_a_setting_with_a_source():
    known = set(schema.names())
    assert not set(restart.SETTINGS) - known
    assert not set(restart.LIVE) - known
    assert not set(restart.SECTIONS) - {name.partition(".")[0] for name in known}
    assert all(restart.SETTINGS.values()) and all(restart.SECTIONS.values()) and all(restart.LIVE.values())


def test_no_entry_is_said_to_be_both():
    assert not [name for name in restart.LIVE if restart.source(path(name))]


@BOUNDED
@given(JSON, JSON, st.sampled_from(("ServiceSettings.SiteURL", "SqlSettings.DataSource", "TeamSettings.SiteName")))
def test_any_value_can_be_judged(before, after, name):
    assert restart.needs_restart(path(name), before, after) in (True, False)
