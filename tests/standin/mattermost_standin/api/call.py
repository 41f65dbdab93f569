# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request: what a handler may ask about it, and the answers it can give."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from aiohttp import web

from ..context import Context
from . import decode
from .errors import ApiError, invalid_body, invalid_url, no_permission, too_large

ID = re.compile(r"[a-z0-9]{26}\Z", re.IGNORECASE)
PER_PAGE, PER_PAGE_LIMIT = 60, 200


def is_id(value: str) -> bool:
    return bool(ID.match(value))


@dataclass
class Call:
    """A request after the session was looked up; `session` is None without one, and over the socket."""

    ctx: Context
    request: web.Request
    local: bool
    session: dict | None = None

    @property
    def db(self):
        return self.ctx.db

    @property
    def user_id(self) -> str:
        return self.session["userid"] if self.session else ""

    def setting(self, section: str, key: str):
        """A value of the configuration in force."""
        return self.ctx.config.setting(section, key)

    def section(self, name: str) -> dict:
        """A whole section of it."""
        return self.ctx.config.get()[name]

    @property
    def privacy(self) -> dict:
        """Return the settings about fields that others may see of a user."""
        return {key: self.setting("PrivacySettings", key) for key in ("ShowEmailAddress", "ShowFullName")}

    # The URL

    def id(self, name: str) -> str:
        """An id of the path; `me` is the signed-in user."""
        value = self.request.match_info[name]
        if name == "user_id" and value == "me" and self.session:
            return self.user_id
        if not is_id(value):
            raise invalid_url(name)
        return value

    def query(self, name: str) -> str:
        return self.request.query.get(name, "")

    def flag(self, name: str) -> bool:
        """Go's ParseBool; what it cannot read counts as false."""
        return self.query(name) in ("1", "t", "T", "true", "TRUE", "True")

    def page(self) -> tuple[int, int]:
        """Offset and limit: 60 rows unless asked otherwise, 200 at most."""
        page, per_page = (self._number(name) for name in ("page", "per_page"))
        if per_page is None or per_page < 0:
            per_page = PER_PAGE
        per_page = min(per_page, PER_PAGE_LIMIT)
        return max(page or 0, 0) * per_page, per_page

    def _number(self, name: str) -> int | None:
        try:
            return int(self.query(name))
        except ValueError:
            return None

    # The body

    async def body(self) -> bytes:
        """All of it, within MaximumPayloadSizeBytes."""
        limit = self.setting("ServiceSettings", "MaximumPayloadSizeBytes")
        if (self.request.content_length or 0) > limit:
            raise too_large()
        raw = await self.request.read()
        if len(raw) > limit:
            raise too_large()
        return raw

    async def structure(self, fields: dict[str, str], name: str) -> dict:
        """The known fields of the body, or 400 for the whole named thing."""
        try:
            return decode.structure(await self.body(), fields)
        except decode.WrongType as error:
            raise invalid_body(name) from error

    async def string_map(self) -> dict[str, str]:
        return decode.string_map(await self.body())

    async def any_map(self) -> dict:
        return decode.any_map(await self.body())

    async def string_list(self, error: ApiError) -> list[str]:
        try:
            return decode.string_list(await self.body())
        except decode.WrongType as wrong:
            raise error from wrong

    # Rights

    async def require(self, allowed) -> None:
        """Refuse with the usual 403 unless the awaited right is there."""
        if not await allowed:
            raise no_permission()


def reply(data, status: int = 200, headers: dict | None = None) -> web.Response:
    """A JSON answer; the common headers are added by the application."""
    return web.Response(
        status=status,
        body=json.dumps(data, ensure_ascii=False).encode() + b"\n",
        headers={"Content-Type": "application/json", **(headers or {})},
    )


def ok(headers: dict | None = None) -> web.Response:
    return reply({"status": "OK"}, headers=headers)
