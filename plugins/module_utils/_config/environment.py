# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Settings that an environment variable of the service overrides: the server accepts a change and ignores it."""

from __future__ import annotations

import json
import shlex

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config

PREFIX = "MM_"


class Overrides:
    """The variables C({name: text}) of a service, and the words for where they were read.

    C(known) is False, and C(where) empty, if the environment could not be read.
    """

    def __init__(self, variables, where):
        self.known = bool(where)
        self._variables = variables
        self._where = where

    def variable(self, path):
        """Return the name of the variable that overrides a setting, None if none does."""
        for name in config.environment_names(path):
            if name in self._variables:
                return name
        return None

    def explain(self, path, found, shown):
        """Return the sentence about an overridden setting; C(shown) is what to print of the value found."""
        return "%s is overridden by the environment variable %s of %s%s" % (
            config.name_of(path),
            self.variable(path),
            self._where,
            "" if found is None else ", which sets it to %s" % json.dumps(shown),
        )

    def agrees(self, path, value):
        """Return whether the variable's text means the value to the server."""
        text = self._variables[self.variable(path)]
        if isinstance(value, bool):
            return text.strip().lower() in (("1", "t", "true") if value else ("0", "f", "false"))
        if isinstance(value, list):
            return text.split() == value
        if isinstance(value, (int, float)):
            return text.strip() == str(value)
        return text == value


def of_process(pid):
    """Return the Overrides of a running process; those of an unreadable environment are not known."""
    try:
        with open("/proc/%d/environ" % pid, "rb") as stream:
            data = stream.read()
    except OSError:
        return Overrides({}, "")
    return Overrides(variables(data.decode("utf-8", "surrogateescape").split("\0")), "the server (process %d)" % pid)


def of_unit(name, shown):
    """Return the Overrides that a unit will have when it is started, from its properties (see service.show)."""
    found = variables(split(shown.get("Environment", "")))
    for path in environment_files(shown.get("EnvironmentFiles", "")):
        found.update(variables(file_lines(path)))
    return Overrides(found, "unit %s" % name)


def variables(assignments):
    """Return {name: text} of the assignments NAME=TEXT that may override settings."""
    pairs = (text.partition("=")[::2] for text in assignments if text.startswith(PREFIX))
    return dict(pairs)


def split(text):
    """Split a line of assignments as the service manager shows them, quoted where needed."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def environment_files(text):
    """Return the paths in ``/path (ignore_errors=no)``, one a line; a leading dash only says that it may be absent."""
    return [line.rpartition(" (")[0].lstrip("-") or line.lstrip("-") for line in text.splitlines() if line.strip()]


def file_lines(path):
    """Return the assignments in a file of the service manager's form."""
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            lines = [line.strip() for line in stream]
    except OSError:
        return []
    return [
        "%s=%s" % (name.strip(), unquoted(value.strip()))
        for name, sign, value in (line.partition("=") for line in lines)
        if sign and name[:1] not in "#;"
    ]


def unquoted(text):
    """Return a value without the quotes around it."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
