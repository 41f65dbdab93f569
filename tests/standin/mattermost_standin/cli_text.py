# SPDX-License-Identifier: GPL-3.0-or-later
"""Help texts of bin/mattermost."""

from __future__ import annotations

HELP = """This is a stand-in for the Mattermost server, made for tests.

Usage:
  mattermost [flags]
  mattermost [command]

Available Commands:
  completion  Generate the autocompletion script for the specified shell
  db          Commands related to the database
  export      Export data from Mattermost
  help        Help about any command
  import      Import data.
  jobserver   Start the Mattermost job server
  server      Run the Mattermost server
  version     Display version information

Flags:
  -c, --config string   Configuration file to use.
  -h, --help            help for mattermost

Use "mattermost [command] --help" for more information about a command."""

DB_COMMANDS = ("downgrade", "init", "migrate", "reset", "version")

DB_HELP = """Commands related to the database

Usage:
  mattermost db [command]

Available Commands:
  downgrade   Downgrade the database with the given plan or migration numbers
  init        Initialize the database
  migrate     Migrate the database if there are any unapplied migrations
  reset       Reset the database to initial state
  version     Returns the recent applied version number

Flags:
  -h, --help   help for db

Global Flags:
  -c, --config string   Configuration file to use.

Use "mattermost db [command] --help" for more information about a command."""

DB_USAGE = {
    "migrate": (
        """Usage:
  mattermost db migrate [flags]

Flags:
      --auto-recover   Recover the database to it's existing state after a failed migration.
      --dry-run        Runs the migration plan without applying it.
  -h, --help           help for migrate
      --save-plan      Saves the migration plan into file store so that it can be used in the future.

Global Flags:
  -c, --config string   Configuration file to use.
"""
    )
}


def db_usage(command: str) -> str:
    """The text after an error of `mattermost db COMMAND`."""
    return (
        DB_USAGE.get(command)
        or """Usage:
  mattermost db %s [flags]

Flags:
  -h, --help   help for %s

Global Flags:
  -c, --config string   Configuration file to use.
"""
        % (command, command)
    )
