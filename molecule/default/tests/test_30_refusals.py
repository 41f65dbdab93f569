# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad values are refused before anything is changed, with the variable, the value and the remedy."""

from __future__ import annotations

import pytest
from shared.support import playbook

testinfra_hosts = ["ansible://mattermost"]


def refused(variables):
    """Run the site with bad values; return the messages at the terminal."""
    run = playbook("groupware.mattermost.site", variables=variables)
    assert run.code != 0
    assert run.changed == []
    assert {play["play"]["name"] for play in run.data["plays"]} == {"Check everything before anything is changed"}
    return run.messages


def test_all_mistakes_are_reported_at_once(host):
    text = refused(
        {
            "mattermost_site_url": "chat.example.test/",
            "mattermost_version": "eleven",
            "mattermost_listen_address": "127.0.0.1:80",
            "mattermost_webapp_origins": ["https://webapp.example.test/webapp", "x; script-src *"],
            "mattermost_data_directory": "/opt/mattermost/data",
            "mattermost_max_file_size": 0,
            "mattermost_proxy_addresses": ["192.0.2.1", "10.0.0.300", "::::"],
            "mattermost_database_user": "somebody",
            "mattermost_release_gpg_key": "/no/such/key",
            "mattermost_config": {
                "servicesettings": {"siteurl": "http://elsewhere.example.test"},
                "TeamSettings": {"EnableUserCreation": False},
            },
        }
    )
    for words in (
        "mattermost_site_url: ServiceSettings.SiteURL is 'chat.example.test/': a site URL is",
        "mattermost_version is 'eleven'. Set it to a full version",
        "mattermost_listen_address is '127.0.0.1:80': the service has no right to a port below 1024",
        "mattermost_webapp_origins: ServiceSettings.FrameAncestors is 'https://webapp.example.test/webapp x; script-src"
        " *'",
        "mattermost_data_directory is '/opt/mattermost/data'. Give an absolute path outside",
        "mattermost_max_file_size: FileSettings.MaxFileSize is 0: it must be at least 1",
        "mattermost_database_user is 'somebody' and mattermost_user 'mattermost'",
        "mattermost_proxy_addresses has '10.0.0.300', '::::'",
        "There is no file '/no/such/key' on the controller",
        "mattermost_config: ServiceSettings.SiteURL belongs to mattermost_site_url",
        "mattermost_config: TeamSettings.EnableUserCreation belongs to mattermost_enable_user_creation",
    ):
        assert words in text


def test_a_listener_on_the_network_needs_proxy_addresses(host):
    text = refused({"mattermost_listen_address": "0.0.0.0:8065"})
    assert "mattermost_listen_address is '0.0.0.0:8065' and mattermost_proxy_addresses is empty" in text


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"mattermost_edition": "gold"}, ["mattermost_edition", "gold", "enterprise"]),
        (
            {
                "mattermost_workspace_admin": {"username": "Jane Doe"},
                "mattermost_workspace_teams": [{"name": "admins"}, {"name": "Home"}],
            },
            [
                "mattermost_workspace_admin: email is missing",
                "mattermost_workspace_admin: option username: 'Jane Doe': a username has 1 to 64 lowercase letters",
                "mattermost_workspace_teams[0]: option name: 'admins': it begins with admin, which is reserved",
                "mattermost_workspace_teams[1]: option name: 'Home': a team name has 2 to 64 lowercase letters",
            ],
        ),
        ({"mattermost_workspace_users": [{"username": "alice", "emial": "alice@example.com"}]}, ["emial", "email"]),
        (
            {"mattermost_workspace_exclusive": ["users"]},
            ["mattermost_workspace_exclusive: names users, but users is not given"],
        ),
        (
            {"mattermost_version": "10.11.23"},
            ["is installed, and mattermost_edition and mattermost_version ask for", "-10.11.23", "not supported yet"],
        ),
    ],
)
def test_a_mistake_is_refused(host, variables, words):
    text = refused(variables)
    for word in words:
        assert word in text


def test_all_problems_of_a_host_are_reported(host):
    """An installation of somebody else, an archive with another sum, and a port in use."""
    host.check_output("mkdir -p /opt/elsewhere/bin")
    text = refused(
        {
            "__mattermost_base": "/opt/elsewhere",
            "mattermost_release_sha256": "0" * 64,
            "mattermost_listen_address": "127.0.0.1:5432",
        }
    )
    assert "There is an installation of Mattermost that this collection did not make" in text
    assert "/opt/elsewhere" in text
    assert "has the SHA-256 sum" in text and "expected is " + "0" * 64 in text
    assert "mattermost_listen_address is '127.0.0.1:5432', but postgres (process" in text
    assert host.check_output("ls /opt/elsewhere") == "bin"
    host.check_output("rmdir /opt/elsewhere/bin /opt/elsewhere")


def test_a_version_without_a_known_sum_is_refused(host):
    text = refused(
        {"__mattermost_base": "/opt/elsewhere", "mattermost_version": "11.5.1", "mattermost_release_sha256": None}
    )
    assert "No SHA-256 sum is known for mattermost-" in text
    assert "11.5.1-linux-" in text
    assert "mattermost_release_sha256" in text
    assert not host.file("/opt/elsewhere").exists
