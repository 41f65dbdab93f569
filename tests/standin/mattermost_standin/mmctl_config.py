# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl config."""

from __future__ import annotations

import json
import pathlib
import re

from . import gojson
from .config_defaults import DEFAULTS
from .config_types import is_structure, merge
from .mmctl_base import Client, Command, Failure, Printer, confirmed
from .subpath import SubpathError, rewrite


def _value(tree, path: list[str], message: str):
    for key in path:
        if not isinstance(tree, dict) or key not in tree:
            raise Failure(message)
        tree = tree[key]
    return tree


def _indented(value) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def get(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl config get."""
    value = _value(client.call("GET", "/config"), words[0].split("."), "invalid key")
    out.show(_indented(value), value)
    out.single = True


def _converted(old, path: tuple, words: list):
    if isinstance(old, bool):
        if words[0] not in ("true", "false"):
            raise Failure("target value is of type Bool and provided value is not")
        return words[0] == "true"
    if isinstance(old, int):
        if not re.fullmatch(r"[+-]?[0-9]+", words[0]):
            raise Failure(
                'target value is of type int and provided value is not, err: strconv.ParseInt: parsing "%s": invalid'
                " syntax" % words[0]
            )
        return int(words[0])
    if isinstance(old, list):
        return words
    if isinstance(old, dict) or len(path) > 2:
        raise Failure("path object type is not supported")
    return words[0]


def _nested(path: list[str], value) -> dict:
    for key in reversed(path):
        value = {key: value}
    return value


def set_value(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl config set."""
    path = words[0].split(".")
    if path[:2] in (["PluginSettings", "PluginStates"], ["PluginSettings", "Plugins"]):
        raise Failure("path object type is not supported")
    old = _value(client.call("GET", "/config"), path, "selected path object is not valid")
    client.call("PUT", "/config/patch", _nested(path, _converted(old, tuple(path), words[1:])))
    out.show("Value changed successfully")


def reset(client: Client, out: Printer, words: list, options: dict) -> None:
    """mmctl config reset."""
    confirmed(options)
    for word in words:
        path = word.split(".")
        client.call("PUT", "/config/patch", _nested(path, _value(DEFAULTS, path, "invalid key")))
    out.show("Value/s reset successfully")


def patch(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl config patch."""
    try:
        raw = pathlib.Path(words[0]).read_bytes()
    except OSError as error:
        raise Failure("open %s: %s" % (words[0], str(error.strerror).lower())) from error
    try:
        body = gojson.parse(raw).plain()
    except gojson.JSONError as error:
        raise Failure(error.message) from error
    client.call("PUT", "/config/patch", body)
    out.show("Config patched successfully")


def show(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl config show: in the server's own order."""
    found = client.call("GET", "/config")
    value = {
        **merge(DEFAULTS, found),
        **{key: found[key] for key in found if key not in DEFAULTS and is_structure((key,), found[key])},
    }
    out.show(_indented(value), value)
    out.single = True


def reload(client: Client, _out: Printer, _words: list, _options: dict) -> None:
    """mmctl config reload."""
    client.call("POST", "/config/reload")


def subpath(_client: None, out: Printer, _words: list, options: dict) -> None:
    """mmctl config subpath: no server is needed."""
    try:
        rewrite(pathlib.Path(options["assets-dir"]), options["path"])
    except SubpathError as error:
        raise Failure(str(error)) from error
    out.show("Config subpath successfully modified")


COMMANDS = {
    ("config", "get"): Command(get, words=(1, 1)),
    ("config", "set"): Command(set_value, words=(2, None)),
    ("config", "reset"): Command(reset, {"confirm": bool}, words=(1, None)),
    ("config", "patch"): Command(patch, words=(1, 1)),
    ("config", "show"): Command(show),
    ("config", "reload"): Command(reload),
    ("config", "subpath"): Command(
        subpath, {"assets-dir": str, "path": str}, ("assets-dir", "path"), needs_server=False
    ),
}
