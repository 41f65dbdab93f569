# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration's public names."""

from __future__ import annotations

from .config_defaults import without_defaults
from .config_secrets import without_masked
from .config_store import ConfigError, ConfigStore, LoadError, find_file

__all__ = ["ConfigError", "ConfigStore", "LoadError", "find_file", "without_defaults", "without_masked"]
