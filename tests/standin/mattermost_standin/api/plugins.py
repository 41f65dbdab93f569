# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins: upload, list, enable, remove. The web part of a plugin counts as running; no program of one is started."""

from __future__ import annotations

import asyncio
import http.client
import ssl
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from . import permissions, plugins_store
from .call import Call, ok, reply
from .errors import ApiError, invalid_url, not_imitated, too_large
from .plugins_manifest import ID

DOWNLOAD_SECONDS = 30


async def _allowed(call: Call, permission: str) -> None:
    await call.require(permissions.on_system(call, permission))


def _uploads(call: Call) -> bool:
    settings = call.section("PluginSettings")
    return settings["Enable"] and settings["EnableUploads"] and not settings["RequirePluginSignature"]


def _id(call: Call) -> str:
    plugin = call.request.match_info["plugin_id"]
    if not ID.match(plugin):
        raise invalid_url("plugin_id")
    return plugin


async def _form(call: Call) -> Mapping:
    """The parts of a multipart body."""
    if call.request.content_type != "multipart/form-data":
        raise not_imitated("an upload that is no form")
    limit = call.setting("FileSettings", "MaxFileSize")
    if (call.request.content_length or 0) > limit:
        raise too_large()
    try:
        return await call.request.post()
    except (ValueError, web.HTTPException) as error:
        raise not_imitated("a form that cannot be read") from error


async def upload(call: Call):
    if not _uploads(call):
        raise ApiError(501, "app.plugin.upload_disabled.app_error", "Plugins and/or plugin uploads have been disabled.")
    await _allowed(call, "sysconsole_write_plugins")
    form = await _form(call)
    part = form.get("plugin")
    if not isinstance(part, web.FileField):
        raise ApiError(400, "api.plugin.upload.no_file.app_error", "Missing file in multipart/form request.")
    call.ctx.plugins.ready()
    return reply(call.ctx.plugins.install(part.file.read(), form.get("force") == "true"), 201)


def _download(url: str, verified: bool) -> bytes:
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    with urllib.request.urlopen(url, timeout=DOWNLOAD_SECONDS, context=context) as answer:
        return answer.read()


async def install_from_url(call: Call):
    if not _uploads(call):
        raise plugins_store.disabled()
    await _allowed(call, "sysconsole_write_plugins")
    url = call.query("plugin_download_url")
    schemes = ("https", "http") if call.setting("PluginSettings", "AllowInsecureDownloadURL") else ("https",)
    verified = not call.setting("ServiceSettings", "EnableInsecureOutgoingConnections")
    try:
        if urlsplit(url).scheme not in schemes:
            raise ValueError("insecure url not allowed")
        raw = await asyncio.to_thread(_download, url, verified)
    except (OSError, ValueError, http.client.HTTPException) as error:
        call.ctx.log.error("plugin download failed", extra={"fields": {"url": url, "error": str(error)}})
        raise ApiError(
            400, "api.plugin.install.download_failed.app_error", "An error occurred while downloading the plugin."
        ) from error
    call.ctx.plugins.ready()
    return reply(call.ctx.plugins.install(raw, call.flag("force")), 201)


async def listing(call: Call):
    call.ctx.plugins.ready()
    await _allowed(call, "sysconsole_read_plugins")
    found: dict[str, list] = {"active": [], "inactive": []}
    for manifest in call.ctx.plugins.installed().values():
        running = call.ctx.plugins.state(manifest)[0] == plugins_store.RUNNING
        found["active" if running else "inactive"].append(manifest)
    return reply(found)


async def statuses(call: Call):
    """The only place with the reason why a plugin does not run."""
    call.ctx.plugins.ready()
    await _allowed(call, "sysconsole_read_plugins")
    found = []
    for plugin, manifest in call.ctx.plugins.installed().items():
        state, error = call.ctx.plugins.state(manifest)
        found.append(
            {
                "plugin_id": plugin,
                "cluster_id": "",
                "plugin_path": call.ctx.plugins.path(plugin),
                "state": state,
                "error": error,
                "name": manifest["name"],
                "description": manifest.get("description", ""),
                "version": manifest["version"],
            }
        )
    return reply(found)


async def webapp(call: Call):
    """The web parts that a client has to load."""
    plugins = call.ctx.plugins
    plugins.ready()
    found = []
    for plugin, manifest in plugins.installed().items():
        if "webapp" in manifest and plugins.state(manifest)[0] == plugins_store.RUNNING:
            shown = {
                key: value for key, value in manifest.items() if key not in ("description", "server", "settings_schema")
            }
            found.append(dict(shown, webapp={"bundle_path": plugins.client_path(plugin)}))
    return reply(found)


def _switch(wanted: bool):
    async def switch(call: Call):
        plugin = _id(call)
        call.ctx.plugins.ready()
        await _allowed(call, "sysconsole_write_plugins")
        call.ctx.plugins.enable(plugin, wanted)
        return ok()

    return switch


async def remove(call: Call):
    plugin = _id(call)
    call.ctx.plugins.ready()
    await _allowed(call, "sysconsole_write_plugins")
    call.ctx.plugins.remove(plugin)
    return ok()


async def marketplace(call: Call):
    await _allowed(call, "sysconsole_read_plugins")
    raise not_imitated("the marketplace")


ROUTES = [
    ("GET", "/plugins", listing, {"local": True}),
    ("POST", "/plugins", upload, {"local": True}),
    ("POST", "/plugins/install_from_url", install_from_url, {"local": True}),
    ("GET", "/plugins/marketplace", marketplace, {"local": True}),
    ("POST", "/plugins/marketplace", marketplace, {"local": True}),
    ("GET", "/plugins/statuses", statuses, {}),
    ("GET", "/plugins/webapp", webapp, {}),
    ("DELETE", "/plugins/{plugin_id}", remove, {"local": True}),
    ("POST", "/plugins/{plugin_id}/enable", _switch(True), {"local": True}),
    ("POST", "/plugins/{plugin_id}/disable", _switch(False), {"local": True}),
]
