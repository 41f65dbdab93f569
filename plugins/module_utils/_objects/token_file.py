# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The file of an access token: written so that no token is made that cannot be kept."""

from __future__ import annotations

import os
import re
import stat
import tempfile

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError
from ansible_collections.groupware.mattermost.plugins.module_utils._core.ownership import Ownership
from ansible_collections.groupware.mattermost.plugins.module_utils._core.state_file import sync_folder

TOKEN = re.compile(rb"\s*[a-z0-9]{26}\s*")
MUCH = 1024  # more than any token has


class TokenFile:
    """A file that holds a token and nothing else, for its owner only."""

    def __init__(self, path, owner, group):
        self.path = path
        self._ownership = Ownership(owner, group)
        self._stream = None
        self._fresh = None

    def holds(self):
        """Return whether there is a token in it. A file with anything else is somebody else's and never touched."""
        try:
            if not stat.S_ISREG(os.lstat(self.path).st_mode):
                raise HostError("%s is no plain file" % self.path, path=self.path)
            with open(self.path, "rb") as stream:
                text = stream.read(MUCH)
        except FileNotFoundError:
            return False
        except OSError as exc:
            raise HostError("%s cannot be read: %s" % (self.path, exc.strerror), path=self.path)
        if not text.strip():
            return False
        if not TOKEN.fullmatch(text):
            raise HostError("%s holds something that is no token; it was left untouched" % self.path, path=self.path)
        return True

    def demand_folder(self):
        """Refuse, before a token is made, a directory that is not there or cannot be written."""
        folder = os.path.dirname(self.path)
        if not os.path.isdir(folder):
            raise HostError("%s cannot be written: there is no directory %s" % (self.path, folder), path=self.path)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise HostError("%s cannot be written: no right to write in its directory" % self.path, path=self.path)

    def wrong(self):
        """Return what differs of owner, group and mode, as before and after."""
        return self._ownership.wrong(self.path)

    def correct(self):
        """Give the file its owner, group and mode."""
        self._ownership.correct(self.path)

    def prepare(self):
        """Make the new file beside the old one, of the size that it will have; mkstemp gives it the mode 0600."""
        uid, gid = self._ownership.ids()
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            pass
        else:
            uid, gid = (found.st_uid if uid == -1 else uid), (found.st_gid if gid == -1 else gid)
        try:
            handle, self._fresh = tempfile.mkstemp(prefix=".token-", dir=os.path.dirname(self.path))
            self._stream = os.fdopen(handle, "wb")
            os.fchown(handle, uid, gid)
            self._put("\n" * 27)
        except OSError as exc:
            self.abandon()
            raise HostError("%s cannot be written: %s" % (self.path, exc.strerror), path=self.path)

    def _put(self, text):
        self._stream.seek(0)
        self._stream.write(text.encode("ascii"))
        self._stream.truncate()
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def commit(self, value):
        """Replace the file in one step."""
        try:
            self._put(value + "\n")
            os.replace(self._fresh, self.path)
            self._fresh = None
            sync_folder(os.path.dirname(self.path))
        except OSError as exc:
            raise HostError("%s was not written: %s" % (self.path, exc.strerror), path=self.path)

    def abandon(self):
        """Leave nothing behind but the file itself."""
        if self._stream is not None:
            try:
                self._stream.close()
            except OSError:
                pass  # a full disk again; what was to be said was said
            self._stream = None
        if self._fresh is not None:
            os.unlink(self._fresh)
            self._fresh = None

    def remove(self):
        """Delete the file."""
        try:
            os.unlink(self.path)
        except OSError as exc:
            raise HostError("%s cannot be deleted: %s" % (self.path, exc.strerror), path=self.path)
