# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Outgoing webhooks: the state on the server, the configured state, and the writes that lead there."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration import (
    STATE,
    TEXT,
    URL_LENGTH,
    Integration,
    url_problem,
)

FORM = "application/x-www-form-urlencoded"
TRIGGER_WHEN = {"exact": 0, "start": 1}
LISTS = {"trigger_words": 1024, "callback_urls": 1024}
FIELDS = (
    "channel",
    "trigger_words",
    "trigger_when",
    "callback_urls",
    "content_type",
    "description",
    "username",
    "icon_url",
)
OPTIONS = {
    "team": {"type": "str", "required": True},
    "display_name": {"type": "str", "required": True},
    "channel": TEXT,
    "trigger_words": {"type": "list", "elements": "str"},
    "trigger_when": {"type": "str", "choices": ["exact", "start"]},
    "callback_urls": {"type": "list", "elements": "str"},
    "content_type": {"type": "str", "choices": [FORM, "application/json"]},
    "description": TEXT,
    "username": TEXT,
    "icon_url": TEXT,
    "creator": TEXT,
    "state": STATE,
}
SAME = (
    "another outgoing webhook of the team has the same channel, one of the callback_urls and one of the trigger_words;"
    " the server allows only one such"
)
NOT_PUBLIC = "option channel: outgoing webhooks are for public channels only, {channel} is none"
EXPLAINED = {
    "api.outgoing_webhook.disabled.app_error": (
        "the server has outgoing webhooks switched off and does not even list them; switch "
        "on"
        " ServiceSettings.EnableOutgoingWebhooks"
    ),
    "api.webhook.create_outgoing.intersect.app_error": SAME,
    "api.webhook.update_outgoing.intersect.app_error": SAME,
    "api.webhook.create_outgoing.not_open.app_error": NOT_PUBLIC,
}


def parse(raw, teams, channels, users):
    """Return the state of an outgoing webhook from the server's answer.

    The names are {id: name}; what is not among them (any more) is None. An empty channel stands for all of them.
    """
    return {
        "id": raw["id"],
        "team": teams.get(raw["team_id"]),
        "display_name": raw["display_name"],
        "channel": channels.get(raw["channel_id"]) if raw["channel_id"] else "",
        "trigger_words": sorted(set(raw["trigger_words"] or ())),
        "trigger_when": "start" if raw["trigger_when"] == TRIGGER_WHEN["start"] else "exact",
        "callback_urls": sorted(set(raw["callback_urls"] or ())),
        # The server sends a form unless JSON is set.
        "content_type": raw["content_type"] or FORM,
        "creator": users.get(raw["creator_id"]),
        "description": raw["description"],
        "username": raw["username"],
        "icon_url": raw["icon_url"],
        "raw": raw,
    }


class OutgoingWebhook(Integration):
    """One outgoing webhook."""

    kind = "outgoing_webhook"
    what = "outgoing webhook"
    place = ("webhooks", "outgoing")
    identity = ("team", "display_name")
    OPTIONS = OPTIONS
    EXPLAINED = EXPLAINED
    exclusive = "webhooks"
    USUAL = {"content_type": FORM, "trigger_when": "exact"}
    parse = staticmethod(parse)
    route = "/hooks/outgoing"
    known_by = "display_name"
    owner = "creator"
    owner_field = "creator_id"
    LENGTHS = {"display_name": 64, "description": 500, "username": 64, "icon_url": URL_LENGTH}
    FIELDS = FIELDS
    DEFAULTS = {"trigger_words": [], "trigger_when": "exact", "callback_urls": [], "content_type": FORM}
    ENCODED = {"trigger_when": ("trigger_when", TRIGGER_WHEN)}
    SWITCH = Need("ServiceSettings", "EnableOutgoingWebhooks", "display_name", "outgoing webhooks are switched off")

    def check(self):
        super().check()
        for option, most in LISTS.items():
            values = self.params[option]
            # The server counts them with the brackets and blanks of its own list.
            if values is not None and len(" ".join(values).encode("utf-8")) + 2 > most:
                raise InvalidInput(option, "are too long, at most %d bytes are taken together" % (most - 2))
        for url in self.params["callback_urls"] or ():
            if url_problem(url):
                raise InvalidInput("callback_urls", "%r: %s" % (url, url_problem(url)))
        if self.params["callback_urls"] == []:
            raise InvalidInput("callback_urls", "must have at least one URL")
        for word in self.params["trigger_words"] or ():
            if not word or len(word.split()) != 1 or word != word.strip():
                # The server compares with the first word of a message, so it takes this and it never happens.
                raise InvalidInput("trigger_words", "%r is not one word" % word)

    def refer(self, found, predicts=False):
        """Take team, channel and account; the server refuses a private channel with words that mislead."""
        super().refer(found, predicts)
        channel = self.found.get("channel")
        if channel is not None and channel.get("type", "O") != "O":
            raise InvalidInput("channel", NOT_PUBLIC.format(**self.params).partition(": ")[2])

    def normal(self, option, value):
        """Return the value of an option as the state has it: the order of words and URLs means nothing."""
        return sorted(set(value)) if option in LISTS else value

    def desired(self, before):
        after = super().desired(before)
        if after is None:
            return None
        if not after["callback_urls"]:
            raise InvalidInput(
                "callback_urls", "are needed, because the outgoing webhook %s does not exist yet" % self.name
            )
        if after["channel"] == "" and not after["trigger_words"]:
            raise InvalidInput("trigger_words", "are needed, unless there is a channel: something has to trigger it")
        return after
