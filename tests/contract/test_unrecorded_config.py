# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration beyond the recordings: the System Console's way, a full disk, what waits for a restart, LDAP.

The sources are the published config/store.go and config/file.go (persist first, then memory; a file is truncated and
rewritten), the validator of public/model/config.go, and issue 38538 for the full disk.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import pathlib
import shutil

import harness
import pytest

SECRETS = (
    ("SqlSettings", "DataSource"),
    ("SqlSettings", "AtRestEncryptKey"),
    ("FileSettings", "PublicLinkSalt"),
    ("EmailSettings", "SMTPPassword"),
    ("LdapSettings", "BindPassword"),
)
# A file system of its own that is small: Docker gives 64 MB.
SMALL = pathlib.Path("/dev/shm")


@pytest.fixture(scope="module")
def server(server_factory):
    found = server_factory(env={"MM_TEAMSETTINGS_MAXUSERSPERTEAM": "77"}).start().people()
    yield found
    found.remove()


def patch(server, **sections) -> harness.Answer:
    return server.request("PUT", "/api/v4/config/patch", sections, local=True)


def console(server, section: str, key: str, value) -> harness.Answer:
    """Read everything, change one value, send everything: what a page of the System Console does."""
    token = server.tokens["admin"]
    config = server.request("GET", "/api/v4/config", token=token).body
    config[section][key] = value
    return server.request("PUT", "/api/v4/config", config, token=token)


def secrets(config: dict) -> list:
    return [config[section][key] for section, key in SECRETS]


def test_the_console_and_the_socket_in_turn(server):
    patch(server, EmailSettings={"SMTPPassword": "one"}, LdapSettings={"BindPassword": "two"})
    before = server.read_config()
    assert secrets(before)[3:] == ["one", "two"]
    for number in range(2):
        assert console(server, "TeamSettings", "SiteName", "Console %d" % number).status == 200
        assert patch(server, TeamSettings={"CustomDescriptionText": "Ours %d" % number}).status == 200
        token = server.tokens["admin"]
        assert (
            server.request(
                "PUT",
                "/api/v4/config/patch",
                {"SupportSettings": {"HelpLink": "https://x.example/%d" % number}},
                token=token,
            ).status
            == 200
        )
        server.restart()
        after = server.read_config()
        assert secrets(after) == secrets(before)
        assert after["TeamSettings"]["SiteName"] == "Console %d" % number
        assert after["TeamSettings"]["CustomDescriptionText"] == "Ours %d" % number
        assert after["SupportSettings"]["HelpLink"] == "https://x.example/%d" % number


def test_the_console_does_not_persist_the_environment(server):
    """The Console sends back what it was shown."""
    assert server.local("GET", "/config")["TeamSettings"]["MaxUsersPerTeam"] == 77
    assert console(server, "TeamSettings", "SiteName", "Seen").status == 200
    assert console(server, "TeamSettings", "MaxUsersPerTeam", 88).status == 200
    assert server.local("GET", "/config")["TeamSettings"]["MaxUsersPerTeam"] == 77
    assert server.read_config()["TeamSettings"]["MaxUsersPerTeam"] == 50


@contextlib.contextmanager
def full(folder: pathlib.Path):
    """Nothing more can be written there."""
    filler = folder / "filler"
    try:
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as out:
            while True:
                out.write(b"\0" * (1 << 20))
        with contextlib.suppress(OSError), filler.open("ab", buffering=0) as out:
            while True:
                out.write(b"\0" * 4096)
        yield
    finally:
        filler.unlink()


@pytest.fixture
def cramped(server_factory):
    """A server whose config.json lies where the disk can be filled."""
    made = server_factory()
    folder = SMALL / "contract"
    folder.mkdir()
    made.write_config(made.base_config())
    shutil.move(made.config_file, folder / "config.json")
    made.config_file.symlink_to(folder / "config.json")
    for path in (folder, folder / "config.json"):
        harness.own(path)
    yield made.restart()
    made.remove()
    shutil.rmtree(folder)


def test_a_full_disk(cramped):
    """A save leaves an empty file and changes nothing else; any later save writes everything from memory."""
    name = cramped.local("GET", "/config")["TeamSettings"]["SiteName"]
    whole = cramped.config_file.read_text(encoding="utf-8")
    # The room of the old file would do for the new one, which only a busy disk takes away in between.
    os.truncate(cramped.config_file, 0)
    with full(SMALL):
        for wanted in ("Other", name):
            answer = patch(cramped, TeamSettings={"SiteName": wanted})
            assert (answer.status, answer.body["id"]) == (500, "app.save_config.app_error")
            assert cramped.config_file.stat().st_size == 0
            assert cramped.local("GET", "/config")["TeamSettings"]["SiteName"] == name
    assert patch(cramped, TeamSettings={"SiteName": name}).status == 200
    assert cramped.config_file.read_text(encoding="utf-8") == whole


def test_a_full_disk_at_the_start(cramped):
    cramped.stop()
    cramped.write_config({"SqlSettings": {"DataSource": cramped.dsn}})
    with full(SMALL):
        with pytest.raises(harness.HarnessError) as failure:
            cramped.restart()
    assert "failed to write file: write" in str(failure.value)
    assert "no space left on device" in str(failure.value)


def test_a_file_that_is_gone_comes_back(server):
    """With mode 0600, as Go's os.WriteFile is called."""
    server.config_file.unlink()
    assert patch(server, TeamSettings={"SiteName": "Again"}).status == 200
    assert server.read_config()["TeamSettings"]["SiteName"] == "Again"
    assert server.config_file.stat().st_mode & 0o777 == 0o600


def handshake(server, origin: str) -> int:
    """The status of a websocket's beginning."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with contextlib.closing(line):
        line.request(
            "GET",
            "/api/v4/websocket",
            headers={
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
                "Origin": origin,
            },
        )
        return line.getresponse().status


def test_what_waits_for_a_restart(server):
    """The address, the socket's place, and the origins of websockets; FrameAncestors and SiteURL do not wait."""
    old_socket, new_socket = server.socket, str(server.run_dir / "other.socket")
    portal = "https://portal.example.com"
    patch(
        server,
        ServiceSettings={
            "ListenAddress": "127.0.0.1:%d" % server.smtp_port,
            "LocalModeSocketLocation": new_socket,
            "AllowCorsFrom": portal,
            "FrameAncestors": portal,
        },
    )
    assert server.ping()
    assert portal in server.request("GET", "/").header("Content-Security-Policy")
    assert handshake(server, portal) == 403
    assert os.path.exists(old_socket) and not os.path.exists(new_socket)
    assert server.local("GET", "/config")["ServiceSettings"]["LocalModeSocketLocation"] == new_socket
    server.port, server.smtp_port, server.socket = server.smtp_port, server.port, new_socket
    server.restart()
    assert server.ping()
    assert handshake(server, portal) == 101
    assert os.path.exists(new_socket) and not os.path.exists(old_socket)
    patch(server, ServiceSettings={"SiteURL": "https://other.example.com"})
    assert handshake(server, "https://other.example.com") == 101


LDAP = {
    "LdapServer": "ldap.example.com",
    "BaseDN": "dc=example,dc=com",
    "EmailAttribute": "mail",
    "UsernameAttribute": "uid",
    "IdAttribute": "uid",
    "LoginIdAttribute": "uid",
}


def test_what_ldap_needs(server):
    """In the validator's order; each one is asked for only when sign-in by LDAP is switched on."""
    names = ("server", "basedn", "email", "username", "id", "login_id")
    given: dict = {}
    for (key, value), name in zip(LDAP.items(), names):
        answer = patch(server, LdapSettings={"Enable": True, **given})
        assert (answer.status, answer.body["id"]) == (400, "model.config.is_valid.ldap_" + name)
        given[key] = value
    for key, name in (
        ("UserFilter", "validate_filter"),
        ("GuestFilter", "validate_guest_filter"),
        ("AdminFilter", "validate_admin_filter"),
    ):
        for text in ("objectClass=person", "(objectClass=person", "(person)", "(&(a=b)(c=d)", "(cn=a\\zz)"):
            answer = patch(server, LdapSettings={"Enable": True, **given, key: text})
            assert (answer.status, answer.body["id"]) == (400, "ent.ldap.%s.app_error" % name), text
    right = "(&(objectClass=person)(|(mail=*@example.com)(!(uid=a\\2ab)))(memberOf:1.2.840.113556.1.4.1941:=cn=x))"
    assert patch(server, LdapSettings={"Enable": True, **given, "UserFilter": right}).status == 200
    wrong = (({"ConnectionSecurity": "SSL"}, "ldap_security"), ({"SyncIntervalMinutes": 0}, "ldap_sync_interval"))
    for changes, name in wrong:
        answer = patch(server, LdapSettings=changes)
        assert (answer.status, answer.body["id"]) == (400, "model.config.is_valid.%s.app_error" % name)


def test_ldap_wants_a_licence(server):
    """Switched on it still does nothing."""
    assert patch(server, LdapSettings={"Enable": True, **LDAP}).status == 200
    for who in ({"local": True}, {"token": server.tokens["admin"]}):
        for what in ("test", "sync"):
            answer = server.request("POST", "/api/v4/ldap/" + what, **who)
            assert (answer.status, answer.body["id"]) == (501, "api.ldap_groups.license_error")
