# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions of roles and playbooks are short; longer ones belong into Python, where they can be tested."""

from __future__ import annotations

import jinja2
import pytest
import yaml
from tree import ROOT

LONGEST = 200
# Conditions are expressions without braces.
CONDITIONS = ("when", "that", "failed_when", "changed_when", "until")
PATHS = sorted(
    path
    for folder in ("roles", "playbooks")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".yml", ".j2") and path.is_file()
)


def expressions(text):
    """Yield the expressions in a text, with single spaces."""
    part = None
    for dummy, kind, word in jinja2.Environment().lex(text):
        if kind in ("variable_begin", "block_begin"):
            part = []
        elif kind in ("variable_end", "block_end"):
            yield " ".join("".join(part).split())
            part = None
        elif part is not None:
            part.append(word)


def in_yaml(node, key=None):
    """Yield the expressions in a value of YAML and below it."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from in_yaml(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from in_yaml(value, key)
    elif isinstance(node, str):
        if key in CONDITIONS:
            yield " ".join(node.split())
        yield from expressions(node)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_expression_is_long(path):
    text = path.read_text(encoding="utf-8")
    found = expressions(text) if path.suffix == ".j2" else in_yaml(yaml.safe_load(text))
    assert {one: len(one) for one in found if len(one) > LONGEST} == {}
