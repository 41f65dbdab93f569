# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that there were once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_removed as removed
from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings as schema

RECORDINGS = Path(__file__).resolve().parents[5] / "tests" / "contract" / "recordings"


def permissions():
    """Return the permissions of each role as a server answered."""
    found = {}
    for exchange in json.loads((RECORDINGS / "api" / "roles.json").read_text(encoding="utf-8")):
        body = exchange["response"].get("body")
        for role in body if isinstance(body, list) else [body]:
            if isinstance(role, dict) and "permissions" in role:
                found.setdefault(role["name"], set()).update(role["permissions"])
    return found


@pytest.mark.parametrize("name", sorted(removed.SETTINGS))
def test_no_removed_setting_is_in_a_release_that_we_know(name):
    assert schema.find(tuple(name.split("."))) is None


def test_no_removed_section_is_in_a_release_that_we_know():
    known = {name.partition(".")[0].lower() for name in schema.names()}
    assert not [name for name in removed.SECTIONS if name.lower() in known]


def test_nothing_known_is_said_to_be_removed():
    assert not [name for name in schema.names() if removed.find(tuple(name.split(".")))]


@pytest.mark.parametrize("entry", [*removed.SETTINGS.items(), *removed.SECTIONS.items()], ids=lambda entry: entry[0])
def test_release_and_remedy(entry):
    assert re.fullmatch(r"\d+\.\d+", entry[1].since)
    assert tuple(map(int, entry[1].since.split("."))) <= (11, 6)
    assert entry[1].remedy and not entry[1].remedy.endswith(".")
    for name in re.findall(r"\b[A-Z]\w+Settings\.\w+", entry[1].remedy):
        assert schema.find(tuple(name.split("."))) or name == "PluginSettings.Plugins", name


@pytest.mark.parametrize(
    "name",
    (
        "teamsettings.ENABLETEAMCREATION",
        "BleveSettings.IndexDir",
        "notificationlogsettings.x",
        "WebrtcSettings.Enable",
        "ProductSettings.EnablePublicSharedBoards",
    ),
)
def test_any_letter_case_and_whole_sections(name):
    assert removed.find(tuple(name.split(".")))


@pytest.mark.parametrize("path", ((), ("TeamSettings",), ("TeamSettings", "SiteName"), ("Nonsense", "A")))
def test_what_was_not_removed(path):
    assert removed.find(path) is None


def test_team_creation_names_what_to_do():
    assert removed.find(("TeamSettings", "EnableTeamCreation")) == (
        "6.0",
        "set variable mattermost_enable_team_creation of role mattermost, or let module role take the permission"
        " create_team from the role system_user",
    )


def test_permissions_exist():
    roles = permissions()
    everything = set().union(*roles.values())
    for name, entry in removed.SETTINGS.items():
        told = re.search(r"take (.+) from the role (\w+) or give", entry.remedy)
        if told:
            assert told.group(2) in roles, name
            assert set(told.group(1).split(" and ")) <= everything, name
            if name != "ServiceSettings.EnableOnlyAdminIntegrations":  # today's default is the strict one
                assert set(told.group(1).split(" and ")) <= roles[told.group(2)], name
