# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings from the environment: MM_SECTION_KEY wins over the file and is never written into it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping

from .config_defaults import DEFAULTS
from .config_types import ANY, MAPS, OBJECT_LISTS, is_structure

_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")


def _paths(tree: dict, path: tuple = ()):
    for key, value in tree.items():
        here = path + (key,)
        if is_structure(here, value):
            yield from _paths(value, here)
        elif here not in ANY and here not in OBJECT_LISTS:
            yield here, value


VARIABLES = {"MM_" + "_".join(path).upper(): (path, default) for path, default in _paths(DEFAULTS)}


class Unparsable(Exception):
    """The text does not fit the type: the server ignores the value, but counts the key as set."""


def _parsed(text: str, path: tuple, default):
    if path in MAPS:
        try:
            value = json.loads(text)
        except ValueError as error:
            raise Unparsable from error
        if not isinstance(value, dict):
            raise Unparsable
        return value
    if isinstance(default, bool):
        if text not in _TRUE + _FALSE:
            raise Unparsable
        return text in _TRUE
    if isinstance(default, int):
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            raise Unparsable
        return int(text)
    if isinstance(default, list):
        return text.split(" ") if text else []
    return text


class Overrides:
    """The variables that name a known key, parsed once: the environment of a process does not change."""

    def __init__(self, environ: Mapping[str, str]):
        self.values: dict[tuple, object] = {}
        self.names: list[tuple] = []
        for variable, (path, default) in VARIABLES.items():
            if variable not in environ:
                continue
            self.names.append(path)
            try:
                self.values[path] = _parsed(environ[variable], path, default)
            except Unparsable:
                continue

    def apply(self, full: dict) -> dict:
        """A copy of the configuration with the environment's values."""
        result = copy.deepcopy(full)
        for path, value in self.values.items():
            parent = result
            for key in path[:-1]:
                parent = parent[key]
            parent[path[-1]] = copy.deepcopy(value)
        return result

    def remove(self, effective: dict, stored: dict) -> dict:
        """A copy with the stored values back at every key the environment sets."""
        result = copy.deepcopy(effective)
        for path in self.names:
            parent, origin = result, stored
            for key in path[:-1]:
                parent, origin = parent[key], origin[key]
            parent[path[-1]] = copy.deepcopy(origin[path[-1]])
        return result

    def tree(self) -> dict:
        """True at every key that the environment sets, unparsable values included."""
        result: dict = {}
        for path in self.names:
            parent = result
            for key in path[:-1]:
                parent = parent.setdefault(key, {})
            parent[path[-1]] = True
        return result
