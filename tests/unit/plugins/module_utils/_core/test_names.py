# SPDX-License-Identifier: GPL-3.0-or-later
"""Names as a real server took and refused them."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._core import names as _names


@pytest.mark.parametrize("name", ("alice", "q", "1abc", "_abc", "a.b-c_d", "u" * 64))
def test_usernames(name):
    assert _names.username_problem(name) is None


@pytest.mark.parametrize(
    "name",
    ("", "a b", "a@b", "u" * 65, ".abc", "-abc", "müller", "ALICE", "all", "matterbot", "system", "alice\n", None, 5),
)
def test_bad_usernames(name):
    assert _names.username_problem(name)


@pytest.mark.parametrize("address", ("alice@example.com", "admin@localhost", "a.b+c@sub.example.com"))
def test_addresses(address):
    assert _names.email_problem(address) is None


@pytest.mark.parametrize(
    "address",
    (
        "",
        "nomail",
        "no mail@example.com",
        "No <nomail@example.com>",
        "a@b@c",
        "@b",
        "a@",
        "a@b\n",
        None,
        "a" * 130 + "@example.com",
    ),
)
def test_bad_addresses(address):
    assert _names.email_problem(address)


@pytest.mark.parametrize("name", ("home", "xy", "n" * 64, "1ab", "a-b", "alices-team"))
def test_team_names(name):
    assert _names.team_name_problem(name) is None


@pytest.mark.parametrize(
    "name",
    (
        "",
        "x",
        "n" * 65,
        "a b",
        "a_b",
        "ab-",
        "-ab",
        "ENGINEERING",
        "admin",
        "admins",
        "api",
        "login",
        "signuphelp",
        "plugins",
        "home\n",
        None,
    ),
)
def test_bad_team_names(name):
    assert _names.team_name_problem(name)


@pytest.mark.parametrize(
    "origin", ("https://webapp.example.com", "http://localhost:8080", "https://[2001:db8::1]:8443", "https://192.0.2.1")
)
def test_origins(origin):
    assert _names.origin_problem(origin) is None
    assert _names.site_url_problem(origin) is None


@pytest.mark.parametrize(
    "origin",
    (
        "",
        "*",
        "https://*",
        "https://*.example.com",
        "webapp.example.com",
        "https://webapp.example.com/",
        "https://webapp.example.com/x",
        "https://webapp.example.com; script-src *",
        "https://user@example.com",
        "https://Webapp.example.com",
        "HTTPS://webapp.example.com",
        "https://a b.example.com",
        "https://",
        "ftp://a.example.com",
        "https://a.example.com:",
        "https://a.example.com:0",
        "https://a.example.com:99999",
        "https://a.example.com?x",
        "https://a.example.com#x",
        "https://-a.example.com",
        "https://a.example.com\n",
        "'self'",
        "https://[::1",
        None,
    ),
)
def test_bad_origins(origin):
    assert _names.origin_problem(origin)


@pytest.mark.parametrize("url", ("https://chat.example.com/chat", "https://example.com:8443/a/b-c_d.e~f"))
def test_site_urls(url):
    assert _names.site_url_problem(url) is None


@pytest.mark.parametrize(
    "url",
    (
        "",
        "https://",
        "ftp://chat.example.com",
        "chat.example.com",
        "https://chat.example.com/",
        "https://chat.example.com/x/",
        "https://chat.example.com/x?y",
        "https://chat.example.com/../x",
        "https://chat.example.com//x",
        "https://u:p@chat.example.com",
        "https://chat.example.com/x;y",
        "https://chat.example.com/x y",
    ),
)
def test_bad_site_urls(url):
    assert _names.site_url_problem(url)
