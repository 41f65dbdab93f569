# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages of module_utils build on each other in one direction."""

from __future__ import annotations

import ast
import pathlib

import pytest
from tree import ROOT

UTILS = ROOT / "plugins" / "module_utils"
PREFIX = "ansible_collections.groupware.mattermost.plugins."
# A package may use itself, and those below it.
BELOW = {
    "_core": set(),
    "_api": {"_core"},
    "_config": {"_core"},
    "_host": {"_core"},
    "_objects": {"_core", "_api", "_config", "_host"},
    "_workspace": {"_core", "_api", "_config", "_host", "_objects"},
}
FILES = sorted(path.relative_to(UTILS).as_posix() for path in UTILS.rglob("*.py"))


def imported(path: pathlib.Path) -> set[str]:
    """Return what a file imports of the collection, also inside functions: module_utils._core.errors and the like."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} has a relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name[len(PREFIX) :] for name in names if name.startswith(PREFIX)}


def test_the_packages_are_these():
    assert {name.partition("/")[0] for name in FILES} == set(BELOW)


@pytest.mark.parametrize("name", FILES)
def test_a_file_imports_from_its_own_package_and_those_below(name):
    package = name.partition("/")[0]
    allowed = tuple(f"module_utils.{other}." for other in BELOW[package] | {package})
    assert [found for found in sorted(imported(UTILS / name)) if not found.startswith(allowed)] == []
