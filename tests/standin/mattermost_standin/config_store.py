# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration file: read, completed, validated, written back, and changed through the API."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import pathlib
from collections.abc import Mapping

from . import config_defaults, config_secrets, gojson
from .config_env import Overrides
from .config_types import decode, merge
from .config_validate import Invalid, validate


class ConfigError(Exception):
    """A refusal as the API words it."""

    def __init__(self, status: int, name: str, message: str, detailed_error: str = ""):
        super().__init__(message)
        self.status = status
        self.id = name
        self.message = message
        self.detailed_error = detailed_error


class LoadError(Exception):
    """The configuration cannot be used; the text is what a start prints after 'failed to load configuration: '."""


INVALID_BODY = (400, "api.context.invalid_body_param.app_error", "Invalid or missing config in request body.")
NOT_SAVED = (500, "app.save_config.app_error", "An error occurred saving the configuration.")
NOT_RELOADED = (500, "api.config.reload_config.app_error", "Failed to reload config.")
CLUSTER_READ_ONLY = (
    403,
    "ent.cluster.save_config.error",
    (
        "System Console is set to read-only when High Availability is enabled"
        " unless ReadOnlyConfig is disabled in the configuration file."
    ),
)
SITE_URL_CLEARED = (400, "api.config.update_config.clear_siteurl.app_error", "Site URL cannot be cleared.")

# An administrator may change these only by the file, the environment or the local socket.
SOCKET_ONLY = (("PluginSettings", "EnableUploads"), ("ImportSettings", "Directory"))


def find_file(name: str, program: pathlib.Path) -> pathlib.Path:
    """Where a relative name lies: config directories upwards from the working directory, then from the program."""
    if os.path.isabs(name):
        return pathlib.Path(name)
    starts = (pathlib.Path.cwd(), program.resolve().parent)
    for start in starts:
        for folder in (start, *list(start.parents)[:3]):
            for below in ("channels/config", "config", "."):
                candidate = folder / below / name
                if candidate.exists():
                    return candidate
    for start in starts:
        for folder in (start, *list(start.parents)[:3]):
            if (folder / "config").is_dir():
                return folder / "config" / name
    return starts[0] / name


def _go_error(what: str, path: pathlib.Path, error: OSError) -> str:
    return "%s %s: %s" % (what, path, (error.strerror or "").lower())


def _go_open(path: pathlib.Path, error: OSError) -> str:
    return _go_error("open", path, error)


class ConfigStore:
    """The stored configuration, and the effective one: the stored with the environment on top."""

    def __init__(self, path: str | pathlib.Path, environ: Mapping[str, str] | None = None):
        self.path = pathlib.Path(path)
        self.overrides = Overrides(os.environ if environ is None else environ)
        self.warnings: list[str] = []
        self._stored: dict = {}
        self._effective: dict = {}

    # Reading

    def load(self) -> None:
        """The first load: a missing file is made, and the file is always written, even when nothing changes."""
        raw = b""
        if self.path.exists():
            try:
                raw = self.path.read_bytes()
            except OSError as error:
                raise LoadError(_go_open(self.path, error)) from error
        else:
            self._create()
        try:
            self._take(raw)
            self._persist()
        except LoadError as error:
            raise LoadError("failed to create store: unable to load on store creation: %s" % error) from error

    def _create(self) -> None:
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o644))
        except OSError as error:
            raise LoadError("could not create config file: %s" % _go_open(self.path, error)) from error
        os.chmod(self.path, 0o644)

    def _take(self, raw: bytes) -> None:
        try:
            sparse = decode(gojson.parse(raw), config_defaults.DEFAULTS) if raw else {}
        except gojson.JSONError as error:
            raise LoadError(error.humanized(raw)) from error
        stored = config_defaults.complete(sparse)
        self.warnings = config_defaults.normalise(stored)
        effective = self.overrides.apply(stored)
        config_defaults.normalise(effective)
        try:
            validate(effective)
        except Invalid as error:
            raise LoadError("invalid config: %s" % error) from error
        self._stored, self._effective = stored, effective

    def _persist(self) -> None:
        """Truncate and rewrite in place, as the server does: owner and mode stay, nothing is atomic."""
        cluster = self._effective["ClusterSettings"]
        if cluster["Enable"] and cluster["ReadOnlyConfig"]:
            return
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise LoadError("failed to persist: failed to write file: %s" % _go_open(self.path, error)) from error
        try:
            # A full disk is noticed here, when the file is empty already.
            rest = self.text().encode()
            while rest:
                rest = rest[os.write(handle, rest) :]
        except OSError as error:
            raise LoadError(
                "failed to persist: failed to write file: %s" % _go_error("write", self.path, error)
            ) from error
        finally:
            os.close(handle)

    def text(self) -> str:
        """Return the content of the file after a write."""
        return gojson.dump(config_defaults.ordered(self._stored))

    # Asking

    def get(self) -> dict:
        """The effective configuration with the feature flags; the caller's own copy."""
        return dict(
            copy.deepcopy(config_defaults.ordered(self._effective)), FeatureFlags=dict(config_defaults.FEATURE_FLAGS)
        )

    def setting(self, section: str, key: str):
        """One effective value, without a copy of everything."""
        return self._effective[section][key]

    def sanitized(self, installed_plugins: tuple = ()) -> dict:
        """The effective configuration with masked secrets; settings of plugins that are not installed are left out."""
        result = config_secrets.masked(self.get())
        plugins = result["PluginSettings"]["Plugins"]
        result["PluginSettings"]["Plugins"] = {name: plugins[name] for name in plugins if name in installed_plugins}
        return result

    def environment(self) -> dict:
        """The tree of keys that the environment sets."""
        return self.overrides.tree()

    def digest(self) -> str:
        """The hash that the header X-Version-Id carries."""
        return hashlib.md5(json.dumps(self._effective, sort_keys=True).encode(), usedforsecurity=False).hexdigest()

    # Changing

    def patch(self, body, restricted: bool = False) -> None:
        """Merge what the body sets. `restricted` is a request over http: some keys are refused there."""
        sparse = self._decoded(body)
        if restricted:
            self._check_restricted(sparse)
        merged = merge(self._effective, sparse)
        self._check(merged)
        self._save(merged)

    def replace(self, body, restricted: bool = False) -> None:
        """Take the whole body; what it leaves out falls back to the defaults."""
        sparse = self._decoded(body)
        full = config_defaults.complete(sparse)
        if restricted:
            self._check_restricted(full)
        config_secrets.unmask(full, self._effective)
        self._check(full)
        self._save(full)

    def reload(self) -> None:
        """Read the file again; one that cannot be used changes nothing."""
        before = self._stored, self._effective
        try:
            raw = self.path.read_bytes()
            self._take(raw)
            if self.text() != raw.decode("utf-8", "replace"):
                self._persist()
        except (OSError, LoadError) as error:
            self._stored, self._effective = before
            raise ConfigError(*NOT_RELOADED) from error

    @staticmethod
    def _decoded(body) -> dict:
        if not isinstance(body, dict):
            raise ConfigError(*INVALID_BODY)
        try:
            return decode(gojson.nodes(body), config_defaults.DEFAULTS)
        except gojson.JSONError as error:
            raise ConfigError(*INVALID_BODY) from error

    def _check_restricted(self, new: dict) -> None:
        for section, key in SOCKET_ONLY:
            if new.get(section, {}).get(key, self._effective[section][key]) != self._effective[section][key]:
                raise ConfigError(
                    403,
                    "api.config.update_config.not_allowed_security.app_error",
                    "Changing %s.%s is not allowed due to security reasons." % (section, key),
                )
        site = new.get("ServiceSettings", {}).get("SiteURL")
        if site == "" and self._effective["ServiceSettings"]["SiteURL"]:
            raise ConfigError(*SITE_URL_CLEARED)

    @staticmethod
    def _check(full: dict) -> None:
        try:
            validate(full)
        except Invalid as error:
            raise ConfigError(400, error.id, error.message) from error

    def _save(self, wanted: dict) -> None:
        new = config_defaults.complete(wanted)
        config_secrets.unmask(new, self._effective)
        effective = self.overrides.apply(new)
        config_defaults.normalise(effective)
        self._check(effective)
        if effective["ClusterSettings"]["Enable"] and effective["ClusterSettings"]["ReadOnlyConfig"]:
            raise ConfigError(*CLUSTER_READ_ONLY)
        before = self._stored, self._effective
        self._stored, self._effective = self.overrides.remove(effective, self._stored), effective
        try:
            self._persist()
        except LoadError as error:
            self._stored, self._effective = before
            raise ConfigError(*NOT_SAVED) from error
