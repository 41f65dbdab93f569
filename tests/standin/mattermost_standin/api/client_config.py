# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /config/client: a flat map of texts, by a table of where each comes from.

In `client_config.json` a value is `Section.Key`, a fact after `@`, or a fixed text after `=`: what an unlicensed
server always says.
"""

from __future__ import annotations

import hashlib
import json
import pathlib

from ..context import Context

TABLE = json.loads((pathlib.Path(__file__).resolve().parent / "client_config.json").read_text(encoding="utf-8"))


def _text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(value)
    return str(value)


def build(ctx: Context, facts: dict[str, str], everything: bool) -> dict[str, str]:
    """The limited map, or with a session all of it."""
    digest = hashlib.sha256(ctx.version.encode()).hexdigest()[:40]
    known = {
        **facts,
        "version": ctx.version,
        "hash": digest,
        "key": facts.get("DiagnosticId", ""),
        "enterprise": _text(ctx.edition == "enterprise"),
        "none": "false",
    }
    config = ctx.config.get()

    def value(source: str) -> str:
        if source.startswith("="):
            return source[1:]
        if source.startswith("@"):
            return known[source[1:]]
        section, key = source.split(".")
        return _text(config[section][key])

    table = {**TABLE["limited"], **(TABLE["session"] if everything else {})}
    return {key: value(source) for key, source in sorted(table.items())}
