# SPDX-License-Identifier: GPL-3.0-or-later
"""Module plugin."""

from __future__ import annotations

import copy
import hashlib
import http.server
import io
import json
import os
import sys
import tarfile
import threading

import pytest

ID = "org.example.hello"
LIST = "/api/v4/plugins"
BY_ID = "/api/v4/plugins/" + ID
CONFIG = "/api/v4/config"
PATCH = "/api/v4/config/patch"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
VERSION = {"X-Version-Id": "11.6.0.11.6.0.x.false"}
HELLO = {"id": ID, "name": "Hello", "version": "1.1.0", "webapp": {"bundle_path": "webapp/main.js"}}
BUNDLE = {"webapp/main.js": b"/* */"}
SECRET = "a-secret-of-the-plugin"


@pytest.fixture
def archive(tmp_path):
    """Return a function that makes an archive and returns its path."""

    def make(manifest=None, files=None, top="hello/", name="plugin.json"):
        path = tmp_path / "plugin.tar.gz"
        content = dict(BUNDLE if files is None else files)
        if name:
            content[name] = json.dumps(HELLO if manifest is None else manifest).encode()
        with tarfile.open(path, "w:gz") as target:
            for entry, data in content.items():
                info = tarfile.TarInfo(top + entry)
                info.size = len(data)
                target.addfile(info, io.BytesIO(data))
        return str(path)

    return make


class World:
    """The plugins of the scripted server."""

    def __init__(self, server, bodies):
        self.server = server
        self.settings = bodies["plugin_settings"]
        self.hello = bodies["hello"]
        self.ok = bodies["ok"]

    def listed(self, active=(), inactive=()):
        """Expect the plugins to be read."""
        self.server.expect("GET", LIST, 200, {"active": list(active), "inactive": list(inactive)})
        self.config()

    def config(self):
        """Expect the configuration to be read."""
        self.server.expect("GET", CONFIG, 200, {"PluginSettings": copy.deepcopy(self.settings)})

    def new_archive_is_judged(self):
        """Expect the questions about the server that an archive raises."""
        self.server.expect("GET", "/api/v4/system/ping", 200, self.ok, headers=VERSION)
        self.config()

    def uploaded(self, path, force=False, manifest=None):
        """Expect the archive."""
        with open(path, "rb") as handle:
            form = {"plugin": handle.read()}
        if force:
            form["force"] = b"true"
        self.server.expect("POST", LIST, 201, manifest or HELLO, body=form)

    def enabled(self):
        """Expect it to be enabled."""
        self.server.expect("POST", BY_ID + "/enable", 200, self.ok)
        self.settings["PluginStates"][ID] = {"Enable": True}


@pytest.fixture
def world(server, bodies):
    """Return a server on which one plugin has settings and is enabled."""
    return World(server, bodies)


@pytest.fixture
def fresh(world):
    """Return a server that never heard of the plugin."""
    del world.settings["PluginStates"][ID]
    del world.settings["Plugins"][ID]
    return world


def test_install_configure_and_enable(fresh, run, archive):
    path = archive()
    fresh.listed()
    fresh.new_archive_is_judged()
    fresh.config()
    fresh.uploaded(path)
    fresh.config()
    fresh.server.expect(
        "PUT",
        PATCH,
        200,
        {},
        body={"PluginSettings": {"Plugins": {"one": {"key": "a", "other": "b"}, ID: {"apikey": SECRET, "number": 5}}}},
    )
    fresh.settings["Plugins"][ID] = {"apikey": SECRET, "number": 5}
    fresh.enabled()
    # A start may take a moment, and another one is asked whether it is what was wanted.
    fresh.listed(inactive=[HELLO])
    fresh.listed(active=[HELLO])
    result = run(
        "plugin", id="Org.Example.Hello", src=path, enabled=True, config={"ApiKey": SECRET, "number": 5, "left": None}
    )
    assert result["changed"] is True
    assert result["plugin"] == {
        "id": ID,
        "name": "Hello",
        "version": "1.1.0",
        "enabled": True,
        "running": True,
        "config_keys": ["apikey", "number"],
    }
    assert result["diff"] == {
        "before": {},
        "after": {
            "id": ID,
            "version": "1.1.0",
            "enabled": True,
            "running": True,
            "config": "changed, not shown: apikey, number",
        },
    }
    assert SECRET not in str(result)
    assert result["invocation"]["module_args"]["config"] == dict.fromkeys(["ApiKey", "number", "left"], "not shown")


def test_install_in_check_mode(fresh, run, archive):
    fresh.listed()
    fresh.new_archive_is_judged()
    fresh.config()
    result = run("plugin", check=True, id=ID, src=archive(), enabled=True, config={"apikey": SECRET})
    assert result["changed"] is True
    assert result["plugin"] == {
        "id": ID,
        "name": "Hello",
        "version": "1.1.0",
        "enabled": True,
        "running": True,
        "config_keys": ["apikey"],
    }
    assert SECRET not in str(result)


def test_prediction_without_a_server(server, run, archive):
    server.expect("GET", LIST, raises=FileNotFoundError(2, "No such file or directory"))
    result = run("plugin", check=True, predict_without_server=True, id=ID, src=archive(), enabled=True)
    assert (result["changed"], result["plugin"]["running"]) == (True, True)


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(world, run, archive, check):
    world.listed(active=[dict(world.hello, version="1.1.0")])
    result = run("plugin", check=check, id=ID, src=archive(), enabled=True, config={"Greeting": "hi"})
    assert (result["changed"], result["diff"]["before"]) == (False, result["diff"]["after"])


def test_the_version_tells_without_the_archive(world, run):
    world.listed(active=[world.hello])
    options = {"src": "/nowhere.tar.gz", "version": "1.0.0"}
    assert run("plugin", id=ID, **options)["changed"] is False
    world.listed(active=[world.hello])
    options = {"download_url": "https://127.0.0.1:1/x.tar.gz", "version": "1.0.0", "checksum": "sha256:" + "0" * 64}
    assert run("plugin", id=ID, **options)["changed"] is False


def test_upgrade(world, run, archive):
    path = archive()
    world.listed(active=[world.hello])
    world.new_archive_is_judged()
    world.config()
    world.uploaded(path, force=True)
    world.listed(active=[HELLO])
    result = run("plugin", id=ID, src=path)
    assert result["diff"] == {"before": {"id": ID, "version": "1.0.0"}, "after": {"id": ID, "version": "1.1.0"}}


def test_upgrade_in_check_mode(world, run, archive):
    world.listed(active=[world.hello])
    world.new_archive_is_judged()
    world.config()
    assert run("plugin", check=True, id=ID, src=archive())["plugin"]["version"] == "1.1.0"


def test_an_older_version_must_be_meant(world, run, archive):
    path = archive()
    world.listed(active=[dict(world.hello, version="2.0.0")])
    world.new_archive_is_judged()
    result = run("plugin", id=ID, src=path)
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("refused", "version")
    world.listed(active=[dict(world.hello, version="2.0.0")])
    world.new_archive_is_judged()
    world.config()
    world.uploaded(path, force=True)
    world.listed(active=[HELLO])
    assert run("plugin", id=ID, src=path, version="1.1.0")["changed"] is True


def test_from_the_marketplace(fresh, run):
    fresh.listed()
    fresh.config()
    fresh.server.expect("POST", LIST + "/marketplace", 201, HELLO, body={"id": ID})
    fresh.listed(inactive=[HELLO])
    result = run("plugin", id=ID, marketplace=True)
    assert (result["changed"], result["plugin"]["version"]) == (True, "1.1.0")
    fresh.listed(inactive=[HELLO])
    assert run("plugin", id=ID, marketplace=True)["changed"] is False


def test_the_marketplace_has_another_version(fresh, run):
    fresh.listed()
    fresh.config()
    fresh.server.expect("POST", LIST + "/marketplace", 201, HELLO, body={"id": ID, "version": "3.0.0"})
    fresh.listed(inactive=[HELLO])
    result = run("plugin", id=ID, marketplace=True, version="3.0.0")
    assert "has version '1.1.0' instead of '3.0.0'" in result["msg"]


def test_settings_of_other_plugins_and_other_keys_are_kept(world, run):
    world.settings["Plugins"][ID] = {"Greeting": "hi", "other": [1]}
    world.listed(active=[world.hello])
    world.config()
    world.server.expect(
        "PUT",
        PATCH,
        200,
        {},
        body={
            "PluginSettings": {
                "Plugins": {"one": {"key": "a", "other": "b"}, ID: {"Greeting": "ho", "other": [1], "new": True}}
            }
        },
    )
    world.settings["Plugins"][ID] = {"Greeting": "ho", "other": [1], "new": True}
    world.listed(active=[world.hello])
    result = run("plugin", id=ID, config={"greeting": "ho", "New": True})
    assert result["diff"]["after"]["config"] == "changed, not shown: Greeting, new"


def test_settings_that_the_environment_pins(world, run):
    world.listed(active=[world.hello])
    world.config()
    world.server.expect(
        "PUT",
        PATCH,
        200,
        {},
        body={"PluginSettings": {"Plugins": {"one": {"key": "a", "other": "b"}, ID: {"greeting": "ho"}}}},
    )
    world.listed(active=[world.hello])
    result = run("plugin", id=ID, config={"greeting": "ho"})
    assert result["failure"]["kind"] == "not_taken"
    assert "MM_PLUGINSETTINGS_PLUGINS" in result["msg"]


@pytest.mark.parametrize("check", (False, True))
@pytest.mark.parametrize("shown", ("ho", "*" * 32))
def test_settings_are_not_written_over_http(world, run, check, shown):
    world.settings["Plugins"][ID] = {"greeting": shown}
    world.listed(active=[world.hello])
    result = run("plugin", check=check, id=ID, config={"greeting": "hi"}, **REMOTE)
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("refused", "config")


def test_settings_that_are_there_pass_over_http(world, run):
    world.listed(active=[world.hello])
    assert run("plugin", id=ID, config={"greeting": "hi"}, **REMOTE)["changed"] is False


def test_disable(world, run):
    world.listed(active=[world.hello])
    world.server.expect("POST", BY_ID + "/disable", 200, world.ok)
    world.settings["PluginStates"][ID] = {"Enable": False}
    world.listed(inactive=[world.hello])
    result = run("plugin", id=ID, enabled=False)
    assert result["diff"]["before"] == {"id": ID, "enabled": True, "running": True}
    assert result["diff"]["after"] == {"id": ID, "enabled": False, "running": False}


def test_disable_in_check_mode(world, run):
    world.listed(active=[world.hello])
    assert run("plugin", check=True, id=ID, enabled=False)["plugin"]["running"] is False


def test_disable_again(world, run):
    world.settings["PluginStates"][ID] = {"Enable": False}
    world.listed(inactive=[world.hello])
    assert run("plugin", id=ID, enabled=False)["changed"] is False


def test_a_new_plugin_that_is_enabled_from_before_is_disabled(world, run, archive):
    path = archive()
    world.listed()
    world.new_archive_is_judged()
    world.config()
    world.uploaded(path)
    world.listed(active=[HELLO])
    world.server.expect("POST", BY_ID + "/disable", 200, world.ok)
    world.settings["PluginStates"][ID] = {"Enable": False}
    world.listed(inactive=[HELLO])
    assert run("plugin", id=ID, src=path, enabled=False)["plugin"]["enabled"] is False


def test_enabled_and_not_running_is_enabled_again(world, run):
    world.listed(inactive=[world.hello])
    world.enabled()
    world.listed(active=[world.hello])
    assert run("plugin", id=ID, enabled=True)["changed"] is True


def test_a_plugin_that_does_not_run_over_the_socket(world, run, clock):
    world.listed(inactive=[world.hello])
    world.enabled()
    for dummy in range(14):
        world.listed(inactive=[world.hello])
    result = run("plugin", id=ID, enabled=True)
    assert result["failure"]["kind"] == "not_taken"
    assert "the plugin org.example.hello does not run: the reason is in the server's log" in result["msg"]
    assert 15 < sum(clock.slept) <= 20


def test_a_plugin_that_does_not_run_over_http(world, run, bodies):
    world.listed(inactive=[world.hello])
    world.enabled()
    world.listed(inactive=[world.hello])
    world.server.expect("GET", LIST + "/statuses", 200, [bodies["plugin_status"]])
    result = run("plugin", id=ID, enabled=True, **REMOTE)
    assert result["failure"]["error"] == bodies["plugin_status"]["error"]
    assert bodies["plugin_status"]["error"] in result["msg"]


def test_nothing_to_run_is_known_before_it_is_enabled(server, run, bodies):
    world = World(server, bodies)
    world.listed(inactive=[bodies["backend_only"]])
    result = run("plugin", check=True, id="org.example.backendonly", enabled=True)
    assert result["failure"]["option"] == "enabled"
    assert "neither a webapp nor a server part" in result["msg"]


def test_remove(world, run):
    world.listed(active=[world.hello])
    world.server.expect("DELETE", BY_ID, 200, world.ok)
    world.listed()
    result = run("plugin", id=ID, state="absent")
    assert (result["changed"], result["plugin"], result["diff"]["after"]) == (True, None, {})


def test_remove_in_check_mode(world, run):
    world.listed(active=[world.hello])
    assert run("plugin", check=True, id=ID, state="absent")["plugin"] is None


def test_remove_when_absent(world, run):
    world.listed()
    assert run("plugin", id=ID, state="absent", src="/nowhere")["changed"] is False


def test_not_installed_and_no_source(world, run):
    world.listed()
    result = run("plugin", id=ID, enabled=True)
    assert "give src, download_url or marketplace" in result["msg"]


@pytest.mark.parametrize(
    "manifest, files, words",
    (
        (dict(HELLO, id="org.example.other"), BUNDLE, "holds the plugin org.example.other"),
        (dict(HELLO, min_server_version="99.0.0"), BUNDLE, "needs Mattermost 99.0.0 or later, and the server is 11.6"),
        (dict(HELLO, backend={"executable": "x"}), BUNDLE, "the key backend, which Mattermost removed in 6.0"),
        ({"id": ID, "backend": {"executable": "x"}}, {}, "the key backend, which Mattermost removed in 6.0"),
        ({"id": ID, "version": "1.1.0"}, {}, "neither a webapp nor a server part"),
        (HELLO, {}, "its webapp part webapp/main.js is not in the archive"),
        ({"id": ID, "server": {"executable": "server/hello"}}, {}, "its program server/hello is not in the archive"),
        (
            {"id": ID, "server": {"executables": {"plan9-mips": "server/p"}}},
            {"server/p": b""},
            "has no program for linux-amd64, only for plan9-mips",
        ),
        ({"id": ID, "server": {"executables": {"linux-amd64": "server/p"}}}, {}, "its program server/p is not in"),
    ),
)
@pytest.mark.parametrize("check", (False, True))
def test_archives_that_the_server_could_not_run(fresh, run, archive, monkeypatch, manifest, files, words, check):
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    fresh.listed()
    if manifest["id"] == ID:
        fresh.server.expect("GET", "/api/v4/system/ping", 200, fresh.ok, headers=VERSION)
    result = run("plugin", check=check, id=ID, src=archive(manifest, files))
    assert words in result["msg"]
    assert result["failure"]["kind"] == "input"


@pytest.mark.parametrize("version", ("5.37.0.5.37.0.x.false", None))
def test_an_old_server_runs_a_backend(fresh, run, archive, version):
    manifest = dict(HELLO, backend={"executable": "x"})
    fresh.listed()
    headers = {"X-Version-Id": version} if version else {}
    fresh.server.expect("GET", "/api/v4/system/ping", 200, fresh.ok, headers=headers)
    if version is None:
        fresh.server.expect("GET", "/api/v4/config/client", 200, {"Version": "5.37.0"}, query={"format": "old"})
    fresh.config()
    fresh.config()
    assert run("plugin", check=True, id=ID, src=archive(manifest))["changed"] is True


def test_a_program_for_any_platform_will_do_over_http(fresh, run, archive):
    manifest = {"id": ID, "version": "1.1.0", "server": {"executables": {"plan9-mips": "server/p"}}}
    fresh.listed()
    fresh.new_archive_is_judged()
    fresh.config()
    path = archive(manifest, {"server/p": b""}, top="./")
    assert run("plugin", check=True, id=ID, src=path, **REMOTE)["changed"] is True


@pytest.mark.parametrize("installed", (True, False))
def test_a_manifest_in_yaml(fresh, run, archive, monkeypatch, installed):
    if not installed:
        monkeypatch.setitem(sys.modules, "yaml", None)
    fresh.listed()
    if installed:
        fresh.new_archive_is_judged()
        fresh.config()
    result = run("plugin", check=True, id=ID, src=archive(HELLO, name="plugin.yaml"))
    assert result["changed"] is True if installed else "install python3-yaml" in result["msg"]


@pytest.mark.parametrize(
    "kind, words",
    (
        ("text", "not a gzip-compressed"),
        ("none", "no plugin.json in it"),
        ("cut", "damaged"),
        ("json", "is not JSON"),
        ("list", "names no id"),
    ),
)
def test_what_is_no_archive_of_a_plugin(fresh, run, archive, kind, words):
    path = archive(
        None if kind != "list" else [],
        {"plugin.json": b"{"} if kind == "json" else {"x": os.urandom(9000)},
        name=None if kind in ("none", "json") else "plugin.json",
    )
    if kind == "text":
        with open(path, "w", encoding="utf-8") as handle:
            handle.write("nonsense")
    if kind == "cut":
        os.truncate(path, 1000)
    fresh.listed()
    result = run("plugin", id=ID, src=path)
    assert words in result["msg"]
    assert result["failure"]["option"] == "src"


def sum_of(path):
    """Return a file's checksum."""
    with open(path, "rb") as handle:
        return "sha256:" + hashlib.sha256(handle.read()).hexdigest()


class Files(http.server.BaseHTTPRequestHandler):
    """Serves one file, after a redirection."""

    def log_message(self, format, *args):  # the signature is the library's
        """Be quiet."""

    def do_GET(self):
        """Answer."""
        if self.path == "/file.tar.gz":
            with open(self.server.file, "rb") as handle:
                data = handle.read()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        else:
            self.send_response(302 if self.path.startswith("/go") else 404)
            self.send_header("Location", "file:///etc/passwd" if "passwd" in self.path else "/file.tar.gz")
            self.end_headers()


@pytest.fixture
def mirror(monkeypatch):
    """Return a server of files; the environment names a proxy that is not there."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    files = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=files.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    files.url = "http://127.0.0.1:%d" % files.server_address[1]
    yield files
    files.shutdown()
    files.server_close()


def test_from_an_address(fresh, run, archive, mirror, tmp_path, monkeypatch):
    kept = tmp_path / "tmp"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    mirror.file = path = archive()
    fresh.listed()
    fresh.new_archive_is_judged()
    fresh.config()
    fresh.uploaded(path)
    fresh.listed(inactive=[HELLO])
    result = run("plugin", id=ID, download_url=mirror.url + "/go", version="1.1.0", checksum=sum_of(path).upper())
    assert (result["changed"], result["plugin"]["version"]) == (True, "1.1.0")
    assert not list(kept.iterdir())


def test_another_version_than_named(fresh, run, archive, mirror):
    mirror.file = path = archive()
    fresh.listed()
    result = run("plugin", id=ID, download_url=mirror.url + "/go", version="1.2.0", checksum=sum_of(path))
    assert "holds version 1.1.0 of org.example.hello, not 1.2.0" in result["msg"]


def test_another_checksum(fresh, run, archive, mirror):
    mirror.file = path = archive()
    for options in ({"src": path}, {"download_url": mirror.url + "/file.tar.gz", "version": "1.1.0"}):
        fresh.listed()
        result = run("plugin", id=ID, checksum="sha256:" + "0" * 64, **options)
        assert result["failure"]["option"] == "checksum"
        assert sum_of(path) in result["msg"]


@pytest.mark.parametrize("path, words", (("/none", "HTTP 404"), ("/go/passwd", "HTTP 302"), (None, "refused")))
def test_nothing_at_the_address(fresh, run, mirror, path, words):
    fresh.listed()
    url = mirror.url + path if path else "http://127.0.0.1:1/x"
    result = run("plugin", id=ID, download_url=url, version="1.1.0", checksum="sha256:" + "0" * 64)
    assert result["failure"]["kind"] == "host"
    assert words in result["msg"]


@pytest.mark.parametrize(
    "option, options",
    (
        ("id", {"id": "a b"}),
        ("id", {"id": "ab"}),
        ("version", {"download_url": "https://example.com/x", "checksum": "sha256:" + "0" * 64}),
        ("checksum", {"download_url": "https://example.com/x", "version": "1"}),
        ("download_url", {"download_url": "ftp://example.com/x", "checksum": "sha256:" + "0" * 64, "version": "1"}),
        ("checksum", {"src": "/x", "checksum": "0" * 64}),
        ("checksum", {"src": "/x", "checksum": "sha512:" + "0" * 64}),
        ("checksum", {"checksum": "sha256:" + "0" * 64}),
        ("version", {"version": "1.0.0"}),
        ("config", {"config": {"A": 1, "a": 2}}),
        ("config", {"config": {"a": "*" * 32}}),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, options):
    assert run("plugin", **dict({"id": ID}, **options))["failure"]["option"] == option


def test_sources_exclude_each_other(server, run):
    assert "mutually exclusive" in run("plugin", id=ID, src="/x", download_url="https://example.com/x")["msg"]


def test_no_such_file(fresh, run):
    fresh.listed()
    assert "there is no file /nowhere.tar.gz" in run("plugin", id=ID, src="/nowhere.tar.gz")["msg"]


@pytest.mark.parametrize("check", (False, True))
@pytest.mark.parametrize(
    "key, value, source, words",
    (
        ("EnableUploads", False, "src", "EnableUploads to true with module config over the local socket"),
        ("RequirePluginSignature", True, "src", "RequirePluginSignature is on"),
        ("EnableMarketplace", False, "marketplace", "EnableMarketplace to true"),
    ),
)
def test_settings_that_forbid_it(fresh, run, archive, key, value, source, words, check):
    fresh.settings[key] = value
    fresh.listed()
    if source == "src":
        fresh.new_archive_is_judged()
    if key != "RequirePluginSignature":
        fresh.config()
    result = run("plugin", check=check, id=ID, **{source: archive() if source == "src" else True})
    assert words in result["msg"]
    assert result["failure"]["setting"] == "PluginSettings." + key


def test_plugins_are_off(server, run, bodies):
    server.expect("GET", LIST, 501, bodies["errors"]["plugins_off"])
    result = run("plugin", id=ID, enabled=True)
    assert "set PluginSettings.Enable to true" in result["msg"]


@pytest.mark.parametrize(
    "status, answer, words",
    ((501, "uploads_off", "the server takes no uploads"), (413, b"<html>", "the archive is too large")),
)
def test_refused_uploads(fresh, run, bodies, archive, status, answer, words):
    path = archive()
    fresh.listed()
    fresh.new_archive_is_judged()
    fresh.config()
    with open(path, "rb") as handle:
        fresh.server.expect("POST", LIST, status, bodies["errors"].get(answer, answer), body={"plugin": handle.read()})
    assert words in run("plugin", id=ID, src=path)["msg"]


def test_not_signed_in(server, run, bodies):
    server.expect("GET", LIST, 401, bodies["errors"]["no_session"])
    assert run("plugin", id=ID, enabled=True, **REMOTE)["failure"]["status"] == 401


def test_server_error(world, run, bodies):
    world.listed(active=[world.hello])
    world.server.expect("POST", BY_ID + "/disable", 500, bodies["errors"]["server"])
    assert run("plugin", id=ID, enabled=False)["failure"]["status"] == 500
