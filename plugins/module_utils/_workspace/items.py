# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A whole workspace: the wanted objects as items, in the order in which they can be made. No I/O.

An item is one object with its resource, the same that the object's own module uses.
"""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.bot import Bot
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import Channel
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel_member import ChannelMember
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.command import Command
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.incoming_webhook import IncomingWebhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration import SHOWN_OF_ID
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.outgoing_webhook import OutgoingWebhook
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin import Plugin
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.role import Role
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import Team
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team_member import TeamMember
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import User
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.options import ADMIN_ROLES, OPTIONS, blank

# How objects of a kind are made from options, and by which of them they are known. A later kind may refer to earlier
# ones.
Kind = namedtuple("Kind", "name make identity")

KINDS = (
    Kind("role", Role, ("name",)),
    Kind("user", User, ("username",)),
    Kind("bot", Bot, ("username",)),
    Kind("team", Team, ("name",)),
    Kind("team_member", TeamMember, ("team", "user")),
    Kind("channel", Channel, ("team", "name")),
    Kind("channel_member", ChannelMember, ("team", "channel", "user")),
    Kind("incoming_webhook", IncomingWebhook, ("team", "display_name")),
    Kind("outgoing_webhook", OutgoingWebhook, ("team", "display_name")),
    Kind("command", Command, ("team", "trigger")),
    Kind("plugin", Plugin, ("id",)),
)
KIND = {kind.name: kind for kind in KINDS}
# Stands for a password that the action plugin makes once it is known that the account is missing; it is never sent.
TO_BE_MADE = "(a generated password)"
ORDER = {kind.name: number for number, kind in enumerate(KINDS)}


class Item:
    """One wanted object, and what has become of it."""

    __slots__ = ("kind", "key", "option", "resource", "unlisted", "before", "after", "steps", "fresh", "pinned")

    def __init__(self, kind, params, option, unlisted=False, pinned=None):
        self.kind = kind
        self.option = option  # where it stands in the task, as teams[2]
        self.resource = KIND[kind].make(params)
        # From the resource, which has brought the names into the server's form.
        self.key = tuple(self.resource.params[option] for option in KIND[kind].identity)
        self.unlisted = unlisted  # not wanted, but found, of a kind that is exclusive
        self.pinned = pinned  # the one that is meant, where several have the name
        self.before = None
        self.after = None
        self.steps = ()
        self.fresh = False  # made by this task

    @property
    def name(self):
        """Return the name without the kind."""
        name = "/".join(str(part) for part in self.key)
        # A part of the id only: who has the whole of an incoming webhook's can post.
        return "%s (id %s...)" % (name, self.pinned["id"][:SHOWN_OF_ID]) if self.pinned else name

    @property
    def label(self):
        """Return kind and name, as people read them."""
        return "%s %s" % (self.kind.replace("_", " "), self.name)

    @property
    def action(self):
        """Return what the steps do: create, change, or one of the ways to remove."""
        if not self.steps:
            return "none"
        if self.before is None:
            return "create"
        if self.after is None:
            return "delete"
        states = self.before.get("state"), self.after.get("state")
        if states[0] != states[1] and states[1] in ("archived", "inactive"):
            return {"archived": "archive", "inactive": "deactivate"}[states[1]]
        return "change"

    def blame(self, problem):
        """Return an error of this item with the place where it stands in the task."""
        where = "%s (%s)" % (self.option, self.name) if self.option else self.label
        return "%s: %s" % (where, problem)


def wanted_items(params):
    """Return the items that the options ask for, in the order of their kinds; raise all that is wrong with them."""
    items = []
    problems = []
    seen = {}
    for kind, option, values in _entries(params):
        try:
            item = Item(kind, values, option)
            item.resource.check()
        except MattermostError as exc:
            problems.append("%s: %s" % (option, exc))
            continue
        known_as = "user" if kind == "bot" else kind, item.key  # bots are accounts too
        if known_as in seen:
            problems.append(item.blame("is given twice, in %s too; merge the entries" % seen[known_as]))
            continue
        seen[known_as] = option
        items.append(item)
    refuse(problems)
    items.sort(key=lambda item: ORDER[item.kind])  # stable: the administrator stays the first of the users
    return items


class Problems(MattermostError):
    """All that is wrong with a task, so that nobody has to mend it piece by piece."""

    kind = "input"

    def __init__(self, problems):
        words = (
            problems[0]
            if len(problems) == 1
            else "%d problems, nothing was changed:\n%s"
            % (len(problems), "\n".join("- " + problem for problem in problems))
        )
        super().__init__(words, problems=problems)


def refuse(problems):
    """Raise the problems, if there are any."""
    if problems:
        raise Problems(problems)


def has_admin(params):
    """Tell whether an administrator is given; a role's empty variable is none."""
    return any(value is not None for value in (params["admin"] or {}).values())


def _entries(params):
    """Give (kind, place in the task, options of the single object) for all that is listed."""
    admin = _admin(params)
    if admin:
        yield "user", "admin", admin
    for option in ("users", "bots", "roles", "commands", "plugins"):
        kind = option[:-1]
        for number, values in enumerate(params[option] or ()):
            if not (kind == "user" and admin and _same_name(values, admin)):
                yield kind, "%s[%d]" % (option, number), values
    for option, kind in (("incoming", "incoming_webhook"), ("outgoing", "outgoing_webhook")):
        for number, values in enumerate((params["webhooks"] or {}).get(option) or ()):
            yield kind, "webhooks.%s[%d]" % (option, number), values
    for number, values in enumerate(params["teams"] or ()):
        place = "teams[%d]" % number
        yield "team", place, dict(values, id=None)
        yield from _members("team_member", place, values, {"team": values["name"]})
    for number, values in enumerate(params["channels"] or ()):
        place = "channels[%d]" % number
        yield "channel", place, values
        yield from _members("channel_member", place, values, {"team": values["team"], "channel": values["name"]})


def _admin(params):
    """Return the options of the administrator's account, None if none is given.

    Listed among the users too, as an export does, the account is kept as it is listed.
    """
    if not has_admin(params):
        return None
    admin = params["admin"]
    values = dict(blank(OPTIONS["users"]), roles=list(ADMIN_ROLES), email_verified=True)
    if admin["password"] is None and params["admin_password_file"]:
        admin = dict(admin, password=TO_BE_MADE)
    listed = next((user for user in params["users"] or () if _same_name(user, admin)), None)
    for source in (admin, listed or {"update": "on_create"}):
        values.update((name, value) for name, value in source.items() if value is not None)
    return dict(values, email_verified=True)


def _same_name(one, other):
    return (one["username"] or "").lower() == (other["username"] or "").lower()


def _members(kind, place, values, names):
    if values["state"] != "present":
        return
    members = [user.lower() for user in values["members"] or ()]
    admins = [user.lower() for user in values["admins"] or ()]
    for user in members:
        admin = True if user in admins else None
        yield kind, place + ".members", dict(names, user=user, scheme_admin=admin, state="present")
    for user in admins:
        if user not in members:
            yield kind, place + ".admins", dict(names, user=user, scheme_admin=True, state="present")
