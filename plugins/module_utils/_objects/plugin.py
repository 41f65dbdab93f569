# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Plugins: the state on the server, the configured state, and the writes that lead there.

``plugin_manifest`` says what a server can run, ``plugin_archive`` reads an archive, and ``plugin_run`` waits until a
plugin runs, because the server says OK to those too that never will.
"""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge, public
from ansible_collections.groupware.mattermost.plugins.module_utils._api.multipart import Form
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import MASK, hidden
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import same
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    InvalidInput,
    NotTaken,
    Refused,
    ServerAbsent,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import plugin_run
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin_manifest import (
    OFF,
    OFF_TEXT,
    SOCKET_ONLY,
    lacking,
    version_numbers,
)

OPTIONS = {
    "id": {"type": "str", "required": True},
    "src": {"type": "path"},
    "download_url": {"type": "str"},
    "marketplace": {"type": "bool", "default": False},
    "version": {"type": "str"},
    "checksum": {"type": "str"},
    "enabled": {"type": "bool"},
    "config": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
SOURCES = ("src", "download_url", "marketplace")
ID = re.compile(r"[a-z0-9_.-]{3,190}")
CHECKSUM = re.compile(r"(sha256|sha512):([0-9a-f]{64}|[0-9a-f]{128})")
DIGITS = {"sha256": 64, "sha512": 128}
EXPLAINED = {
    OFF: OFF_TEXT,
    "app.plugin.upload_disabled.app_error": (
        "the server takes no uploads: PluginSettings.Enable and PluginSettings.EnableUploads have to be true and"
        " PluginSettings.RequirePluginSignature false; set them " + SOCKET_ONLY
    ),
    "app.plugin.install_id.app_error": "option id: the plugin {id} has been installed by somebody else meanwhile",
    "app.plugin.not_installed.app_error": "option id: the plugin {id} has been removed by somebody else meanwhile",
}
TOO_LARGE = "the archive is too large: for a proxy before the server, or for FileSettings.MaxFileSize"


class Plugin(Kind):
    """One plugin.

    manifest and archive are what ``plugin_archive.prepare`` found; without them a new plugin can only be predicted.
    """

    kind = "plugin"
    place = ("plugins",)
    identity = ("id",)
    OPTIONS = OPTIONS
    CONSTRAINTS = {"mutually_exclusive": [SOURCES]}
    hides_options = True
    EXPLAINED = EXPLAINED
    read_first = True
    # All plugins share one document of the server, its configuration, which only one may change at a time.
    one_by_one = True
    exclusive = "plugins"
    REMOVAL = {"enabled": False}

    def __init__(self, params, manifest=None, archive=None):
        super().__init__(dict(params, id=(params["id"] or "").lower()))
        self.id = self.params["id"]
        self.manifest = manifest
        self.archive = archive
        self.expects_running = False
        self._is_read = False

    @classmethod
    def work(cls, task):
        params = task.params
        resource = cls(params)
        task.hide(resource.secret_values())
        shown = None if params["config"] is None else dict.fromkeys(params["config"], "not shown")
        task.always["invocation"] = {"module_args": dict(params, config=shown)}
        return converge(task, resource)

    def read_one(self, client):
        """Return the state: before the writes with the archive made ready, afterwards with patience."""
        if self._is_read:
            return plugin_run.settle(client, self, self.expects_running)
        self._is_read = True
        before = plugin_run.read_all(client).get(self.id)
        self.prepare(client, before, self.params["timeout"])
        return before

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            try:
                found = plugin_run.read_all(client)
            except Explained as exc:
                # Switched off, they are not even listed. Of one that is named, "not installed" would be wrong then.
                if exc.detail.get("error_id") != OFF or wanted.keys(cls.kind):
                    raise
                return
            for plugin in found.values():
                state.add(cls.kind, (plugin["id"],), plugin)

        return [ask]

    def prepare(self, client, before, timeout):
        plugin_run.prepare(client, self, before, timeout)

    def secret_values(self):
        return hidden({"PluginSettings": {"Plugins": {self.id: self.params["config"] or {}}}})

    def settle(self, client, after):
        plugin_run.settle(client, self, after is not None and after["running"])

    @classmethod
    def removable(cls, params, state):
        return [(plugin["id"],) for plugin in state.all_of(cls.kind) if plugin["enabled"]]

    @classmethod
    def exported_entry(cls, found):
        return {"id": found["id"], "enabled": found["enabled"]}

    def check(self):
        params = self.params
        if not ID.fullmatch(self.id):
            raise InvalidInput("id", "%r: an id has 3 to 190 letters, digits and the characters . - _" % params["id"])
        given = [option for option in SOURCES if params[option]]
        if len(given) > 1:
            raise InvalidInput(given[1], "cannot be given together with %s" % given[0])
        self._check_archive()
        names = set()
        for key, value in (params["config"] or {}).items():
            if str(key).lower() in names:
                raise InvalidInput("config", "%s is given twice, in different letter cases" % key)
            if value == MASK:
                raise InvalidInput(
                    "config",
                    "%s is %d asterisks, which is how the server shows a secret, not the secret" % (key, len(MASK)),
                )
            names.add(str(key).lower())

    def _check_archive(self):
        params = self.params
        url = params["download_url"]
        if url and not re.match(r"https?://[^/\s]+/\S*$", url):
            raise InvalidInput("download_url", "%r is not an address that begins with http:// or https://" % url)
        for option in ("checksum", "version"):
            if url and not params[option]:
                # The version shows without a download whether there is anything to do.
                raise InvalidInput(option, "is needed with download_url")
        if params["checksum"] and not (params["src"] or url):
            raise InvalidInput("checksum", "is for use with src or download_url")
        if params["checksum"] and not self._is_checksum(params["checksum"]):
            raise InvalidInput(
                "checksum", "%r has not the form sha256: and 64 digits, or sha512: and 128" % params["checksum"]
            )
        if params["version"] and not any(params[option] for option in SOURCES):
            raise InvalidInput("version", "is for use with src, download_url or marketplace")

    @staticmethod
    def _is_checksum(text):
        found = CHECKSUM.fullmatch(text.lower())
        return bool(found) and len(found.group(2)) == DIGITS[found.group(1)]

    def needs_archive(self, before):
        """Return whether the archive has to be read to know what to do: not if its version is installed."""
        params = self.params
        if params["state"] == "absent" or not (params["src"] or params["download_url"]):
            return False
        return before is None or not params["version"] or before["version"] != params["version"]

    def take(self, manifest, archive):
        """Take the archive that was read, and refuse one that is not what the task names."""
        if manifest.id != self.id:
            raise InvalidInput("id", "the archive holds the plugin %s, not %s" % (manifest.id, self.id))
        if self.params["version"] and manifest.version != self.params["version"]:
            raise InvalidInput(
                "version",
                "the archive holds version %s of %s, not %s"
                % (manifest.version or "(none)", self.id, self.params["version"]),
            )
        self.manifest = manifest
        self.archive = archive

    def installs(self, before):
        """Return whether an archive has to go to the server."""
        if not any(self.params[option] for option in SOURCES):
            return False
        wanted = self._wanted_version()
        return before is None or (wanted is not None and before["version"] != wanted)

    def _wanted_version(self):
        return self.params["version"] if self.manifest is None else self.manifest.version

    def desired(self, before):
        params = self.params
        self.expects_running = False
        if params["state"] == "absent":
            return None
        if before is None:
            if not any(params[option] for option in SOURCES):
                raise InvalidInput(
                    "id", "the plugin %s is not installed; give src, download_url or marketplace" % self.id
                )
            before = {
                "id": self.id,
                "name": None,
                "version": None,
                "enabled": False,
                "running": False,
                "config_keys": [],
                "raw": {"manifest": {}, "config": {}},
            }
        else:
            self._demand_sense(before)
        after = dict(before)
        if self.installs(before):
            after["version"] = self._wanted_version()
            after["name"] = self.manifest.name if self.manifest else before["name"]
        if params["enabled"] is not None:
            after["enabled"] = after["running"] = params["enabled"]
        config = self._merged(before["raw"]["config"])
        after["config_keys"] = sorted(config)
        after["raw"] = dict(before["raw"], config=config)
        self.expects_running = after["running"]
        return after

    def _demand_sense(self, before):
        """Compare with what is installed."""
        params = self.params
        if self.manifest is not None and not params["version"]:
            old, new = version_numbers(before["version"]), version_numbers(self.manifest.version)
            if old and new and new < old:
                raise Refused(
                    "the archive holds version %s of %s, and %s is installed; say version: %s if the older"
                    " one is meant" % (self.manifest.version, self.id, before["version"], self.manifest.version),
                    option="version",
                )
        problem = None if self.installs(before) else lacking(before["raw"]["manifest"])
        if params["enabled"] and problem:
            raise InvalidInput("enabled", "the plugin %s cannot run: %s" % (self.id, problem))

    def _merged(self, config):
        """Return a plugin's settings with those of the task; other keys are kept.

        A plugin reads its keys in any letter case, and of two that differ in it any one counts. The System Console
        writes lower case, so a new key is written so, and one that is there is replaced as it is spelled.
        """
        answer = dict(config)
        for key, value in (self.params["config"] or {}).items():
            if value is None:
                continue
            name = str(key).lower()
            if name not in answer:
                name = next((there for there in answer if there.lower() == name), name)
            answer[name] = value
        return answer

    def _changed_keys(self, config):
        merged = self._merged(config)
        return sorted(key for key in merged if key not in config or not same(config[key], merged[key]))

    def steps(self, before, after, local, fresh=False):
        """Return the writes, in an order in which each can be done: a plugin starts with its settings."""
        path = {"id": self.id}
        if after is None:
            return [] if before is None else [Step("DELETE", "/plugins/{id}", path)]
        steps = []
        if self.installs(before):
            steps.append(self._install(before))
        enabled, running, config = (
            (False, False, {}) if before is None else (before["enabled"], before["running"], before["raw"]["config"])
        )
        if self.params["enabled"] is False and enabled:
            steps.append(Step("POST", "/plugins/{id}/disable", path))
        if self._changed_keys(config):
            if not local:
                raise Refused(
                    "option config: give it over the local socket. Over HTTP the server masks the secrets among the"
                    " settings of all plugins and leaves out those of plugins that are not installed, and it replaces"
                    " all at once",
                    option="config",
                )
            # All plugins share one object, which is replaced whole: it is read just before.
            steps.append(Step("GET", "/config", expected=(200,), then=self._configure))
        if self.params["enabled"] and not (enabled and running):
            steps.append(Step("POST", "/plugins/{id}/enable", path))
        return steps

    def _install(self, before):
        if self.params["marketplace"]:
            body = {"id": self.id}
            if self.params["version"]:
                body["version"] = self.params["version"]
            return Step("POST", "/plugins/marketplace", None, body)
        fields = {} if before is None else {"force": "true"}
        return Step("POST", "/plugins", None, Form("plugin", self.archive and self.archive.path, fields=fields))

    def _configure(self, config):
        plugins = config["PluginSettings"].get("Plugins") or {}
        there = plugins.get(self.id) or {}
        if not self._changed_keys(there):
            return []
        plugins = dict(plugins)
        plugins[self.id] = self._merged(there)
        return [Step("PUT", "/config/patch", None, {"PluginSettings": {"Plugins": plugins}})]

    def demand_version(self, state):
        """Compare the version with what the server installed: a marketplace offers its latest only."""
        wanted = self._wanted_version()
        if wanted is not None and state["version"] != wanted:
            raise NotTaken(
                "Mattermost reported success, but the plugin %s has version %r instead of %r"
                % (self.id, state["version"], wanted),
                fields=["version"],
            )

    def demand_config(self, state):
        """Compare the settings with what the server made of them."""
        left = self._changed_keys(state["raw"]["config"])
        if left:
            raise NotTaken(
                "Mattermost reported success, but did not store %s of PluginSettings.Plugins.%s. Check whether the"
                " service's environment variable MM_PLUGINSETTINGS_PLUGINS is set" % (", ".join(left), self.id),
                fields=left,
            )

    def needs(self, before, after, local):
        """Return the settings without which the server takes no plugin."""
        if after is None or not self.installs(before):
            return []
        if self.params["marketplace"]:
            return [
                Need(
                    "PluginSettings",
                    "EnableMarketplace",
                    "marketplace",
                    "the server does not use the marketplace; set PluginSettings.EnableMarketplace to true with"
                    " module config, or give src",
                )
            ]
        option = "src" if self.params["src"] else "download_url"
        return [
            Need(
                "PluginSettings",
                "EnableUploads",
                option,
                "the server takes no uploads; set PluginSettings.EnableUploads to true %s, as the server refuses"
                " that over HTTP (with the roles: mattermost_config)" % SOCKET_ONLY,
            )
        ]

    def managed(self):
        fields = ["id"]
        if any(self.params[option] for option in SOURCES):
            fields.append("version")
        return fields + (["enabled", "running"] if self.params["enabled"] is not None else [])

    def secrets(self, before, after):
        """Say which settings change; their values may be secrets, and nothing shows which."""
        if after is None:
            return {}
        changed = self._changed_keys({} if before is None else before["raw"]["config"])
        return {"config": "changed, not shown: %s" % ", ".join(changed)} if changed else {}

    def explain(self, error):
        return TOO_LARGE if error.status == 413 else super().explain(error)


class Plugins:
    """The task of module plugin_info."""

    OPTIONS = {"id": {"type": "str"}}
    MODULE_OPTIONS = {}
    CONSTRAINTS = {}
    hides_options = False

    @classmethod
    def work(cls, task):
        """Return the result of the task; active: None where no server answers, and a check may go on without one."""
        active = True
        found = {}
        reasons = {}
        try:
            found = plugin_run.read_all(task.client)
            reasons = plugin_run.errors(task.client)
        except Explained as exc:
            if exc.detail.get("error_id") != OFF:
                raise
            active = False
        except ServerAbsent:
            if not task.predicts:
                raise
            active = None
        wanted = (task.params["id"] or "").lower()
        names = [name for name in sorted(found) if wanted in ("", name)]
        plugins = [dict(public(found[name]), error=reasons.get(name)) for name in names]
        return {"changed": False, "active": active, "plugins": plugins}
