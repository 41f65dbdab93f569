# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Decide whether the server must be started or restarted. No I/O."""

from __future__ import annotations

RUNNING = ("active", "reloading")
# Between two attempts of the service manager a failing server counts as activating, although it is down.
FAILING = "auto-restart"


def plan(service, settings, changed, check_mode=False):
    """Return what to do with the service, and why.

    ``service``: its state before this run, as module install_info returns it; ``settings``: names of changed settings
    that require a restart; ``changed``: names of other changed things that do.
    """
    reasons = _reasons(service, settings, changed)
    starts = bool(reasons) or service["active_state"] != "active"
    # In check mode a unit that is not installed yet cannot be queried.
    can_be_queried = not check_mode or service["load_state"] == "loaded"
    return {
        "reasons": reasons,
        "state": "restarted" if reasons else "started",
        "starts": starts,
        "needed": can_be_queried and (starts or service["unit_file_state"] != "enabled"),
    }


def _reasons(service, settings, changed):
    if service["sub_state"] == FAILING:
        return ["it is down"]
    if service["active_state"] not in RUNNING:
        return []
    reasons = list(service["restart_required"])
    if settings:
        reasons.append("changed %s" % ", ".join(settings))
    return reasons + [name for name in changed if name not in reasons]
