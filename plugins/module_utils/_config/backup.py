# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A copy of the last good configuration: the server truncates its file before it writes, and a full disk or a crash
then leaves it empty or cut off, with which the next start would make a new server of it.
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
MINIMUM = 1 << 20  # bytes of free space without which nobody should write


class Copy:
    """The copy in the folder of our records."""

    def __init__(self, folder):
        self.path = os.path.join(folder, NAME)
        self._folder = folder

    def read(self):
        """Return the copied configuration as bytes, None if there is none that is whole."""
        data = raw(self.path)
        return data if data is not None and is_whole(data) else None

    def keep(self, path):
        """Copy the file if it is whole and differs."""
        data = raw(path)
        if data is None or not is_whole(data) or data == raw(self.path):
            return
        self._write(self.path, data)

    def set_aside(self, path):
        """Keep what a file holds under a name of its own; return the name, None if there is nothing to keep."""
        data = raw(path)
        if not data or not data.strip():
            return None
        target = "%s.%s" % (self.path, time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()))
        self._write(target, data)
        self._thin_out()
        return target

    def _thin_out(self):
        """Remove the oldest of what was set aside: each holds all secrets."""
        names = sorted(name for name in os.listdir(self._folder) if ASIDE.match(name))
        for name in names[:-MOST_ASIDE]:
            os.unlink(os.path.join(self._folder, name))

    def _write(self, target, data):
        try:
            replace(target, data)
        except OSError as exc:
            raise HostError(
                "the copy %s of the configuration cannot be written: %s" % (target, exc.strerror), path=target
            )


def raw(path):
    """Return a file's bytes, None if it cannot be had."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def is_whole(data):
    """Tell whether the bytes are a configuration."""
    try:
        return bool(file.parse(data, ""))
    except HostError:
        return False


def demand_space(path, live):
    """Refuse to have the file rewritten on a disk that is as good as full."""
    try:
        size = os.stat(path).st_size
    except OSError:
        size = 0
    try:
        found = os.statvfs(os.path.dirname(os.path.realpath(path)))
    except OSError:
        return  # writing will tell
    free = found.f_bavail * found.f_frsize
    if free < max(MINIMUM, 4 * size):
        raise HostError(
            "the disk with %s has only %d bytes left; nothing was changed, because %s. Make room and run this again"
            % (
                path,
                free,
                "the server would truncate its configuration and could not write it again"
                if live
                else "the new configuration might not fit",
            ),
            path=path,
        )
