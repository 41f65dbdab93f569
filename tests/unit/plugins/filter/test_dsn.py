# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that makes the address of a database."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.dsn import FilterModule as Dsn

dsn = Dsn().filters()["dsn"]
LOCAL = {"host": "/run/postgresql", "name": "mattermost", "user": "mattermost"}
REMOTE = {"host": "db.example.com", "name": "mattermost", "user": "mm", "password": "x"}


@pytest.mark.parametrize(
    "parts, url",
    (
        (LOCAL, "postgres://mattermost@/mattermost?host=/run/postgresql&sslmode=disable"),
        (dict(LOCAL, port=5433), "postgres://mattermost@/mattermost?host=/run/postgresql&port=5433&sslmode=disable"),
        (
            dict(LOCAL, port="5432", tls_mode="verify-full", ca="/etc/ssl/ca.pem", connect_timeout=10),
            "postgres://mattermost@/mattermost?host=/run/postgresql&sslmode=disable",
        ),
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
