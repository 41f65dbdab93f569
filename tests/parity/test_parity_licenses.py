# SPDX-License-Identifier: GPL-3.0-or-later
"""Each file states its license."""

from __future__ import annotations

import pathlib

from tree import ROOT, files

SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
# The license itself, generated files, and recorded data, whose bytes must not change.
EXCEPT = {"COPYING", "CHANGELOG.rst", "changelogs/changelog.yaml"}
EXCEPT_BELOW = ("tests/contract/recordings/", "tests/unit/fixtures/", "tests/standin/assets/")
# Formats without comments.
EXCEPT_FORMATS = {".json"}


def exempt(path: pathlib.Path) -> bool:
    name = path.relative_to(ROOT).as_posix()
    return name in EXCEPT or name.startswith(EXCEPT_BELOW) or path.suffix in EXCEPT_FORMATS


def test_files_state_their_license():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in files()
        if not exempt(path) and path.stat().st_size and SPDX not in path.read_text(encoding="utf-8")[:600]
    ]
    assert silent == []
