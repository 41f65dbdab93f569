# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A plan as data and as text for people. No I/O."""

from __future__ import annotations

import json

SIGNS = {"create": "+", "change": "~", "delete": "-", "archive": "-", "deactivate": "-"}
WIDTH = 60


def entries(items):
    """Return the plan as data: what happens to which object, field by field."""
    return [{"kind": item.kind, "name": item.name, "action": item.action, "changes": changes(item)} for item in items]


def changes(item):
    """Return the managed fields that change; a value that is never shown only says that it is set."""
    resource = item.resource
    before = item.before or {}
    after = item.after or {}
    hidden = resource.secrets(item.before, item.after)
    found = []
    for name in resource.managed():
        if name in hidden or name in resource.identity:
            continue
        if before.get(name) != after.get(name) and item.after is not None:
            found.append({"field": name, "before": before.get(name), "after": after.get(name)})
    return found + [{"field": name, "before": None, "after": value} for name, value in sorted(hidden.items())]


def text(plan_entries, counts):
    """Return the plan as people read it, one object a line with its fields below, and a line with the sums."""
    lines = []
    for entry in plan_entries:
        ways = "" if entry["action"] in ("create", "change") else "  (%s)" % entry["action"]
        lines.append("  %s %s %s%s" % (SIGNS[entry["action"]], entry["kind"].replace("_", " "), entry["name"], ways))
        for change in entry["changes"]:
            lines.append("      %s: %s" % (change["field"], _change(entry["action"], change)))
    return "\n".join(lines + [summary(counts)]) + "\n"


def _change(action, change):
    before, after = change["before"], change["after"]
    if action == "create" or before is None and isinstance(after, str) and "not shown" in after:
        return _value(after)
    if isinstance(before, list) and isinstance(after, list):
        return ", ".join(
            ["+%s" % entry for entry in after if entry not in before]
            + ["-%s" % entry for entry in before if entry not in after]
        )
    return "%s -> %s" % (_value(before), _value(after))


def _value(value):
    words = json.dumps(value, ensure_ascii=False)
    return words if len(words) <= WIDTH else words[:WIDTH] + "..."


def summary(counts):
    """Return the line with the sums."""
    return "Plan: %(create)d to create, %(change)d to change, %(remove)d to remove, %(unchanged)d unchanged." % counts


def failed(failures, number):
    """Return what went wrong, one object a line."""
    lines = ["- %s %s: %s" % (entry["kind"].replace("_", " "), entry["name"], entry["msg"]) for entry in failures]
    return "%d of %d changes failed, the others are done:\n%s" % (len(failures), number, "\n".join(lines))
