# SPDX-License-Identifier: GPL-3.0-or-later
"""Append each command line that shows in the process list to the file given, once."""

from __future__ import annotations

import pathlib
import sys
import threading

INTERVAL = 0.05  # seconds; a module call on a host takes some 0.3


def command_lines():
    """Yield the command lines of this moment."""
    for directory in pathlib.Path("/proc").iterdir():
        if directory.name.isdigit():
            try:
                yield (directory / "cmdline").read_bytes().replace(b"\0", b" ").strip()
            except OSError:
                continue  # it has ended meanwhile


def main() -> None:
    """Watch until the service manager stops it."""
    seen = set()
    tick = threading.Event()
    with open(sys.argv[1], "ab", buffering=0) as log:
        while not tick.wait(INTERVAL):
            for line in command_lines():
                if line and line not in seen:
                    seen.add(line)
                    log.write(line + b"\n")


main()
