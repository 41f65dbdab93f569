# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by all parts of a running stand-in."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api.plugins_store import Plugins
    from .config import ConfigStore
    from .database import Database


@dataclass
class Context:
    """Handed to the web applications; nothing else is global."""

    config: ConfigStore
    db: Database
    version: str
    edition: str
    started_ms: int
    log: logging.Logger
    plugins: Plugins
    cache: dict = field(default_factory=dict)  # profiles by id, shared by the TCP and the socket application
