# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Owner, group and mode of a file that holds secrets."""

from __future__ import annotations

import os
import stat

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError, InvalidInput

MODE = 0o600


class Ownership:
    """Owner, group and mode that a file must have."""

    def __init__(self, owner, group):
        self._owner = owner
        self._group = group

    def ids(self):
        """Return user and group ID; -1 for unchanged."""
        return _number("owner", self._owner), _number("group", self._group)

    def wrong(self, path):
        """Return the differences as before and after; none for a missing file."""
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return {}
        before: dict = {}
        after: dict = {}
        for name, wanted, have in (("owner", self._owner, found.st_uid), ("group", self._group, found.st_gid)):
            if wanted is not None and _find(name, wanted) != have:
                before[name], after[name] = have, wanted
        if stat.S_IMODE(found.st_mode) != MODE:
            before["mode"], after["mode"] = "%04o" % stat.S_IMODE(found.st_mode), "%04o" % MODE
        return {"before": before, "after": after} if after else {}

    def correct(self, path):
        """Set owner and mode of an existing file."""
        try:
            os.chown(path, *self.ids())
            os.chmod(path, MODE)
        except OSError as exc:
            raise HostError("cannot set owner and mode of %s: %s" % (path, exc.strerror), path=path)


def _find(option, name):
    """Return the ID of a user or group, None if it does not exist (yet)."""
    import grp
    import pwd

    if name.isdigit():
        return int(name)
    try:
        return pwd.getpwnam(name).pw_uid if option == "owner" else grp.getgrnam(name).gr_gid
    except KeyError:
        return None


def _number(option, name):
    if name is None:
        return -1
    number = _find(option, name)
    if number is None:
        raise InvalidInput(option, "%s does not exist on this host" % name)
    return number
