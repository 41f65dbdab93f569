# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The license: there is none, none can be installed, and requests that need one are refused."""

from __future__ import annotations

from aiohttp import web

from . import permissions
from .call import Call, ok, reply
from .errors import ApiError, invalid_body, not_imitated


async def client(call: Call):
    if call.query("format") != "old":
        raise ApiError(
            400,
            "api.license.client.old_format.app_error",
            "New format for the client license is not supported yet. Please specify format=old in the query string.",
        )
    return reply({"IsLicensed": "false"})


async def upload(call: Call):
    """Refuse any file, as a valid license needs the signature of its maker."""
    await call.require(permissions.is_admin(call))
    if call.request.content_type != "multipart/form-data":
        return web.Response(
            status=400,
            body=b"request Content-Type isn't multipart/form-data\n",
            headers={"Content-Type": "text/plain; charset=utf-8"},
        )
    try:
        form = await call.request.post()
    except (ValueError, web.HTTPException) as error:
        raise not_imitated("a form that cannot be read") from error
    if not isinstance(form.get("license"), web.FileField):
        raise ApiError(
            400,
            "api.license.add_license.no_file.app_error",
            "The stand-in's words: the form has no file named license.",
        )
    raise ApiError(400, "api.license.add_license.invalid.app_error", "Invalid license file.")


async def remove(call: Call):
    """There is nothing to remove, which is fine."""
    await call.require(permissions.is_admin(call))
    return ok()


async def load_metric(_call: Call):
    return reply({"load": 0})


def _wants_licence(status: int, error_id: str, message: str):
    async def refuse(_call: Call):
        raise ApiError(status, error_id, message)

    return refuse


_ldap = _wants_licence(501, "api.ldap_groups.license_error", "your license does not support ldap groups")
_groups = _wants_licence(501, "api.license_error", "api endpoint requires a license")
_schemes = _wants_licence(
    501,
    "app.schemes.is_phase_2_migration_completed.not_completed.app_error",
    "This API endpoint is not accessible as required migrations have not yet completed.",
)
_create_scheme = _wants_licence(
    501, "api.scheme.create_scheme.license.error", "Your license does not support creating permissions schemes."
)
_retention = _wants_licence(
    501, "ent.data_retention.generic.license.error", "Your license does not support Data Retention."
)
_attributes = _wants_licence(
    403, "api.custom_profile_attributes.license_error", "Your license does not support Custom Profile Attributes."
)
_saml = _wants_licence(
    501, "api.admin.saml.not_available.app_error", "SAML 2.0 is not configured or supported on this server."
)


async def access_policy(call: Call):
    await call.require(permissions.is_admin(call))
    if not (await call.any_map()).get("type"):
        raise invalid_body("type")
    raise not_imitated("access control policies")


async def cluster(call: Call):
    await call.require(permissions.is_admin(call))
    return reply([])


ROUTES = [
    ("GET", "/license/client", client, {"local": True, "login": False}),
    ("POST", "/license", upload, {"local": True}),
    ("DELETE", "/license", remove, {"local": True}),
    ("GET", "/license/load_metric", load_metric, {}),
    ("POST", "/ldap/sync", _ldap, {"local": True}),
    ("POST", "/ldap/test", _ldap, {"local": True}),
    ("GET", "/ldap/groups", _ldap, {"local": True}),
    ("GET", "/groups", _groups, {}),
    ("GET", "/schemes", _schemes, {}),
    ("POST", "/schemes", _create_scheme, {}),
    ("GET", "/data_retention/policy", _retention, {}),
    ("POST", "/custom_profile_attributes/fields", _attributes, {"local": True}),
    ("PUT", "/access_control_policies", access_policy, {"local": True}),
    ("GET", "/saml/metadata", _saml, {}),
    ("GET", "/cluster/status", cluster, {}),
]
