# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two statements that every kind of object needs."""

from __future__ import annotations


async def insert(db, table: str, row: dict) -> None:
    """One row; `db` is the database or a transaction."""
    await db.execute("insert into %s (%s) values (%s)" % (table, ", ".join(row), ", ".join(["%s"] * len(row))),
                     *row.values())


async def update(db, table: str, row_id: str, changes: dict) -> None:
    """The named columns of one row, whose key is `id`."""
    await db.execute("update %s set %s where id = %%s" % (table, ", ".join("%s = %%s" % key for key in changes)),
                     *changes.values(), row_id)
