# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A running server as the place where settings are."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._config import file
from ansible_collections.groupware.mattermost.plugins.module_utils._config.backup import (
    is_whole,
    read_bytes,
    require_free_space,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.environment import Overrides, of_process
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import MASK
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import (
    GONE,
    environment_names,
    find,
    key_of,
    name_of,
    patch,
    same,
    settings,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import changes as changes_of
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    HostError,
    NotTaken,
    Refused,
    RequestFailed,
)

UNWRITABLE = "app.save_config.app_error"
UNLICENSED = "ent.cluster.save_config.error"


class ServerTarget:
    """A running server. It truncates and rewrites its file at each change.

    Both targets have these attributes:
    C(tree): the configuration, a dictionary of sections;
    C(complete): whether the tree has every setting that the server knows;
    C(can_delete): whether a setting can be removed, so that the server fills in its default;
    C(overrides): the Overrides of the service's environment;
    C(where): the words for it in messages;
    C(path): its file, None if it is not known;
    C(backup): the Backup of the file, None without a scope;
    C(lost): how the file was lost, None if it was not; C(restored_from): the source of a lost file;
    C(edited): names of settings that somebody edited in the file without a reload;
    C(wrong_ownership): {before, after} of the file's owner, group and mode, empty if they are right;
    C(not_asked): why a running server was not asked, None if it was asked or does not run.
    """

    live = True
    can_delete = False
    complete = True
    where = "the server"
    restored_from = "the running server"
    not_asked = None

    def __init__(self, client, tree, path=None, ownership=None, backup=None):
        self.tree = tree
        self.path = path
        self.backup = backup
        self.overrides = of_process(client.peer()) if client.local and client.peer() else Overrides({}, "")
        self._client = client
        self._ownership = ownership
        self.wrong_ownership = ownership.wrong(path) if path else {}
        self.lost = _loss(path) if path and backup else None
        # An overridden setting has another value in the file, which is not an edit.
        self.edited = _edits(path, tree, self.overrides) if path and self.overrides.known and not self.lost else []

    def check_writable(self, changes):
        """Raise Refused or HostError if the changes cannot be sent without harm."""
        if not self._client.local:
            _refuse_hidden_map(changes)
        if self.path and (changes or self.lost):
            require_free_space(self.path, live=True)

    def apply(self, changes, before_write):
        """Send the changes in one request; return the path of the copy of a file that is overwritten, or None."""
        if self.wrong_ownership and not self.lost:
            self._ownership.correct(self.path)
        if not changes and not self.lost:
            return None
        kept = self.backup.set_aside(self.path) if self.backup and (self.lost or self.edited) else None
        if self.lost:
            # The server may rewrite its file, but cannot create one in a directory that belongs to root.
            file.write_empty(self.path, self._ownership)
        before_write()
        self._patch(patch(self.tree, changes) if changes else self._unchanged())
        if changes:
            self._require_applied(changes)
        if self.lost and not is_whole(read_bytes(self.path) or b""):
            raise HostError(
                "%s. Mattermost accepted the request (HTTP 200) but did not write the file again. Save a setting in the"
                " System Console before the server is restarted." % self.lost,
                path=self.path,
            )
        return kept

    def _unchanged(self):
        """Return a patch that changes nothing: the server rewrites its file for that too."""
        return {"TeamSettings": {"SiteName": find(self.tree, ("TeamSettings", "SiteName"))[1]}}

    def _patch(self, body):
        try:
            self._client.request("PUT", "/config/patch", body=body)
        except RequestFailed as exc:
            if exc.error_id == UNWRITABLE:
                raise HostError(
                    "Mattermost cannot write its configuration%s. Check that the disk is not full and that the file"
                    " belongs to the service user. (%s)" % (" %s" % self.path if self.path else "", exc),
                    **exc.detail,
                )
            if exc.error_id == UNLICENSED:
                raise Refused(
                    "ClusterSettings.Enable is true, but the server has no license for it. Install a license, or set it"
                    " to false. (%s)" % exc,
                    **exc.detail,
                )
            raise

    def _require_applied(self, changes):
        """Raise NotTaken for settings that the server answered 200 for and did not change."""
        tree = self._client.get("/config").data
        left = [change for change in changes if not _is_applied(tree, change)]
        if left:
            names = ", ".join(
                "%s (is the environment variable %s of the service set?)"
                % (name_of(change.path), environment_names(change.path)[0])
                for change in left
            )
            raise NotTaken(
                "Mattermost accepted the request (HTTP 200) but did not apply it: %s" % names,
                settings=[name_of(change.path) for change in left],
            )


def _loss(path):
    data = read_bytes(path)
    if data is None:
        return "%s is gone" % path
    if not data.strip():
        return "%s is empty, possibly because the disk was full" % path
    try:
        file.parse(data, path)
    except HostError as exc:
        return str(exc)
    return None


def _edits(path, tree, overrides):
    """Return the names of the settings that have another value in the file than on the server."""
    sections = {name: keys for name, keys in file.read(path).items() if isinstance(keys, dict)}
    in_file = [
        setting
        for setting in settings(sections, masked=True)
        if not overrides.variable(setting.path) and find(tree, setting.path)[1] not in (None, MASK)
    ]
    return [name_of(change.path) for change in changes_of(tree, in_file)]


def _is_applied(tree, change):
    dummy, value, there = find(tree, change.path)
    if change.after is GONE:
        # The server fills in the states of its own plugins again, and other maps from what it knows of them.
        return not there or key_of(change.path[:2]) != "pluginsettings.plugins"
    return same(value, change.after) or value == MASK


def _refuse_hidden_map(changes):
    # Over HTTP the server leaves out the settings of plugins that are not installed, but replaces the whole map.
    for change in changes:
        if key_of(change.path[:2]) == "pluginsettings.plugins":
            raise Refused(
                "%s can only be changed over the local socket, because over HTTP the settings of other plugins would be"
                " lost. Set socket instead of url, and run the task on the server's host." % name_of(change.path),
                option="settings",
            )
