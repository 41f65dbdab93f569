# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules against the action group, the unit tests and the steps of the scenario "modules"."""

from __future__ import annotations

import pytest
import yaml
from tree import MODULES, ROOT, documentation, load

API_FRAGMENT = "groupware.mattermost.api"
API_MODULES = [name for name in MODULES if API_FRAGMENT in documentation(name)["extends_documentation_fragment"]]
SCENARIO = ROOT / "molecule" / "modules"


def test_action_group_is_exactly_the_api_modules():
    assert load("meta", "runtime.yml")["action_groups"] == {"mattermost": API_MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_module_has_a_unit_test(module):
    assert (ROOT / "tests" / "unit" / "plugins" / "modules" / f"test_{module}.py").is_file()


@pytest.mark.parametrize("module", MODULES)
def test_module_carries_its_own_name(module):
    assert documentation(module)["module"] == module


@pytest.mark.parametrize("module", API_MODULES)
def test_module_has_live_test(module):
    steps = yaml.safe_load((SCENARIO / "tasks" / f"{module}.yml").read_text(encoding="utf-8"))
    assert [step for step in steps if f"groupware.mattermost.{module}" in step]
    assert all(step["name"].startswith(f"{module} | ") for step in steps)


def test_the_scenario_takes_the_steps_of_modules_only():
    assert sorted(path.stem for path in (SCENARIO / "tasks").glob("*.yml")) == API_MODULES
