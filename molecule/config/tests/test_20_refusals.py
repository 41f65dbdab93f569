# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server would refuse, drop or take in silence is refused before anything is written."""

from __future__ import annotations

import pytest
from owners import beside, failed_site, process, refused, sums

testinfra_hosts = ["ansible://mattermost"]


@pytest.fixture
def untouched(host):
    """Make sure that nothing below the configuration's folder and no process is another one afterwards."""
    before = sums(host), process(host)
    yield
    assert (sums(host), process(host)) == before


def test_bad_settings_are_refused_before_any_host_is_changed(host, untouched):
    """All at once: a wrong type, a range, two settings that do not go together, and one that there is no more."""
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


def test_what_the_server_shows_in_place_of_a_secret_is_none(host, untouched):
    """Copied from the API: with it every mail would fail."""
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
