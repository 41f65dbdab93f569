# SPDX-License-Identifier: GPL-3.0-or-later
"""Environment variables of the service that override settings, and its properties in the service manager."""

from __future__ import annotations

import os

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config import environment, service

NAME = ("TeamSettings", "SiteName")


def test_a_variable_overrides_its_setting_and_what_is_in_it():
    found = environment.Overrides({"MM_TEAMSETTINGS_SITENAME": "x", "MM_PLUGINSETTINGS_PLUGINS": "{}"}, "unit x")
    assert found.variable(("teamsettings", "sitename")) == "MM_TEAMSETTINGS_SITENAME"
    assert found.variable(("PluginSettings", "Plugins", "one", "key")) == "MM_PLUGINSETTINGS_PLUGINS"
    assert found.variable(("TeamSettings", "SiteNameX")) is None


@pytest.mark.parametrize(
    "text, value, agrees",
    (
        ("true", True, True),
        ("1", True, True),
        ("false", True, False),
        ("F", False, True),
        ("587", 587, True),
        ("58", 587, False),
        ("587", "587", True),
        ("one two", ["one", "two"], True),
        ("one", ["one", "two"], False),
    ),
)
def test_a_variable_is_read_as_the_server_reads_it(text, value, agrees):
    assert environment.Overrides({"MM_TEAMSETTINGS_SITENAME": text}, "x").agrees(NAME, value) is agrees


def test_the_environment_of_a_process(monkeypatch):
    child = os.getpid()
    assert environment.of_process(child).variable(NAME) is None
    assert environment.of_process(2**22 + 1).variable(NAME) is None


def test_the_environment_of_a_unit(tmp_path):
    path = tmp_path / "env"
    path.write_text('# MM_A_B=no\n\nMM_TEAMSETTINGS_SITENAME = "From a file"\nOTHER=1\n; MM_C_D=no\n')
    shown = service.parse(
        'ActiveState=inactive\nEnvironment=MM_LOG_PATH=/var/log "MM_SUPPORTSETTINGS_HELPLINK=a b"\n'
        "EnvironmentFiles=%s (ignore_errors=no)\nEnvironmentFiles=/nonexistent (ignore_errors=yes)\n" % path
    )
    found = environment.of_unit("mattermost", shown)
    assert found.agrees(NAME, "From a file")
    assert found.agrees(("SupportSettings", "HelpLink"), "a b")
    assert found.variable(("A", "B")) is found.variable(("C", "D")) is None
    assert "unit mattermost" in found.explain(NAME, "From a file", "From a file")


def test_no_service_manager_knows_nothing():
    assert environment.of_unit("mattermost", {}).variable(NAME) is None
    assert service.parse("") == {}
