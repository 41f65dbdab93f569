# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules against the action group and the unit tests."""

from __future__ import annotations

import pytest
from tree import MODULES, ROOT, documentation, load

API_FRAGMENT = "groupware.mattermost.api"


def test_action_group_is_exactly_the_api_modules():
    speaking = [name for name in MODULES if API_FRAGMENT in documentation(name)["extends_documentation_fragment"]]
    assert load("meta", "runtime.yml")["action_groups"] == {"mattermost": speaking}


@pytest.mark.parametrize("module", MODULES)
def test_module_has_a_unit_test(module):
    assert (ROOT / "tests" / "unit" / "plugins" / "modules" / f"test_{module}.py").is_file()


@pytest.mark.parametrize("module", MODULES)
def test_module_carries_its_own_name(module):
    assert documentation(module)["module"] == module
