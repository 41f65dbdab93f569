# SPDX-License-Identifier: GPL-3.0-or-later
"""Module install_info, on hosts made of files."""

from __future__ import annotations

import os
import pwd
import socket

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._host import look as _host

PARAMS = {
    "base": "/opt/mattermost",
    "service": "mattermost",
    "listen_address": None,
    "restart_marker": "/etc/mattermost/.restart",
    "config": "/etc/mattermost/config.json",
    "services": [],
    "files": [],
    "accounts": [],
}
RUNNING = {
    "LoadState": "loaded",
    "ActiveState": "active",
    "SubState": "running",
    "MainPID": "100",
    "NeedDaemonReload": "no",
    "FragmentPath": "/etc/systemd/system/mattermost.service",
    "ControlGroup": "/system.slice/mattermost.service",
    "UnitFileState": "enabled",
}
TABLE = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:1F81 00000000:0000 0A 00000000:00000000 00:00000000 00000000   998        0 4711 1 0 100 0 0 10 0\n"
    "   1: 0100007F:1F81 0100007F:9999 01 00000000:00000000 00:00000000 00000000   998        0 4712 1 0 100 0 0 10 0\n"
)
TABLE6 = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000000000000000000000000000:1F81 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000"
    " 00000000   998        0 4711 1 0 100 0 0 10 0\n"
)


class FakeHost:
    """A host below a directory."""

    def __init__(self, root):
        self.root = root
        self.shown = {"LoadState": "not-found", "ActiveState": "inactive", "SubState": "dead", "MainPID": "0"}
        self.others = {}
        self.folder("/proc")

    def folder(self, path):
        """Create a directory."""
        (self.root / path.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def file(self, path, text=""):
        """Write a file."""
        self.folder(os.path.dirname(path))
        (self.root / path.lstrip("/")).write_text(text, encoding="utf-8")

    def link(self, path, target):
        """Make a link."""
        self.folder(os.path.dirname(path))
        (self.root / path.lstrip("/")).symlink_to(target)

    def process(self, pid, exe="/usr/bin/python3", cwd="/", arguments=(), sockets=(), group="/", name="x"):
        """Make a process."""
        self.link("/proc/%d/exe" % pid, exe)
        self.link("/proc/%d/cwd" % pid, cwd)
        self.file("/proc/%d/cmdline" % pid, "\0".join(arguments) + "\0")
        self.file("/proc/%d/comm" % pid, name + "\n")
        self.file("/proc/%d/cgroup" % pid, "12:cpu:/\n1:name=systemd:/docker/0123%s\n" % group)
        self.folder("/proc/%d/fd" % pid)
        for number, inode in enumerate(sockets):
            self.link("/proc/%d/fd/%d" % (pid, number), "socket:[%s]" % inode)

    def look(self, **changes):
        """Run what the module runs."""

        def output(command):
            shown = dict(self.others, mattermost=self.shown)
            names = [word[: -len(".service")] for word in command if word.endswith(".service")]
            return "\n".join("".join("%s=%s\n" % item for item in shown.get(name, {}).items()) for name in names)

        return _host.look(_host.Host(output, str(self.root)), dict(PARAMS, **changes))


@pytest.fixture
def host(tmp_path):
    """Return a bare host."""
    return FakeHost(tmp_path)


@pytest.fixture
def installed(host):
    """Return a host with two releases, of which the newer one runs."""
    for name in ("team-11.10.0", "team-11.7.9"):
        host.folder("/opt/mattermost/releases/" + name)
    host.link("/opt/mattermost/current", "releases/team-11.10.0")
    host.file("/etc/systemd/system/mattermost.service", "# Managed by groupware.mattermost\n[Unit]\n")
    host.file("/etc/mattermost/config.json", "{}")
    host.shown = dict(RUNNING)
    host.process(
        100,
        exe="/opt/mattermost/releases/team-11.10.0/bin/mattermost",
        sockets=["4711"],
        name="mattermost",
        group="/system.slice/mattermost.service",
    )
    host.file("/proc/net/tcp", TABLE)
    return host


def test_a_bare_host(host):
    assert host.look(listen_address="127.0.0.1:8065") == {
        "architecture": _host.Host(None).architecture(),
        "distribution": {"id": "linux", "version": "", "like": [], "debian": False},
        "releases": [],
        "current": None,
        "foreign": [],
        "service": {
            "load_state": "not-found",
            "active_state": "inactive",
            "sub_state": "dead",
            "main_pid": None,
            "unit_file_state": None,
            "running_release": None,
            "restart_required": [],
        },
        "services": {},
        "files": {},
        "accounts": {},
        "config_exists": False,
        "port": {"address": "127.0.0.1:8065", "taken_by": None},
    }


def test_the_distribution(host):
    host.file("/etc/os-release", 'NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n')
    assert host.look()["distribution"] == {"id": "ubuntu", "version": "24.04", "like": ["debian"], "debian": True}


def test_no_service_manager(host):
    host.shown = {}
    assert host.look()["service"]["load_state"] is None


def test_an_installed_host(installed):
    facts = installed.look(listen_address="127.0.0.1:8065")
    assert [entry["name"] for entry in facts["releases"]] == ["team-11.7.9", "team-11.10.0"]
    assert facts["current"] == {
        "name": "team-11.10.0",
        "edition": "team",
        "version": "11.10.0",
        "path": "/opt/mattermost/releases/team-11.10.0",
        "subpath": "",
    }
    assert facts["foreign"] == []
    assert facts["service"] == {
        "load_state": "loaded",
        "active_state": "active",
        "sub_state": "running",
        "main_pid": 100,
        "unit_file_state": "enabled",
        "running_release": "team-11.10.0",
        "restart_required": [],
    }
    assert facts["config_exists"] is True
    assert facts["port"] == {"address": "127.0.0.1:8065", "taken_by": None}


def test_the_prepared_path_of_a_release(installed):
    installed.file("/opt/mattermost/releases/team-11.10.0/.subpath", "/chat\n")
    assert installed.look()["current"]["subpath"] == "/chat"


def test_unfinished_releases_are_neither_listed_nor_foreign(installed):
    installed.folder("/opt/mattermost/.incoming-1234")
    installed.folder("/opt/mattermost/releases/.team-12.0.0")
    facts = installed.look()
    assert (len(facts["releases"]), facts["foreign"]) == (2, [])


@pytest.mark.parametrize(
    "process",
    (
        {"exe": "/opt/mattermost/releases/team-11.7.9/bin/mattermost (deleted)"},
        {"cwd": "/opt/mattermost/releases/team-11.7.9"},
        {"arguments": ("python3", "/opt/mattermost/releases/team-11.7.9/bin/mattermost", "server")},
    ),
)
def test_an_older_release_still_runs(installed, process):
    installed.shown["MainPID"] = "101"
    installed.process(101, **process)
    service = installed.look()["service"]
    assert service["running_release"] == "team-11.7.9"
    assert service["restart_required"] == ["it runs team-11.7.9, current is team-11.10.0"]


def test_a_process_that_shows_no_release(installed):
    installed.shown["MainPID"] = "101"
    installed.process(101, arguments=("/opt/mattermost/current/bin/mattermost",))
    service = installed.look()["service"]
    assert (service["running_release"], service["restart_required"]) == (None, [])


def test_a_process_that_is_gone(installed):
    installed.shown["MainPID"] = "999"
    assert installed.look()["service"]["running_release"] is None


def test_other_reasons_for_a_restart(installed):
    installed.shown["NeedDaemonReload"] = "yes"
    installed.file("/etc/mattermost/.restart")
    assert installed.look()["service"]["restart_required"] == [
        "its unit file changed",
        "an earlier run did not complete its restart",
    ]


def test_an_installation_by_hand(host):
    for name in ("bin", "client", "config"):
        host.folder("/opt/mattermost/" + name)
    (found,) = host.look()["foreign"]
    assert found["path"] == "/opt/mattermost"
    assert found["reason"] == "contains bin, client, config, so it was not created by this collection"
    assert found["remedy"]


def test_a_base_that_is_no_folder(host):
    host.file("/opt/mattermost", "x")
    assert host.look()["foreign"][0]["reason"] == "is not a directory"


@pytest.mark.parametrize("target", ("/srv/mattermost", "releases/other", "releases"))
def test_a_link_that_leads_elsewhere(host, target):
    host.link("/opt/mattermost/current", target)
    facts = host.look()
    assert facts["current"] is None
    assert facts["foreign"][0]["path"] == "/opt/mattermost/current"


def test_a_current_that_is_no_link(host):
    host.folder("/opt/mattermost/current")
    assert host.look()["foreign"][0]["reason"] == "is not a link"


def test_a_package(host):
    host.file("/var/lib/dpkg/info/mattermost.list", "/opt/mattermost\n")
    assert host.look()["foreign"][0]["path"] == "/var/lib/dpkg/info/mattermost.list"


def test_a_unit_file_of_somebody_else(installed):
    installed.file("/etc/systemd/system/mattermost.service", "[Unit]\n# not # Managed by groupware.mattermost\n")
    assert installed.look()["foreign"][0]["path"] == "/etc/systemd/system/mattermost.service"


def test_a_base_elsewhere(host):
    host.folder("/srv/mm/releases/enterprise-11.7.9")
    host.link("/srv/mm/current", "/srv/mm/releases/enterprise-11.7.9")
    facts = host.look(base="/srv/mm/")
    assert facts["current"]["edition"] == "enterprise"
    assert facts["foreign"] == []


@pytest.mark.parametrize(
    "table, address, taken",
    (
        (TABLE, "127.0.0.1:8065", True),
        (TABLE, ":8065", True),
        (TABLE, "0.0.0.0:8065", True),
        (TABLE, "localhost:8065", True),
        (TABLE, "192.0.2.1:8065", False),
        (TABLE, "127.0.0.1:8066", False),
        (TABLE6, "127.0.0.1:8065", True),
        (TABLE6, "[::1]:8065", True),
    ),
)
def test_a_port_that_somebody_else_has(host, table, address, taken):
    host.file("/proc/net/tcp6" if table is TABLE6 else "/proc/net/tcp", table)
    host.process(200, sockets=["1", "4711"], name="nginx")
    assert host.look(listen_address=address)["port"] == {
        "address": address,
        "taken_by": {"pid": 200, "command": "nginx"} if taken else None,
    }


def test_a_port_that_a_child_of_the_service_has(installed):
    installed.shown["MainPID"] = "101"
    installed.process(101, group="/system.slice/mattermost.service")
    assert installed.look(listen_address=":8065")["port"]["taken_by"] is None


def test_a_port_whose_process_is_hidden(host):
    host.file("/proc/net/tcp", TABLE)
    assert host.look(listen_address=":8065")["port"]["taken_by"] == {"pid": None, "command": None}


@pytest.mark.parametrize("address", ("8065", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:x", "x:0"))
def test_a_malformed_address(host, address):
    with pytest.raises(InvalidInput):
        host.look(listen_address=address)


def test_what_else_a_playbook_wants_to_know(installed):
    installed.others = {"nginx": dict(RUNNING, ActiveState="failed", UnitFileState="disabled", MainPID="0")}
    (installed.root / "etc/mattermost").chmod(0o750)
    facts = installed.look(
        services=["nginx", "mattermost"],
        accounts=["root", "no-such-account"],
        files=["/etc/mattermost", "/etc/mattermost/config.json", "/etc/none", "/opt/mattermost/current"],
    )
    assert facts["services"]["nginx"]["active_state"] == "failed"
    assert facts["services"]["nginx"]["unit_file_state"] == "disabled"
    assert facts["services"]["mattermost"]["active_state"] == "active"
    assert facts["accounts"] == {
        "root": {"home": "/root", "shell": facts["accounts"]["root"]["shell"]},
        "no-such-account": None,
    }
    files = facts["files"]
    assert {path: entry["state"] for path, entry in files.items()} == {
        "/etc/mattermost": "directory",
        "/etc/mattermost/config.json": "file",
        "/etc/none": "absent",
        "/opt/mattermost/current": "link",
    }
    assert files["/etc/mattermost"]["mode"] == "0750"
    assert files["/etc/mattermost/config.json"]["sha1"] == "bf21a9e8fbc5a3846fb05b4fa0859e0917b2202f"
    assert files["/etc/mattermost/config.json"]["owner"] == pwd.getpwuid(os.getuid()).pw_name


def test_the_module_on_this_host(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "127.0.0.1:%d" % taken.getsockname()[1]
        result = run(
            "install_info",
            check=True,
            base=str(tmp_path / "none"),
            service="no-such-service",
            config=str(tmp_path / "none.json"),
            listen_address=address,
        )
    assert result["changed"] is False
    assert result["port"]["taken_by"]["pid"] == os.getpid()


def test_the_service_manager_is_called_once_and_its_bytes_may_be_anything(run, tmp_path, monkeypatch):
    program = tmp_path / "systemctl"
    program.write_text(
        "#!/bin/sh\necho \"$@\" >>%s/calls\nprintf 'ActiveState=active\\nSubState=\\377\\n'\necho >&2 'a warning'\n"
        % tmp_path,
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    result = run("install_info", service="$HOME", services=["nginx"], base=str(tmp_path / "none"))
    assert (result["service"]["active_state"], result["service"]["sub_state"]) == ("active", "�")
    (call,) = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert call.split()[-2:] == ["$HOME.service", "nginx.service"]


def test_a_host_without_a_service_manager(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("install_info", base=str(tmp_path / "none"))
    assert result["service"]["load_state"] is None
