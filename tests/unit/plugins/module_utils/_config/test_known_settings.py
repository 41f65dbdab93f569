# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings that are known without a server, against the file that a server made."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings as schema

ROOT = Path(__file__).resolve().parents[5]
RECORDINGS = ROOT / "tests" / "contract" / "recordings"
(DEFAULTS,) = json.loads((RECORDINGS / "start" / "default_config.json").read_text(encoding="utf-8"))
GENERATED = (("SqlSettings", "DataSource"), ("SqlSettings", "AtRestEncryptKey"), ("FileSettings", "PublicLinkSalt"))


@pytest.mark.parametrize("section", sorted(DEFAULTS))
def test_each_recorded_setting_is_known_with_its_default(section):
    for key, value in DEFAULTS[section].items():
        want = None if (section, key) in GENERATED else value
        assert schema.find((section, key)) == ("%s.%s" % (section, key), want)


def test_letter_case_does_not_matter():
    assert schema.find(("teamsettings", "SITENAME")) == ("TeamSettings.SiteName", "Mattermost")


@pytest.mark.parametrize(
    "path",
    (
        ("TeamSettings", "EnableTeamCreation"),
        ("Nonsense", "A"),
        ("TeamSettings",),
        ("TeamSettings", "SiteName", "x"),
        (),
        ("FeatureFlags", "TestFeature"),
    ),
)
def test_what_is_not_known(path):
    assert schema.find(path) is None


def test_settings_below_a_section_of_a_section():
    assert schema.find(("MessageExportSettings", "GlobalRelaySettings", "customsmtpport")) == (
        "MessageExportSettings.GlobalRelaySettings.CustomSMTPPort",
        "25",
    )
    assert isinstance(schema.find(("MessageExportSettings", "GlobalRelaySettings")).default, dict)


def test_people_choose_the_keys_of_plugins():
    assert schema.find(("PluginSettings", "Plugins", "com.example.x", "Key")) == (
        "PluginSettings.Plugins.com.example.x.Key",
        None,
    )
    assert schema.find(("PluginSettings", "PluginStates", "com.mattermost.nps", "Enable")).default is True


def test_no_name_is_that_of_an_object_or_below_a_map():
    names = schema.names()
    assert len(names) == len(set(names)) > 500
    assert "MessageExportSettings.GlobalRelaySettings.EmailAddress" in names
    assert "PluginSettings.PluginStates" in names and "LogSettings.AdvancedLoggingJSON" in names
    assert not [name for name in names if name.startswith(("FeatureFlags", "PluginSettings.PluginStates."))]
    assert "MessageExportSettings.GlobalRelaySettings" not in names
    assert all(schema.find(tuple(name.split("."))).name == name for name in names)


def test_nobody_can_change_what_is_known():
    schema.find(("TeamSettings", "ExperimentalDefaultChannels")).default.append("x")
    assert schema.find(("TeamSettings", "ExperimentalDefaultChannels")).default == []


@pytest.mark.parametrize(
    ("version", "covered"),
    (
        ("11.6.0", True),
        ("11.6", True),
        ("11.6.12", True),
        ("11.7.9", False),
        ("11.60.0", False),
        ("1.6", False),
        ("", False),
        (None, False),
        (11.6, True),
    ),
)
def test_versions(version, covered):
    assert schema.covers(version) is covered


def test_loading_is_quick():
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); start = 0\n"
        "import copy, json, collections; start = time.process_time()\n"
        "import known_settings as schema; schema.find(('TeamSettings', 'SiteName'))\n"
        "print(time.process_time() - start)"
    )
    folder = ROOT / "plugins" / "module_utils" / "_config"
    spent = []
    for dummy in range(3):  # the best of some: other work on the machine must not fail the test
        done = subprocess.run(
            [sys.executable, "-B", "-c", code, str(folder)], capture_output=True, text=True, check=True
        )
        spent.append(float(done.stdout))
        time.sleep(0.01)
    assert min(spent) < 0.02
