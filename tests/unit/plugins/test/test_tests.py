# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests for assertions, and that each is documented."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.groupware.mattermost.plugins.test import names

FOLDER = Path(__file__).resolve().parents[4] / "plugins" / "test"
TESTS = names.TestModule().tests()


@pytest.mark.parametrize(
    "name, good, bad",
    (
        ("site_url", "https://a.example.com/x", "a.example.com"),
        ("network", "192.0.2.0/24", "10.0.0.300"),
        ("network", "2001:db8::1", "::::"),
        ("network", "192.0.2.1", "10.0.0.0/99"),
        ("network", "192.0.2.1", "proxy.example.com"),
    ),
)
def test_good_and_bad(name, good, bad):
    assert TESTS[name](good) is True
    assert TESTS[name](bad) is False


def test_each_is_documented():
    documented = {yaml.safe_load(path.read_text())["DOCUMENTATION"]["name"] for path in FOLDER.glob("*.yml")}
    assert documented == set(TESTS)
