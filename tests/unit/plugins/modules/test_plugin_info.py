# SPDX-License-Identifier: GPL-3.0-or-later
"""Module plugin_info."""

from __future__ import annotations

import pytest

LIST = "/api/v4/plugins"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}


def listed(server, bodies):
    """Expect the plugins to be read: one that runs, one that does not."""
    server.expect("GET", LIST, 200, {"active": [bodies["hello"]], "inactive": [bodies["backend_only"]]})
    server.expect("GET", "/api/v4/config", 200, {"PluginSettings": bodies["plugin_settings"]})


@pytest.mark.parametrize("check", (False, True))
def test_over_the_socket(server, run, bodies, check):
    listed(server, bodies)
    result = run("plugin_info", check=check)
    assert (result["changed"], result["active"]) == (False, True)
    assert result["plugins"] == [
        {
            "id": "org.example.backendonly",
            "name": "Hello",
            "version": "1.0.0",
            "enabled": False,
            "running": False,
            "error": None,
            "config_keys": [],
        },
        {
            "id": "org.example.hello",
            "name": "Hello",
            "version": "1.0.0",
            "enabled": True,
            "running": True,
            "error": None,
            "config_keys": ["greeting"],
        },
    ]


def test_values_of_settings_do_not_come_back(server, run, bodies):
    bodies["plugin_settings"]["Plugins"]["org.example.hello"] = {"key": "a-secret-of-the-plugin"}
    listed(server, bodies)
    assert "a-secret-of-the-plugin" not in str(run("plugin_info"))


def test_over_http_with_the_reason(server, run, bodies):
    listed(server, bodies)
    server.expect(
        "GET",
        LIST + "/statuses",
        200,
        [
            dict(bodies["plugin_status"], plugin_id="org.example.backendonly"),
            dict(bodies["plugin_status"], state=2, error=""),
        ],
    )
    result = run("plugin_info", id="Org.Example.BackendOnly", **REMOTE)
    assert [(entry["id"], entry["error"]) for entry in result["plugins"]] == [
        ("org.example.backendonly", bodies["plugin_status"]["error"])
    ]


def test_plugins_are_off(server, run, bodies):
    server.expect("GET", LIST, 501, bodies["errors"]["plugins_off"])
    result = run("plugin_info")
    assert (result["active"], result["plugins"]) == (False, [])


def test_not_signed_in(server, run, bodies):
    server.expect("GET", LIST, 401, bodies["errors"]["no_session"])
    assert run("plugin_info", **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    server.expect("GET", LIST, 500, bodies["errors"]["server"])
    assert run("plugin_info")["failure"]["status"] == 500


def test_prediction_without_a_server(server, run):
    server.expect("GET", LIST, raises=FileNotFoundError(2, "No such file or directory"))
    result = run("plugin_info", check=True, predict_without_server=True)
    assert (result["active"], result["plugins"]) == (None, [])
