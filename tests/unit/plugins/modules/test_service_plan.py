# SPDX-License-Identifier: GPL-3.0-or-later
"""Action service_plan: when and why the server is started or restarted."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._host.service_plan import plan

RUNNING = {
    "load_state": "loaded",
    "active_state": "active",
    "sub_state": "running",
    "unit_file_state": "enabled",
    "restart_required": [],
}
STOPPED = dict(RUNNING, active_state="inactive", sub_state="dead")


def test_a_running_server_needs_nothing():
    assert plan(RUNNING, [], []) == {"reasons": [], "state": "started", "starts": False, "needed": False}


@pytest.mark.parametrize(
    ("service", "settings", "changed", "reasons"),
    (
        (RUNNING, ["ServiceSettings.ListenAddress", "A.B"], [], ["changed ServiceSettings.ListenAddress, A.B"]),
        (RUNNING, [], ["the unit", "certificates"], ["the unit", "certificates"]),
        (dict(RUNNING, active_state="reloading"), [], ["the unit"], ["the unit"]),
        (dict(RUNNING, restart_required=["its unit file changed"]), [], [], ["its unit file changed"]),
        (dict(RUNNING, active_state="activating", sub_state="auto-restart"), [], ["the unit"], ["it is down"]),
    ),
)
def test_a_restart_has_reasons(service, settings, changed, reasons):
    assert plan(service, settings, changed) == {
        "reasons": reasons,
        "state": "restarted",
        "starts": True,
        "needed": True,
    }


def test_a_stopped_server_is_started_without_a_reason():
    assert plan(STOPPED, ["A.B"], ["the unit"]) == {"reasons": [], "state": "started", "starts": True, "needed": True}


def test_a_running_service_that_is_not_enabled_is_enabled():
    found = plan(dict(RUNNING, unit_file_state="disabled"), [], [])
    assert (found["state"], found["starts"], found["needed"]) == ("started", False, True)


def test_check_mode_does_not_query_a_unit_that_is_not_installed():
    missing = dict(STOPPED, load_state="not-found", unit_file_state=None)
    assert plan(missing, [], [], check_mode=True)["needed"] is False
    assert plan(missing, [], [])["needed"] is True
    assert plan(STOPPED, [], [], check_mode=True)["needed"] is True
