# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests of modules workspace and workspace_info: an object of each kind, and its failures."""

from __future__ import annotations

import json

from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import TOKEN, Refusal

PASSWORD = "Geheim-Passw0rd-1"
REMOTE = {"url": "https://chat.example.com", "token": TOKEN}
ALICE = {"username": "alice", "email": "alice@example.com", "password": PASSWORD, "first_name": "Alice"}
BOB = {"username": "bob", "email": "bob@example.com", "password": PASSWORD}
HOME = {"name": "home"}
EVERYTHING = {
    "users": [ALICE, BOB],
    "bots": [{"username": "robo", "owner": "alice", "display_name": "Robo"}],
    "teams": [{"name": "home", "display_name": "Home", "type": "I", "members": ["alice", "bob", "robo"]}],
    "channels": [
        {"team": "home", "name": "news", "display_name": "News", "type": "P", "members": ["bob"]},
        {"team": "home", "name": "town-square", "header": "Welcome"},
    ],
    "webhooks": {
        "incoming": [{"team": "home", "display_name": "Build", "channel": "news", "user": "alice"}],
        "outgoing": [
            {
                "team": "home",
                "display_name": "Ask",
                "trigger_words": ["ask"],
                "creator": "alice",
                "callback_urls": ["https://hooks.example.com/ask"],
            }
        ],
    },
    "commands": [
        {"team": "home", "trigger": "weather", "request_url": "https://hooks.example.com/w", "creator": "bob"}
    ],
    "roles": [{"name": "system_user", "permissions_removed": ["create_team"]}],
    "plugins": [{"id": "com.example.one", "enabled": True, "config": {"apikey": "plugin-s3cret"}}],
}


def entries(result):
    """Return the plan as short texts."""
    return ["%(action)s %(kind)s %(name)s" % entry for entry in result["plan"]]


def unlucky(model, *words):
    """Let every write fail whose body has one of the words."""

    def refuse(call):
        if call.method != "GET" and any(word in json.dumps(call.body) for word in words):
            raise Refusal(500, "app.unlucky.app_error", "Not today.")

    model.before.append(refuse)
