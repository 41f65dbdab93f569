# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.config_conflicts import FilterModule as Conflicts
from ansible_collections.groupware.mattermost.plugins.filter.dsn import FilterModule as Dsn

dsn = Dsn().filters()["dsn"]
config_conflicts = Conflicts().filters()["config_conflicts"]
LOCAL = {"host": "/run/postgresql", "name": "mattermost", "user": "mattermost"}
REMOTE = {"host": "db.example.com", "name": "mattermost", "user": "mm", "password": "x"}


@pytest.mark.parametrize(
    "parts, url",
    (
        (LOCAL, "postgres://mattermost@/mattermost?host=/run/postgresql&sslmode=disable"),
        (dict(LOCAL, port=5433), "postgres://mattermost@/mattermost?host=/run/postgresql&port=5433&sslmode=disable"),
        (REMOTE, "postgres://mm:x@db.example.com/mattermost"),
        (
            dict(REMOTE, port=5432, tls_mode="verify-full", ca="/etc/ssl/my ca.pem", connect_timeout=10),
            "postgres://mm:x@db.example.com:5432/mattermost?sslmode=verify-full&sslrootcert=/etc/ssl/my%20ca.pem"
            "&connect_timeout=10",
        ),
        (
            dict(REMOTE, password="p@ss/w:o?r#d%&ü "),
            "postgres://mm:p%40ss%2Fw%3Ao%3Fr%23d%25%26%C3%BC%20@db.example.com/mattermost",
        ),
        (dict(REMOTE, host="2001:db8::1", port=5432), "postgres://mm:x@[2001:db8::1]:5432/mattermost"),
        (dict(REMOTE, host="[2001:db8::1]"), "postgres://mm:x@[2001:db8::1]/mattermost"),
        (dict(REMOTE, user="a/b", name="c d", port=None, password=None), "postgres://a%2Fb@db.example.com/c%20d"),
    ),
)
def test_dsn(parts, url):
    assert dsn(parts) == url


@pytest.mark.parametrize("parts", ({}, "x", dict(LOCAL, name=""), dict(LOCAL, sslmode="disable")))
def test_dsn_of_something_else(parts):
    with pytest.raises(AnsibleFilterError):
        dsn(parts)


def test_dsn_says_what_is_wrong_but_no_password():
    with pytest.raises(AnsibleFilterError, match="dsn: needs name; knows no db") as caught:
        dsn({"host": "h", "user": "u", "password": "hunter2", "db": "x"})
    assert "hunter2" not in str(caught.value)


OWNED = {
    "ServiceSettings.SiteURL": {"variable": "mattermost_site_url", "value": "https://chat.example.com"},
    "SqlSettings.DataSource": {"variable": "mattermost_db", "value": "postgres://a:b@c/d"},
    "TeamSettings.SiteName": {"variable": "mattermost_site_name", "value": None},
}


@pytest.mark.parametrize(
    "given",
    (
        {},
        {"TeamSettings": {"MaxUsersPerTeam": 5, "SiteName": "x"}},
        {"servicesettings": {"siteurl": "https://chat.example.com/"}},
        {"ServiceSettings": {"SiteURL": None}},
    ),
)
def test_no_conflicts(given):
    assert config_conflicts(OWNED, given) == []


def test_conflicts():
    given = {"servicesettings": {"SITEURL": "https://other"}, "SqlSettings": {"DataSource": "x"}}
    assert config_conflicts(OWNED, given) == [
        {
            "setting": "ServiceSettings.SiteURL",
            "variable": "mattermost_site_url",
            "owned": "https://chat.example.com",
            "given": "https://other",
        },
        {
            "setting": "SqlSettings.DataSource",
            "variable": "mattermost_db",
            "owned": "secret, not shown",
            "given": "secret, not shown",
        },
    ]


def test_conflicts_with_something_else():
    with pytest.raises(AnsibleFilterError):
        config_conflicts(OWNED, "x")


def test_what_makes_no_sense_is_for_another_filter_to_tell():
    assert config_conflicts(OWNED, {"ServiceSettings": "x"}) == []
