# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of bin/mattermost, with the recorded words and exit codes."""

from __future__ import annotations

import os
import sys

from .cli_options import UsageError, parse
from .cli_text import DB_COMMANDS, DB_HELP, HELP
from .config import ConfigStore, find_file
from .release import NOTICE, Release, current

COMMANDS = ("completion", "db", "export", "help", "import", "jobserver", "server", "version")
MISSING = ("completion", "export", "import", "jobserver")


def _error(text: str) -> int:
    print("Error: %s" % text, file=sys.stderr)
    return 1


def _store(options: dict, release: Release) -> ConfigStore:
    name = options.get("config") or os.environ.get("MM_CONFIG") or "config.json"
    return ConfigStore(find_file(name, release.home / "bin" / "mattermost"))


def _version(release: Release) -> int:
    for line in (
        "Version: %s" % release.version,
        "Build Number: %s" % release.version,
        "Build Date: stand-in",
        "Build Hash: stand-in",
        "Build Enterprise Ready: %s" % str(release.enterprise).lower(),
    ):
        print(line)
    # A line of its own, so that nobody takes the stand-in for the real thing.
    print(NOTICE)
    return 0


def _stores_in_database(options: dict) -> bool:
    name = options.get("config") or os.environ.get("MM_CONFIG") or ""
    return name.startswith(("postgres://", "postgresql://"))


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = sys.argv[1:] if argv is None else argv
    release = current()
    try:
        command, rest, options = parse(words, COMMANDS)
    except UsageError as error:
        print("Error: %s" % error, file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        return 1
    if command == "help" or (options.get("help") and command in (None, "server")):
        print(HELP)
        return 0
    if command == "version":
        return _version(release)
    if command in MISSING:
        return _error('the stand-in has no command "%s"' % command)
    if command == "db":
        if not rest or rest[0] not in DB_COMMANDS:
            print(DB_HELP)
            return 0
        if _stores_in_database(options):
            return _error("the stand-in keeps its configuration in a file only")
        from . import cli_db  # here and below, so that `version` needs nothing but Python

        return cli_db.run(rest[0], options, _store(options, release), release)
    if _stores_in_database(options):
        return _error("the stand-in keeps its configuration in a file only")
    from .process import run_server

    return run_server(_store(options, release), release)
