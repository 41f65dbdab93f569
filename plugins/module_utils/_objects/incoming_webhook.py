# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Incoming webhooks: the state on the server, the configured state, and the writes that lead there."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import username_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration import (
    STATE,
    TEXT,
    URL_LENGTH,
    Integration,
)

FIELDS = ("channel", "description", "username", "icon_url", "channel_locked")
OPTIONS = {
    "team": {"type": "str", "required": True},
    "display_name": {"type": "str", "required": True},
    "channel": TEXT,
    "user": TEXT,
    "description": TEXT,
    "username": TEXT,
    "icon_url": TEXT,
    "channel_locked": {"type": "bool"},
    "state": STATE,
}
# Without them the server takes the values and forgets them.
OVERRIDES = (
    Need(
        "ServiceSettings",
        "EnablePostUsernameOverride",
        "username",
        "the server keeps no other name for an incoming webhook",
    ),
    Need("ServiceSettings", "EnablePostIconOverride", "icon_url", "the server keeps no icon for an incoming webhook"),
)
EXPLAINED = {
    "api.incoming_webhook.disabled.app_error": (
        "the server has incoming webhooks switched off and does not even list them; switch "
        "on"
        " ServiceSettings.EnableIncomingWebhooks"
    ),
    "api.incoming_webhook.invalid_username.app_error": "option username: {username} is not a name that can be shown",
}


def parse(raw, teams, channels, users):
    """Return the state of an incoming webhook from the server's answer.

    The names are {id: name}; what is not among them (any more) is None.
    """
    return {
        "id": raw["id"],
        "team": teams.get(raw["team_id"]),
        "display_name": raw["display_name"],
        "channel": channels.get(raw["channel_id"]),
        "user": users.get(raw["user_id"]),
        "description": raw["description"],
        "username": raw["username"],
        "icon_url": raw["icon_url"],
        "channel_locked": raw["channel_locked"],
        "raw": raw,
    }


class IncomingWebhook(Integration):
    """One incoming webhook."""

    kind = "incoming_webhook"
    what = "incoming webhook"
    place = ("webhooks", "incoming")
    identity = ("team", "display_name")
    OPTIONS = OPTIONS
    EXPLAINED = EXPLAINED
    exclusive = "webhooks"
    USUAL = {"channel_locked": False}
    parse = staticmethod(parse)
    route = "/hooks/incoming"
    known_by = "display_name"
    owner = "user"
    owner_field = "user_id"
    LENGTHS = {"display_name": 64, "description": 500, "username": 64, "icon_url": URL_LENGTH}
    FIELDS = FIELDS
    DEFAULTS = {"channel_locked": False}
    SWITCH = Need("ServiceSettings", "EnableIncomingWebhooks", "display_name", "incoming webhooks are switched off")

    def check(self):
        super().check()
        if self.params["channel"] == "":
            raise InvalidInput("channel", "must not be empty")
        if self.params["username"] and username_problem(self.params["username"].lower()):
            raise InvalidInput(
                "username", "%r: %s" % (self.params["username"], username_problem(self.params["username"].lower()))
            )

    def desired(self, before):
        after = super().desired(before)
        if after is not None and before is None and not self.params["channel"]:
            raise InvalidInput("channel", "is needed, because the incoming webhook %s does not exist yet" % self.name)
        return after

    def needs(self, before, after, local):
        """Return the settings without which the server refuses the writes or loses something."""
        needs = super().needs(before, after, local)
        if after is not None:
            now = before or {}
            needs += [need for need in OVERRIDES if after[need.option] != now.get(need.option, "")]
        return needs
