# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that several roles and the plugins must agree on."""

from __future__ import annotations

import re

import pytest
from tree import ROLES, ROOT, load

DEFAULTS = load("roles", "mattermost", "defaults", "main.yml")
# The variable whose default counts, and what its value looks like where another role needs it.
SHARED = {
    "mattermost_listen_address": r"127\.0\.0\.1:\d{4}",
    "mattermost_max_file_size": r"\b104\d{6}\b",
    "mattermost_version": r"\b11\.7\.\d+\b",
}


def texts():
    """Yield the name and text of each file of the roles whose values count: defaults and derived values."""
    for role in ROLES:
        for part in ("defaults", "vars"):
            for path in sorted((ROOT / "roles" / role / part).rglob("*.yml")):
                if path.name != "releases.yml":
                    yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("variable", sorted(SHARED))
def test_other_roles_have_the_same_default(variable):
    found = {(name, value) for name, text in texts() for value in re.findall(SHARED[variable], text)}
    assert len({name for name, value in found}) > 1
    assert {value for dummy, value in found} == {str(DEFAULTS[variable])}


def test_the_minimum_of_postgresql_is_the_same():
    ladder = re.compile(r"(\d+) if \w+ is version\('([\d.]+)', '>='\)\s+else (\d+) if \w+ is version\('([\d.]+)'")
    found = [match for dummy, text in texts() for match in ladder.findall(text)]
    assert len(found) == 2 and found[0] == found[1]


def test_the_socket_is_the_same():
    found = set()
    for folder in ("roles", "playbooks", "plugins/module_utils/_core"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".yml", ".py"):
                found |= set(re.findall(r"/run/[\w/]+/local\.socket", path.read_text(encoding="utf-8")))
    assert found == {"/run/mattermost/local.socket"}


def test_the_directory_of_records_is_the_same():
    directory = re.compile(r"_record_directory: \S*?(/etc/mattermost|__mattermost_config_directory }})/(\S+)")
    found = [match[1].strip('"') for dummy, text in texts() for match in directory.findall(text.replace("{{ ", ""))]
    state_file = (ROOT / "plugins/module_utils/_core/state_file.py").read_text(encoding="utf-8")
    assert found == ["groupware.mattermost", "groupware.mattermost"]
    assert 'OURS = "groupware.mattermost"' in state_file
