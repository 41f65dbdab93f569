# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpack the collections of a requirements file, and what they depend on, out of the bundle's Python wheel.

Usage: pip_collections.py SPEC DESTINATION REQUIREMENTS. One download from the Python package registry replaces one per
collection from Galaxy, which many networks do not reach.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import yaml


def prefix(name: str) -> str:
    """Return the directory of the collection in the wheel."""
    return f"ansible_collections/{name.replace('.', '/')}/"


def closure(archive: zipfile.ZipFile, names: list[str]) -> list[str]:
    """Return the collections and all that they depend on."""
    found: list[str] = []
    queue = list(names)
    while queue:
        name = queue.pop()
        if name in found:
            continue
        found.append(name)
        try:
            manifest = json.loads(archive.read(prefix(name) + "MANIFEST.json"))
        except KeyError:
            sys.exit(f"the bundle has no collection {name}")
        queue.extend(manifest["collection_info"]["dependencies"])
    return found


def main() -> None:
    """Download the wheel and unpack the collections below DESTINATION/ansible_collections."""
    spec, destination, requirements = sys.argv[1:]
    names = [item["name"] for item in yaml.safe_load(pathlib.Path(requirements).read_text())["collections"]]
    with tempfile.TemporaryDirectory() as directory:
        pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "--only-binary=:all:", "-d", directory, spec], check=True)
        (wheel,) = pathlib.Path(directory).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            prefixes = tuple(prefix(name) for name in closure(archive, names))
            archive.extractall(destination, [member for member in archive.namelist() if member.startswith(prefixes)])


if __name__ == "__main__":
    main()
