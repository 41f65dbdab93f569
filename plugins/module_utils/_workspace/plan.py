# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What has to be done to bring a workspace to the wanted state. No I/O."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import refuse_unmet
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    InvalidInput,
    MattermostError,
    Refused,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import MADE_WITH_THE_TEAM
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import is_active_admin
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.items import ORDER, refuse

REFERRED = ("user", "bot", "team", "channel")
# Those who join a channel have to be in its team.
NOTED = REFERRED + ("team_member",)
GOING = ("delete", "archive", "deactivate")
# Those who leave make room for others where the server knows a limit; a channel is left before its team.
MAKE_ROOM = ("user", "team_member", "channel_member")
NAMED = 10  # so many names stand in a message


class Known:
    """Ids of what there is, and of what this task makes; an object still to be made has the id None."""

    def __init__(self):
        self._objects = {}
        self.failed = set()

    def note(self, kind, key, object_id, active=True):
        """Remember an object; bots are users too."""
        kind = "user" if kind == "bot" else kind
        self._objects[kind, key] = {"id": object_id, "delete_at": 0 if active else 1}

    def find_id(self, kind, key):
        """Return the id of an object."""
        return self._objects[kind, key]["id"]

    def has(self, kind, key):
        """Tell whether there is such an object, or will be."""
        return (kind, key) in self._objects

    def forget(self, kind, key):
        """Forget an object that is gone."""
        self._objects.pop(("user" if kind == "bot" else kind, key), None)

    def referred(self, resource):
        """Give (option, kind, key) for all that the resource refers to."""
        references = resource.references()
        for option, (kind, name) in references.items():
            key = (references["team"][1], name) if kind == "channel" else (name,)
            yield option, kind, key

    def find(self, resource):
        """Return what a resource refers to, for its method refer."""
        return {option: self._objects.get((kind, key)) for option, kind, key in self.referred(resource)}

    def fail(self, item):
        """Remember that an object is not to be had; one that is there and only stays as it was still serves others."""
        if item.kind not in NOTED:
            return
        kind = "user" if item.kind == "bot" else item.kind
        if item.before is not None:
            usable = item.before.get("state", "present") == "present"
        else:
            found = self._objects.get((kind, item.key))
            usable = found is not None and found["id"] is not None and not found["delete_at"]
        if not usable:
            self.failed.add((kind, item.key))

    def needed(self, item):
        """Return (kind, key) of all that an item needs."""
        needed = [(kind, key) for dummy, kind, key in self.referred(item.resource)]
        if item.kind == "channel_member":
            needed.append(("team_member", (item.key[0], item.key[2])))
        return needed

    def missing(self, item):
        """Return the name of an object that the item needs and that is not to be had, None if there is none."""
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
        """Tell whether the server's settings decide what can be done."""
        return bool(self.needs) or any(item.kind == "team_member" and item.action == "create" for item in self.items)

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
            plan.unchanged[item.kind] = plan.unchanged.get(item.kind, 0) + 1
            continue
        for need in item.resource.needs(item.before, item.after, local):
            plan.needs.append((item, need))
        (going if item.unlisted and item.kind not in MAKE_ROOM else plan.items).append(item)
    plan.items.sort(key=_urgency)
    # What is not wanted goes last, and what stands in something else goes before it.
    plan.items += sorted(going, key=lambda item: -ORDER[item.kind])
    return plan


def _refuse_needed(plan, needed_by, item):
    """Refuse to remove what something that is listed needs."""
    kind = "user" if item.kind == "bot" else item.kind
    needs = needed_by.get((kind, item.key))
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
    if item.kind == "bot":
        # An account that an interrupted task began for it is gone on with.
        resource.meet(state.get("user", item.key))
    item.before = state.find(item)
    item.after = resource.desired(item.before)
    if item.kind == "team" and item.before is None and item.after and not resource.params["allow_same_display_name"]:
        resource.demand_new_display_name(state.all_of("team"))
    if item.kind == "channel_member" and item.before is None and item.after and not state.predicted:
        if not known.has("team_member", (item.key[0], item.key[2])):
            resource.demand_in_team(None)
    if item.kind == "command" and item.before is None and item.after:
        taken = state.get("taken_trigger", item.key)
        resource.demand_free([taken] if taken else [])
    item.steps = resource.steps(item.before, item.after, local, fresh=item.fresh)
    if item.kind in NOTED:
        note(known, item, item.after)


def note(known, item, after):
    """Remember what others may refer to."""
    if after is None:
        known.forget(item.kind, item.key)
    else:
        known.note(item.kind, item.key, after.get("id"), after.get("state", "present") == "present")
    if item.kind == "team" and item.before is None and after is not None:
        # The server makes them with the team; who needs their ids has to ask for them.
        for name in MADE_WITH_THE_TEAM:
            known.note("channel", item.key + (name,), None)


def _urgency(item):
    """Order: by kind; administrators first, then those who leave, so that a full server has room for the new ones."""
    if item.kind in ("team_member", "channel_member"):
        if not item.unlisted:
            return ORDER[item.kind], 2
        return ORDER["team_member"], 0 if item.kind == "channel_member" else 1
    if item.kind != "user":
        return ORDER[item.kind], 0
    leaves = item.after is None or item.after["state"] != "present"
    return ORDER["user"], 0 if is_active_admin(item.after) else 1 if leaves else 2


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
        problems += _full_teams(plan, state, config["TeamSettings"]["MaxUsersPerTeam"])
    if not problems:
        problems += _no_administrator(plan, state) + _too_many_users(plan, state, limit, local)
    refuse(problems)
    _refuse_large_removal(plan, state, params)


def _full_teams(plan, state, most):
    joining = {}
    for item in plan.items:
        if item.kind == "team_member" and item.action in ("create", "delete"):
            team = item.key[0]
            joining[team] = joining.get(team, 0) + (1 if item.action == "create" else -1)
    problems = []
    for team, number in sorted(joining.items()):
        there = state.members_of(team)
        if number > 0 and there + number > most:
            problems.append(
                "team %s: has %d members and %d would be added, but a team takes no more than %d; raise"
                " TeamSettings.MaxUsersPerTeam (role variable mattermost_max_users_per_team)"
                % (team, there, number, most)
            )
    return problems


def _no_administrator(plan, state):
    """The server itself lets its last administrator go, and makes the first account one."""
    if state.predicted or not state.reads("user"):
        return []
    people = [user for user in state.all_of("user") if not user["is_bot"]]
    changed = {item.key[0]: item.after for item in plan.items if item.kind == "user"}
    after = [changed.get(user["username"], user) for user in people] + [
        item.after for item in plan.items if item.kind == "user" and item.before is None
    ]
    if any(is_active_admin(user) for user in people) and not any(is_active_admin(user) for user in after):
        return ["the server would be left without an active system administrator; make another one first"]
    first = next((item for item in plan.items if item.kind in ("user", "bot") and item.action == "create"), None)
    if not people and first is not None and not is_active_admin(first.after):
        return [
            "the server has no account yet, and it makes the first one, which would be %s, its administrator; give"
            " admin, or a user with the roles system_user and system_admin" % first.name
        ]
    return []


def _too_many_users(plan, state, limit, local):
    if limit is None:
        return []
    active = sum(user["state"] == "present" and not user["is_bot"] for user in state.all_of("user"))
    for item in plan.items:
        if item.kind == "user":
            before = item.before is not None and item.before["state"] == "present"
            active += (item.after is not None and item.after["state"] == "present") - before
    # Over the socket a bot begins as an account, one after the other.
    begun = local and any(item.kind == "bot" and item.action == "create" for item in plan.items)
    if active + begun <= limit:
        return []
    if active <= limit:
        return [
            "over the socket a bot begins as an account, and the server takes no more than %d active users without a"
            " licence; deactivate one, or make the bot over HTTP" % limit
        ]
    return [
        "the server takes no more than %d active users without a licence, and there would be %d; deactivate others"
        % (limit, active)
    ]


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
