# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences between kinds of objects are in their own files: nothing else compares names of kinds."""

from __future__ import annotations

import ast

import pytest
from tree import ROOT

from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import KINDS

PLUGINS = ROOT / "plugins"
NAMES = {kind.kind for kind in KINDS} | {kind.place[0] for kind in KINDS if kind.place}
# How many names of kinds a dictionary may have as keys: the options of an object can be called as a kind is.
MANY = 4
UTILS = PLUGINS / "module_utils"
FILES = sorted(
    path.relative_to(PLUGINS).as_posix()
    for package in (UTILS / "_api", UTILS / "_objects", UTILS / "_workspace", PLUGINS / "modules", PLUGINS / "action")
    for path in package.glob("*.py")
    if path.name != "kinds.py"
)


def texts(node: ast.AST) -> set[str]:
    """Return the texts in an expression."""
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def is_kind(node: ast.AST) -> bool:
    """Return whether an expression is a kind: a variable or an attribute of that name."""
    return getattr(node, "attr", getattr(node, "id", None)) == "kind"


def per_kind(tree: ast.AST) -> list[int]:
    """Return the lines that treat a kind by its name or its class."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            named = set().union(*map(texts, sides)) & NAMES
            # Not "kind is None", but a class.
            same = isinstance(node.ops[0], (ast.Is, ast.IsNot)) and isinstance(node.comparators[0], ast.Name)
            if any(map(is_kind, sides)) and (named or same):
                lines.append(node.lineno)
        elif isinstance(node, ast.Dict):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if len(keys & NAMES) >= MANY:
                lines.append(node.lineno)
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict) and is_kind(node.slice):
            lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_done_by_the_name_of_a_kind(name):
    assert per_kind(ast.parse((PLUGINS / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("text", ('item.kind == "user"', 'kind in ("team", "channel")', "kind is User", "{}[kind]"))
def test_such_a_place_would_be_found(text):
    assert per_kind(ast.parse(text)) == [1]
