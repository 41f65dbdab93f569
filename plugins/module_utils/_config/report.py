# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What a run of module config says: its warnings and its result."""

from __future__ import annotations

import json

from ansible_collections.groupware.mattermost.plugins.module_utils._config import plan as owner
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import show


def warnings(plan, target, changes, path, check_mode):
    """Give what people should read whatever else they look at."""
    for entry in drift(plan):
        yield "%s (owner %s) was changed by somebody else: wanted %s, found %s; %s" % (
            entry["setting"],
            entry["owner"],
            json.dumps(entry["wanted"]),
            json.dumps(entry["found"]),
            "left as it is" if entry["action"] == owner.KEPT else "to be corrected" if check_mode else "corrected",
        )
    for entry in plan.released:
        if entry.action == owner.KEPT:
            yield "%s is no longer kept by %s: %s" % (config.name_of(entry.path), entry.owner, entry.reason)
    if target.restored:
        yield "%s. It is restored from %s" % (target.restored, target.source)
    if target.edited:
        yield "%s was edited while the server runs and not loaded: %s. `mmctl --local config reload` loads it%s" % (
            path,
            ", ".join(target.edited),
            "; the server overwrites it now" if changes else "",
        )
    if target.down:
        yield "%s; the settings go into %s, and the server has to be restarted" % (target.down, path)


def drift(plan):
    """Return what somebody else changed, as it may be seen."""
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
    """Return the result where no server answers and a check may go on all the same."""
    answer = {
        "changed": bool(changes),
        "changes": config.shown(changes),
        "diff": config.diff(changes),
        "live": False,
        "restart_required": [],
    }
    return dict(answer, drift=[], released=[], restored=None) if scope else answer


def result(target, changes, restart):
    """Return what every run tells."""
    diff = config.diff(changes)
    for side in target.wrong:
        diff[side].update(target.wrong[side])
    return {
        "changed": bool(changes or target.wrong or target.restored),
        "changes": config.shown(changes),
        "diff": diff,
        "live": target.live,
        "restart_required": restart,
    }


def owned(plan, target, changes, aside):
    """Return what a run with owners tells."""
    planned = {id(entry.change): entry for entry in plan.planned}
    shown = []
    for entry, change in zip(config.shown(changes), changes):
        found = planned.get(id(change))
        shown.append(
            dict(entry, owner=found.owner if found else "initial", reason=found.reason if found else owner.NEW)
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
        "restored": {"reason": target.restored, "broken_kept_as": aside} if target.restored else None,
    }
