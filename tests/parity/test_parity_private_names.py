# SPDX-License-Identifier: GPL-3.0-or-later
"""Private names of roles: no role and no playbook uses those of another."""

from __future__ import annotations

import re

import pytest
from tree import PLAYBOOKS, ROLES, ROOT

NAME = re.compile(r"\b__mattermost_\w+")


def owner(name: str) -> str:
    """Return the role with the longest name that the private name begins with."""
    return max((role for role in ROLES if name.startswith(f"__{role}_")), key=len)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_uses_its_own_private_names(role):
    used = {
        name
        for path in (ROOT / "roles" / role).rglob("*")
        if path.suffix in (".yml", ".j2")
        for name in NAME.findall(path.read_text(encoding="utf-8"))
    }
    assert used
    assert sorted(name for name in used if owner(name) != role) == []


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_a_playbook_uses_the_private_names_that_it_sets(playbook):
    text = (ROOT / "playbooks" / f"{playbook}.yml").read_text(encoding="utf-8")
    set_here = set(re.findall(r"^\s+(__\w+):", text, re.MULTILINE)) | set(re.findall(r"register: (__\w+)", text))
    assert sorted(set(NAME.findall(text)) - set_here) == []
