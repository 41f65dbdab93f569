# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom emoji of the server in memory, after the published sources: nothing of them is recorded."""

from __future__ import annotations

import json
import re

from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal, ok, route


def add_emoji(model, name, creator_id):
    """Put a custom emoji into the table."""
    emoji = dict(id=model.new_id(), name=name, creator_id=creator_id, description="", **model.stamps())
    return model.emojis.setdefault(emoji["id"], emoji)


@route("GET", "/emoji", query=("page", "per_page", "sort"), socket=False)
def _list(model, call):
    if not model.is_on("ServiceSettings", "EnableCustomEmoji"):
        raise Refusal(501, "api.emoji.disabled.app_error")
    return 200, sorted(model.emojis.values(), key=lambda row: row["name"])[call.page]


@route("POST", "/emoji", socket=False)
def _create(model, call):
    given = json.loads(re.search(rb'name="emoji"\r\n\r\n(.*?)\r\n', call.form).group(1))
    assert set(given) == {"name", "creator_id"}
    assert b"\r\n\r\nGIF89a" in call.form
    if given["creator_id"] != model.caller:
        raise Refusal(403, "api.emoji.create.other_user.app_error")
    if given["name"] in [row["name"] for row in model.emojis.values()]:
        raise Refusal(400, "api.emoji.create.duplicate.app_error")
    return 200, add_emoji(model, given["name"], given["creator_id"])


@route("DELETE", "/emoji/{id}", socket=False)
def _delete(model, call, emoji_id):
    if model.emojis.pop(emoji_id, None) is None:
        raise Refusal(404, "app.emoji.get.no_result")
    return ok()
