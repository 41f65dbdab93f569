# SPDX-License-Identifier: GPL-3.0-or-later
"""Build a release-like archive of the stand-in for any version number.

    python3 tests/standin/build.py 11.7.9 --edition team --output DIR

The bytes depend on the sources, the version, the edition and `--date` alone, so the same call always gives the same
checksum. Standard library only: it must run on a bare host.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import pathlib
import re
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE / "mattermost_standin"
ASSETS = HERE / "assets"
DEFAULT_DATE = 1767225600

# A release is read-only for the service user, so no bytecode is written beside the sources.
LAUNCHER = """#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
import importlib
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "standin"))
sys.exit(importlib.import_module("mattermost_standin.%s").main())
"""

EMPTY_FOLDERS = ("fonts", "logs", "prepackaged_plugins")


def archive_name(version: str, edition: str) -> str:
    """The file name of the official releases."""
    return "mattermost-%s%s-linux-amd64.tar.gz" % ("team-" if edition == "team" else "", version)


def shipped_config() -> str:
    """config.json as releases ship it: the defaults, with the differences that the server's documentation lists."""
    config = json.loads((PACKAGE / "defaults.json").read_text(encoding="utf-8"))
    config["LogSettings"]["ConsoleLevel"] = "INFO"
    config["ServiceSettings"]["EnableEmailInvitations"] = False
    config["EmailSettings"].update(
        SendEmailNotifications=False, FeedbackEmail="", ReplyToAddress="", SMTPServer="", SMTPPort=""
    )
    return json.dumps(config, indent=4, ensure_ascii=False)


def package_files() -> dict[str, bytes]:
    """The stand-in's own sources, by their path in the archive."""
    found = {}
    for path in PACKAGE.rglob("*"):
        if path.is_file() and path.suffix in (".py", ".json", ".html") and "__pycache__" not in path.parts:
            found["standin/mattermost_standin/%s" % path.relative_to(PACKAGE).as_posix()] = path.read_bytes()
    return found


def contents(version: str, edition: str) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes of each file, by its path below the top directory."""
    files: dict[str, tuple[int, bytes]] = {}
    for path in ASSETS.rglob("*"):
        if path.is_file():
            files[path.relative_to(ASSETS).as_posix()] = (0o644, path.read_bytes())
    for name, data in package_files().items():
        files[name] = (0o644, data)
    baked = {"version": version, "edition": edition}
    files["standin/VERSION.json"] = (0o644, (json.dumps(baked) + "\n").encode())
    files["config/config.json"] = (0o600, shipped_config().encode())
    for program, module in (("mattermost", "cli"), ("mmctl", "mmctl")):
        files["bin/" + program] = (0o755, (LAUNCHER % module).encode())
    files["manifest.txt"] = (0o644, ("stand-in for tests\nversion %s\nedition %s\n" % (version, edition)).encode())
    return files


def _folders(names) -> list[str]:
    found = set(EMPTY_FOLDERS)
    for name in names:
        found.update(str(parent) for parent in pathlib.PurePosixPath(name).parents if str(parent) != ".")
    return sorted(found)


def _entry(name: str, mode: int, date: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo("mattermost/" + name if name else "mattermost")
    info.mode, info.mtime, info.uid, info.gid = mode, date, 2000, 2000
    info.uname = info.gname = "mattermost"
    return info


def build(version: str, edition: str, output: pathlib.Path, date: int = DEFAULT_DATE) -> pathlib.Path:
    """Write the archive into the directory, in one step; its path."""
    files = contents(version, edition)
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for folder in ["", *_folders(files)]:
            info = _entry(folder, 0o755, date)
            info.type = tarfile.DIRTYPE
            tar.addfile(info)
        for name in sorted(files):
            mode, data = files[name]
            info = _entry(name, mode, date)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=date) as out:
        out.write(raw.getvalue())
    output.mkdir(parents=True, exist_ok=True)
    target = output / archive_name(version, edition)
    if target.exists() and target.read_bytes() == packed.getvalue():
        return target
    handle, partial = tempfile.mkstemp(dir=output, prefix=".partial-")
    with os.fdopen(handle, "wb") as out:
        out.write(packed.getvalue())
    os.chmod(partial, 0o644)
    os.replace(partial, target)
    return target


def main() -> int:
    """Build one archive and print its path."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("version")
    parser.add_argument("--edition", choices=("team", "enterprise"), default="team")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--date", type=int, default=DEFAULT_DATE, help="seconds since 1970 for every time stamp")
    args = parser.parse_args()
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", args.version):
        parser.error("the version must look like 11.7.9")
    print(build(args.version, args.edition, args.output, args.date))
    return 0


if __name__ == "__main__":
    sys.exit(main())
