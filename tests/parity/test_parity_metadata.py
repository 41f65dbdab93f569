# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata files against each other."""

from __future__ import annotations

from tree import ROOT, files, load


def test_development_uses_the_ranges_that_users_get():
    wanted = {item["name"]: item["version"] for item in load("requirements.yml")["collections"]}
    shipped = load("galaxy.yml")["dependencies"]
    assert {name: wanted.get(name) for name in shipped} == shipped


def test_the_artifact_has_no_scaffolding():
    shipped = {"CHANGELOG.rst", "COPYING", "README.md", "changelogs", "docs", "galaxy.yml", "meta"}
    shipped |= {"playbooks", "plugins", "roles"}
    ignored = load("galaxy.yml")["build_ignore"]
    present = {path.relative_to(ROOT).parts[0] for path in files()}
    assert sorted(present - shipped - set(ignored)) == []
    assert sorted(shipped & set(ignored)) == []
