# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that keep something: where their result is, and which fields the steps in tasks/ manage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What the common tests need to know of a module."""

    result: str
    made: tuple
    changed: tuple
    last_look: str = "Look at the change"
    made_from_nothing: bool = True
    # Over the socket the server changes nothing of a membership.
    changes_over: tuple = ("socket", "http")
    # Keys of the result that tell about this run.
    passing: tuple = ()
    # Keys whose values only the server knows, so that check mode does not invent them.
    unknown: tuple = ("id",)
    repeats_the_change: bool = True


# Whether anybody may join is part of what the type says.
TEAM = ("name", "display_name", "description", "type", "allow_open_invite", "state")
CHANNEL = ("team", "name", "display_name", "type", "header", "state")
HOOK = ("team", "display_name", "channel")
TOKEN = ("user", "description", "active", "path", "value")
KINDS = {
    "user": Kind(
        "user",
        ("username", "email", "first_name", "locale", "state", "password"),
        ("username", "email", "last_name", "nickname", "roles", "state"),
        "Look at it deactivated",
    ),
    "team": Kind("team", TEAM, (*TEAM, "company_name"), "Look at it restored"),
    "team_member": Kind(
        "member", ("team", "user"), ("team", "user", "scheme_admin"), changes_over=("http",), unknown=("scheme_admin",)
    ),
    "channel": Kind("channel", CHANNEL, (*CHANNEL, "purpose"), "Look at it restored"),
    "channel_member": Kind(
        "member",
        ("team", "channel", "user"),
        ("team", "channel", "user", "scheme_admin"),
        changes_over=("http",),
        unknown=(),
    ),
    "role": Kind(
        "role",
        ("name", "permissions"),
        ("name", "permissions"),
        made_from_nothing=False,
        passing=("added", "removed"),
        unknown=(),
    ),
    "bot": Kind(
        "bot",
        ("username", "display_name", "owner", "state"),
        ("username", "display_name", "description", "owner", "roles", "state"),
        "Look at it activated",
    ),
    "incoming_webhook": Kind(
        "incoming_webhook",
        (*HOOK, "user", "description"),
        (*HOOK, "user", "description", "username", "icon_url", "channel_locked"),
    ),
    "outgoing_webhook": Kind(
        "outgoing_webhook",
        (*HOOK, "creator", "trigger_words", "callback_urls"),
        (*HOOK, "trigger_words", "trigger_when", "callback_urls", "content_type", "description"),
    ),
    "token": Kind("token", TOKEN, TOKEN, "Look at the only one left", repeats_the_change=False),
    "plugin": Kind(
        "plugin",
        ("id", "version", "enabled", "running"),
        ("id", "version"),
        "Look at the older version",
        # The settings of a plugin that was removed stay, and count again.
        unknown=("config_keys",),
    ),
    "command": Kind(
        "command",
        ("team", "trigger", "request_url", "creator", "display_name"),
        ("team", "trigger", "request_url", "method", "auto_complete", "auto_complete_hint", "display_name"),
    ),
}
