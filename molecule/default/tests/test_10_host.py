# SPDX-License-Identifier: GPL-3.0-or-later
"""The server on its host: service, sandbox, files, sockets, database."""

from __future__ import annotations

import json
import re

import pytest

testinfra_hosts = ["ansible://mattermost"]


@pytest.fixture(scope="module")
def unit(host):
    """Return the properties of the unit."""
    text = host.check_output("systemctl show mattermost")
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def test_the_services_run_and_are_enabled(host):
    for name in ("mattermost", "postgresql", "nginx"):
        assert host.service(name).is_running, name
        assert host.service(name).is_enabled, name


def test_the_service_never_failed(unit):
    assert unit["NRestarts"] == "0"
    assert unit["Type"] == "notify"
    assert unit["Restart"] == "always"


def test_the_unit_asks_for_enough_open_files(host):
    # Containers clamp the effect, so this is the unit's text.
    assert host.file("/etc/systemd/system/mattermost.service").contains("^LimitNOFILE=49152$")


def test_a_restart_of_the_database_leaves_the_server_alone(unit):
    assert "postgresql.service" in unit["Wants"].split()
    assert "postgresql.service" not in (unit["Requires"] + " " + unit.get("BindsTo", "")).split()


def test_the_exposure_is_low(host):
    text = host.check_output("systemd-analyze security --no-pager mattermost")
    exposure = float(re.search(r"Overall exposure level for mattermost.service: ([0-9.]+)", text).group(1))
    assert exposure <= 1.5, text


def test_the_sandbox_takes_effect(host, unit):
    status = host.check_output("cat /proc/%s/status", unit["MainPID"])
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["NoNewPrivs"] == "1"
    assert fields["Seccomp"] == "2"
    assert int(fields["CapBnd"], 16) == 0
    assert fields["Uid"].split()[0] == str(host.user("mattermost").uid)


def test_the_service_writes_only_where_it_must(host, unit):
    def writes(directory):
        inside = ["nsenter", "--target", unit["MainPID"], "--mount", "--", "runuser", "-u", "mattermost", "--"]
        return (
            host.run(" ".join(inside) + " sh -c %s", "touch %s/probe && rm %s/probe" % (directory, directory)).rc == 0
        )

    for directory in (
        "/var/lib/mattermost/data",
        "/var/lib/mattermost/plugins",
        "/var/log/mattermost",
        "/run/mattermost",
        "/tmp",
    ):
        assert writes(directory), directory
    for directory in ("/opt/mattermost/current", "/opt/mattermost/current/client", "/etc/mattermost", "/etc", "/home"):
        assert not writes(directory), directory


def test_plugins_can_run(host, unit):
    """A plugin is a program that the service starts from its plugin directory."""
    plugin = "/var/lib/mattermost/plugins/probe"
    host.check_output("printf '#!/bin/sh\\necho it runs\\n' >%s && chmod 755 %s", plugin, plugin)
    result = host.run("nsenter --target %s --mount -- runuser -u mattermost -- %s", unit["MainPID"], plugin)
    host.check_output("rm %s", plugin)
    assert result.stdout == "it runs\n"


@pytest.mark.parametrize(
    ("path", "user", "group", "mode"),
    [
        ("/etc/mattermost", "root", "mattermost", 0o750),
        ("/etc/mattermost/config.json", "mattermost", "mattermost", 0o600),
        ("/var/lib/mattermost", "mattermost", "mattermost", 0o750),
        ("/var/lib/mattermost/data", "mattermost", "mattermost", 0o750),
        ("/var/log/mattermost", "mattermost", "mattermost", 0o750),
        ("/run/mattermost", "mattermost", "mattermost", 0o750),
        ("/run/mattermost/local.socket", "mattermost", "mattermost", 0o600),
        ("/opt/mattermost/releases", "root", "root", 0o755),
        ("/etc/systemd/system/mattermost.service", "root", "root", 0o644),
    ],
)
def test_owner_and_mode(host, path, user, group, mode):
    file = host.file(path)
    assert (file.user, file.group, oct(file.mode)) == (user, group, oct(mode))


def test_the_release_is_roots_and_read_only(host):
    current = host.file("/opt/mattermost/current")
    assert current.is_symlink
    assert re.fullmatch(r"/opt/mattermost/releases/(team|enterprise)-\d+\.\d+\.\d+", current.linked_to)
    assert host.check_output("find /opt/mattermost ! -user root -o ! -type l -perm /022") == ""
    assert host.check_output("ls -A /opt/mattermost").split() == ["current", "releases"]


def test_the_log_is_written(host):
    log = host.file("/var/log/mattermost/mattermost.log")
    assert log.size > 0
    assert log.user == "mattermost"


def test_only_the_proxy_is_on_the_network(host):
    assert host.socket("tcp://127.0.0.1:8065").is_listening
    listening = [socket for socket in host.socket.get_listening_sockets() if socket.endswith(":8065")]
    assert listening == ["tcp://127.0.0.1:8065"]
    assert host.socket("tcp://0.0.0.0:80").is_listening


def psql(host, query):
    return host.check_output("runuser -u postgres -- psql -Atc %s mattermost", query)


def test_the_database_is_the_services_own(host):
    assert (
        psql(
            host,
            "select pg_encoding_to_char(encoding), pg_get_userbyid(datdba) from pg_database"
            " where datname = current_database()",
        )
        == "UTF8|mattermost"
    )
    found = psql(host, "select count(*) from pg_tables where tableowner = 'mattermost' and tablename = 'users'")
    assert int(found) == 1


def test_there_is_no_database_password(host):
    assert (
        psql(
            host,
            "select rolpassword is null, rolsuper, rolcreatedb, rolcreaterole from pg_authid"
            " where rolname = 'mattermost'",
        )
        == "t|f|f|f"
    )


def test_the_managed_settings_are_in_the_file(host):
    config = json.loads(host.file("/etc/mattermost/config.json").content_string)
    assert config["ServiceSettings"]["SiteURL"] == "http://chat.example.test"
    assert config["ServiceSettings"]["TrustedProxyIPHeader"] == ["X-Real-IP"]
    assert config["SqlSettings"]["DataSource"] == (
        "postgres://mattermost@/mattermost?host=/run/postgresql&sslmode=disable"
    )
    assert config["FileSettings"]["MaxFileSize"] == 104857600
    assert len(config["FileSettings"]["PublicLinkSalt"]) == 32
    assert config["EmailSettings"]["SMTPPassword"] == "kept-Out-0f-Sight-42"
