# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behavior of plugins that modules rely on and no recording has. It follows from the server's own source."""

from __future__ import annotations

import functools
import http.server
import io
import json
import tarfile
import threading

import attachments
import harness
import pytest

WEB = "org.example.web"
BROKEN = "org.example.broken"
FAILED = 3


@pytest.fixture(scope="module")
def server(server_factory):
    """One where uploads are on; the tests use plugins of their own."""
    found = server_factory(config_overrides={"PluginSettings__EnableUploads": True}).start().people()
    yield found
    found.remove()


@pytest.fixture(name="website")
def _website(tmp_path):
    """Serves files over plain http: a function from a name and its bytes to the URL."""
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()

        def publish(name: str, content: bytes) -> str:
            (tmp_path / name).write_bytes(content)
            return "http://127.0.0.1:%d/%s" % (site.server_port, name)

        yield publish
        site.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def upload(server, data: bytes, force: bool = False) -> harness.Answer:
    headers = {"Content-Type": "multipart/form-data; boundary=----recording"}
    parts = {"plugin": "<archive>", **({"force": "true"} if force else {})}
    return server.request(
        "POST",
        "/api/v4/plugins",
        local=True,
        headers=headers,
        data=attachments.form("", {"headers": headers, "body": {"multipart": parts}}, data),
    )


def archive(files: dict[str, str]) -> bytes:
    """An archive with these texts, all below one directory."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        for path, text in files.items():
            info = tarfile.TarInfo("plugin/" + path)
            info.size, info.mode = len(text.encode()), 0o755
            tar.addfile(info, io.BytesIO(text.encode()))
    return raw.getvalue()


def enabled(server, plugin: str) -> dict:
    """Its status after enabling it, for which the server always says 200."""
    server.local("POST", "/plugins/%s/enable" % plugin)
    return status(server, plugin)


def status(server, plugin: str) -> dict:
    rows = server.request("GET", "/api/v4/plugins/statuses", token=server.tokens["admin"]).body
    return next(row for row in rows if row["plugin_id"] == plugin)


def ids(server, key: str) -> list:
    return [row["id"] for row in server.local("GET", "/plugins")[key]]


def patch(server, **settings) -> None:
    server.local("PUT", "/config/patch", {"PluginSettings": settings})


def test_survive_a_restart(server):
    """Plugins that ran before a restart run after it, as the file says; a directory made by hand is no plugin."""
    assert upload(server, attachments.bundle(WEB)).status == 201
    server.local("POST", "/plugins/%s/enable" % WEB)
    by_hand = server.home / "plugins" / "org.example.byhand"
    by_hand.mkdir()
    (by_hand / "plugin.json").write_text(json.dumps({"id": "org.example.byhand", "name": "X", "version": "1.0.0"}))
    harness.own(by_hand)
    assert server.read_config()["PluginSettings"]["PluginStates"][WEB] == {"Enable": True}
    server.restart()
    assert WEB in ids(server, "active")
    assert "org.example.byhand" not in ids(server, "active") + ids(server, "inactive")


def test_replaced_while_it_runs(server):
    """Another version by force runs at once."""
    upload(server, attachments.bundle(WEB), force=True)
    server.local("POST", "/plugins/%s/enable" % WEB)
    assert upload(server, attachments.bundle(WEB, version="2.0.0"), force=True).body["version"] == "2.0.0"
    assert status(server, WEB)["version"] == "2.0.0"
    assert WEB in ids(server, "active")


def test_a_newer_server_wanted(server):
    """Refused not at the upload but at the start."""
    plugin = "org.example.future"
    assert upload(server, attachments.bundle(plugin, min_server_version="99.0.0")).status == 201
    found = enabled(server, plugin)
    assert found["state"] == FAILED
    assert "99.0.0" in found["error"]


def test_a_program_that_is_none(server):
    """A server part that is there and cannot run is never called running."""
    manifest = {"id": BROKEN, "name": "Broken", "version": "1.0.0", "server": {"executable": "server/program"}}
    data = archive({"plugin.json": json.dumps(manifest), "server/program": "not a program"})
    assert upload(server, data).status == 201
    assert enabled(server, BROKEN)["state"] == FAILED
    assert BROKEN in ids(server, "inactive")
    assert upload(server, data, force=True).body["id"] == "app.plugin.restart.app_error"


def test_manifest_in_yaml(server):
    text = (
        "# a comment",
        "id: Org.Example.Yaml",
        "name: 'In YAML'",
        'version: "1.2.3"',
        "webapp:",
        "  bundle_path: webapp/main.js",
        "",
    )
    answer = upload(server, archive({"plugin.yaml": "\n".join(text), "webapp/main.js": "x"}))
    assert (answer.status, answer.body) == (
        201,
        {"id": "org.example.yaml", "name": "In YAML", "version": "1.2.3", "webapp": {"bundle_path": "webapp/main.js"}},
    )


@pytest.mark.parametrize("manifest", ["{", "[]", '{"id": 5}', '{"id": "org.example.x", "server": "x"}'])
def test_a_manifest_that_cannot_be_read(server, manifest):
    answer = upload(server, archive({"plugin.json": manifest}))
    assert (answer.status, answer.body["id"]) == (400, "app.plugin.manifest.app_error")


def test_a_path_out_of_the_archive(server):
    answer = upload(server, archive({"../../outside": "x", "plugin.json": "{}"}))
    assert (answer.status, answer.body["id"]) == (400, "app.plugin.extract.app_error")


def test_a_web_part_that_is_missing(server):
    manifest = {"id": "org.example.noweb", "name": "X", "version": "1.0.0", "webapp": {"bundle_path": "webapp/main.js"}}
    answer = upload(server, archive({"plugin.json": json.dumps(manifest)}))
    assert (answer.status, answer.body["id"]) == (500, "app.plugin.webapp_bundle.app_error")


def test_from_a_url(server, website):
    """Plain http only where it is allowed; the second time by force."""
    plugin = "org.example.fetched"
    url = website("plugin.tar.gz", attachments.bundle(plugin))

    def install(query: str = "") -> harness.Answer:
        return server.request(
            "POST", "/api/v4/plugins/install_from_url?plugin_download_url=%s%s" % (url, query), local=True
        )

    assert install().body["id"] == "api.plugin.install.download_failed.app_error"
    patch(server, AllowInsecureDownloadURL=True)
    assert (install().status, install().body["id"]) == (201, "app.plugin.install_id.app_error")
    assert install("&force=true").status == 201
    url += "-missing"
    assert install().body["id"] == "api.plugin.install.download_failed.app_error"
    patch(server, EnableUploads=False)
    assert (install().status, install().body["id"]) == (501, "app.plugin.disabled.app_error")
    patch(server, EnableUploads=True)


def test_secret_settings(server):
    """Masked where the manifest says so, and kept when the mask comes back."""
    plugin = "org.example.secret"
    schema = {
        "header": "",
        "footer": "",
        "settings": [
            {"key": "Token", "display_name": "Token", "type": "text", "secret": True},
            {"key": "Room", "display_name": "Room", "type": "text"},
        ],
    }
    assert upload(server, attachments.bundle(plugin, settings_schema=schema)).status == 201
    patch(server, Plugins={plugin: {"token": "hidden", "room": "shown"}})
    read = functools.partial(server.request, "GET", "/api/v4/config", token=server.tokens["admin"])
    found = read().body["PluginSettings"]["Plugins"]
    assert found[plugin] == {"token": "*" * 32, "room": "shown"}
    found[plugin]["room"] = "other"
    patch(server, Plugins=found)
    assert server.local("GET", "/config")["PluginSettings"]["Plugins"][plugin] == {"token": "hidden", "room": "other"}
