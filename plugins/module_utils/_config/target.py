# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Find out where settings go: to a running server, or into the file of one that does not run."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._config.backup import Backup
from ansible_collections.groupware.mattermost.plugins.module_utils._config.environment import of_unit
from ansible_collections.groupware.mattermost.plugins.module_utils._config.service import running_config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.target_file import FileTarget
from ansible_collections.groupware.mattermost.plugins.module_utils._config.target_server import ServerTarget
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import ServerAbsent
from ansible_collections.groupware.mattermost.plugins.module_utils._core.ownership import Ownership


def find_target(task, record):
    """Return a FileTarget or ServerTarget; None if no server answers and check mode may predict without one."""
    params = task.params
    path, service = params["path"], params["service"]
    if not path:
        return _server(task)
    ownership = Ownership(params["owner"], params["group"])
    backup = Backup(record.directory) if record.scope else None
    overrides = not_asked = None
    if service:
        tree, shown, not_asked = running_config(task.client, task.output, service)
        if tree is not None:
            return ServerTarget(task.client, tree, path, ownership, backup)
        overrides = of_unit(service, shown)
    return FileTarget(path, ownership, overrides, backup, must_exist=bool(record.entries), not_asked=not_asked)


def _server(task):
    try:
        return ServerTarget(task.client, task.client.get("/config").data)
    except ServerAbsent:
        if not task.predicts:
            raise
        return None
