# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Users: the state on the server, the configured state, and the writes that lead there."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.listing import (
    ALL,
    Listing,
    demand_team,
    names_spec,
    state_spec,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import user as find_user
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Step, permanent_deletion
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    InvalidInput,
    Refused,
    RequestFailed,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import email_problem, username_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import administrator
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.password_record import Keeper

PROFILE = {"first_name": 64, "last_name": 64, "nickname": 64, "position": 128, "locale": 5}
FIELDS = ("email",) + tuple(PROFILE)
ADMIN = "system_admin"
NO_ADMIN = "not tried, because the administrator could not be made, and the first account would be one"
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
UNKNOWN_VALUE = "api.context.invalid_body_param.app_error"
PASSWORD_ERRORS = "model.user.is_valid.pwd_"
EXPLAINED = {
    "app.user.save.username_exists.app_error": "option username: an account named {username} exists already",
    "app.user.save.email_exists.app_error": "option email: another account has the address {email}",
    "api.user.create_user.accepted_domain.app_error": (
        "option email: TeamSettings.RestrictCreationToDomains does not allow the domain of {email}"
    ),
    "api.user.create_user.user_limits.exceeded": (
        "the server takes no more active users without a license; deactivate some first"
    ),
    "app.user.update_active.user_limit.exceeded": (
        "the server takes no more active users without a license, so {username} cannot be activated; "
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
    """Return whether the account can administer the server now."""
    return state is not None and state["state"] == "present" and ADMIN in state["roles"]


class User(Kind):
    """One account."""

    kind = "user"
    place = ("users",)
    identity = ("username",)
    OPTIONS = OPTIONS
    # Module workspace has one record for all accounts.
    MODULE_OPTIONS = {
        "password_record": {"type": "path", "no_log": False},
        "trust_password_record": {"type": "bool", "default": True, "no_log": False},
    }
    EXPLAINED = EXPLAINED
    read_first = True
    known_as = "user"
    makes_room = True
    exclusive = "users"
    REMOVAL = {"state": "inactive"}
    USUAL = {"locale": "en", "roles": ["system_user"], "state": "present"}

    def __init__(self, params):
        super().__init__(dict(params, username=(params["username"] or "").lower()))
        self._given = params["username"]
        if params["email"] is not None:
            self.params["email"] = params["email"].lower()
        if params["roles"] is not None:
            self.params["roles"] = sorted(set(params["roles"]))
        self.name = self.params["username"]
        # Whether the password is the one set last, as a record says; None for unknown. Set by the caller.
        self.password_state = None
        self._is_new = False

    @classmethod
    def work(cls, task):
        """Return the result of the task; the record of passwords is asked before the writes, and written after them."""
        resource = cls(task.params)
        resource.passwords = Keeper(task, resource)
        result = converge(task, resource)
        resource.passwords.after(result["user"])
        return result

    @classmethod
    def entries(cls, params):
        admin, others = administrator.with_admin(params, cls.OPTIONS)
        if admin is not None:
            yield "admin", admin
        yield from super().entries(dict(params, users=others))

    def read_one(self, client):
        found = find_user(client, self.name)
        return found and parse(found)

    def guard(self, task, before, after):
        if loses_admin(before, after):
            admins = task.client.pages("/users", query={"role": ADMIN, "active": True})
            refuse_last_admin(before, admins)
        # Outside a check the server itself refuses one more active account.
        if task.check_mode and self.adds_user(before, after, task.client.local):
            self._refuse_more_than_allowed(task.client)
        self.passwords.before(before, after)

    def _refuse_more_than_allowed(self, client):
        # Only here, for few checks come this far.
        from ansible_collections.groupware.mattermost.plugins.module_utils._api.server import is_full

        limit = is_full(client)
        if limit is not None:
            raise Refused(
                "the server takes no more than %d active users without a license, so %s cannot be one; deactivate"
                " others first" % (limit, self.name),
                option="username",
            )

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            for raw in client.pages("/users"):
                user = parse(raw, whole=False)
                state.add(cls.kind, (user["username"],), user)
                state.name(cls.kind, user["id"], user["username"])

        return [ask]

    def check(self):
        params = self.params
        problem = username_problem(self.name)
        if problem:
            raise InvalidInput("username", "%r: %s" % (self._given, problem))
        if params["email"] is not None and email_problem(params["email"]):
            raise InvalidInput("email", "%r: %s" % (params["email"], email_problem(params["email"])))
        self.check_lengths(PROFILE)
        if params["password"] is not None and not 0 < len(params["password"]) <= PASSWORD_LENGTH:
            raise InvalidInput("password", "must have 1 to %d characters" % PASSWORD_LENGTH)
        if params["roles"] is not None:
            self._check_roles(params["roles"])
        if params["state"] == "absent" and not params["permanent"]:
            raise Refused(
                "state absent deletes the account %s with all its posts permanently; say permanent: true to confirm,"
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
        if after is None:
            return permanent_deletion("/users/{id}", before)
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
            # Only then: whether an address counts as verified is shown to its owner only.
            steps.append(Step("POST", "/users/{id}/email/verify/member", path))
        if self.keeps_password() and self.password_state is not True and not fresh:
            steps.append(Step("PUT", "/users/{id}/password", path, {"new_password": self.params["password"]}))
        if before["state"] == "present" and after["state"] == "inactive":
            steps.append(Step("PUT", "/users/{id}/active", path, {"active": False}))
        return steps

    def keeps_password(self):
        """Return whether an existing account's password is managed, so that it goes into the record when it is set."""
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
        if error.error_id.startswith(PASSWORD_ERRORS):
            return "option password: %s" % error.reason
        return super().explain(error)

    def rank(self, before, after, unlisted):
        """Administrators first; then those who leave, so that a full server has room for the new ones."""
        if is_active_admin(after):
            return 0
        return 1 if after is None or after["state"] != "present" else 2

    def adds_user(self, before, after, local):
        return _is_active(after) and not _is_active(before)

    @classmethod
    def problems(cls, items, state, limit, local):
        return _no_administrator(items, state) + _too_many_users(items, state, limit, local)

    def before_write(self, before, after, work):
        """Keep the server from losing its last administrator, and from making its first account one."""
        if loses_admin(before, after) and any(is_admin_item(item) for item, dummy in work.failures):
            raise Refused("not tried, because another administrator could not be made")
        if work.nobody and not is_active_admin(after):
            raise Refused(NO_ADMIN)

    def completed(self, answer):
        # An account cannot be made with roles, and needs them before another administrator leaves.
        return parse(answer)

    @classmethod
    def removable(cls, params, state):
        people = (user for user in state.all_of(cls.kind) if not user["is_bot"])
        return [(user["username"],) for user in people if user["state"] == "present"]

    @classmethod
    def exported(cls, state):
        return [key for key in super().exported(state) if not state.get(cls.kind, key)["is_bot"]]


def _is_active(state):
    return state is not None and state["state"] == "present"


def is_admin_item(item):
    """Return whether an item of module workspace is an account that should be an active administrator."""
    return isinstance(item.resource, User) and is_active_admin(item.after)


def _no_administrator(items, state):
    """Refuse to leave a server without an administrator, and to make its first account one by accident."""
    if state.predicted or not state.reads(User.kind):
        return []
    people = [user for user in state.all_of(User.kind) if not user["is_bot"]]
    changed = {item.key[0]: item.after for item in items if isinstance(item.resource, User)}
    after = [changed.get(user["username"], user) for user in people] + [
        item.after for item in items if isinstance(item.resource, User) and item.before is None
    ]
    if any(is_active_admin(user) for user in people) and not any(is_active_admin(user) for user in after):
        return ["the server would be left without an active system administrator; make another one first"]
    first = next((item for item in items if item.resource.known_as == User.kind and item.action == "create"), None)
    if not people and first is not None and not is_active_admin(first.after):
        return [
            "the server has no account yet, and it makes the first one, which would be %s, its administrator; give"
            " admin, or a user with the roles system_user and system_admin" % first.name
        ]
    return []


def _too_many_users(items, state, limit, local):
    if limit is None:
        return []
    active = sum(user["state"] == "present" and not user["is_bot"] for user in state.all_of(User.kind))
    accounts = [item for item in items if isinstance(item.resource, User)]
    active += sum(_is_active(item.after) - _is_active(item.before) for item in accounts)
    # Over the socket a bot begins as an account, one after the other.
    begun = any(
        item.resource.adds_user(item.before, item.after, local) for item in items if not isinstance(item.resource, User)
    )
    if active + begun <= limit:
        return []
    if active <= limit:
        return [
            "over the socket a bot begins as an account, and the server takes no more than %d active users without a"
            " license; deactivate one, or make the bot over HTTP" % limit
        ]
    return [
        "the server takes no more than %d active users without a license, and there would be %d; deactivate others"
        % (limit, active)
    ]


def _replace(path, whole, changes):
    if whole is not None:
        return Step("PUT", "/users/{id}", path, dict(whole, **changes))
    return Step("GET", "/users/{id}", path, None, None, (200,), lambda found: [_replace(path, found, changes)])


def loses_admin(before, after):
    """Return whether the account could administer the server before and cannot afterwards."""
    return is_active_admin(before) and not is_active_admin(after)


def refuse_last_admin(before, admins):
    """The server itself lets its last administrator be deactivated and deleted."""
    for other in admins:
        if other["id"] != before["id"] and not other.get("is_bot") and is_active_admin(parse(other)):
            return
    raise Refused(
        "%s is the last active system administrator; make another one first" % before["username"], option="username"
    )


class Users(Listing):
    """Accounts of persons."""

    plural = "users"
    names_option = "usernames"
    name_field = "username"
    OPTIONS = {
        "usernames": names_spec(),
        "team": {"type": "str"},
        "roles": {"type": "list", "elements": "str"},
        "state": state_spec("inactive"),
    }

    def __init__(self, params):
        super().__init__(params)
        self._roles = None if params["roles"] is None else set(params["roles"])

    def read(self, client):
        query = self._query(client)
        try:
            return self.chosen(parse(raw, whole=False) for raw in client.pages("/users", query=query))
        except RequestFailed as exc:
            if "role" in query and exc.error_id == UNKNOWN_VALUE:
                raise InvalidInput("roles", "there is no role named %s" % query["role"])
            raise

    def _query(self, client):
        """Return what the server itself can choose by; it does not do so by role and state in a team."""
        params = self.params
        if params["team"] is not None:
            return {"in_team": demand_team(client, params["team"])["id"]}
        query = {}
        if params["state"] != ALL:
            query["active" if params["state"] == "present" else "inactive"] = True
        if params["roles"] is not None and len(params["roles"]) == 1:
            query["role"] = params["roles"][0]
        return query

    def accepts(self, state):
        has_role = self._roles is None or not self._roles.isdisjoint(state["roles"])
        return has_role and not state["is_bot"] and super().accepts(state)
