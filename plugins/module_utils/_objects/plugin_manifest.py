# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The manifest of a plugin: whether a server can run it, and the state of one that is installed. No I/O."""

from __future__ import annotations

import re

# From this version on a server ignores the key backend of a manifest, and starts no program named there.
NO_BACKEND = (6, 0, 0)
OFF = "app.plugin.disabled.app_error"
OFF_TEXT = "plugins are off on this server; set PluginSettings.Enable to true with module config"
SOCKET_ONLY = "with module config over the local socket"


class Manifest:
    """The manifest in an archive. files: the paths in the archive, from the directory of the manifest on."""

    def __init__(self, data, files):
        self.data = data
        self.files = files
        self.id = data["id"].lower()
        self.name = data.get("name")
        self.version = data.get("version") or ""

    def problem(self, server_version, platform):
        """Return why the server could not run the plugin, None if nothing is known against it.

        server_version: three numbers; platform: as linux-amd64, None where the server's is not known.
        """
        data = self.data
        least = version_numbers(data.get("min_server_version"))
        if least and least > server_version:
            return "it needs Mattermost %s or later, and the server is %s" % (
                data["min_server_version"],
                ".".join(str(number) for number in server_version),
            )
        if "backend" in data and "server" not in data and server_version >= NO_BACKEND:
            return (
                "its manifest names its server part by the key backend, which Mattermost removed in 6.0. The server"
                " would take the plugin, say that all is well, and never start that part (so it is with Notifymatters"
                " 0.4.1). It takes a release of the plugin whose manifest has server.executable or server.executables"
            )
        return lacking(data) or self._missing_file(platform)

    def _missing_file(self, platform):
        bundle = (self.data.get("webapp") or {}).get("bundle_path")
        if self.data.get("webapp") and not self._has(bundle):
            return "its webapp part %s is not in the archive" % bundle
        server = self.data.get("server")
        if not server:
            return None
        programs = dict(server.get("executables") or {})
        wanted = (
            [programs.get(platform) or server.get("executable")]
            if platform
            else (list(programs.values()) + [server.get("executable")])
        )
        if not any(wanted):
            return "it has no program for %s, only for %s" % (platform, ", ".join(sorted(programs)) or "no platform")
        if not any(self._has(path) for path in wanted):
            return "its program %s is not in the archive" % next(path for path in wanted if path)
        return None

    def _has(self, path):
        return bool(path) and (path[2:] if path.startswith("./") else path) in self.files


def lacking(manifest):
    """Return what is missing in any manifest without which nothing can be started."""
    if manifest.get("webapp") or manifest.get("server"):
        return None
    return (
        "its manifest has neither a webapp nor a server part, so there is nothing to run (a part named by the key"
        " backend does not count since Mattermost 6.0)"
    )


def version_numbers(text):
    """Return the three numbers of a version, None where there are none."""
    found = re.match(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", text or "")
    return tuple(int(number or 0) for number in found.groups()) if found else None


def parse(manifest, running, settings):
    """Return the state of an installed plugin; settings: the server's PluginSettings."""
    plugin_id = manifest["id"]
    config = (settings.get("Plugins") or {}).get(plugin_id) or {}
    switch = (settings.get("PluginStates") or {}).get(plugin_id) or {}
    return {
        "id": plugin_id,
        "name": manifest.get("name"),
        "version": manifest.get("version") or "",
        "enabled": bool(switch.get("Enable")),
        "running": running,
        "config_keys": sorted(config),
        "raw": {"manifest": manifest, "config": config},
    }
