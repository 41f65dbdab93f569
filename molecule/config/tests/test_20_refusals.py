# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that the server would refuse, drop or silently accept are refused before anything is written."""

from __future__ import annotations

import pytest
from owners import beside, failed_site, process, refused, sums

testinfra_hosts = ["ansible://mattermost"]


@pytest.fixture
def untouched(host):
    """Check that the configuration's directory and the server's process do not change."""
    before = sums(host), process(host)
    yield
    assert (sums(host), process(host)) == before


def test_bad_settings_are_refused_before_any_host_is_changed(host, untouched):
    """All at once: a wrong type, a range, two settings that contradict each other, and a removed setting."""
    run = failed_site(
        **beside(
            {
                "TeamSettings": {"MaxUsersPerTeam": "eighty", "MaxChannelsPerTeam": 0, "EnableTeamCreation": False},
                "EmailSettings": {"EnableSMTPAuth": True, "SMTPUsername": "chat", "ConnectionSecurity": ""},
            }
        )
    )
    assert run.changed == []
    assert {play["play"]["name"] for play in run.data["plays"]} == {"Check everything before anything is changed"}
    for words in (
        "TeamSettings.MaxUsersPerTeam is a number; 'eighty' is a string",
        "Mattermost has no TeamSettings.EnableTeamCreation any more",
        "mattermost_enable_team_creation",
        "TeamSettings.MaxChannelsPerTeam is 0",
        "EmailSettings.EnableSMTPAuth",
    ):
        assert words in run.messages
    assert "kept-Out-0f-Sight-43" not in run.messages


def test_asterisks_are_no_secret(host, untouched):
    """They come from a copy of the API's answer; with them, every mail would fail."""
    run = failed_site(**beside({"EmailSettings": {"SMTPPassword": "*" * 32}}))
    assert run.changed == []
    assert "EmailSettings.SMTPPassword is 32 asterisks" in run.messages


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"TeamSettings": {"MaxChannelsPerTeam": 0}}, ["TeamSettings.MaxChannelsPerTeam is 0"]),
        (
            {"EmailSettings": {"EnableSMTPAuth": True, "SMTPUsername": "chat", "ConnectionSecurity": ""}},
            ["EmailSettings.EnableSMTPAuth", "EmailSettings.ConnectionSecurity", "STARTTLS"],
        ),
        ({"TeamSettings": {"SiteNam": "Ours"}}, ["TeamSettings.SiteNam", "did you mean TeamSettings.SiteName?"]),
        ({"TeamSetings": {"SiteName": "Ours"}}, ["TeamSetings.SiteName", "did you mean TeamSettings?"]),
    ],
)
def test_a_bad_setting_is_refused_by_the_task_too(host, untouched, settings, words):
    result = refused(**beside(settings))
    assert result["failure"]["kind"] == "input"
    for word in words:
        assert word in result["msg"]
    assert "kept-Out-0f-Sight-43" not in str(result)
