# SPDX-License-Identifier: GPL-3.0-or-later
"""Which release this archive pretends to be, as the builder baked it in."""

from __future__ import annotations

import json
import pathlib
from dataclasses import dataclass

NOTICE = "This is a stand-in for tests, not a Mattermost server."


@dataclass(frozen=True)
class Release:
    """Version, edition, and the directory of the unpacked archive."""

    version: str
    edition: str
    home: pathlib.Path

    @property
    def enterprise(self) -> bool:
        """Whether the binary of the Enterprise edition is meant."""
        return self.edition == "enterprise"


def current() -> Release:
    """Read `standin/VERSION.json` of the archive this package lies in."""
    folder = pathlib.Path(__file__).resolve().parent.parent
    baked = json.loads((folder / "VERSION.json").read_text(encoding="utf-8"))
    return Release(baked["version"], baked["edition"], folder.parent)
