# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Roles: which permissions the server grants, which are wanted, which write leads there."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Step
from ansible_collections.groupware.mattermost.plugins.module_utils._api.server_facts import licensed
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, NotTaken, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind

OPTIONS = {
    "name": {"type": "str", "required": True},
    "permissions": {"type": "list", "elements": "str"},
    "permissions_added": {"type": "list", "elements": "str"},
    "permissions_removed": {"type": "list", "elements": "str"},
    "allow_empty": {"type": "bool", "default": False},
}
LISTS = ("permissions", "permissions_added", "permissions_removed")
NAME = re.compile(r"[a-z0-9_]{1,64}")
# The server neither gives nor takes them, whatever the role.
LOCKED = {
    "manage_roles",
    "manage_system",
    "sysconsole_read_user_management_system_roles",
    "sysconsole_write_user_management_system_roles",
}
GUESTS = ("system_guest", "team_guest", "channel_guest")
UNLICENSED = "without a license the server does not change the role {name}"
EXPLAINED = {
    "app.role.save.invalid_role.app_error": (
        "the server does not know one of the permissions; wanted for {name}: {wanted}"
    ),
    "api.roles.patch_roles.license.error": "option name: " + UNLICENSED,
}


def parse(raw):
    """Return the state of a role from the server's answer, which is kept for the order of its permissions."""
    return {"id": raw["id"], "name": raw["name"], "permissions": sorted(set(raw["permissions"])), "raw": raw}


def difference(before, after):
    """Return which permissions were added, and which removed."""
    return sorted(set(after) - set(before)), sorted(set(before) - set(after))


class Role(Kind):
    """One role. The server makes the roles: they can be changed, never made or deleted."""

    kind = "role"
    place = ("roles",)
    identity = ("name",)
    OPTIONS = OPTIONS
    CONSTRAINTS = {
        "mutually_exclusive": [("permissions", "permissions_added"), ("permissions", "permissions_removed")],
        "required_one_of": [LISTS],
    }
    EXPLAINED = EXPLAINED
    read_first = True

    def __init__(self, params):
        super().__init__(dict(params))
        self.name = params["name"]

    @classmethod
    def work(cls, task):
        """Return the result of the task, with the differences."""
        result = converge(task, cls(task.params))
        role = result["role"]
        before = result["diff"]["before"].get("permissions", ())
        role["added"], role["removed"] = difference(before, role["permissions"])
        return result

    def read_one(self, client):
        answer = client.get("/roles/name/{name}", path={"name": self.name}, expected=(200, 404))
        self.licensed = licensed(answer.headers.get("X-Version-Id"))
        return parse(answer.data) if answer.status == 200 else None

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            for raw in client.get("/roles").data:
                state.add(cls.kind, (raw["name"],), parse(raw))

        return [ask]

    def check(self):
        """Refuse lists that contradict each other or cannot be."""
        params = self.params
        if not NAME.fullmatch(self.name or ""):
            raise InvalidInput("name", "%r is not a role's name" % self.name)
        given = [option for option in LISTS if params[option] is not None]
        if not given:
            raise InvalidInput("permissions", "give the complete list, or permissions_added or permissions_removed")
        if "permissions" in given and len(given) > 1:
            raise InvalidInput(given[1], "is of no use together with permissions, which is the complete list")
        for option in given:
            for permission in params[option]:
                if not NAME.fullmatch(permission or ""):
                    raise InvalidInput(option, "%r is not a permission's name" % permission)
        both = set(params["permissions_added"] or ()) & set(params["permissions_removed"] or ())
        if both:
            raise InvalidInput("permissions_added", "permissions_removed names the same: %s" % ", ".join(sorted(both)))

    def desired(self, before):
        """Return the wanted state; a role that does not exist cannot be made."""
        if before is None:
            if not self.predicts:
                raise InvalidInput("name", "there is no role named %s; only the server itself makes roles" % self.name)
            return {"id": None, "name": self.name, "permissions": self._wanted(()), "raw": None}
        wanted = self._wanted(before["permissions"])
        if self.params["permissions"] == [] and before["permissions"] and not self.params["allow_empty"]:
            raise Refused(
                "option permissions: the list is empty, so the role %s would lose all its %d permissions; say"
                " allow_empty: true if that is meant" % (self.name, len(before["permissions"])),
                option="permissions",
            )
        if wanted != before["permissions"] and self.licensed is False and self.name in GUESTS:
            raise InvalidInput("name", UNLICENSED.format(name=self.name))
        locked = LOCKED & (set(wanted) ^ set(before["permissions"]))
        if locked:
            raise Refused(
                "option %s: the server neither gives nor takes %s" % (self._blamed(locked), ", ".join(sorted(locked))),
                option=self._blamed(locked),
            )
        return dict(before, permissions=wanted)

    def _wanted(self, present):
        params = self.params
        if params["permissions"] is not None:
            return sorted(set(params["permissions"]))
        added = set(params["permissions_added"] or ())
        return sorted((set(present) | added) - set(params["permissions_removed"] or ()))

    def _blamed(self, permissions):
        for option in ("permissions_added", "permissions_removed"):
            if permissions.intersection(self.params[option] or ()):
                return option
        return "permissions"

    def steps(self, before, after, local, fresh=False):
        """Return the write: always of the complete list, in the order in which the server has it."""
        if before is None:
            return [Step("PUT", "/roles/{id}/patch", {"id": None}, {"permissions": after["permissions"]})]
        if before["permissions"] == after["permissions"]:
            return []
        wanted = set(after["permissions"])
        complete = [permission for permission in before["raw"]["permissions"] if permission in wanted]
        complete += difference(before["permissions"], wanted)[0]

        def take(body):
            self._take(after, parse(body)["permissions"])
            return []

        return [Step("PUT", "/roles/{id}/patch", {"id": before["id"]}, {"permissions": complete}, then=take)]

    def _take(self, after, stored):
        """Some permissions bring others along: with a list of additions that is no error, but what was reached."""
        extra = difference(after["permissions"], stored)[0]
        if not extra:
            return
        if self.params["permissions"] is not None or set(extra) & set(self.params["permissions_removed"] or ()):
            raise NotTaken(
                "Mattermost reported success, but the role %s still has %s. Add permissions that others of the"
                " list require" % (self.name, ", ".join(extra)),
                fields=["permissions"],
            )
        after["permissions"] = sorted(after["permissions"] + extra)

    def managed(self):
        return ["name", "permissions"]

    def explain(self, error):
        text = self.EXPLAINED.get(error.error_id)
        given = self.params["permissions"] or self.params["permissions_added"] or ()
        return text.format(name=self.name, wanted=", ".join(given)) if text else None

    @classmethod
    def exported_entry(cls, found):
        """Return the complete list: what is left out would keep what the server has."""
        entry = {"name": found["name"], "permissions": found["permissions"]}
        return entry if found["permissions"] else dict(entry, allow_empty=True)
