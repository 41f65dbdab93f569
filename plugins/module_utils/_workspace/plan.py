# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Plan how to bring a workspace to its configured state. No I/O."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import refuse_unmet
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    InvalidInput,
    MattermostError,
    Refused,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kinds import KINDS, ORDER
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import refuse

GOING = ("delete", "archive", "deactivate")
NAMED = 10  # most names in a message


class Known:
    """Ids of what there is, and of what this task makes; an object still to be made has the id None.

    Kinds are those as which others refer to an object: bots are users too.
    """

    def __init__(self):
        self._objects = {}
        self.failed = set()

    def note(self, kind, key, object_id, active=True):
        """Remember an object."""
        self._objects[kind, key] = {"id": object_id, "delete_at": 0 if active else 1}

    def note_item(self, item, after):
        """Remember an item in the state after its steps, if others may refer to it."""
        kind = item.resource.known_as
        if kind is None:
            return
        if after is None:
            self._objects.pop((kind, item.key), None)
        else:
            self.note(kind, item.key, after.get("id"), after.get("state", "present") == "present")
        if item.before is None and after is not None:
            # Their ids have to be asked for when they are needed.
            for brought, key in item.resource.brings():
                self.note(brought, key, None)

    def find_id(self, kind, key):
        """Return the id of an object."""
        return self._objects[kind, key]["id"]

    def has(self, kind, key):
        """Return whether there is such an object, or will be."""
        return (kind, key) in self._objects

    def find(self, resource):
        """Return what a resource refers to, for its method refer."""
        return {option: self._objects.get(other) for option, other in resource.references().items()}

    def fail(self, item):
        """Remember that an object is not to be had; one that is there and only stays as it was still serves others."""
        kind = item.resource.known_as
        if kind is None:
            return
        if item.before is not None:
            usable = item.before.get("state", "present") == "present"
        else:
            found = self._objects.get((kind, item.key))
            usable = found is not None and found["id"] is not None and not found["delete_at"]
        if not usable:
            self.failed.add((kind, item.key))

    def needed(self, item):
        """Return (kind, key) of all that an item needs."""
        return list(item.resource.references().values()) + list(item.resource.also_needs())

    def missing(self, item):
        """Return the name of an object that the item needs and that is not to be had, None if there is none."""
        if self.failed:
            for kind, key in self.needed(item):
                if (kind, key) in self.failed:
                    return "%s %s" % (kind.replace("_", " "), "/".join(key))
        return None


def not_tried(missing):
    """Return the error of an item that needs what is not to be had."""
    return Refused("not tried, because it needs the %s, which failed" % missing)


class Plan:
    """The items that have something to do, in the order in which it can be done, and all that is in the way."""

    def __init__(self):
        self.items = []
        self.unchanged = {}
        self.stuck = []  # (item, error)
        self.lost = []  # (item, error) of those that need something that is not to be had
        self.needs = []

    @property
    def asks_for_settings(self):
        """Return whether the server's settings decide what can be done."""
        return bool(self.needs) or any(item.resource.asks_settings and item.action == "create" for item in self.items)

    def counts(self):
        """Return how many objects are made, changed, removed and left as they are."""
        actions = [item.action for item in self.items]
        removed = sum(action in GOING for action in actions)
        created = actions.count("create")
        return {
            "create": created,
            "change": len(actions) - created - removed,
            "remove": removed,
            "unchanged": sum(self.unchanged.values()),
        }


def decide(items, state, known, local):
    """Compare the wanted items with what is there and return the plan."""
    plan = Plan()
    going = []
    needed_by = {}
    for item in items:
        lacking = known.missing(item)
        try:
            _decide_one(item, state, known, local)
            problem = not_tried(lacking) if lacking and item.steps else None
        except MattermostError as exc:
            problem = not_tried(lacking) if lacking else exc
        if problem is not None:
            (plan.lost if lacking else plan.stuck).append((item, problem))
            known.fail(item)
            continue
        if item.unlisted:
            _refuse_needed(plan, needed_by, item)
        elif item.after is not None:
            for kind, key in known.needed(item):
                needed_by.setdefault((kind, key), item)
        if not item.steps:
            item.after = item.before  # thousands of copies take memory
            plan.unchanged[item.kind] = plan.unchanged.get(item.kind, 0) + 1
            continue
        for need in item.resource.needs(item.before, item.after, local):
            plan.needs.append((item, need))
        (going if _goes_last(item) else plan.items).append(item)
    plan.items.sort(key=_urgency)
    # First what is in a team or channel, or has to move away from it, then the team or channel itself.
    plan.items += sorted(going, key=lambda item: -ORDER[item.kind])
    return plan


def _goes_last(item):
    if item.resource.makes_room:
        return False
    return item.unlisted or item.resource.removed_last and item.action in GOING


def _refuse_needed(plan, needed_by, item):
    """Refuse to remove what something that is listed needs."""
    needs = needed_by.get((item.resource.known_as, item.key))
    if needs is not None:
        plan.stuck.append(
            (
                item,
                Refused(
                    "is not listed and would go, but %s (%s) needs it; list it, or take it out there"
                    % (needs.option, needs.name)
                ),
            )
        )


def _decide_one(item, state, known, local):
    resource = item.resource
    resource.check_route(local)
    resource.refer(known.find(resource), predicts=state.predicted)
    resource.meet(state)
    item.before = state.find(item)
    item.after = resource.desired(item.before)
    resource.guard_planned(state, known, item.before, item.after)
    item.steps = resource.steps(item.before, item.after, local, fresh=item.fresh)
    known.note_item(item, item.after)


def _urgency(item):
    """Order: by kind, and of a kind as the kind itself says."""
    leaves_with = item.unlisted and item.resource.leaves_with
    return ORDER[leaves_with or item.kind], item.resource.rank(item.before, item.after, item.unlisted)


def refuse_all(plan, state, params, config, limit, local):
    """Refuse a plan that the server would refuse in the middle, or that goes too far.

    config: the server's settings, None where they are not asked for; limit: most active users, None for no limit.
    """
    problems = [item.blame(exc) for item, exc in plan.stuck]
    if config is not None:
        for item, need in plan.needs:
            try:
                refuse_unmet(config, [need])
            except InvalidInput as exc:
                problems.append(item.blame(exc))
        problems += [text for kind in KINDS for text in kind.problems_with_settings(plan.items, state, config)]
    if not problems:
        problems += [text for kind in KINDS for text in kind.problems(plan.items, state, limit, local)]
    refuse(problems)
    _refuse_large_removal(plan, state, params)


def _refuse_large_removal(plan, state, params):
    if params["removal_confirmed"]:
        return
    going = {}
    for item in plan.items:
        if item.unlisted:
            going.setdefault(item.kind, []).append(item.name)
    for kind, names in sorted(going.items()):
        there = state.in_scope(kind)
        if len(names) * 100 > there * params["removal_limit"]:
            shown = ", ".join(sorted(names)[:NAMED]) + (" and others" if len(names) > NAMED else "")
            raise Refused(
                "%d of %d %ss are not listed and would go (%s). That is more than removal_limit allows (%d percent)."
                " List them, or say removal_confirmed: true"
                % (len(names), there, kind.replace("_", " "), shown, params["removal_limit"]),
                option="removal_confirmed",
                kind_removed=kind,
                removed=sorted(names),
            )
