# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: defaults against argument specs, prefixes, and the files that each role must have."""

from __future__ import annotations

import pytest
from tree import ROLES, ROOT, load

# A default that is computed from other variables has no fixed value for the spec.
TEMPLATE = "{{"


def defaults(role: str) -> dict:
    return load("roles", role, "defaults", "main.yml") or {}


def options(role: str) -> dict:
    return load("roles", role, "meta", "argument_specs.yml")["argument_specs"]["main"].get("options", {})


@pytest.mark.parametrize("role", ROLES)
def test_each_default_is_an_option_and_each_option_has_a_default(role):
    optional = {name for name, option in options(role).items() if not option.get("required")}
    assert set(defaults(role)) == optional


@pytest.mark.parametrize("role", ROLES)
def test_values_of_defaults_and_specs_agree(role):
    specs = options(role)
    different = {
        name: {"defaults": value, "spec": specs[name].get("default")}
        for name, value in defaults(role).items()
        if name in specs and TEMPLATE not in str(value) and specs[name].get("default") != value
    }
    assert different == {}


@pytest.mark.parametrize("role", ROLES)
def test_variables_begin_with_their_role_and_with_no_longer_one(role):
    others = tuple(f"{other}_" for other in ROLES if other.startswith(f"{role}_"))
    names = list(defaults(role))
    assert [name for name in names if not name.startswith(f"{role}_") or name.startswith(others)] == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["README.md", "meta/main.yml", "meta/argument_specs.yml", "tasks/main.yml"])
def test_role_is_complete(role, name):
    assert (ROOT / "roles" / role / name).is_file()
