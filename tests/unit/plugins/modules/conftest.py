# SPDX-License-Identifier: GPL-3.0-or-later
"""A server in memory for the modules that keep and read whole workspaces."""

from __future__ import annotations

import importlib

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server.integrations import add_plugin
from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Connection
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import new_model

TRANSPORT = "ansible_collections.groupware.mattermost.plugins.module_utils._api.transport"


@pytest.fixture
def connect(monkeypatch, clock):
    """Return a function that lets every client of the module reach a server in memory."""
    transport = importlib.import_module(TRANSPORT)

    def to(model):
        model.clock = clock
        monkeypatch.setattr(transport.Endpoint, "open", lambda self: Connection(model, self.local))
        return model

    return to


@pytest.fixture
def model(connect):
    """Return a server with an administrator and a plugin."""
    found = connect(new_model())
    add_plugin(found, "com.example.one", config={"other": "kept"})
    return found
