# SPDX-License-Identifier: GPL-3.0-or-later
"""The first rows of an empty database: the built-in roles and a few facts about the installation."""

from __future__ import annotations

import json
import pathlib

from .database import Session
from .ids import new_id, now_ms

ROLES = json.loads((pathlib.Path(__file__).resolve().parent / "roles.json").read_text(encoding="utf-8"))


async def seed(session: Session) -> None:
    """Insert what is missing; an existing role is the administrator's and stays as it is."""
    for role in ROLES:
        created = now_ms()
        await session.execute(
            "insert into roles (id, name, displayname, description, createat, updateat, deleteat, permissions,"
            " schememanaged, builtin, schemeid) values (%s, %s, %s, %s, %s, %s, 0, %s, %s, %s, null) on conflict (name)"
            " do nothing",
            new_id(),
            role["name"],
            role["display_name"],
            role["description"],
            created,
            created,
            " ".join(["", *role["permissions"]]),
            role["scheme_managed"],
            role["built_in"],
        )
    for name, value in (
        ("DiagnosticId", new_id()),
        ("InstallationDate", str(now_ms())),
        ("FirstServerRunTimestamp", str(now_ms())),
    ):
        await session.execute(
            "insert into systems (name, value) values (%s, %s) on conflict (name) do nothing", name, value
        )
