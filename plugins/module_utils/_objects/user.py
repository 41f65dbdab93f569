# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Users: what the server tells, what is wanted, which writes lead there."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Resource, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import email_problem, username_problem

PROFILE = {"first_name": 64, "last_name": 64, "nickname": 64, "position": 128, "locale": 5}
FIELDS = ("email",) + tuple(PROFILE)
ADMIN = "system_admin"
OPTIONS = {
    "username": {"type": "str", "required": True},
    "email": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "update_password": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False},
    "roles": {"type": "list", "elements": "str"},
    "email_verified": {"type": "bool", "default": False},
    "welcome_email": {"type": "bool", "default": False},
    "update": {"type": "str", "choices": ["always", "on_create"], "default": "always"},
    "state": {"type": "str", "choices": ["present", "inactive", "absent"], "default": "present"},
    "permanent": {"type": "bool", "default": False},
}
OPTIONS.update((field, {"type": "str"}) for field in PROFILE)
PASSWORD_LENGTH = 72
PASSWORD_ERRORS = "model.user.is_valid.pwd_"
EXPLAINED = {
    "app.user.save.username_exists.app_error": "option username: an account named {username} exists already",
    "app.user.save.email_exists.app_error": "option email: another account has the address {email}",
    "api.user.create_user.accepted_domain.app_error": (
        "option email: TeamSettings.RestrictCreationToDomains does not allow the domain of {email}"
    ),
    "api.user.create_user.user_limits.exceeded": (
        "the server takes no more active users without a licence; deactivate some first"
    ),
    "app.user.update_active.user_limit.exceeded": (
        "the server takes no more active users without a licence, so {username} cannot be activated; "
        "deactivate others"
        " first"
    ),
    "app.role.check_roles_exist.role_not_found": "option roles: the server does not know one of {roles}",
    "api.user.delete_user.not_enabled.for_admin.app_error": (
        "over HTTP accounts are deleted only while ServiceSettings.EnableAPIUserDeletion is on; use the local socket"
    ),
}


def parse(raw, whole=True):
    """Return the state of a user from the server's answer, which is kept for an update of the whole user.

    Of thousands it is not kept: who is changed is read again just before.
    """
    state = {
        "id": raw["id"],
        "username": raw["username"],
        "roles": sorted(raw.get("roles", "").split()),
        "state": "inactive" if raw.get("delete_at") else "present",
        "is_bot": bool(raw.get("is_bot")),
        "raw": raw if whole else None,
    }
    for field in FIELDS:
        state[field] = raw.get(field, "")
    return state


def is_active_admin(state):
    """Tell whether the account can administer the server now."""
    return state is not None and state["state"] == "present" and ADMIN in state["roles"]


class User(Resource):
    """One account."""

    kind = "user"
    EXPLAINED = EXPLAINED

    def __init__(self, params):
        super().__init__(dict(params, username=(params["username"] or "").lower()))
        self._given = params["username"]
        if params["email"] is not None:
            self.params["email"] = params["email"].lower()
        if params["roles"] is not None:
            self.params["roles"] = sorted(set(params["roles"]))
        self.name = self.params["username"]
        # Whether the password is the one set last, as a record tells; None for unknown. Set by who drives the resource.
        self.password_state = None
        self._is_new = False

    def check(self):
        """Refuse what the server would refuse late, or take and spoil."""
        params = self.params
        problem = username_problem(self.name)
        if problem:
            raise InvalidInput("username", "%r: %s" % (self._given, problem))
        if params["email"] is not None and email_problem(params["email"]):
            raise InvalidInput("email", "%r: %s" % (params["email"], email_problem(params["email"])))
        for field, most in PROFILE.items():
            if params[field] is not None and len(params[field]) > most:
                raise InvalidInput(field, "has %d characters, at most %d are taken" % (len(params[field]), most))
        if params["password"] is not None and not 0 < len(params["password"]) <= PASSWORD_LENGTH:
            raise InvalidInput("password", "must have 1 to %d characters" % PASSWORD_LENGTH)
        if params["roles"] is not None:
            self._check_roles(params["roles"])
        if params["state"] == "absent" and not params["permanent"]:
            raise Refused(
                "state absent deletes the account %s with all its posts for good; say permanent: true if that is meant,"
                " or use state: inactive" % self.name,
                option="permanent",
            )

    @staticmethod
    def _check_roles(roles):
        for role in roles:
            if not re.fullmatch(r"[a-z0-9_]{1,64}", role):
                raise InvalidInput("roles", "%r is not a role's name" % role)
        if "system_user" not in roles and "system_guest" not in roles:
            # The server takes an empty list, and the account can do nothing at all then.
            raise InvalidInput("roles", "system_user must be among them, else the account cannot be used")

    def desired(self, before):
        """Return the wanted state, None for absent."""
        params = self.params
        if params["state"] == "absent":
            return None
        if before is None:
            if params["state"] == "inactive":
                return None
            self._check_new()
            self._is_new = True
            before = {
                "id": None,
                "username": self.name,
                "roles": ["system_user"],
                "state": "present",
                "is_bot": False,
                "raw": None,
            }
            before.update(dict.fromkeys(FIELDS, ""), locale="en")
        elif before["is_bot"]:
            raise InvalidInput("username", "%s is a bot, not an account of a person" % self.name)
        elif params["update"] == "on_create" and params["state"] == "present" and not self._is_new:
            return before
        after = dict(before, state=params["state"])
        for field in FIELDS + ("roles",):
            if params[field] is not None:
                after[field] = params[field]
        return after

    def _check_new(self):
        for option in ("email", "password"):
            if not self.params[option]:
                raise InvalidInput(option, "is needed, because the account %s does not exist yet" % self.name)

    def steps(self, before, after, local, fresh=False):
        """Return the writes, in an order in which each can be done."""
        if after is None:
            return (
                []
                if before is None
                else [Step("DELETE", "/users/{id}", {"id": before["id"]}, None, {"permanent": True})]
            )
        if before is None:
            return [Step("POST", "/users", None, self._new(after))]
        path = {"id": before["id"]}
        steps = []
        if before["state"] == "inactive" and after["state"] == "present":
            steps.append(Step("PUT", "/users/{id}/active", path, {"active": True}))
        changes = {field: after[field] for field in FIELDS if before[field] != after[field]}
        if changes and local:
            # Patching is not served on the socket; there the whole user is replaced, and what is left out is lost.
            steps.append(_replace(path, before["raw"], changes))
        elif changes:
            steps.append(Step("PUT", "/users/{id}/patch", path, changes))
        if before["roles"] != after["roles"]:
            # One string: a list is accepted and leaves the account without any role.
            steps.append(Step("PUT", "/users/{id}/roles", path, {"roles": " ".join(after["roles"])}))
        if self.params["email_verified"] and "email" in changes:
            # Only then: whether an address counts as verified is not told to anybody but its owner.
            steps.append(Step("POST", "/users/{id}/email/verify/member", path))
        if self.keeps_password() and self.password_state is not True and not fresh:
            steps.append(Step("PUT", "/users/{id}/password", path, {"new_password": self.params["password"]}))
        if before["state"] == "present" and after["state"] == "inactive":
            steps.append(Step("PUT", "/users/{id}/active", path, {"active": False}))
        return steps

    def keeps_password(self):
        """Tell whether an existing account's password is managed, so that it goes into the record when it is set."""
        return self.params["update_password"] == "always" and self.params["password"] is not None

    def _new(self, after):
        body = {
            "username": self.name,
            "password": self.params["password"],
            "disable_welcome_email": not self.params["welcome_email"],
        }
        if self.params["email_verified"]:
            body["email_verified"] = True
        for field in FIELDS:
            if self.params[field] is not None:
                body[field] = after[field]
        return body

    def managed(self):
        """Return the fields that are compared and shown."""
        return ["username"] + [field for field in FIELDS + ("roles",) if self.params[field] is not None] + ["state"]

    def secrets(self, before, after):
        """Say that a password is set, never which."""
        if after is None:
            return {}
        if before is None:
            return {"password": "set, not shown"}
        if not self.keeps_password() or self.password_state is True:
            return {}
        unknown = "unknown so far; " if self.password_state is None else ""
        return {"password": unknown + "set, not shown"}

    def explain(self, error):
        """Say in words of the options why the server refuses."""
        if error.error_id.startswith(PASSWORD_ERRORS):
            return "option password: %s" % error.reason
        return super().explain(error)


def _replace(path, whole, changes):
    if whole is not None:
        return Step("PUT", "/users/{id}", path, dict(whole, **changes))
    return Step("GET", "/users/{id}", path, None, None, (200,), lambda found: [_replace(path, found, changes)])


def loses_admin(before, after):
    """Tell whether the account could administer the server before and cannot afterwards."""
    return is_active_admin(before) and not is_active_admin(after)


def refuse_last_admin(before, admins):
    """The server itself lets its last administrator be deactivated and deleted."""
    for other in admins:
        if other["id"] != before["id"] and not other.get("is_bot") and is_active_admin(parse(other)):
            return
    raise Refused(
        "%s is the last active system administrator; make another one first" % before["username"], option="username"
    )
