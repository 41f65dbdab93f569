# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the collection importable under its own name from a checkout in any directory."""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "ansible_collections.groupware.mattermost"


def _package(name: str, folder: Path | None) -> None:
    """Put a package into place without a directory of its name."""
    package = types.ModuleType(name)
    package.__path__ = [str(folder)] if folder else []
    sys.modules[name] = package


def _is_importable(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


if not _is_importable(NAME + ".plugins"):
    for parent in ("ansible_collections", "ansible_collections.groupware"):
        if not _is_importable(parent):
            _package(parent, None)
    _package(NAME, ROOT)
