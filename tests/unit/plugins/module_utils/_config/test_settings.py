# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure part of config: what holds for any configuration and any wish."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.groupware.mattermost.plugins.module_utils._config import file as _config_file
from ansible_collections.groupware.mattermost.plugins.module_utils._config import secrets as _config_secrets
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

KEYS = st.sampled_from(("SiteURL", "siteurl", "Directory", "MaxUsers", "SMTPPort", "Other", "OTHER", "Plugins"))
SECTIONS = st.sampled_from(("ServiceSettings", "servicesettings", "TeamSettings", "PluginSettings", "EmailSettings"))
SCALARS = st.one_of(st.booleans(), st.integers(-9, 9), st.text("abc/ <&", max_size=4), st.floats(-2, 2))
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=2),
    st.dictionaries(
        st.sampled_from(("one", "Two")), st.dictionaries(st.sampled_from(("a", "B")), SCALARS, max_size=2), max_size=2
    ),
)


def without_twins(tree):
    """Drop keys that differ in letter case only; the server has no such keys."""
    kept = {}
    for key, value in tree.items():
        if not any(key.lower() == other.lower() for other in kept):
            kept[key] = without_twins(value) if isinstance(value, dict) else value
    return kept


TREES = st.dictionaries(SECTIONS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=3).map(without_twins)


def leaves(tree, path=()):
    """Return all values by their paths."""
    if not isinstance(tree, dict) or not tree:
        return {path: tree}
    found = {}
    for key, value in tree.items():
        found.update(leaves(value, path + (key,)))
    return found


@given(TREES, TREES)
def test_after_merging_nothing_is_left_to_do(tree, wanted):
    settings = config.settings(wanted)
    assert config.changes(config.merged(tree, config.changes(tree, settings)), settings) == []


@given(TREES, TREES)
def test_merging_loses_no_setting_that_was_not_given(tree, wanted):
    found = config.changes(tree, config.settings(wanted))
    merged = leaves(config.merged(tree, found))
    touched = [config.key_of(change.path) for change in found]
    for path, value in leaves(tree).items():
        name = config.key_of(path)
        if not any(
            name == other or other.startswith(name + ".") or name.startswith(other + ".") or not name
            for other in touched
        ):
            assert merged[path] == value


@given(TREES, TREES)
def test_nothing_that_was_read_is_changed_in_place(tree, wanted):
    before = copy.deepcopy(tree)
    config.merged(tree, config.changes(tree, config.settings(wanted)))
    assert tree == before


@given(TREES)
def test_the_text_of_the_file_is_the_same_data(tree):
    text = _config_file.dump(tree)
    assert json.loads(text) == tree
    assert not set("<>&") & set(text.decode())


@given(TREES)
def test_a_configuration_that_is_as_wanted_needs_no_change(tree):
    settings = config.settings(tree)
    assert config.changes(config.merged({}, config.changes({}, settings)), settings) == []


@pytest.mark.parametrize(
    "one, other, equal",
    (
        (True, 1, False),
        (0, False, False),
        (1, 1.0, True),
        ([1], [True], False),
        ({"a": [1]}, {"a": [1.0]}, True),
        ({"a": 1}, {"b": 1}, False),
        (None, False, False),
        ("1", 1, False),
    ),
)
def test_values_are_compared_as_json_does(one, other, equal):
    assert config.same(one, other) is equal


@pytest.mark.parametrize(
    "path, value, written",
    (
        (("ServiceSettings", "SiteURL"), "https://a.example.com/", "https://a.example.com"),
        (("filesettings", "directory"), "/var/lib/mattermost", "/var/lib/mattermost/"),
        (("FileSettings", "Directory"), "", ""),
        (("TeamSettings", "SiteName"), "", "Mattermost"),
        (("EmailSettings", "SMTPServer"), "", "localhost"),
        (("EmailSettings", "SMTPPort"), "", "10025"),
        (("EmailSettings", "SMTPServerTimeout"), 0, 10),
        (("EmailSettings", "ConnectionSecurity"), "PLAIN", ""),
        (("TeamSettings", "MaxUsersPerTeam"), 60.0, 60),
        (("TeamSettings", "Other"), "x", "x"),
    ),
)
def test_values_are_written_as_the_server_writes_them(path, value, written):
    assert config.normal(path, value) == written


def test_plugins_are_known_by_their_name_in_lower_case():
    (setting,) = config.settings({"pluginsettings": {"plugins": {"NotifyMatters": {"TrustedOrigin": "x"}}}})
    assert setting.path == ("pluginsettings", "plugins", "notifymatters", "TrustedOrigin")


def test_structures_below_a_section_are_merged_and_opaque_values_are_not():
    tree = {
        "MessageExportSettings": {"GlobalRelaySettings": {"CustomerType": "A9", "SMTPUsername": ""}},
        "LogSettings": {"AdvancedLoggingJSON": {"old": {"type": "file"}}},
    }
    found = config.changes(
        tree,
        config.settings(
            {
                "MessageExportSettings": {"GlobalRelaySettings": {"CustomerType": "A10"}},
                "LogSettings": {"AdvancedLoggingJSON": {"new": {"type": "console"}}},
            }
        ),
    )
    assert config.patch(tree, found) == {
        "MessageExportSettings": {"GlobalRelaySettings": {"CustomerType": "A10"}},
        "LogSettings": {"AdvancedLoggingJSON": {"new": {"type": "console"}}},
    }
    assert config.merged(tree, found)["MessageExportSettings"]["GlobalRelaySettings"]["SMTPUsername"] == ""


def test_empty_maps_say_nothing():
    assert config.settings({"PluginSettings": {"Plugins": {}, "PluginStates": {"x": {}}}, "TeamSettings": {}}) == []


def test_a_setting_may_be_given_twice_with_the_same_value():
    given = {"ServiceSettings": {"SiteURL": "https://a"}, "servicesettings": {"siteurl": "https://a/"}}
    (setting,) = config.settings(given)
    assert setting.path == ("ServiceSettings", "SiteURL")


@pytest.mark.parametrize(
    "tree", ({"TeamSettings": "x"}, {"TeamSettings": None}, {"A": {"b": 1, "B": 2}}, {"A": {"B": "*" * 32}})
)
def test_options_that_make_no_sense(tree):
    with pytest.raises(InvalidInput):
        config.settings(tree)


@pytest.mark.parametrize(
    "path, secret",
    (
        (("emailsettings", "smtppassword"), True),
        (("SqlSettings", "DataSource"), True),
        (("CacheSettings", "RedisPassword"), True),
        (("EmailSettings", "SMTPUsername"), False),
        (("PluginSettings", "Plugins", "jira", "Secret"), True),
        (("PluginSettings", "Plugins", "x", "apiKey"), True),
        (("PluginSettings", "Plugins", "x", "servers", "token"), True),
        (("PluginSettings", "Plugins", "token", "Url"), False),
        (("PasswordSettings", "MinimumLength"), False),
    ),
)
def test_what_is_secret(path, secret):
    assert _config_secrets.is_secret(path) is secret


@pytest.mark.parametrize(
    "value, shown",
    (
        ("postgres://mm:pw@db/x?sslmode=disable", "postgres://mm:********@db/x?sslmode=disable"),
        ("postgres://mm@/x?host=/run/postgresql", "postgres://mm@/x?host=/run/postgresql"),
        ("postgres://mm@db/x?password=pw&a=b", "postgres://mm@db/x?password=********&a=b"),
        ("user=mm password=pw host=db", "secret, not shown"),
        ("", ""),
    ),
)
def test_what_is_shown_of_a_database_url(value, shown):
    assert _config_secrets.show(("SqlSettings", "DataSource"), value, True) == shown


def test_what_must_not_come_back():
    values = set(_config_secrets.secret_values({"a": ["x1"], "b": {"c": "postgres://mm:p%40w@db/x"}, "d": 5, "e": ""}))
    assert values == {"x1", "p%40w", "p@w"}


def test_nothing_of_a_database_url_without_a_password_is_hidden():
    assert not set(_config_secrets.secret_values("postgres://mm@/x?host=/run/postgresql"))
