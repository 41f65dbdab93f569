# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Plugins on a server: read all of them, make ready what one needs, and wait until it runs.

For module plugin and for module workspace alike: ``read_all``, then for each wanted plugin ``prepare``, and ``settle``
after the writes.
"""

from __future__ import annotations

import re
import time

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    InvalidInput,
    NotTaken,
    RequestFailed,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin_manifest import (
    OFF,
    OFF_TEXT,
    SOCKET_ONLY,
    parse,
    version_numbers,
)

START_SECONDS = 20
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
# A plugin that could not be started, or did not stay; its error comes with the state.
FAILED_STATES = (3, 4)


def read_all(client):
    """Return {id: state} of all installed plugins, with two requests."""
    try:
        answer = client.get("/plugins")
    except RequestFailed as exc:
        if exc.error_id != OFF:
            raise
        raise Explained("%s (%s)" % (OFF_TEXT, exc), **exc.detail)
    settings = client.get("/config").data["PluginSettings"]
    found = {}
    for running, manifests in ((True, answer.data["active"]), (False, answer.data["inactive"])):
        for manifest in manifests or ():
            found[manifest["id"]] = parse(manifest, running, settings)
    return found


def prepare(client, resource, before, timeout=30):
    """Fetch and read the archive if one is needed to know what to do, and refuse one that the server cannot run."""
    if resource.manifest is not None or not resource.needs_archive(before):
        return
    from ansible_collections.groupware.mattermost.plugins.module_utils._objects import plugin_archive as file

    name = resource.params["src"] or resource.params["download_url"]
    # A downloaded file is there as long as the resource that holds it.
    archive = file.open_archive(resource.params, timeout)
    resource.take(file.read_manifest(archive.path, name), archive)
    if not resource.installs(before):
        return
    problem = resource.manifest.problem(server_version(client), file.this_platform() if client.local else None)
    if problem:
        option = "src" if resource.params["src"] else "download_url"
        raise InvalidInput(option, "the server cannot run the plugin %s of %s: %s" % (resource.id, name, problem))
    if client.get("/config").data["PluginSettings"].get("RequirePluginSignature"):
        raise InvalidInput(
            "id",
            "the server takes no uploads while PluginSettings.RequirePluginSignature is on; set it to false %s, or give"
            " marketplace" % SOCKET_ONLY,
            setting="PluginSettings.RequirePluginSignature",
        )


def server_version(client):
    """Return the version of the server as three numbers."""
    answer = client.get("/system/ping")
    found = re.match(r"\d+\.\d+\.\d+", answer.headers.get("X-Version-Id") or "")
    text = found.group() if found else client.get("/config/client", query={"format": "old"}).data["Version"]
    return version_numbers(text)


def settle(client, resource, running):
    """Return the state after the writes; fail if a plugin that should be running does not within a bounded time."""
    deadline = time.monotonic() + START_SECONDS
    pause = FIRST_PAUSE
    while True:
        state = read_all(client).get(resource.id)
        if state is None:
            return None
        resource.demand_version(state)
        if state["running"] or not running:
            break
        error = errors(client).get(resource.id)
        if error or time.monotonic() + pause > deadline:
            raise NotTaken(
                "Mattermost reported success, but the plugin %s does not run: %s"
                % (resource.id, error or _advice(client)),
                error=error,
            )
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    if client.local:
        resource.demand_config(state)
    return state


def _advice(client):
    if client.local:
        return "the reason is in the server's log; over HTTP (url and token) the server reports it"
    return "the server gives no reason; see its log"


def errors(client):
    """Return {id: text} of plugins that could not be started. The local socket does not report it."""
    if client.local:
        return {}
    found = {}
    for entry in client.get("/plugins/statuses").data:
        if entry["state"] in FAILED_STATES:
            found[entry["plugin_id"]] = entry.get("error") or "it was started and did not stay"
    return found
