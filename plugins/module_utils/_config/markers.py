# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Empty files that remind a later task of what is due after a change: a restart, or a test of the mail settings."""

from __future__ import annotations

import contextlib
import os

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError
from ansible_collections.groupware.mattermost.plugins.module_utils._core.ownership import MODE
from ansible_collections.groupware.mattermost.plugins.module_utils._core.state_file import sync_folder


class Markers:
    """The markers that one run sets. They are set before the change, so that a run that is cut off loses none."""

    def __init__(self, paths):
        # A marker that is there already is an earlier run's, and stays whatever comes of this one.
        self._paths = [path for path in paths if path and not os.path.exists(path)]

    def set(self):
        """Create the files."""
        for path in self._paths:
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT, MODE))
                sync_folder(os.path.dirname(os.path.abspath(path)))
            except OSError as exc:
                raise HostError("the marker %s cannot be created: %s" % (path, exc.strerror), path=path)

    def unset(self):
        """Remove the files again: the server rejected the change."""
        for path in self._paths:
            with contextlib.suppress(OSError):
                os.unlink(path)
