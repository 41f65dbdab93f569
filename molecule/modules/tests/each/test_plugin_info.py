# SPDX-License-Identifier: GPL-3.0-or-later
"""Module plugin_info returns the same as the server."""

from __future__ import annotations


def test_it_lists_the_servers_plugins(done):
    data = done.seen("Look at all")
    server = {(entry["id"], entry["version"], key == "active") for key in data for entry in data[key]}
    result = done["Read all"]
    told = {(entry["id"], entry["version"], entry["running"]) for entry in result["plugins"]}
    assert server == {entry for entry in told if entry[0].endswith(done.transport)}
    assert {
        ("org.example.known-" + done.transport, "1.0.0", True),
        ("org.example.empty-" + done.transport, "1.0.0", False),
    } <= told
    assert result["active"] is True
    assert result["changed"] is False


def test_it_reports_an_enabled_plugin_that_does_not_run(done):
    (empty,) = [entry for entry in done["Read all"]["plugins"] if entry["id"] == "org.example.empty-" + done.transport]
    assert (empty["enabled"], empty["running"]) == (True, False)
    # The socket does not have the reason.
    assert (empty["error"] is None) is (done.transport == "socket")


def test_check_mode_and_the_choice_of_one(done):
    assert done["Read all in check mode"]["plugins"] == done["Read all"]["plugins"]
    assert [entry["id"] for entry in done["Read one"]["plugins"]] == ["org.example.known-" + done.transport]
    assert done["Read one that does not exist"]["plugins"] == []
