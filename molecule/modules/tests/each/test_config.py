# SPDX-License-Identifier: GPL-3.0-or-later
"""Module config on a running server."""

from __future__ import annotations

import hashlib

SETTINGS = {
    "socket": {("TeamSettings", "SiteName"): "Lab of the socket", ("TeamSettings", "MaxUsersPerTeam"): 77},
    "http": {("SupportSettings", "HelpLink"): "http://help.example.test"},
}


def digest(text):
    """Return the form in which the steps show a secret."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def flat(tree):
    """Return {(section, key): value}."""
    return {(section, key): value for section, below in tree.items() for key, value in below.items()}


def test_only_the_given_settings_change_and_come_back(done):
    before, after = flat(done.seen("Look before")), flat(done.seen("Look at the change"))
    # Both transports write their own settings at the same time, and must not overwrite each other's.
    wanted = {**SETTINGS["socket"], **SETTINGS["http"]}
    assert {key: after[key] for key in after if after[key] != before[key]} == wanted
    assert done.look("Look at it put back") == done.look("Look before") == done.look("Look after check mode")


def test_each_run_reports_its_changes(done):
    assert {
        name: done[name]["changed"]
        for name in (
            "Change it in check mode",
            "Change it",
            "Change it again",
            "Change it again in check mode",
            "Put it back in check mode",
            "Put it back",
            "Put it back again",
        )
    } == {
        "Change it in check mode": True,
        "Change it": True,
        "Change it again": False,
        "Change it again in check mode": False,
        "Put it back in check mode": True,
        "Put it back": True,
        "Put it back again": False,
    }
    assert done["Change it in check mode"] | {"invocation": None} == done["Change it"] | {"invocation": None}
    assert {tuple(change["setting"].split(".")): change["after"] for change in done["Change it"]["changes"]} == (
        SETTINGS[done.transport]
    )
    assert done.look("Look at the change") == done.look("Look at it again")


def test_a_secret_is_set_over_either_and_shown_by_neither(done):
    def password(step):
        return done.seen(step)["EmailSettings"]["SMTPPassword"]

    assert password("Look before") == digest("kept-Out-0f-Sight-42")
    assert password("Look at the secret") == digest("Second-sentinel-4712")
    assert password("Look at the secret set over HTTP") == digest("First-sentinel-4711")
    if done.transport == "socket":
        assert done["Set a secret again"]["changed"] is False


def test_refused_steps_changed_nothing(done):
    assert done.look("Look after the refusals") == done.look("Look at the secret set over HTTP")
