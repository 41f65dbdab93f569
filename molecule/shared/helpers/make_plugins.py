# SPDX-License-Identifier: GPL-3.0-or-later
"""Make archives of plugins in the directory given, one of each sort for each suffix given; print their sums as JSON."""

from __future__ import annotations

import hashlib
import io
import json
import pathlib
import sys
import tarfile

BUNDLE = {"webapp/main.js": b"/* nothing */\n"}
WEBAPP = {"webapp": {"bundle_path": "webapp/main.js"}}
SERVER = {"server": {"executable": "server/plugin"}}
# A program that exits at once runs as a plugin on no server.
PROGRAM = {"server/plugin": b"#!/bin/sh\nexit 1\n"}
SORTS = (
    ("lab", "1.0.0", WEBAPP, BUNDLE),
    ("lab", "1.1.0", WEBAPP, BUNDLE),
    ("known", "1.0.0", WEBAPP, BUNDLE),
    # Its server part has the key of versions before 6.0, so the server ignores it.
    ("backend", "1.0.0", {"backend": {"executable": "server/plugin"}}, PROGRAM),
    ("empty", "1.0.0", {}, {}),
    ("hollow", "1.0.0", SERVER, {}),
    ("newer", "1.0.0", dict(WEBAPP, min_server_version="99.0.0"), BUNDLE),
    ("brief", "1.0.0", SERVER, PROGRAM),
)


def make(path: pathlib.Path, name: str, version: str, parts: dict, files: dict) -> str:
    """Write one archive and return its sum."""
    manifest = dict(parts, id="org.example." + name, name=name, version=version)
    with tarfile.open(path, "w:gz") as archive:
        for inside, content in {"plugin.json": json.dumps(manifest).encode(), **files}.items():
            entry = tarfile.TarInfo("%s/%s" % (name, inside))
            entry.size, entry.mode = len(content), 0o755
            archive.addfile(entry, io.BytesIO(content))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Make all archives."""
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    sums = {}
    for suffix in sys.argv[2:]:
        for name, version, parts, files in SORTS:
            whole = "%s-%s" % (name, suffix)
            stem = "%s-%s" % (whole, version)
            sums[stem] = make(directory / (stem + ".tar.gz"), whole, version, parts, files)
    print(json.dumps(sums))


main()
