# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's list of contents against what there is."""

from __future__ import annotations

import re

from tree import FILTERS, MODULES, PLAYBOOKS, ROLES, ROOT, TESTS

CONTENT = MODULES + FILTERS + TESTS + ROLES + PLAYBOOKS


def test_readme_names_all_that_is_there_and_nothing_else():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"groupware\.mattermost\.([a-z0-9_]+)", text)) | set(re.findall(r"`([a-z0-9_]+)`", text))
    full_names = set(re.findall(r"groupware\.mattermost\.([a-z0-9_]+)", text))
    assert [name for name in CONTENT if name not in named] == []
    assert sorted(full_names - set(CONTENT)) == []
