# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The file of a server that is stopped or was never started, as the place where settings are."""

from __future__ import annotations

import os

from ansible_collections.groupware.mattermost.plugins.module_utils._config import file
from ansible_collections.groupware.mattermost.plugins.module_utils._config.backup import require_free_space
from ansible_collections.groupware.mattermost.plugins.module_utils._config.environment import Overrides
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import is_complete, merged
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError


class FileTarget:
    """See ServerTarget for the attributes that both have."""

    live = False
    can_delete = True
    edited = ()

    def __init__(self, path, ownership, overrides=None, backup=None, must_exist=False, not_asked=None):
        self.path = path
        self.where = path
        self.backup = backup
        self.restored_from = backup and backup.path
        self.not_asked = not_asked
        self.overrides = overrides or Overrides({}, "")
        self.lost = None
        self._ownership = ownership
        self.tree = self._read(must_exist)
        self.complete = is_complete(self.tree)
        self.wrong_ownership = ownership.wrong(path)

    def _read(self, must_exist):
        """Return the file's tree; that of the backup if the file was lost."""
        try:
            tree = file.read(self.path)
        except HostError as exc:
            kept = self.backup and self.backup.read()
            if not kept:
                raise
            self.lost = str(exc)
            return file.parse(kept, self.backup.path)
        if tree or self.backup is None:
            return tree
        kept = self.backup.read()
        state = "is empty, possibly because the disk was full" if os.path.exists(self.path) else "is gone"
        if kept:
            self.lost = "%s %s" % (self.path, state)
            return file.parse(kept, self.backup.path)
        if must_exist:
            raise HostError(
                "%s %s. A server started with a new file has new keys and cannot read its encrypted data. Restore it"
                " from a backup; for a new server, remove %s first." % (self.path, state, self.backup.directory),
                path=self.path,
            )
        return tree

    def check_writable(self, changes):
        """Raise HostError if the changes cannot be written."""
        if changes or self.lost:
            require_free_space(self.path, live=False)

    def apply(self, changes, before_write):
        """Write the changes; return the path under which a broken file is kept, None if there was none."""
        kept = self.backup.set_aside(self.path) if self.lost else None
        if changes or self.lost:
            file.write(self.path, merged(self.tree, changes), self._ownership, before_write)
        elif self.wrong_ownership:
            self._ownership.correct(self.path)
        return kept
