# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module workspace_info: read a workspace, and give it as options."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import ServerAbsent
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.export import KINDS, USUAL_KINDS, Export
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.read import read, wanted_for
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.state import State
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.workers import open_pool

OPTIONS = {"kinds": {"type": "list", "elements": "str", "choices": list(KINDS), "default": list(USUAL_KINDS)}}


def gather(task):
    """Return the result of the task; where no server answers, a check that may go on without one finds nothing."""
    kinds = task.params["kinds"]
    try:
        state = ask(task.client, kinds)
    except ServerAbsent:
        if not task.predicts:
            raise
        state = State(predicted=True)
    export = Export(state)
    return {"changed": False, "workspace": export.structure(kinds), "left_out": export.left_out}


def ask(client, kinds):
    """Return the state of the server."""
    # A single request first: if no server answers, its retries are enough.
    client.get("/system/ping")
    return read(open_pool(client), client.local, wanted_for(kinds))
