# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statements that every kind of object needs."""

from __future__ import annotations

import json


async def page(db, sql: str, *args) -> list[dict]:
    """Many rows in one value: the driver's own conversion, value by value, takes most of the time of a long list."""
    row = await db.fetchrow("select coalesce(json_agg(q), '[]')::text as found from (%s) q" % sql, *args)
    return json.loads(row["found"])


async def insert(db, table: str, row: dict) -> None:
    """One row; `db` is the database or a transaction."""
    await db.execute(
        "insert into %s (%s) values (%s)" % (table, ", ".join(row), ", ".join(["%s"] * len(row))), *row.values()
    )


async def update(db, table: str, row_id: str, changes: dict) -> None:
    """The named columns of one row, whose key is `id`."""
    await db.execute(
        "update %s set %s where id = %%s" % (table, ", ".join("%s = %%s" % key for key in changes)),
        *changes.values(),
        row_id,
    )
