# SPDX-License-Identifier: GPL-3.0-or-later
"""How options and the environment say where the server is."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import (
    ArgumentSpec,
    api_spec,
    connection,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

NONE = dict.fromkeys(("socket", "url", "token", "login_id", "login_password", "ca_path"))
URL = "https://chat.example.com"
ENVIRON = {"MATTERMOST_URL": "https://env.example.com", "MATTERMOST_TOKEN": "envtoken"}


@pytest.mark.parametrize(
    "options, environ, found",
    (
        ({}, {}, ("/run/mattermost/local.socket", None, None, None)),
        ({"socket": "/x"}, ENVIRON, ("/x", None, None, None)),
        ({"url": URL, "token": "t"}, {}, (None, URL, "t", None)),
        ({"url": URL, "token": "t"}, ENVIRON, (None, URL, "t", None)),
        ({"url": URL, "login_id": "a", "login_password": "p"}, ENVIRON, (None, URL, None, ("a", "p"))),
        ({"url": URL}, ENVIRON, (None, URL, "envtoken", None)),
        ({}, ENVIRON, (None, "https://env.example.com", "envtoken", None)),
    ),
)
def test_where_the_server_is(options, environ, found):
    assert connection(dict(NONE, **options), environ) == found


@pytest.mark.parametrize(
    "options, option",
    (
        ({"token": "t"}, "token"),
        ({"ca_path": "/x"}, "ca_path"),
        ({"login_id": "a", "login_password": "p"}, "login_id"),
        ({"url": URL}, "url"),
        ({"url": URL, "token": "t\n"}, "token"),
    ),
)
def test_what_makes_no_sense(options, option):
    with pytest.raises(InvalidInput) as caught:
        connection(dict(NONE, **options), {})
    assert caught.value.option == option


def test_some_modules_need_no_rights():
    assert connection(dict(NONE, url=URL), {}, needs_rights=False) == (None, URL, None, None)


def test_specifications_merge_with_their_constraints():
    own = ArgumentSpec({"name": {"type": "str"}}, required_if=[("state", "present", ["name"])])
    kwargs = own.merge(api_spec()).as_kwargs()
    assert {"name", "socket", "url"} <= set(kwargs["argument_spec"])
    assert kwargs["required_if"] == [("state", "present", ["name"])]
    assert ("socket", "url") in kwargs["mutually_exclusive"]


def test_an_unknown_constraint_is_a_mistake_of_ours():
    with pytest.raises(TypeError):
        ArgumentSpec({}, required_when=[])


def test_plain_http_gives_a_warning_and_bad_numbers_an_error(run, server, bodies, monkeypatch):
    warnings = []

    def warn(module, text):
        warnings.append(text)

    monkeypatch.setattr("ansible.module_utils.basic.AnsibleModule.warn", warn)
    server.expect("GET", "/api/v4/teams/name/home", 200, bodies["team"])
    run("team", name="home", url="http://chat.example.com", token="t" * 26)
    assert len(warnings) == 1 and "http://chat.example.com is not encrypted" in warnings[0]
    assert run("team", name="home", timeout=0)["failure"]["option"] == "timeout"
    assert run("team", name="home", retries=-1)["failure"]["option"] == "retries"
