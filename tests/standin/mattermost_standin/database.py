# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL: a small pool of connections, with the server's own messages when there is none to be had."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import select
from collections.abc import AsyncIterator

import psycopg
from psycopg.rows import dict_row

from .dsn import ConnectError, Target, explain

ATTEMPTS = 5
PAUSE = 2
MINIMUM_VERSION = 14


class Session:
    """One connection's worth of queries; `%s` marks the parameters."""

    def __init__(self, connection: psycopg.AsyncConnection):
        self._connection = connection

    async def fetch(self, sql: str, *args) -> list[dict]:
        """All rows, as dictionaries."""
        cursor = await self._connection.execute(sql, args or None)
        return await cursor.fetchall()

    async def fetchrow(self, sql: str, *args) -> dict | None:
        """The first row, or None."""
        cursor = await self._connection.execute(sql, args or None)
        return await cursor.fetchone()

    async def execute(self, sql: str, *args) -> int:
        """Run a statement; the number of rows it touched."""
        cursor = await self._connection.execute(sql, args or None)
        return cursor.rowcount


def _hung_up(connection: psycopg.AsyncConnection) -> bool:
    """Whether an idle connection has something to read, which is the end: the database was restarted meanwhile."""
    return bool(select.select([connection.fileno()], [], [], 0)[0])


def _alive(connection: psycopg.AsyncConnection) -> bool:
    """Whether the other end is still there: a restart of the database is noticed before a query is lost."""
    if connection.closed or connection.broken:
        return False
    try:
        connection.pgconn.consume_input()
    except psycopg.Error:
        return False
    return True


class Database:
    """A pool that makes connections when needed and drops broken ones: the database may restart at any time."""

    def __init__(self, data_source: str, log: logging.Logger, size: int = 8):
        self.target = Target(data_source)
        self._log = log
        self._idle: list[psycopg.AsyncConnection] = []
        self._slots = asyncio.Semaphore(size)

    async def connect(self) -> None:
        """Wait for the database as long as the server does, then raise ConnectError."""
        for attempt in range(1, ATTEMPTS + 1):
            if attempt > 1:
                self._log.info(
                    "Pinging SQL",
                    extra={"fields": {"database": "master", "dataSource": self.target.sanitized, "attempt": attempt}},
                )
            try:
                self._idle.append(await self._open())
                break
            except ConnectError as error:
                if attempt == ATTEMPTS:
                    raise
                self._log.error(
                    "Failed to ping DB",
                    extra={
                        "fields": {
                            "database": "master",
                            "dataSource": self.target.sanitized,
                            "retrying in seconds": PAUSE,
                            "error": str(error),
                        }
                    },
                )
                await asyncio.sleep(PAUSE)
        await self._check_version()

    async def _open(self) -> psycopg.AsyncConnection:
        if self.target.error:
            raise ConnectError(self.target.error)
        try:
            return await psycopg.AsyncConnection.connect(self.target.conninfo, autocommit=True, row_factory=dict_row)
        except psycopg.Error as error:
            if "FATAL" not in str(error):
                self.target.probe()
            raise ConnectError(explain(error)) from error

    async def _check_version(self) -> None:
        row = await self.fetchrow("show server_version_num")
        number = int(row["server_version_num"])
        if number < MINIMUM_VERSION * 10000:
            raise ConnectError(
                "minimum Postgres version requirements not met. Found: %d.%d, Wanted: %d.0"
                % (number // 10000, number % 10000, MINIMUM_VERSION)
            )

    @contextlib.asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[psycopg.AsyncConnection]:
        async with self._slots:
            while self._idle:
                connection = self._idle.pop()
                if not connection.closed and not connection.broken and not _hung_up(connection):
                    break
            else:
                connection = await self._open()
            try:
                yield connection
            finally:
                if not connection.closed and not connection.broken:
                    self._idle.append(connection)

    async def fetch(self, sql: str, *args) -> list[dict]:
        """All rows, as dictionaries."""
        async with self._borrowed() as connection:
            return await Session(connection).fetch(sql, *args)

    async def fetchrow(self, sql: str, *args) -> dict | None:
        """The first row, or None."""
        async with self._borrowed() as connection:
            return await Session(connection).fetchrow(sql, *args)

    async def execute(self, sql: str, *args) -> int:
        """Run a statement; the number of rows it touched."""
        async with self._borrowed() as connection:
            return await Session(connection).execute(sql, *args)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Several statements that hold together or not at all."""
        async with self._borrowed() as connection:
            async with connection.transaction():
                yield Session(connection)

    async def close(self) -> None:
        """Give the connections back."""
        while self._idle:
            await self._idle.pop().close()
