# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Where settings are: in the file of a server that does not run, or on a running one."""

from __future__ import annotations

import os

from ansible_collections.groupware.mattermost.plugins.module_utils._config import backup as copy
from ansible_collections.groupware.mattermost.plugins.module_utils._config import file
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.environment import Pins, of_process
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import MASK
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    HostError,
    NotTaken,
    Refused,
    RequestFailed,
)

UNWRITABLE = "app.save_config.app_error"
UNLICENSED = "ent.cluster.save_config.error"


class FileTarget:
    """The file of a server that is stopped or was never started."""

    live = False
    deletes = True
    edited = ()

    def __init__(self, path, ownership, pins=None, kept=None, must_exist=False, down=None):
        self.where = path
        self.down = down  # why a running server was not asked
        self.source = kept and kept.path  # what a lost file is restored from
        self.pins = pins or Pins({}, "")
        self.restored = None
        self._path = path
        self._ownership = ownership
        self._copy = kept
        self.tree = self._read(must_exist)
        self.complete = config.is_complete(self.tree)
        self.wrong = ownership.wrong(path)

    def _read(self, must_exist):
        """Return the file's tree; that of the copy if the file was lost."""
        try:
            tree = file.read(self._path)
        except HostError as exc:
            kept = self._copy and self._copy.read()
            if not kept:
                raise
            self.restored = str(exc)
            return file.parse(kept, self._copy.path)
        if tree or self._copy is None:
            return tree
        kept = self._copy.read()
        state = "is empty, as a full disk leaves it" if os.path.exists(self._path) else "is gone"
        if kept:
            self.restored = "%s %s" % (self._path, state)
            return file.parse(kept, self._copy.path)
        if must_exist:
            raise HostError(
                "%s %s, and so would be the keys of encrypted data if a server started with a new one. Restore it from"
                " a backup; for a new server, remove %s first" % (self._path, state, os.path.dirname(self._copy.path)),
                path=self._path,
            )
        return tree

    def ready(self, changes):
        """Make sure that the changes can be written."""
        if changes or self.restored:
            copy.demand_space(self._path, live=False)

    def apply(self, changes, before_replace):
        """Write what changes; return where a file that was broken is kept."""
        aside = self._copy.set_aside(self._path) if self.restored else None
        if changes or self.restored:
            file.write(self._path, config.merged(self.tree, changes), self._ownership, before_replace)
        elif self.wrong:
            self._ownership.correct(self._path)
        return aside


class ServerTarget:
    """A running server. ``path`` is its file where that is known: the server truncates and rewrites it."""

    live = True
    deletes = False
    complete = True
    where = "the server"
    source = "the running server"
    down = None

    def __init__(self, client, tree, path=None, ownership=None, kept=None):
        self.tree = tree
        self.pins = of_process(client.peer()) if client.local and client.peer() else Pins({}, "")
        self._client = client
        self._path = path
        self._ownership = ownership
        self._copy = kept
        self.wrong = ownership.wrong(path) if path else {}
        self.restored = self._lost()
        self.edited = [] if self.restored else self._edited()

    def _lost(self):
        """Say how the file was lost while the server has everything in memory; None if it was not."""
        if not self._path or self._copy is None:
            return None
        data = copy.raw(self._path)
        if data is None:
            return "%s is gone" % self._path
        if not data.strip():
            return "%s is empty, as a full disk leaves it" % self._path
        try:
            file.parse(data, self._path)
        except HostError as exc:
            return str(exc)
        return None

    def _edited(self):
        """Return the settings that the file has otherwise than the server: somebody edited it, and did not reload."""
        if not self._path or not self.pins.known:
            return []  # what the environment pins stands otherwise in the file, and is no edit
        sections = {name: keys for name, keys in file.read(self._path).items() if isinstance(keys, dict)}
        wanted = [
            setting
            for setting in config.settings(sections, masked=True)
            if not self.pins.variable(setting.path) and config.find(self.tree, setting.path)[1] not in (None, MASK)
        ]
        return [config.name_of(change.path) for change in config.changes(self.tree, wanted)]

    def ready(self, changes):
        """Make sure that the changes can be sent."""
        if not self._client.local:
            _refuse_hidden_map(changes)
        if self._path and (changes or self.restored):
            copy.demand_space(self._path, live=True)

    def apply(self, changes, before_replace):
        """Send what changes in one request; return where a file that the server is about to overwrite is kept."""
        if self.wrong and not self.restored:
            self._ownership.correct(self._path)
        if not changes and not self.restored:
            return None
        aside = self._copy.set_aside(self._path) if self._copy and (self.restored or self.edited) else None
        if self.restored:
            # The server may rewrite its file, but not make one in a folder that is root's.
            file.write_empty(self._path, self._ownership)
        if before_replace is not None:
            before_replace()
        self._patch(config.patch(self.tree, changes) if changes else self._unchanged())
        if changes:
            self._demand(changes)
        if self.restored and not copy.is_whole(copy.raw(self._path) or b""):
            raise HostError(
                "%s; the server said OK to writing it again, and did not. Save a setting in the System"
                " Console before anything restarts the server" % self.restored,
                path=self._path,
            )
        return aside

    def _unchanged(self):
        """Return a patch that changes nothing: the server rewrites its file for that too."""
        return {"TeamSettings": {"SiteName": config.find(self.tree, ("TeamSettings", "SiteName"))[1]}}

    def _patch(self, body):
        try:
            self._client.request("PUT", "/config/patch", body=body)
        except RequestFailed as exc:
            if exc.error_id == UNWRITABLE:
                raise HostError(
                    "the server cannot write its configuration %s: %s. Is the disk full, or the file not"
                    " the service user's?" % (self._path or "", exc),
                    **exc.detail,
                )
            if exc.error_id == UNLICENSED:
                raise Refused("the server has no licence for ClusterSettings.Enable: %s" % exc, **exc.detail)
            raise

    def _demand(self, changes):
        """The server answers 200 also for settings that it does not change."""
        tree = self._client.get("/config").data
        left = []
        for change in changes:
            dummy, value, there = config.find(tree, change.path)
            if not (
                _is_gone(change.path, there)
                if change.after is config.GONE
                else config.same(value, change.after) or value == MASK
            ):
                left.append(change)
        if left:
            names = ", ".join(
                "%s (is the service's environment variable %s set?)"
                % (config.name_of(change.path), config.environment_names(change.path)[0])
                for change in left
            )
            raise NotTaken(
                "the server said OK, but did not take %s" % names,
                settings=[config.name_of(change.path) for change in left],
            )


def _is_gone(path, there):
    # The server gives its own plugins their states again, and other maps what it knows of them.
    return not there or config.key_of(path[:2]) != "pluginsettings.plugins"


def _refuse_hidden_map(changes):
    # Over HTTP the server leaves out the settings of plugins that are not installed, but replaces the whole map.
    for change in changes:
        if config.key_of(change.path[:2]) == "pluginsettings.plugins":
            raise Refused(
                "%s can be changed over the local socket only: over HTTP the settings of other plugins would be lost"
                % config.name_of(change.path),
                option="settings",
            )
