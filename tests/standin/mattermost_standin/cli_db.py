# SPDX-License-Identifier: GPL-3.0-or-later
"""`mattermost db …`."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from . import schema
from .cli_text import db_usage
from .config import ConfigStore, LoadError
from .database import Database
from .dsn import ConnectError
from .log import bare
from .release import NOTICE, Release

# Printed by every command that reads the configuration, because the translations are not loaded yet.
LOCALE_WARNINGS = (
    "DefaultServerLocale must be one of the supported locales. Setting DefaultServerLocale to en as default value.",
    "DefaultClientLocale must be one of the supported locales. Setting DefaultClientLocale to en as default value.",
)


class CommandError(Exception):
    """The command failed; the text goes to the standard error, with the usage after it."""


def _say(level: str, text: str) -> None:
    line = {"timestamp": time.strftime("%Y-%m-%d %H:%M:%S.000 Z", time.gmtime()), "level": level, "msg": text}
    print(json.dumps(line), file=sys.stderr)


def _tell_migrations(numbers: list[int]) -> None:
    for number in numbers:
        name = schema.migration_name(number)
        _say("debug", ("morph.go:169: ==  %s: migrating (up)  " % name).ljust(97, "="))
        _say("debug", ("morph.go:177: ==  %s: migrated (0.0000s)  " % name).ljust(97, "="))


async def _migrate(db: Database, options: dict, release: Release) -> None:
    async with db.transaction() as session:
        numbers = await schema.pending(session, release.version)
        _tell_migrations(numbers)
        if numbers and not options.get("dry-run"):
            await schema.migrate(session, numbers)
    print("Database successfully migrated" if numbers else "No migrations to apply.")


async def _version(db: Database, options: dict, release: Release) -> None:
    # The real command migrates an empty database before it answers.
    async with db.transaction() as session:
        numbers = await schema.pending(session, release.version)
        if numbers:
            _tell_migrations(numbers)
            await schema.migrate(session, numbers)
        seen = await session.fetch("select version, name from db_migrations order by version desc")
    if not options.get("all"):
        print("Current database schema version is: %d" % seen[0]["version"])
        return
    for row in seen:
        # The misspelt word is the server's.
        print("Varsion: %d, Name: %s" % (row["version"], row["name"]))


async def _reset(db: Database, options: dict, _release: Release) -> None:
    if not options.get("confirm"):
        raise CommandError("ABORTED: You did not answer YES exactly, in all capitals.")
    async with db.transaction() as session:
        names = await session.fetch("select tablename from pg_tables where schemaname = current_schema()")
        for row in names:
            await session.execute('drop table "%s" cascade' % row["tablename"].replace('"', '""'))
    print("Database successfully reset")


ACTIONS = {"migrate": _migrate, "version": _version, "reset": _reset}


async def _with_database(command: str, options: dict, config: ConfigStore, release: Release) -> None:
    db = Database(config.setting("SqlSettings", "DataSource"), bare())
    try:
        await db.connect()
    except ConnectError as error:
        raise CommandError("failed to create migrator: error in initializing connection: %s" % error) from error
    try:
        await ACTIONS[command](db, options, release)
    finally:
        await db.close()


def run(command: str, options: dict, config: ConfigStore, release: Release) -> int:
    """Run one of DB_COMMANDS; the exit code."""
    try:
        if options.get("help"):
            print(db_usage(command), end="")
            return 0
        if command == "init":
            raise CommandError("this command should be run using a database configuration DSN")
        if command not in ACTIONS:
            raise CommandError('the stand-in has no command "db %s"' % command)
        try:
            config.load()
        except LoadError as error:
            raise CommandError("failed to load configuration: %s" % error) from error
        for text in LOCALE_WARNINGS:
            _say("warn", text)
        asyncio.run(_with_database(command, options, config, release))
    except CommandError as error:
        print("Error: %s" % error, file=sys.stderr)
        print(db_usage(command), file=sys.stderr)
        return 1
    finally:
        _say("info", NOTICE)
    return 0
