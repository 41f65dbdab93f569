# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test of mail and of the SiteURL: both really connect."""

from __future__ import annotations

import asyncio
import http.client
import json
import urllib.request

from .. import mail
from ..config_defaults import DEFAULTS
from ..config_secrets import MASK
from . import permissions
from .call import Call, ok
from .errors import ApiError, invalid_body, not_imitated

SITE_SECONDS = 10


async def _checked_body(call: Call) -> None:
    """Nothing, or a whole configuration, which is looked at but not used."""
    raw = await call.body()
    if not raw.strip():
        return
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise not_imitated("a mail test with a body that is not JSON") from error
    sent = body.get("EmailSettings", {}) if isinstance(body, dict) else None
    if not isinstance(sent, dict):
        raise not_imitated("a mail test with such a body")
    if any(sent.get(key) is None for key in DEFAULTS["EmailSettings"]):
        raise ApiError(400, "api.file.test_connection_email_settings_nil.app_error", "Email settings has unset values.")
    if not sent["SMTPServer"]:
        raise ApiError(
            400, "api.admin.test_email.missing_server", "The stand-in's words: the settings name no mail server."
        )
    if any(section not in body for section in DEFAULTS):
        raise not_imitated("a mail test with part of a configuration")
    saved = call.section("EmailSettings")
    elsewhere = any(sent[key] != saved[key] for key in ("SMTPServer", "SMTPPort", "SMTPUsername"))
    if sent["SMTPPassword"] == MASK and elsewhere:
        raise ApiError(
            400,
            "api.admin.test_email.reenter_password",
            "The stand-in's words: another mail server needs its password.",
        )


async def email(call: Call):
    await _checked_body(call)
    await call.require(permissions.is_admin(call))
    user = await call.db.fetchrow("select email from users where id = %s", call.user_id)
    try:
        await asyncio.to_thread(mail.test, call.ctx.config.get(), user["email"])
    except mail.MailError as error:
        raise ApiError(500, "app.admin.test_email.failure", "Connection unsuccessful: %s" % error) from error
    return ok()


def _ping(site: str) -> None:
    with urllib.request.urlopen(site + "/api/v4/system/ping", timeout=SITE_SECONDS) as answer:
        if answer.status != 200:
            raise OSError("HTTP %d" % answer.status)


async def site_url(call: Call):
    """Whether a Mattermost server answers there."""
    await call.require(permissions.is_admin(call))
    site = (await call.string_map()).get("site_url", "")
    if not site:
        raise invalid_body("site_url")
    try:
        if not site.startswith(("http://", "https://")):
            raise ValueError(site)
        await asyncio.to_thread(_ping, site.rstrip("/"))
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise ApiError(400, "app.admin.test_site_url.failure", "This is not a valid live URL") from error
    return ok()


ROUTES = [("POST", "/email/test", email, {}), ("POST", "/site_url/test", site_url, {})]
