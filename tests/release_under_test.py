# SPDX-License-Identifier: GPL-3.0-or-later
"""Name the release that the tests install, as one JSON object.

    python3 tests/release_under_test.py [--version 11.7.9] [--edition team]

`MATTERMOST_TEST_ARCHIVE=FILE` makes it a real archive; otherwise the stand-in's is built. There is no other switch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pathlib
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
RELEASES = ROOT / "tests" / "output" / "releases"
DEFAULT_VERSION = "11.7.9"
NAME = re.compile(r"mattermost(-team)?-([0-9]+\.[0-9]+\.[0-9]+)-linux-[a-z0-9]+\.tar\.gz")


class ReleaseError(Exception):
    """The archive cannot be used; the text says why."""


def checksum(path: pathlib.Path) -> str:
    """The SHA-256 of a file, read in pieces: a real archive has hundreds of megabytes."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for piece in iter(lambda: source.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def _version_of(program: pathlib.Path, archive: pathlib.Path) -> str:
    try:
        return subprocess.run([str(program), "version"], capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        hint = "name it like mattermost-team-11.6.0-linux-amd64.tar.gz"
        raise ReleaseError("%s does not report its version: %s" % (archive, hint)) from error


def _from_content(path: pathlib.Path) -> tuple[str, str]:
    """Ask the binary of an archive whose name has no version."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(path) as tar:
        member = next((item for item in tar if item.name.removeprefix("./") == "mattermost/bin/mattermost"), None)
        if member is None or not member.isfile():
            raise ReleaseError("%s holds no mattermost/bin/mattermost" % path)
        program = pathlib.Path(folder, "mattermost")
        with tar.extractfile(member) as source, program.open("wb") as target:
            shutil.copyfileobj(source, target)
        program.chmod(0o700)
        said = _version_of(program, path)
    version = re.search(r"^Version: ([0-9.]+)", said, re.MULTILINE)
    if version is None:
        raise ReleaseError("%s does not report its version: %r" % (path, said[:200]))
    enterprise = re.search(r"^Build Enterprise Ready: true", said, re.MULTILINE)
    return version.group(1), "enterprise" if enterprise else "team"


def given(path: pathlib.Path) -> dict:
    """Describe an archive that somebody downloaded."""
    if not path.is_file():
        raise ReleaseError("MATTERMOST_TEST_ARCHIVE names no file: %s" % path)
    match = NAME.fullmatch(path.name)
    version, edition = (match.group(2), "team" if match.group(1) else "enterprise") if match else _from_content(path)
    return {"file": str(path), "sha256": checksum(path), "version": version, "edition": edition, "standin": False}


def built(version: str, edition: str) -> dict:
    """Build the stand-in's archive and describe it."""
    builder = runpy.run_path(str(ROOT / "tests" / "standin" / "build.py"))
    path = builder["build"](version, edition, RELEASES)
    return {"file": str(path), "sha256": checksum(path), "version": version, "edition": edition, "standin": True}


def release(version: str = DEFAULT_VERSION, edition: str = "team") -> dict:
    """The release for the tests."""
    archive = os.environ.get("MATTERMOST_TEST_ARCHIVE", "")
    return given(pathlib.Path(archive).resolve()) if archive else built(version, edition)


def main() -> int:
    """Print the description."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--version", default=DEFAULT_VERSION)
    parser.add_argument("--edition", choices=("team", "enterprise"), default="team")
    args = parser.parse_args()
    try:
        print(json.dumps(release(args.version, args.edition)))
    except ReleaseError as error:
        print("release.py: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
