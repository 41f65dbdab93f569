# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin's manifest: read as the server's typed structure, so keys that it does not know are gone."""

from __future__ import annotations

import json
import pathlib
import re

from . import plugins_yaml
from .errors import not_imitated

ID = re.compile(r"[a-zA-Z0-9\-_.]{3,190}\Z")
SEMVER = re.compile(r"(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\Z")

# Name, kind, left out when empty; in the order in which the server writes them.
KEYS = (
    ("id", str, False),
    ("name", str, False),
    ("description", str, True),
    ("homepage_url", str, True),
    ("support_url", str, True),
    ("release_notes_url", str, True),
    ("icon_path", str, True),
    ("version", str, False),
    ("min_server_version", str, True),
    ("server", dict, True),
    ("webapp", dict, True),
    ("settings_schema", dict, True),
    ("props", dict, True),
)
SERVER = (("executables", dict, True), ("executable", str, False))
WEBAPP = (("bundle_path", str, False),)


class Unusable(Exception):
    """There is no manifest, or none that can be read."""


def _typed(body, keys: tuple) -> dict:
    """Known keys in any letter case, with a value of the right type; null is absent."""
    if not isinstance(body, dict):
        raise Unusable
    given = {key.lower(): value for key, value in body.items() if value is not None}
    found = {}
    for key, kind, optional in keys:
        value = given.get(key)
        if value is None:
            if not optional:
                found[key] = ""
        elif not isinstance(value, kind):
            raise Unusable
        elif value or not optional or key in ("server", "webapp", "settings_schema"):
            found[key] = value
    return found


def _body(folder: pathlib.Path):
    for name in ("plugin.yml", "plugin.yaml"):
        if (folder / name).exists():
            try:
                return plugins_yaml.parse((folder / name).read_bytes())
            except plugins_yaml.Unknown as error:
                raise not_imitated("this YAML of a plugin's manifest: %s" % error) from error
    try:
        return json.loads((folder / "plugin.json").read_bytes())
    except (OSError, ValueError) as error:
        raise Unusable from error


def read(folder: pathlib.Path) -> dict:
    """The manifest of an unpacked plugin; its id in lower case."""
    body = _body(folder)
    found = _typed(body, KEYS)
    if any(key.lower() == "required_configuration" for key in body):
        raise not_imitated("plugins with a required configuration")
    found["id"] = found["id"].lower()
    for key, keys in (("server", SERVER), ("webapp", WEBAPP)):
        if key in found:
            found[key] = _typed(found[key], keys)
    if not all(isinstance(path, str) for path in found.get("server", {}).get("executables", {}).values()):
        raise Unusable
    return found


def secrets(manifest: dict) -> set[str]:
    """Names of the settings that the manifest calls secret, in lower case as they are stored."""
    settings = manifest.get("settings_schema", {}).get("settings")
    return (
        {str(item.get("key", "")).lower() for item in settings if isinstance(item, dict) and item.get("secret")}
        if isinstance(settings, list)
        else set()
    )


def _order(version: str):
    match = SEMVER.match(version)
    if not match:
        return None
    # A pre-release comes before its release; how two of them compare matters to nobody here.
    return tuple(int(match.group(number)) for number in (1, 2, 3)), match.group(4) is None


def failure(manifest: dict, folder: str, version: str) -> str:
    """Why the plugin does not start on this server; empty when it runs, which only a web application can do here."""
    plugin, wanted = manifest["id"], manifest.get("min_server_version", "")
    if wanted:
        least = _order(wanted)
        if least is None:
            return "failed to parse MinServerVersion: %s" % plugin
        if _order(version) < least:
            return "plugin requires Mattermost %s: %s" % (wanted, plugin)
    if "server" in manifest:
        executables = manifest["server"].get("executables", {})
        program = executables.get("linux-amd64") or manifest["server"]["executable"]
        start = "unable to start plugin: %s: failed to apply option: " % plugin
        if not program:
            return start + "backend executable not found for environment: linux/amd64"
        path = pathlib.Path(folder) / program
        if not path.is_file():
            return start + "unable to generate plugin checksum: open %s: no such file or directory" % path
        return "unable to start plugin: %s: the stand-in runs no plugin's program" % plugin
    if "webapp" not in manifest:
        return "unable to start plugin: must at least have a web app or server component"
    return ""
