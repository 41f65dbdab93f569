# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The server's config.json: read it, replace it in one step, with its owner and mode."""

from __future__ import annotations

import json
import os
import tempfile

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError
from ansible_collections.groupware.mattermost.plugins.module_utils._core.ownership import MODE
from ansible_collections.groupware.mattermost.plugins.module_utils._core.state_file import sync_folder

# The server escapes these characters, so that its own rewrite at the next start does not change the text.
ESCAPED = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def read(path):
    """Return the file as a dictionary, {} for an absent or empty one: the server takes both as new."""
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        return {}
    except OSError as exc:
        raise HostError("%s cannot be read: %s" % (path, exc.strerror), path=path)
    return parse(data, path)


def parse(data, path):
    """Return the dictionary in the bytes of the file; raise HostError if there is none."""
    if not data.strip():
        return {}
    if data.startswith(b"\xef\xbb\xbf"):
        raise HostError(
            "%s begins with a byte order mark, and the server would not start. Save it as UTF-8 without one." % path,
            path=path,
        )
    try:
        tree = json.loads(data.decode("utf-8"))
    except ValueError as exc:
        # The text of the error has a position, but nothing of the file, which holds secrets.
        where = "line %d, column %d" % (exc.lineno, exc.colno) if isinstance(exc, json.JSONDecodeError) else "not UTF-8"
        raise HostError(
            "%s is not JSON (%s). It was not changed. Correct it, or restore a backup." % (path, where), path=path
        )
    if not isinstance(tree, dict):
        raise HostError("%s does not contain a JSON object. It was not changed. Restore a backup." % path, path=path)
    return tree


def dump(tree):
    """Return the bytes that the server would write."""
    text = json.dumps(tree, indent=4, ensure_ascii=False)
    for character, escape in ESCAPED:
        text = text.replace(character, escape)
    return text.encode("utf-8")


def write(path, tree, ownership, before_replace):
    """Replace the file in one step: an interruption leaves the old or the new file complete.

    C(before_replace()) is called when the new file is on the disk and not yet in place.
    """
    target = os.path.realpath(path)  # a link stays a link
    folder = os.path.dirname(target)
    uid, gid = ownership.ids()
    if uid == -1 or gid == -1:
        uid, gid = _kept(path, uid, gid)
    try:
        handle, fresh = tempfile.mkstemp(prefix=".config-", dir=folder)
    except OSError as exc:
        raise HostError("%s cannot be written: %s" % (path, exc.strerror), path=path)
    try:
        with os.fdopen(handle, "wb") as stream:
            os.fchown(stream.fileno(), uid, gid)
            os.fchmod(stream.fileno(), MODE)
            stream.write(dump(tree))
            stream.flush()
            os.fsync(stream.fileno())
        before_replace()
        os.replace(fresh, target)
    except OSError as exc:
        os.unlink(fresh)
        raise HostError("%s was not changed: %s" % (path, exc.strerror), path=path)
    except HostError:
        os.unlink(fresh)
        raise
    sync_folder(folder)


def write_empty(path, ownership):
    """Create an empty file that the server may rewrite; an existing one keeps its content."""
    uid, gid = ownership.ids()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, MODE)
        try:
            os.fchown(handle, uid, gid)
            os.fchmod(handle, MODE)
        finally:
            os.close(handle)
    except OSError as exc:
        raise HostError("%s cannot be created: %s" % (path, exc.strerror), path=path)


def _kept(path, uid, gid):
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return uid, gid
    return (found.st_uid if uid == -1 else uid), (found.st_gid if gid == -1 else gid)
