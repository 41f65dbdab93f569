# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections between three hosts."""

from __future__ import annotations

import json
import os

from hosts import ADMIN_PASSWORD, CA, SITE
from shared.support import ask, local, playbook, sign_in

BACKEND = "http://server.example.test:8065"
PING = "/api/v4/system/ping"


def reaches(host, address, port):
    """Return whether a port accepts a connection."""
    program = "import socket; socket.create_connection(('%s', %d), 3)" % (address, port)
    return host.run("python3 -c %s", program).rc == 0


def test_each_host_has_its_part_and_no_other(server, database, proxy):
    for host, parts in ((server, {"mattermost"}), (database, {"postgresql"}), (proxy, {"nginx"})):
        running = {name for name in ("mattermost", "postgresql", "nginx") if host.service(name).is_running}
        assert running == parts


def test_the_site_answers_over_https_with_its_certificate(proxy):
    answer = ask(proxy, SITE + "/", ca=CA)
    assert answer.status == 200
    assert answer.one("Content-Security-Policy").startswith("frame-ancestors 'self' https://webapp.example.test;")


def test_plain_http_leads_to_https(proxy):
    answer = ask(proxy, "http://chat.example.test/home/channels/town-square?a=b")
    assert (answer.status, answer.one("Location")) == (301, SITE + "/home/channels/town-square?a=b")


def test_the_server_knows_that_the_request_is_encrypted(proxy):
    headers = {"X-Requested-With": "XMLHttpRequest"}
    answer = sign_in(proxy, "jane", ADMIN_PASSWORD, SITE, headers=headers, ca=CA)
    assert answer.status == 200
    cookies = answer.all("Set-Cookie")
    assert len(cookies) == 3
    assert all("Secure" in cookie for cookie in cookies)


def test_only_the_proxy_reaches_the_servers_port(server, database, proxy):
    assert reaches(proxy, "server.example.test", 8065)
    assert not reaches(database, "server.example.test", 8065)
    assert reaches(server, "127.0.0.1", 8065)


def test_the_firewall_rules_survive_other_firewalls(server, database):
    # At a restart the distribution's own service empties the whole rule set, which includes the container's way to its
    # name server.
    server.check_output("getent hosts database.example.test >> /etc/hosts")
    server.check_output("systemctl restart nftables")
    assert not reaches(database, "server.example.test", 8065)
    server.check_output("systemctl reload nftables")
    assert not reaches(database, "server.example.test", 8065)


def test_flushed_firewall_rules_are_loaded_again(server, database):
    server.check_output("nft flush ruleset")
    assert reaches(database, "server.example.test", 8065)
    run = playbook("groupware.mattermost.site")
    assert run.code == 0, run.messages
    assert run.changed == ["firewall | Load it, now and at each boot"]
    assert not reaches(database, "server.example.test", 8065)


def test_the_server_does_not_start_without_its_firewall_rules(server):
    server.check_output("systemctl stop mattermost-firewall mattermost")
    server.check_output("mv /etc/mattermost/firewall.nft /etc/mattermost/firewall.nft.away")
    server.check_output("nft delete table inet mattermost")
    assert server.run("systemctl start mattermost").rc != 0
    server.check_output("systemctl stop mattermost")
    server.check_output("mv /etc/mattermost/firewall.nft.away /etc/mattermost/firewall.nft")
    server.check_output("systemctl start mattermost")


def test_the_database_is_reached_over_tls_by_the_server_alone(database):
    query = (
        "select distinct ssl, client_addr is not null from pg_stat_ssl join pg_stat_activity using (pid)"
        " where usename = 'mattermost'"
    )
    assert database.check_output("runuser -u postgres -- psql -Atc %s", query) == "t|t"
    rules = database.check_output(
        "runuser -u postgres -- psql -Atc %s",
        "select type, auth_method from pg_hba_file_rules where 'mattermost' = any(database)",
    )
    assert rules == "hostssl|scram-sha-256"
    assert (
        database.check_output(
            "runuser -u postgres -- psql -Atc %s", "select count(*) from pg_hba_file_rules where error is not null"
        )
        == "0"
    )


def test_the_release_came_through_the_proxy(database):
    log = database.check_output("journalctl --no-pager --unit=release-proxy")
    for name in ("mattermost.tar.gz", "mattermost.tar.gz.sig"):
        assert log.count("GET http://mirror.example.test/%s HTTP/1.1" % name) == 1


def test_a_release_with_a_wrong_signature_is_not_installed(server):
    wrong = os.environ["MOLECULE_EPHEMERAL_DIRECTORY"] + "/certificates/other.sig"
    run = playbook(
        "groupware.mattermost.site",
        "--tags=mattermost_install",
        variables={"__mattermost_base": "/opt/second", "mattermost_release_signature": wrong},
    )
    assert run.code != 0
    assert "The signature %s is not one of" % wrong in run.messages
    assert "Nothing was installed" in run.messages
    assert server.check_output("find /opt/second") == "/opt/second\n/opt/second/releases"
    server.check_output("rmdir /opt/second/releases /opt/second")


def test_the_certificate_of_the_database_is_checked(server):
    config = json.loads(server.file("/etc/mattermost/config.json").content_string)
    assert config["SqlSettings"]["DataSource"] == (
        "postgres://mattermost:p%40ss%3Aw%2Frd%3F%23%25%5B%26%27%22%24%20x@database.example.test:5432/mattermost"
        "?sslmode=verify-full&sslrootcert=/etc/ssl/example/ca.pem&connect_timeout=10"
    )


def test_the_proxy_waits_and_recovers(server, proxy):
    server.check_output("systemctl stop mattermost")
    assert ask(proxy, SITE + PING, ca=CA).status == 502
    run = playbook("groupware.mattermost.site")
    assert run.code == 0, run.messages
    assert ask(proxy, SITE + PING, ca=CA).json["status"] == "OK"
    assert local(server, "/teams/name/home").json["display_name"] == "Home"
    assert playbook("groupware.mattermost.site").changed == []
