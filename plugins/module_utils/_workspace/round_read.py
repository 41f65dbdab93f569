# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Connect to the server and read its state, once per round."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.server_facts import licensed
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import ServerAbsent
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.read import read
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import State
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.workers import open_pool


class Reader:
    """Reads the same parts of the server's state in every round."""

    def __init__(self, task, wanted):
        self._task = task
        self._wanted = wanted
        self.pool = None
        self.licensed = None  # whether the server has a license, None if unknown

    def read(self):
        """Return the state, a predicted one in a check that does not need a server."""
        try:
            if self.pool is None:
                self._connect()
            return read(self.pool, self._task.client.local, self._wanted)
        except ServerAbsent:
            if not self._task.predicts:
                raise
            return State(predicted=True)

    def _connect(self):
        # A single request first: if no server answers, its retries are enough.
        ping = self._task.client.get("/system/ping")
        self.licensed = licensed(ping.headers.get("X-Version-Id"))
        self.pool = open_pool(self._task.client, self._task.params["writers"])
