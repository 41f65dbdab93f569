# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A backup of the last complete configuration.

The server truncates its file before it writes. A full disk or a crash then leaves an empty file, and the server would
start as a new one: with other keys, and without access to the data that the lost keys encrypt.
"""

from __future__ import annotations

import os
import re
import time

from ansible_collections.groupware.mattermost.plugins.module_utils._config import file
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError
from ansible_collections.groupware.mattermost.plugins.module_utils._core.state_file import replace

NAME = "config.json"
ASIDE = re.compile(r"config\.json\.[0-9]{8}T[0-9]{6}Z$")
MOST_ASIDE = 5
MINIMUM = 1 << 20  # bytes of free space below which nothing is written


class Backup:
    """The backup in a directory of ours."""

    def __init__(self, directory):
        self.path = os.path.join(directory, NAME)
        self.directory = directory

    def read(self):
        """Return the configuration as bytes, None if there is no complete one."""
        data = read_bytes(self.path)
        return data if data is not None and is_whole(data) else None

    def update(self, path):
        """Copy the file, if it is complete and differs."""
        data = read_bytes(path)
        if data is None or not is_whole(data) or data == read_bytes(self.path):
            return
        self._write(self.path, data)

    def set_aside(self, path):
        """Copy a file under a name with the time; return the path, None if the file is empty or absent."""
        data = read_bytes(path)
        if not data or not data.strip():
            return None
        target = "%s.%s" % (self.path, time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()))
        self._write(target, data)
        self._remove_oldest()
        return target

    def _remove_oldest(self):
        # Each of the files holds all secrets.
        names = sorted(name for name in os.listdir(self.directory) if ASIDE.match(name))
        for name in names[:-MOST_ASIDE]:
            os.unlink(os.path.join(self.directory, name))

    def _write(self, target, data):
        try:
            replace(target, data)
        except OSError as exc:
            raise HostError(
                "the backup %s of the configuration cannot be written: %s" % (target, exc.strerror), path=target
            )


def read_bytes(path):
    """Return a file's bytes, None if it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def is_whole(data):
    """Return whether the bytes are a configuration with at least one section."""
    try:
        return bool(file.parse(data, ""))
    except HostError:
        return False


def require_free_space(path, live):
    """Raise HostError if the file might not fit on its disk; C(live) if the server writes it."""
    try:
        size = os.stat(path).st_size
    except OSError:
        size = 0
    try:
        found = os.statvfs(os.path.dirname(os.path.realpath(path)))
    except OSError:
        return  # the write itself reports the error
    free = found.f_bavail * found.f_frsize
    least = max(MINIMUM, 4 * size)
    if free < least:
        reason = (
            "the server truncates its configuration before it writes" if live else "the configuration might not fit"
        )
        raise HostError(
            "the disk of %s has %d bytes left, and at least %d are required, because %s. Nothing was changed. Free disk"
            " space and run the task again." % (path, free, least, reason),
            path=path,
        )
