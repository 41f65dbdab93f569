# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The warnings and the result of module config."""

from __future__ import annotations

import json

from ansible_collections.groupware.mattermost.plugins.module_utils._config import plan as plans
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import show


def warnings(plan, target, changes, check_mode):
    """Yield the texts of the warnings."""
    for entry in drift(plan):
        yield "%s (owner %s) was changed outside Ansible: expected %s, found %s; %s" % (
            entry["setting"],
            entry["owner"],
            json.dumps(entry["wanted"]),
            json.dumps(entry["found"]),
            "left unchanged" if entry["action"] == plans.KEPT else "to be corrected" if check_mode else "corrected",
        )
    for entry in plan.released:
        if entry.action == plans.KEPT:
            yield "%s is no longer managed by %s: %s" % (config.name_of(entry.path), entry.owner, entry.reason)
    if target.lost:
        yield "%s. It is restored from %s" % (target.lost, target.restored_from)
    if target.edited:
        yield "%s was edited while the server was running, and the edit was not loaded: %s. %s" % (
            target.path,
            ", ".join(target.edited),
            "This run overwrites it." if changes else "Run `mmctl --local config reload` to load it.",
        )
    if target.not_asked:
        yield "%s. The settings are written to %s, and a restart is required" % (target.not_asked, target.path)


def drift(plan):
    """Return the drift as a list of dictionaries, without secrets."""
    return [
        {
            "setting": config.name_of(entry.path),
            "owner": entry.owner,
            "action": entry.action,
            "wanted": show(entry.path, entry.wanted, entry.secret),
            "found": show(entry.path, entry.found, entry.secret, new=True),
        }
        for entry in plan.drift
    ]


def prediction(changes, scope):
    """Return the result of check mode where no server answers."""
    answer = {
        "changed": bool(changes),
        "changes": config.shown(changes),
        "diff": config.diff(changes),
        "live": False,
        "restart_required": [],
    }
    return dict(answer, drift=[], released=[], restored=None) if scope else answer


def result(target, changes, restart):
    """Return the keys of the result that every run has."""
    diff = config.diff(changes)
    for side in target.wrong_ownership:
        diff[side].update(target.wrong_ownership[side])
    return {
        "changed": bool(changes or target.wrong_ownership or target.lost),
        "changes": config.shown(changes),
        "diff": diff,
        "live": target.live,
        "restart_required": restart,
    }


def owned(plan, target, changes, kept):
    """Return the further keys of the result of a run with a scope; C(kept) is the path of a broken file's copy."""
    planned = {id(entry.change): entry for entry in plan.planned}
    shown = []
    for entry, change in zip(config.shown(changes), changes):
        found = planned.get(id(change))
        shown.append(
            dict(entry, owner=found.owner if found else "initial", reason=found.reason if found else plans.NEW)
        )
    return {
        "changes": shown,
        "drift": drift(plan),
        "released": [
            {
                "setting": config.name_of(entry.path),
                "owner": entry.owner,
                "action": entry.action,
                "reason": entry.reason,
            }
            for entry in plan.released
        ],
        "restored": {"reason": target.lost, "broken_kept_as": kept} if target.lost else None,
    }
