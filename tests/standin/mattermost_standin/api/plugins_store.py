# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installed plugins: bundles in the file store, unpacked below PluginSettings.Directory, their web part for the client.

As on a real server the bundles count: at a start they are unpacked anew, and a directory made by hand is no plugin.
"""

from __future__ import annotations

import contextlib
import copy
import io
import logging
import os
import pathlib
import posixpath
import shutil
import tarfile
import tempfile
import zlib

from ..config import ConfigError, ConfigStore
from ..config_secrets import MASK
from . import plugins_manifest
from .errors import ApiError, not_imitated

# Marks a directory that was unpacked from a bundle.
FLAG = ".filestore"
NOT_RUNNING, RUNNING, FAILED = 0, 2, 3


def disabled() -> ApiError:
    return ApiError(
        501, "app.plugin.disabled.app_error", "Plugins have been disabled. Please check your logs for details."
    )


def not_installed() -> ApiError:
    return ApiError(404, "app.plugin.not_installed.app_error", "Plugin is not installed.")


def _broken(error_id: str, what: str, status: int = 500) -> ApiError:
    """A refusal that was not recorded: the server's identifier, our words."""
    return ApiError(status, error_id, "The stand-in's words: %s." % what)


def _unpack(raw: bytes, target: pathlib.Path) -> pathlib.Path:
    """Unpack a bundle; return the directory with the manifest."""
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode="r:gz") as archive:
            members = archive.getmembers()
            if any(posixpath.normpath(item.name).startswith("..") for item in members):
                raise tarfile.TarError("a path leads out of the archive")
            for item in members:
                path = target / posixpath.normpath(item.name).lstrip("/")
                if item.isdir():
                    path.mkdir(parents=True, exist_ok=True)
                elif item.isreg():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(archive.extractfile(item).read())
                    path.chmod(item.mode & 0o777 | 0o600)
                else:
                    raise not_imitated("a plugin archive with links or devices (%s)" % item.name)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ApiError(
            400, "app.plugin.extract.app_error", "An error occurred extracting the plugin bundle."
        ) from error
    found = list(target.iterdir())
    return found[0] if len(found) == 1 and found[0].is_dir() else target


def _fnv1a(raw: bytes) -> str:
    value = 0xCBF29CE484222325
    for byte in raw:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return "%016x" % value


class Plugins:
    """All that is known of plugins; what runs follows from the configuration at the moment of asking."""

    def __init__(self, config: ConfigStore, version: str, log: logging.Logger):
        self.config = config
        self.version = version
        self.log = log
        self.hashes: dict[str, str] = {}
        self.synchronised = False

    # Places

    def _setting(self, key: str):
        return self.config.setting("PluginSettings", key)

    @property
    def directory(self) -> pathlib.Path:
        return pathlib.Path(self._setting("Directory"))

    def _bundles(self) -> pathlib.Path:
        if self.config.setting("FileSettings", "DriverName") != "local":
            raise not_imitated("plugins in a file store that is not local")
        return pathlib.Path(self.config.setting("FileSettings", "Directory")) / "plugins"

    def _bundle(self, plugin: str) -> pathlib.Path:
        return self._bundles() / (plugin + ".tar.gz")

    # Life

    def ready(self) -> None:
        """Before use: plugins are on and have their directories, or 501. The first time unpacks the bundles."""
        if not self._setting("Enable"):
            self.synchronised = False
            raise disabled()
        try:
            # One level only, as the server does it.
            self.directory.mkdir(exist_ok=True)
            pathlib.Path(self._setting("ClientDirectory")).mkdir(exist_ok=True)
        except OSError as error:
            self.log.error("Failed to start up plugins", extra={"fields": {"error": str(error)}})
            raise disabled() from error
        if not self.synchronised:
            self.synchronised = True
            self._synchronise()

    def start(self) -> None:
        """With the server: what fails here fails again, with words, when somebody asks."""
        with contextlib.suppress(ApiError):
            self.ready()

    def _synchronise(self) -> None:
        for path in self.directory.glob("*/" + FLAG):
            shutil.rmtree(path.parent, ignore_errors=True)
        for bundle in sorted(self._bundles().glob("*.tar.gz")):
            try:
                self._place(bundle.read_bytes(), replace=True)
            except (ApiError, OSError) as error:
                self.log.error(
                    "Failed to sync plugin from file store",
                    extra={"fields": {"bundle": str(bundle), "error": str(error)}},
                )

    # Asking

    def installed(self) -> dict[str, dict]:
        """Manifests by id, sorted; empty while plugins are off."""
        try:
            self.ready()
        except ApiError:
            return {}
        found = {}
        for flag in self.directory.glob("*/" + FLAG):
            with contextlib.suppress(plugins_manifest.Unusable):
                manifest = plugins_manifest.read(flag.parent)
                found[manifest["id"]] = manifest
        return dict(sorted(found.items()))

    def path(self, plugin: str) -> str:
        """The directory as the server writes it: relative when the setting is."""
        return os.path.normpath(os.path.join(self._setting("Directory"), plugin))

    def state(self, manifest: dict) -> tuple[int, str]:
        """Whether the plugin runs, and why not."""
        entry = self._setting("PluginStates").get(manifest["id"])
        if not entry or not entry.get("Enable"):
            return NOT_RUNNING, ""
        error = plugins_manifest.failure(manifest, self.path(manifest["id"]), self.version)
        if not error and "webapp" in manifest and manifest["id"] not in self.hashes:
            error = "unable to generate webapp bundle: %s" % manifest["id"]
        return (FAILED, error) if error else (RUNNING, "")

    def masked(self) -> dict:
        """The configuration as it is shown: secrets masked, nothing of plugins that are not installed."""
        manifests = self.installed()
        config = self.config.sanitized(tuple(manifests))
        for plugin, settings in config["PluginSettings"]["Plugins"].items():
            hidden = plugins_manifest.secrets(manifests[plugin])
            config["PluginSettings"]["Plugins"][plugin] = {
                key: MASK if key.lower() in hidden and value else value for key, value in settings.items()
            }
        return config

    # Changing

    def install(self, raw: bytes, replace: bool) -> dict:
        """Unpack and keep a bundle; its manifest."""
        manifest = self._place(raw, replace)
        # As on the server: it lies there by now, but its bundle is not kept, and the next start forgets it.
        if self.state(manifest)[0] == FAILED:
            raise _broken("app.plugin.restart.app_error", "the plugin is enabled and does not start")
        try:
            self._bundles().mkdir(parents=True, exist_ok=True)
            self._bundle(manifest["id"]).write_bytes(raw)
        except OSError as error:
            raise _broken("app.plugin.store_bundle.app_error", "the bundle cannot be stored: %s" % error) from error
        return manifest

    def _place(self, raw: bytes, replace: bool) -> dict:
        with tempfile.TemporaryDirectory(prefix="plugintmp") as scratch:
            unpacked = _unpack(raw, pathlib.Path(scratch))
            try:
                manifest = plugins_manifest.read(unpacked)
            except plugins_manifest.Unusable as error:
                raise ApiError(
                    400, "app.plugin.manifest.app_error", "Unable to find manifest for extracted plugin."
                ) from error
            plugin = manifest["id"]
            if not plugins_manifest.ID.match(plugin):
                raise ApiError(
                    400,
                    "app.plugin.invalid_id.app_error",
                    "Plugin Id must be at least 3 characters, at most 190 characters and match ^[a-zA-Z0-9-_\\.]+$.",
                )
            target = self.directory / plugin
            if target.is_dir() and not (target / FLAG).exists():
                raise not_imitated("a plugin whose directory was made by hand")
            if target.is_dir() and not replace:
                raise ApiError(
                    400,
                    "app.plugin.install_id.app_error",
                    "Unable to install plugin. A plugin with the same ID is already installed.",
                )
            try:
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(unpacked, target)
                (target / FLAG).touch()
            except (OSError, shutil.Error) as error:
                raise _broken("app.plugin.mvdir.app_error", "the plugin cannot be placed: %s" % error) from error
        self.hashes.pop(plugin, None)
        if "webapp" in manifest:
            self._place_webapp(target, manifest)
        return manifest

    def _place_webapp(self, target: pathlib.Path, manifest: dict) -> None:
        plugin, inside = manifest["id"], posixpath.normpath(manifest["webapp"]["bundle_path"] or ".")
        bundle, client = target / inside, pathlib.Path(self._setting("ClientDirectory")) / plugin
        try:
            if inside.startswith((".", "/")):
                raise OSError("invalid webapp bundle path")
            content = bundle.read_bytes()
            shutil.rmtree(client, ignore_errors=True)
            shutil.copytree(bundle.parent, client)
            (client / bundle.name).rename(client / ("%s_%s_bundle.js" % (plugin, _fnv1a(content))))
        except (OSError, shutil.Error) as error:
            raise _broken("app.plugin.webapp_bundle.app_error", "the web part cannot be placed: %s" % error) from error
        self.hashes[plugin] = _fnv1a(content)

    def client_path(self, plugin: str) -> str:
        """Return the path of the web part for clients."""
        return "/static/%s/%s_%s_bundle.js" % (plugin, plugin, self.hashes[plugin])

    def enable(self, plugin: str, wanted: bool) -> None:
        """Note in the configuration, and in its file, whether it should run."""
        if plugin not in self.installed():
            raise not_installed()
        states = copy.deepcopy(self._setting("PluginStates"))
        states[plugin] = {"Enable": wanted}
        try:
            self.config.patch({"PluginSettings": {"PluginStates": states}})
        except ConfigError as error:
            raise _broken("app.plugin.config.app_error", "the configuration cannot be saved: %s" % error) from error

    def remove(self, plugin: str) -> None:
        """Off first, so that it stays off when it comes back; its settings stay."""
        self.enable(plugin, False)
        shutil.rmtree(self.directory / plugin, ignore_errors=True)
        if (self.directory / plugin).exists():
            raise _broken("app.plugin.remove.app_error", "the plugin's directory cannot be removed")
        self.hashes.pop(plugin, None)
        try:
            self._bundle(plugin).unlink()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise _broken("app.plugin.remove_bundle.app_error", "the bundle stays: %s" % error) from error
