# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages: what incoming webhooks write, to be read. Nothing else writes any."""

from __future__ import annotations

import json
import re

from ..context import Context
from ..ids import new_id, now_ms
from . import channel_store, permissions, store
from .call import Call, reply
from .errors import ApiError, no_permission, not_imitated

# A longer message becomes several.
MESSAGE_LIMIT = 16383
WEBHOOK_NAME = "webhook"
_LINK = re.compile(r"<([^\n<|>]+)\|([^|\n>]+)>")
# Other ways to choose a part of a channel's messages.
_CHOICES = ("since", "before", "after", "include_deleted", "collapsedThreads")


def view(post: dict) -> dict:
    return {
        "id": post["id"],
        "create_at": post["createat"],
        "update_at": post["updateat"],
        "edit_at": post["editat"],
        "delete_at": post["deleteat"],
        "is_pinned": post["ispinned"],
        "user_id": post["userid"],
        "channel_id": post["channelid"],
        "root_id": post["rootid"],
        "original_id": post["originalid"],
        "message": post["message"],
        "type": post["type"],
        "props": post["props"],
        "hashtags": post["hashtags"],
        "file_ids": json.loads(post["fileids"]),
        "pending_post_id": "",
        "reply_count": 0,
        "last_reply_at": 0,
        "participants": None,
        "metadata": {},
    }


def webhook_props(service: dict, hook: dict, payload: dict) -> dict:
    """The sender in a webhook's message. Names and pictures of the payload, then of the hook, and only where
    the settings allow them; then there always is a name."""
    props = {"from_webhook": "true", "webhook_display_name": hook["displayname"]}
    if service["EnablePostUsernameOverride"]:
        props["override_username"] = payload.get("username") or hook["username"] or WEBHOOK_NAME
    picture = payload.get("icon_url") or hook["iconurl"]
    if service["EnablePostIconOverride"] and picture:
        props["override_icon_url"] = picture
    return props


async def write(ctx: Context, channel_id: str, user_id: str, message: str, props: dict) -> None:
    """The message as one post, or as many as it takes."""
    text = _LINK.sub(r"[\2](\1)", message)
    parts = [text[at : at + MESSAGE_LIMIT] for at in range(0, len(text), MESSAGE_LIMIT)]
    async with ctx.db.transaction() as tx:
        for number, part in enumerate(parts):
            # A millisecond apart, so that their order is certain.
            now = now_ms() + number
            await store.insert(
                tx,
                "posts",
                {
                    "id": new_id(),
                    "createat": now,
                    "updateat": now,
                    "editat": 0,
                    "deleteat": 0,
                    "ispinned": False,
                    "userid": user_id,
                    "channelid": channel_id,
                    "rootid": "",
                    "originalid": "",
                    "message": part,
                    "type": "",
                    "props": json.dumps(props),
                    "hashtags": "",
                    "filenames": "[]",
                    "fileids": "[]",
                    "hasreactions": False,
                    "remoteid": None,
                },
            )
            await channel_store.posted(tx, channel_id, when=now)


async def _require_reader(call: Call, channel: dict) -> None:
    """Members read, and everybody of the team reads what is public."""
    if await permissions.on_channel(call, channel, "read_channel_content"):
        return
    if channel["type"] != "O" or not await permissions.on_team(call, channel["teamid"], "read_public_channel"):
        raise no_permission()


async def of_channel(call: Call):
    """A page, the newest first, with the messages just before and after it."""
    asked = [name for name in _CHOICES if call.query(name)]
    if asked:
        raise not_imitated("messages of a channel by %s" % ", ".join(asked))
    channel = await channel_store.get(call.ctx, call.id("channel_id"))
    await _require_reader(call, channel)
    offset, limit = call.page()
    skipped = min(offset, 1)
    rows = await call.db.fetch(
        "select * from posts where channelid = %s and deleteat = 0 order by createat desc, id offset %s limit %s",
        channel["id"],
        offset - skipped,
        limit + skipped + 1,
    )
    page = rows[skipped : skipped + limit]
    newer, older = rows[:skipped] if page else [], rows[skipped + limit :]
    return reply(
        {
            "order": [row["id"] for row in page],
            "posts": {row["id"]: view(row) for row in page},
            "next_post_id": newer[0]["id"] if newer else "",
            "prev_post_id": older[0]["id"] if older else "",
            "first_inaccessible_post_time": 0,
        }
    )


async def get(call: Call):
    if call.query("include_deleted"):
        raise not_imitated("deleted messages")
    post = await call.db.fetchrow("select * from posts where id = %s and deleteat = 0", call.id("post_id"))
    if not post:
        raise ApiError(404, "app.post.get.app_error", "Unable to get the post.")
    await _require_reader(call, await channel_store.get(call.ctx, post["channelid"]))
    return reply(view(post))


ROUTES = [
    ("GET", r"/channels/{channel_id:[A-Za-z0-9]+}/posts", of_channel, {"local": True}),
    ("GET", r"/posts/{post_id:[A-Za-z0-9]+}", get, {"local": True}),
]
