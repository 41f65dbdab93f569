# SPDX-License-Identifier: GPL-3.0-or-later
"""The recordings as data, and which of them are replayed.

out_of_scope.json maps a recording to patterns of names, and each pattern to the reason for leaving these out.
"""

from __future__ import annotations

import fnmatch
import json
import pathlib
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
RECORDINGS = HERE / "recordings"
OUT_OF_SCOPE: dict[str, dict[str, str]] = json.loads((HERE / "out_of_scope.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Exchange:
    """One recorded entry; `number` counts from 1 in its recording."""

    file: str
    number: int
    entry: dict

    @property
    def name(self) -> str:
        """The recorder's name for it; names repeat within a recording, numbers do not."""
        return self.entry["name"]

    @property
    def key(self) -> str:
        """Its identifier in reports."""
        return "%s:%03d" % (self.file, self.number)

    @property
    def left_out(self) -> str:
        """The reason for not replaying it, or an empty text."""
        for pattern, reason in OUT_OF_SCOPE.get(self.file, {}).items():
            if fnmatch.fnmatchcase(self.name, pattern):
                return reason
        return ""

    def __str__(self) -> str:
        return "%03d %s" % (self.number, self.name)


def exchanges(file: str) -> list[Exchange]:
    """All entries of a recording such as `api/users`, in order."""
    data = json.loads((RECORDINGS / (file + ".json")).read_text(encoding="utf-8"))
    # limits.json is one object of measured seconds; start/default_config.json holds the file itself.
    if isinstance(data, dict) or "name" not in data[0]:
        data = [{"name": pathlib.PurePath(file).name, "data": data}]
    return [Exchange(file, number, entry) for number, entry in enumerate(data, 1)]


def replayed(file: str) -> list[Exchange]:
    """The entries of a recording that are in scope: the parameters of a test's argument named `exchange`."""
    return [item for item in exchanges(file) if not item.left_out]


def everything() -> list[Exchange]:
    """All entries of all recordings."""
    files = sorted(path.relative_to(RECORDINGS).with_suffix("").as_posix() for path in RECORDINGS.rglob("*.json"))
    return [item for file in files for item in exchanges(file)]
