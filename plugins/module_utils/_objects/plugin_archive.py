# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Archives of plugins: fetch one, compare its checksum, read its manifest. Nothing is unpacked."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import platform
import tarfile
import tempfile
import urllib.error
import urllib.request
import zlib

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError, InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin_manifest import Manifest

# In the order in which the server looks for them.
MANIFESTS = ("plugin.yml", "plugin.yaml", "plugin.json")
MANIFEST_SIZE = 1 << 20
BLOCK = 1 << 18
MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class Archive:
    """An archive on this host. A downloaded one is a temporary file, which goes when this object goes."""

    def __init__(self, path, temporary=None):
        self.path = path
        self._temporary = temporary

    def close(self):
        """Remove the file if it is temporary."""
        if self._temporary is not None:
            self._temporary.close()


def open_archive(params, timeout):
    """Return the archive that the options name, with the right checksum."""
    if params["src"]:
        archive = Archive(params["src"])
        if not os.path.isfile(archive.path):
            raise InvalidInput("src", "there is no file %s on the host" % archive.path)
    else:
        archive = download(params["download_url"], timeout)
    if params["checksum"]:
        demand_checksum(archive.path, params["checksum"].lower(), params["src"] or params["download_url"])
    return archive


def download(url, timeout):
    """Fetch an archive. The server could do so itself, but would compare no checksum."""
    # Made by hand: no proxy of the environment, and nothing but HTTP after a redirection either.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    target = tempfile.NamedTemporaryFile(prefix="mattermost-plugin-", suffix=".tar.gz")
    try:
        with opener.open(url, timeout=timeout) as answer:
            while True:
                block = answer.read(BLOCK)
                if not block:
                    break
                target.write(block)
        target.flush()
    except urllib.error.HTTPError as exc:
        raise HostError("GET %s: HTTP %s; the plugin could not be fetched" % (url, exc.code), url=url, status=exc.code)
    except (OSError, ValueError, http.client.HTTPException) as exc:
        reason = getattr(exc, "reason", None) or exc
        raise HostError("GET %s: %s; the plugin could not be fetched" % (url, reason), url=url)
    return Archive(target.name, target)


def demand_checksum(path, wanted, name):
    """Refuse a file with another checksum."""
    algorithm, dummy, digits = wanted.partition(":")
    found = hashlib.new(algorithm)
    with _opened(path) as handle:
        for block in iter(lambda: handle.read(BLOCK), b""):
            found.update(block)
    if found.hexdigest() != digits:
        raise InvalidInput(
            "checksum", "%s has the checksum %s:%s, not %s" % (name, algorithm, found.hexdigest(), wanted)
        )


def _opened(path):
    try:
        return open(path, "rb")
    except OSError as exc:
        raise HostError("%s cannot be read: %s" % (path, exc.strerror), path=path)


def read_manifest(path, name):
    """Return the manifest of an archive; name: what the archive is called in messages."""
    option = "src" if name == path else "download_url"
    try:
        with tarfile.open(path, "r:gz") as archive:
            members = {_tidy(member.name): member for member in archive if not member.isdir()}
            root = _root(members)
            found = next((root + entry for entry in MANIFESTS if root + entry in members), None)
            if found is None:
                raise InvalidInput(option, "%s holds no plugin: there is no plugin.json in it, nor plugin.yaml" % name)
            if not members[found].isfile() or members[found].size > MANIFEST_SIZE:
                raise InvalidInput(option, "%s: %s is no manifest of a plugin" % (name, found))
            text = archive.extractfile(members[found]).read()
    except (tarfile.TarError, EOFError, zlib.error, OSError) as exc:
        raise InvalidInput(option, "%s is not a gzip-compressed tar archive, or damaged: %s" % (name, exc))
    data = parse_manifest(found, text, option)
    return Manifest(data, {entry[len(root) :] for entry in members if entry.startswith(root)})


def _tidy(name):
    return os.path.normpath(name).lstrip("/")


def _root(names):
    """Return the single directory that all files lie in, as the server looks for it, with a slash; else nothing."""
    tops = {name.partition("/")[0] for name in names}
    nested = all("/" in name for name in names)
    return "%s/" % tops.pop() if len(tops) == 1 and nested else ""


def parse_manifest(name, text, option):
    """Return a manifest's content."""
    if name.endswith(".json"):
        try:
            data = json.loads(text.decode("utf-8-sig"))
        except ValueError as exc:
            raise InvalidInput(option, "%s of the archive is not JSON: %s" % (name, exc))
    else:
        data = _parse_yaml(name, text, option)
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise InvalidInput(option, "%s of the archive names no id" % name)
    return data


def _parse_yaml(name, text, option):
    try:
        import yaml  # only this rare form of a manifest needs it
    except ImportError:
        raise HostError("%s of the archive can only be read with PyYAML on the host; install python3-yaml" % name)
    try:
        return yaml.safe_load(text.decode("utf-8"))
    except (ValueError, yaml.YAMLError) as exc:
        raise InvalidInput(option, "%s of the archive is not YAML: %s" % (name, exc))


def this_platform():
    """Return the platform of this host, as plugins name it."""
    return "%s-%s" % (platform.system().lower(), MACHINES.get(platform.machine().lower(), platform.machine().lower()))
