# SPDX-License-Identifier: GPL-3.0-or-later
"""The drift report of the inventory changes nothing, and fails if somebody else changed a setting."""

from __future__ import annotations

import json

import pytest
from owners import SCENARIO, beside, keep, process, sums, wait
from shared.support import playbook

testinfra_hosts = ["ansible://mattermost"]

# A separate inventory with a host that does not exist.
GONE = """
all:
  children:
    mattermost:
      hosts:
        mattermost-config-gone: {ansible_connection: ssh, ansible_host: 127.0.0.1, ansible_port: 1}
"""


@pytest.fixture
def drift(host, tmp_path):
    """Return a function that runs the playbook and returns (run, lines of the table, report)."""

    def run(*arguments):
        before = sums(host), process(host)
        path = tmp_path / "drift.json"
        done = playbook(
            "groupware.mattermost.drift",
            *arguments,
            variables=dict(beside({"TeamSettings": {"SiteName": "Ours"}}), mattermost_drift_file=str(path)),
        )
        assert (sums(host), process(host)) == before
        assert oct(path.stat().st_mode & 0o777) == oct(0o600)
        table = [
            next(iter(task["hosts"].values()))["msg"]
            for play in done.data["plays"]
            for task in play["tasks"]
            if task["task"]["name"] == "Show the table"
        ][0]
        return done, table, json.loads(path.read_text(encoding="utf-8"))

    return run


def row(table, host, setting):
    """Return the only line of a setting on a host."""
    lines = [line for line in table if line.split()[:2] == [host, setting]]
    assert len(lines) == 1, table
    return lines[0]


def test_without_drift_the_report_is_empty(host, drift):
    keep(**beside({"TeamSettings": {"SiteName": "Ours"}}))
    run, table, report = drift()
    assert run.code == 0, run.messages
    assert row(table, "mattermost-config", "-").endswith("as wanted")
    assert report["drift"] is False
    assert report["unchecked"] == []
    assert report["hosts"]["mattermost-config"]["drift"] == []


def test_changes_of_the_console_and_unreachable_hosts_are_reported(host, console, drift, tmp_path):
    console.patch({"TeamSettings": {"SiteName": "Theirs"}})
    other = tmp_path / "gone.yml"
    other.write_text(GONE, encoding="utf-8")
    run, table, report = drift(
        "--inventory=%s" % (SCENARIO.parent / "shared/inventory"),
        "--inventory=%s" % (SCENARIO / "inventory"),
        "--inventory=%s" % other,
    )
    assert run.code != 0
    assert row(table, "mattermost-config", "TeamSettings.SiteName").split() == [
        "mattermost-config",
        "TeamSettings.SiteName",
        "mattermost_config",
        "Ours",
        "Theirs",
        "drift",
    ]
    assert "NOT CHECKED: " in row(table, "mattermost-config-gone", "-")
    assert report["hosts"]["mattermost-config"]["drift"] == [
        {"setting": "TeamSettings.SiteName", "owner": "mattermost_config", "wanted": "Ours", "found": "Theirs"}
    ]
    assert (report["drift"], report["unchecked"]) == (True, ["mattermost-config-gone"])
    assert "Settings were changed outside Ansible" in run.messages
    assert "Not checked: mattermost-config-gone" in run.messages


def test_the_file_of_a_stopped_server_is_read(host, console, drift):
    host.check_output("systemctl stop mattermost")
    run, table, report = drift()
    host.check_output("systemctl start mattermost")
    wait(host)
    assert run.code != 0
    assert row(table, "mattermost-config", "TeamSettings.SiteName").endswith("drift")
    assert [entry["found"] for entry in report["hosts"]["mattermost-config"]["drift"]] == ["Theirs"]
    console.patch({"TeamSettings": {"SiteName": "Mattermost"}})
    keep()
