# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The licence: there is none, and that can be read."""

from __future__ import annotations

from .call import Call, reply
from .errors import ApiError


async def client(call: Call):
    if call.query("format") != "old":
        raise ApiError(400, "api.license.client.old_format.app_error",
                       "New format for the client license is not supported yet. Please specify format=old in the query "
                       "string.")
    return reply({"IsLicensed": "false"})


ROUTES = [("GET", "/license/client", client, {"local": True, "login": False})]
