# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of start/commands, run in the recorded order: they share a database that they change."""

from __future__ import annotations

import pathlib
import subprocess
import time

from boot import Seen
from harness import Server

# The configuration file is rewritten before these; the others find what lies there.
CONFIGS = {
    "version": lambda server: server.base_config(),
    "version with a broken configuration": lambda server: "{ broken",
    "version with an invalid value in the configuration": lambda server: server.base_config(
        ServiceSettings__SiteURL="nonsense"
    ),
    "db ping, database there but empty": lambda server: server.base_config(),
    "db ping, database missing": lambda server: server.base_config(SqlSettings__DataSource=server.db.dsn("missing")),
    "db init with a file as configuration": lambda server: server.base_config(),
}
FRESH_DATABASE = (
    "db ping, database there but empty",
    "db version, database empty: migrates it",
    "db migrate --dry-run, database empty",
)


def run(server: Server, entry: dict) -> Seen:
    """Run one command and wait for it."""
    if entry["name"] in FRESH_DATABASE:
        server.db.create(server.database)
    if entry["name"] in CONFIGS:
        server.write_config(CONFIGS[entry["name"]](server))
    began = time.monotonic()
    process = server.spawn(
        *server.actual(entry["argv"])[1:],
        env=server.actual(entry["environment"]),
        cwd=pathlib.Path(server.actual(entry["cwd"])),
        out=subprocess.PIPE,
        err=subprocess.PIPE,
    )
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    return Seen(
        exit_code=process.returncode,
        lived=time.monotonic() - began,
        stdout=out.decode("utf-8", "replace"),
        stderr=err.decode("utf-8", "replace"),
    )
