# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A small file of this collection on the host, written without losing entries of parallel tasks."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import tempfile
import time

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError

SERVER_DIRECTORY = "/etc/mattermost"
OURS = "groupware.mattermost"
PATIENCE = 60  # seconds for another run that holds the lock
PAUSE = 0.1


def default_path(local, name):
    """Return the path of a record: beside the server's configuration, or in the user's state directory."""
    if local and os.geteuid() == 0 and os.path.isdir(SERVER_DIRECTORY):
        return os.path.join(SERVER_DIRECTORY, OURS, name)
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(home, OURS, name)


class RecordFile:
    """A file of mode 0600 in a directory of mode 0700; ``what`` and ``remedy`` are for error messages."""

    def __init__(self, path, what, remedy):
        self.path = path
        self._what = what
        self._remedy = remedy

    def read(self, parse):
        """Return the parsed text, None if there is no file. ``parse`` returns None for an invalid text."""
        try:
            # A link or file of another user would let that user control the contents.
            handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError as exc:
            reason = "it is a link" if exc.errno == errno.ELOOP else exc.strerror
            raise HostError("the %s %s cannot be read: %s" % (self._what, self.path, reason), path=self.path)
        with os.fdopen(handle, "r", encoding="utf-8", errors="replace") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
                raise HostError(
                    "the %s %s must be a file with mode 0600, owned by the user of this task; %s"
                    % (self._what, self.path, self._remedy),
                    path=self.path,
                )
            found = parse(file.read())
        if found is None:
            raise HostError("%s is not a valid %s; %s" % (self.path, self._what, self._remedy), path=self.path)
        return found

    @contextlib.contextmanager
    def locked(self):
        """Exclude other tasks from writing. The lock is a separate file, because the record is replaced."""
        try:
            self._make_folder()
            lock = os.open(self.path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            raise self._unwritable(exc)
        try:
            self._wait_for(lock)
            yield
        finally:
            os.close(lock)

    def _make_folder(self):
        folder = os.path.dirname(self.path) or "."
        os.makedirs(os.path.dirname(folder) or ".", exist_ok=True)
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            pass

    def _wait_for(self, lock):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise HostError(
                        "another run has locked the %s %s for %d seconds; run this again when it has finished"
                        % (self._what, self.path, PATIENCE),
                        path=self.path,
                    )
                time.sleep(PAUSE)

    def write(self, text):
        """Replace the file atomically."""
        try:
            replace(self.path, text.encode("utf-8"))
        except OSError as exc:
            raise self._unwritable(exc)

    def _unwritable(self, exc):
        return HostError("the %s %s cannot be written: %s" % (self._what, self.path, exc.strerror), path=self.path)


def replace(path, data):
    """Write a file of mode 0600 atomically."""
    folder, name = os.path.split(path)
    handle, temporary = tempfile.mkstemp(prefix=name + ".", dir=folder or ".")  # with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    sync_folder(folder or ".")


def sync_folder(folder):
    """Write the directory entry to disk, so that it survives a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
