# SPDX-License-Identifier: GPL-3.0-or-later
"""Module plugin: the plugins of the server, and whether they run."""

from __future__ import annotations

import hashlib

import pytest


def plugins(done, step):
    """Return {id: (version, whether it runs)} of this transport's plugins that a step saw."""
    data = done.seen(step)
    return {
        entry["id"]: (entry["version"], running)
        for running, key in ((True, "active"), (False, "inactive"))
        for entry in data[key]
    }


@pytest.mark.parametrize(
    ("step", "version", "running"),
    [
        ("Look at it", "1.0.0", True),
        ("Look at the change", "1.1.0", True),
        ("Look at it disabled", "1.1.0", False),
        ("Look at the older version", "1.0.0", False),
    ],
)
def test_the_plugin_has_its_version_and_runs_or_not(done, step, version, running):
    assert plugins(done, step) == {"org.example.lab-" + done.transport: (version, running)}


def test_it_is_gone_and_refused_steps_installed_nothing(done):
    assert plugins(done, "Look for it") == plugins(done, "Look after the refusals") == {}


def test_a_plugin_that_exits_at_once_is_a_failure_although_the_server_accepts_it(done):
    if done.transport == "http":
        failure = done["Refuse a plugin that exits at once"]["failure"]
        assert failure["kind"] == "not_taken"
        assert failure["error"]
        assert plugins(done, "Look at the plugin that exited") == {"org.example.brief-http": ("1.0.0", False)}
        assert done["Remove the plugin that exited"]["changed"] is True


def test_settings_are_merged_over_the_socket_and_refused_over_http(done):
    before, after = (settings(done, name) for name in ("Look at the settings", "Look at the settings again"))
    if done.transport == "socket":
        secret = "sha256:" + hashlib.sha256(b"Second-sentinel-4712").hexdigest()
        assert (done["Set its settings"]["changed"], done["Set its settings again"]["changed"]) == (True, False)
        assert before == {"greeting": "hi", "apikey": secret}
        assert after == {"greeting": "hello", "apikey": secret}
        assert done["Change one setting"]["changed"] is True
    else:
        assert before == after == {}


def settings(done, step):
    """Return the plugin's settings that a step saw."""
    plugins_settings = done.seen(step)["PluginSettings"]["Plugins"]
    # The server's own plugins have theirs too.
    return plugins_settings.get("org.example.lab-" + done.transport, {})


def test_disabling_twice_changes_once(done):
    assert (done["Disable it"]["changed"], done["Disable it again"]["changed"]) == (True, False)
    assert done["Install an older version on purpose"]["changed"] is True


def test_another_client_finds_the_rest(done, witness):
    assert done["Remove it"]["plugin"] is None
    found = witness.plugins.get_plugins()
    names = [entry["id"] for key in ("active", "inactive") for entry in found[key]]
    assert [name for name in names if name.startswith("org.example.lab-")] == []
