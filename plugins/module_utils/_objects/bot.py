# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Bots: the state on the server, the configured state, and the writes that lead there."""

from __future__ import annotations

import re
from secrets import token_urlsafe

from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import one, to_user, username_of
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import user as find_user
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need, Step, permanent_deletion
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import username_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import user as _user
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind

OPTIONS = {
    "username": {"type": "str", "required": True},
    "display_name": {"type": "str"},
    "description": {"type": "str"},
    "owner": {"type": "str"},
    "roles": {"type": "list", "elements": "str"},
    "state": {"type": "str", "choices": ["present", "inactive", "absent"], "default": "present"},
    "permanent": {"type": "bool", "default": False},
}
TEXTS = {"display_name": 64, "description": 1024}
FIELDS = tuple(TEXTS) + ("owner", "roles")
PLAIN_ROLES = ["system_user"]
# Over the socket a bot begins as an account. Its position says that we began it: nobody else's account is made a bot.
POSITION = "bot account"
SYSTEM_BOT = "system-bot"  # the server's own
ALLOWED = Need(
    "ServiceSettings",
    "EnableBotAccountCreation",
    "username",
    "over HTTP no bot can be made now; switch it on, or use the local socket",
)
EXPLAINED = {
    "api.bot.create_disabled": (
        "over HTTP no bot can be made while ServiceSettings.EnableBotAccountCreation is off; use the local socket"
    ),
    "app.user.save.username_exists.app_error": "option username: an account named {username} exists already",
    "app.user.save.email_exists.app_error": "option username: an account has the address {username}@localhost already",
    "api.user.create_user.user_limits.exceeded": (
        "over the local socket a bot begins as an account, and the server takes no more active accounts "
        "without a"
        " license; give url with a token, or deactivate an account first"
    ),
    "api.user.create_user.accepted_domain.app_error": (
        "over the local socket a bot begins as an account with an address at localhost, "
        "which"
        " TeamSettings.RestrictCreationToDomains does not allow; give url with a token"
    ),
    "app.role.check_roles_exist.role_not_found": "option roles: the server does not know one of {roles}",
    "api.user.delete_user.not_enabled.for_admin.app_error": (
        "over HTTP bots are deleted only while ServiceSettings.EnableAPIUserDeletion is on; use the local socket"
    ),
}


def parse(raw, user=None, names=None):
    """Return the state of a bot from the server's answer.

    user: the state of its account, which alone has the roles; names: {id of an account: its name}, for the owner.
    """
    state = {
        "id": raw["user_id"],
        "username": raw["username"],
        "owner": (names or {}).get(raw["owner_id"]),
        "owner_id": raw["owner_id"],
        "roles": list(user["roles"]) if user else None,
        "state": "inactive" if raw.get("delete_at") else "present",
    }
    for field in TEXTS:
        state[field] = raw.get(field, "")  # the server leaves out empty ones
    return state


def random_password():
    """Return a password that nobody knows, with all that a policy may ask for."""
    return token_urlsafe(32) + "aA1!"


class Bot(Kind):
    """One bot."""

    kind = "bot"
    place = ("bots",)
    identity = ("username",)
    OPTIONS = OPTIONS
    EXPLAINED = EXPLAINED
    needs_read = ("user",)
    known_as = "user"
    # Over the socket each begins as an account, so several at once could be too many for the server.
    one_by_one = True
    exclusive = "bots"
    REMOVAL = {"state": "inactive"}
    USUAL = {"state": "present", "roles": ["system_user"]}

    def __init__(self, params):
        super().__init__(dict(params, username=(params["username"] or "").lower()))
        if params["owner"] is not None:
            self.params["owner"] = params["owner"].lower()
        if params["roles"] is not None:
            self.params["roles"] = sorted(set(params["roles"]))
        self.name = self.params["username"]
        self._begun = None

    def read_one(self, client):
        account = find_user(client, self.name)
        self._take_account(account)
        if account is None or not account.get("is_bot"):
            return None
        # One that is deactivated does not exist unless asked for so.
        bot = one(client, "/bots/{id}", {"id": account["id"]}, {"include_deleted": True})
        if bot is None:
            raise Refused(
                "%s is a bot, but the account that is signed in may not see it" % self.name, option="username"
            )
        owner = bot["owner_id"]
        return parse(bot, _user.parse(account), {owner: username_of(client, self, "owner", owner)})

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            for raw in client.pages("/bots", query={"include_deleted": True}):
                user = state.get("user", (raw["username"],))
                state.add(cls.kind, (raw["username"],), parse(raw, user, state.names("user")))

        return [ask]

    def check(self):
        params = self.params
        for option in ("username", "owner"):
            if params[option] is not None and username_problem(params[option]):
                raise InvalidInput(option, "%r: %s" % (params[option], username_problem(params[option])))
        self.check_lengths(TEXTS)
        for role in params["roles"] or ():
            if not re.fullmatch(r"[a-z0-9_]{1,64}", role):
                raise InvalidInput("roles", "%r is not a role's name" % role)
        if params["roles"] is not None and "system_user" not in params["roles"]:
            # The server takes an empty list, and the bot can do nothing at all then.
            raise InvalidInput("roles", "system_user must be among them, else the bot cannot be used")
        if params["state"] == "absent" and not params["permanent"]:
            raise Refused(
                "state absent deletes the bot %s with all its posts permanently; say permanent: true to confirm,"
                " or use state: inactive" % self.name,
                option="permanent",
            )

    def references(self):
        if self.params["owner"] is None or self.params["state"] == "absent":
            return {}
        return {"owner": to_user(self.params["owner"])}

    def refer(self, found, predicts=False):
        """Take the owner; the server itself would give a bot to an account that does not exist."""
        super().refer(found, predicts)
        if "owner" in self.references():
            self.demand("owner")

    def meet(self, state):
        self._take_account(state.get("user", self.key))

    def _take_account(self, account):
        """Take the account that has the bot's name: None, one of a person, or the bot's own.

        An account that an interrupted task began for this bot is gone on with, any other is refused.
        """
        self._begun = None
        if account is None or account.get("is_bot"):
            return
        if account["email"] != "%s@localhost" % self.name or account.get("position") != POSITION:
            if self.params["state"] == "present":
                raise InvalidInput("username", "%s is an account of a person, not a bot" % self.name)
            return
        self._begun = account["id"]

    def desired(self, before):
        params = self.params
        if params["state"] == "absent" or (before is None and params["state"] == "inactive"):
            return None
        if before is None:
            before = {"id": None, "username": self.name, "owner": None, "owner_id": None, "roles": list(PLAIN_ROLES)}
            before.update(dict.fromkeys(TEXTS, ""))
        after = dict(before, state=params["state"])
        for field in FIELDS:
            if params[field] is not None:
                after[field] = params[field]
        if params["owner"] is not None:
            after["owner_id"] = self.id_of("owner")
        return after

    def steps(self, before, after, local, fresh=False):
        if after is None:
            return permanent_deletion("/users/{id}", before)
        if before is None:
            return [self._creation(after, local)]
        path = {"id": before["id"]}
        steps = []
        if before["state"] == "inactive" and after["state"] == "present":
            steps.append(Step("POST", "/bots/{id}/enable", path))
        changes = {field: after[field] for field in TEXTS if before[field] != after[field]}
        if changes:
            steps.append(Step("PUT", "/bots/{id}", path, changes))
        if before["owner"] != after["owner"]:
            self._demand_person()
            steps.append(self._assignment(before["id"]))
        if before["roles"] != after["roles"]:
            steps.append(self._promotion(before["id"], after))
        if before["state"] == "present" and after["state"] == "inactive":
            steps.append(Step("POST", "/bots/{id}/disable", path))
        return steps

    def _demand_person(self):
        # The server refuses it as a lack of rights. Also, as long as there are only bots, the next account would become
        # the server's administrator.
        owner = self.found.get("owner") or {}
        if owner.get("is_bot"):
            raise InvalidInput("owner", "%s is a bot; bots belong to persons" % self.params["owner"])
        if owner:
            self.demand("owner", active=True)

    def _assignment(self, bot_id):
        return Step("POST", "/bots/{id}/assign/{owner}", {"id": bot_id, "owner": self.id_of("owner")})

    @staticmethod
    def _promotion(bot_id, after):
        # One string: a list is accepted and leaves the account without any role.
        return Step("PUT", "/users/{id}/roles", {"id": bot_id}, {"roles": " ".join(after["roles"])})

    def _creation(self, after, local):
        if self.params["owner"] is not None:
            self._demand_person()
        elif local:
            raise InvalidInput(
                "owner", "is needed to make the bot %s over the local socket, where nobody is signed in" % self.name
            )
        texts = {field: after[field] for field in TEXTS}

        def complete(bot):
            """A bot that was an account: what only bots have."""
            return [Step("PUT", "/bots/{id}", {"id": bot["user_id"]}, texts)] + follow(bot)

        def follow(bot):
            """Return what cannot be set when a bot is made."""
            steps = []
            if self.params["owner"] is not None and bot["owner_id"] != self.id_of("owner"):
                steps.append(self._assignment(bot["user_id"]))
            if after["roles"] != PLAIN_ROLES:
                steps.append(self._promotion(bot["user_id"], after))
            return steps

        if self._begun:
            return self._conversion(self._begun, complete)
        if not local:
            return Step("POST", "/bots", None, dict(texts, username=self.name), then=follow)
        account = {
            "username": self.name,
            "email": "%s@localhost" % self.name,
            "first_name": after["display_name"],
            "position": POSITION,
            "password": random_password(),
            "disable_welcome_email": True,
        }
        return Step("POST", "/users", None, account, then=lambda user: [self._conversion(user["id"], complete)])

    @staticmethod
    def _conversion(account_id, then):
        return Step("POST", "/users/{id}/convert_to_bot", {"id": account_id}, then=then)

    def needs(self, before, after, local):
        """Return the setting without which no bot is made."""
        return [ALLOWED] if before is None and after is not None and not local and not self._begun else []

    def managed(self):
        return ["username"] + [field for field in FIELDS if self.params[field] is not None] + ["state"]

    def adds_user(self, before, after, local):
        """Over the socket a bot begins as an account."""
        return local and before is None and after is not None

    def before_write(self, before, after, work):
        if work.nobody:
            raise Refused(_user.NO_ADMIN)

    @classmethod
    def removable(cls, params, state):
        there = foreign(state)
        bots = (bot for bot in state.all_of(cls.kind) if bot["username"] not in there)
        return [(bot["username"],) for bot in bots if bot["state"] == "present"]

    @classmethod
    def exported(cls, state):
        there = foreign(state)
        return [key for key in super().exported(state) if key[0] not in there]


def foreign(state):
    """Return the names of the bots that nobody manages: the server's own, and those that belong to plugins."""
    people = {user["id"] for user in state.all_of("user")}
    return {
        bot["username"] for bot in state.all_of("bot") if bot["username"] == SYSTEM_BOT or bot["owner_id"] not in people
    }
