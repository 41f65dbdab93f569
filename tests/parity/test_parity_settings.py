# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of settings of role mattermost against the role's defaults, its argument spec, and the known settings."""

from __future__ import annotations

import pytest
from tree import load

from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings

TABLE = load("roles", "mattermost", "vars", "main", "settings.yml")["__mattermost_settings_table"]
DEFAULTS = load("roles", "mattermost", "defaults", "main.yml")
OPTIONS = load("roles", "mattermost", "meta", "argument_specs.yml")["argument_specs"]["main"]["options"]
OWNED = {name: row for name, row in TABLE.items() if "variable" in row}
# Variables that say how the role works; all others are settings of the server.
NO_SETTINGS = set(
    """
    mattermost_edition mattermost_version mattermost_release_url mattermost_release_file mattermost_release_sha256
    mattermost_release_gpg_key mattermost_release_signature mattermost_release_http_proxy
    mattermost_proxy_addresses mattermost_firewall mattermost_bind_privileged_port
    mattermost_database_host mattermost_database_port mattermost_database_name mattermost_database_user
    mattermost_database_password mattermost_database_tls_mode mattermost_database_tls_ca
    mattermost_enable_user_creation mattermost_enable_team_creation
    mattermost_profile mattermost_config mattermost_config_drift mattermost_initial_config
    mattermost_smtp_ca mattermost_smtp_check mattermost_smtp_test mattermost_ldap_ca mattermost_ldap_check
    mattermost_license mattermost_license_file
    mattermost_user mattermost_private_users mattermost_start_timeout mattermost_ready_timeout
    """.split()
)
# Of the table, and of the argument spec.
TYPES = {
    "int": ("int",),
    "bool": ("bool",),
    "list": ("list",),
    "words": ("list",),
    "str": ("str", "path", "int"),
    "is_set": ("str",),
}


def test_each_variable_that_is_a_setting_stands_in_the_table():
    assert set(OPTIONS) | set(DEFAULTS) == {row["variable"] for row in OWNED.values()} | NO_SETTINGS


@pytest.mark.parametrize("name", OWNED)
def test_each_row_agrees_with_default_and_spec_of_its_variable(name):
    row, variable = OWNED[name], OWNED[name]["variable"]
    option, default = OPTIONS[variable], DEFAULTS.get(variable)
    assert option["description"]
    assert option["type"] in TYPES[row.get("type", "str")]
    assert bool(option.get("no_log")) == bool(row.get("secret"))
    assert set(row.get("values", ())) in (set(), set(option.get("choices", ())))
    if "with" in row:
        assert row.get("default") == (default or None)
    for other in ("with", "unset_from", "unset_with"):
        assert row.get(other) in (None, *(one["variable"] for one in OWNED.values()))


@pytest.mark.parametrize("name", TABLE)
def test_each_row_is_a_setting_that_there_is(name):
    assert known_settings.find(tuple(name.split("."))).name == name
