# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The file of ``_password_record``: whose it is, and writing it so that no other task's entries are lost."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hmac
import os
import secrets
import stat
import tempfile

from ansible_collections.groupware.mattermost.plugins.module_utils._errors import HostError
from ansible_collections.groupware.mattermost.plugins.module_utils._password_record import (
    KEY_BYTES,
    Changes,
    hashed,
    parse,
    render,
)

SERVER_DIRECTORY = "/etc/mattermost"
NAME = os.path.join("groupware.mattermost", "passwords.json")
REMEDY = "; remove it, and the passwords are set once more"


def default_path(local):
    """Return where the record is: beside the server's configuration, else among the state of who runs the task."""
    if local and os.geteuid() == 0 and os.path.isdir(SERVER_DIRECTORY):
        return os.path.join(SERVER_DIRECTORY, NAME)
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(home, NAME)


class PasswordRecord:
    """Passwords that were set.

    ``load``, then ask; ``forget`` and ``save`` before one is set, ``store`` and ``save`` afterwards. So a task that
    is cut off in between leaves an unknown password, never a wrong belief.
    """

    def __init__(self, path):
        self.path = path
        self._key = None
        self._hashes = {}
        self._changes = Changes()

    def load(self):
        """Read the file, if there is one; return the record itself."""
        found = self._read()
        if found is not None:
            self._key, self._hashes = found
        return self

    def matches(self, user_id, password):
        """Return True if this password was set last, False if it was another, None if that is not known."""
        answer, is_ours = self._changes.find(user_id, password)
        if is_ours or user_id not in self._hashes:
            return answer
        return hmac.compare_digest(self._hashes[user_id], hashed(self._key, user_id, password))

    def store(self, user_id, password):
        """Remember a password that was set."""
        self._changes.store(user_id, password)

    def forget(self, user_id):
        """Take back what is known of an account's password, as it is about to be set."""
        self._changes.forget(user_id)

    def save(self):
        """Write the changes into the file as it is now."""
        try:
            with self._locked():
                found = self._read()
                key, hashes = found or (secrets.token_hex(KEY_BYTES), {})
                merged = self._changes.merged(key, hashes)
                if found is None or merged != hashes:
                    self._write(render(key, merged))
        except OSError as exc:
            raise HostError(
                "the record of passwords %s cannot be written: %s" % (self.path, exc.strerror), path=self.path)
        self._key, self._hashes = key, merged
        self._changes = Changes()

    def _read(self):
        """Return key and hashes, None if there is no file."""
        try:
            # Whoever could put a link or a file of his own here would decide what is believed.
            handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError as exc:
            reason = "it is a link" if exc.errno == errno.ELOOP else exc.strerror
            raise HostError("the record of passwords %s cannot be read: %s" % (self.path, reason), path=self.path)
        with os.fdopen(handle, "r", encoding="utf-8", errors="replace") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
                raise HostError(
                    "the record of passwords %s is not a file of mode 0600 that belongs to the user of this task%s"
                    % (self.path, REMEDY), path=self.path)
            found = parse(file.read())
        if found is None:
            raise HostError("%s is not a record of passwords, or damaged%s" % (self.path, REMEDY), path=self.path)
        return found

    @contextlib.contextmanager
    def _locked(self):
        """Let no other task write meanwhile. The lock is a file of its own, as the record is replaced."""
        folder = os.path.dirname(self.path) or "."
        os.makedirs(os.path.dirname(folder) or ".", exist_ok=True)
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            pass
        lock = os.open(self.path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _write(self, text):
        folder, name = os.path.split(self.path)
        handle, temporary = tempfile.mkstemp(prefix=name + ".", dir=folder or ".")  # with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except BaseException:
            os.unlink(temporary)
            raise
