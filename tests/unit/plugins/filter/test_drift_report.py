# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of playbook drift, and who owns settings."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.drift_report import drift_report

DRIFT = {
    "setting": "TeamSettings.SiteName",
    "owner": "mattermost_config",
    "wanted": "A",
    "found": "B",
    "action": "kept",
}
CHANGE = {"setting": "SupportSettings.HelpLink", "owner": "x", "before": None, "after": "y" * 60, "reason": "new"}
CLEAN = {"drift": [], "changes": [], "live": True}


def test_drift_is_shown_field_by_field():
    report = drift_report(["one", "two"], [dict(CLEAN, drift=[DRIFT]), CLEAN], [{}, {}], ["", ""])
    assert (report["drift"], report["unchecked"]) == (True, [])
    assert report["hosts"]["one"]["drift"] == [
        {"setting": "TeamSettings.SiteName", "owner": "mattermost_config", "wanted": "A", "found": "B"}
    ]
    assert [line.split() for line in report["table"][1:]] == [
        ["one", "TeamSettings.SiteName", "mattermost_config", "A", "B", "drift"],
        ["two", "-", "-", "-", "-", "as", "wanted"],
    ]


def test_what_is_not_applied_yet_is_no_drift():
    report = drift_report(["one"], [dict(CLEAN, changes=[CHANGE])], [{}], [""])
    assert report["drift"] is False
    assert report["hosts"]["one"]["pending"] == [
        {"setting": "SupportSettings.HelpLink", "owner": "x", "wanted": "y" * 60, "found": None, "reason": "new"}
    ]
    assert "not applied yet" in report["table"][1] and "..." in report["table"][1]


def test_a_host_that_was_not_checked_is_said():
    report = drift_report(["one", "two"], [{}, CLEAN], [{}, dict(CLEAN, drift=[DRIFT])], ["", "bad\nworse"])
    assert report["unchecked"] == ["one", "two"]
    assert "NOT CHECKED: no answer" in report["table"][1]
    assert any("NOT CHECKED: bad" in line for line in report["table"])


def test_the_second_result_counts_only_of_a_server_that_runs():
    more = [dict(CLEAN, drift=[DRIFT], live=False), dict(CLEAN, drift=[DRIFT])]
    report = drift_report(["one", "two"], [CLEAN, CLEAN], more, ["", ""])
    assert [len(report["hosts"][host]["drift"]) for host in ("one", "two")] == [0, 1]


def test_lists_that_do_not_belong_together_are_refused():
    with pytest.raises(AnsibleFilterError):
        drift_report(["one"], [], [], [])
