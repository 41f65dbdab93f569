# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: there never are any, and none can be started here."""

from __future__ import annotations

from . import permissions
from .call import Call, reply
from .errors import ApiError, not_imitated

# Jobs that a real server would start.
KNOWN = (
    "import_process",
    "import_delete",
    "export_process",
    "export_delete",
    "ldap_sync",
    "data_retention",
    "message_export",
    "elasticsearch_post_indexing",
    "extract_content",
)


async def listing(call: Call):
    await call.require(permissions.is_admin(call))
    return reply(None)


async def create(call: Call):
    await call.require(permissions.is_admin(call))
    kind = (await call.any_map()).get("type")
    if kind in KNOWN:
        raise not_imitated("jobs (%s)" % kind)
    raise ApiError(
        400,
        "api.job.unable_to_create_job.incorrect_job_type",
        "The job type of the job you are trying to create is invalid",
    )


async def get(call: Call):
    call.id("job_id")
    await call.require(permissions.is_admin(call))
    raise ApiError(404, "app.job.get.app_error", "Unable to get the job.")


ROUTES = [
    ("GET", "/jobs", listing, {"local": True}),
    ("POST", "/jobs", create, {"local": True}),
    ("GET", "/jobs/{job_id}", get, {"local": True}),
]
