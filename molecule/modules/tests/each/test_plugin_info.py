# SPDX-License-Identifier: GPL-3.0-or-later
"""Module plugin_info: the same as the server says itself."""

from __future__ import annotations


def test_it_lists_what_the_server_lists(done):
    data = done.seen("Look at all")
    server = {(entry["id"], entry["version"], key == "active") for key in data for entry in data[key]}
    result = done["Ask for all"]
    told = {(entry["id"], entry["version"], entry["running"]) for entry in result["plugins"]}
    assert server == {entry for entry in told if entry[0].endswith(done.transport)}
    assert {
        ("org.example.known-" + done.transport, "1.0.0", True),
        ("org.example.empty-" + done.transport, "1.0.0", False),
    } <= told
    assert result["active"] is True
    assert result["changed"] is False


def test_it_says_what_is_enabled_and_cannot_run(done):
    (empty,) = [
        entry for entry in done["Ask for all"]["plugins"] if entry["id"] == "org.example.empty-" + done.transport
    ]
    assert (empty["enabled"], empty["running"]) == (True, False)
    # The socket does not tell the reason.
    assert (empty["error"] is None) is (done.transport == "socket")


def test_check_mode_and_the_choice_of_one(done):
    assert done["Ask for all in check mode"]["plugins"] == done["Ask for all"]["plugins"]
    assert [entry["id"] for entry in done["Ask for one"]["plugins"]] == ["org.example.known-" + done.transport]
    assert done["Ask for one that there is not"]["plugins"] == []
