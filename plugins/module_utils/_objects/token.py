# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Access tokens: what the server tells, what is wanted, what has to be done. The value is shown only once."""

from __future__ import annotations

import os
from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need, Resource, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import username_problem

OPTIONS = {
    "user": {"type": "str", "required": True},
    "description": {"type": "str", "required": True},
    "path": {"type": "path"},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "rotate": {"type": "bool", "default": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
DESCRIPTION_LENGTH = 255
ALLOWED = Need(
    "ServiceSettings",
    "EnableUserAccessTokens",
    "user",
    "persons have no tokens now; switch them on, or give the token to a bot",
)
EXPLAINED = {
    "app.user_access_token.disabled": (
        "option user: persons have no tokens while ServiceSettings.EnableUserAccessTokens is off; switch it "
        "on, or give"
        " the token to a bot"
    ),
    "model.user_access_token.is_valid.description.app_error": "option description: it is too long",
}
# make: a new token is needed; revoke: ids that go; enable: id of one that is to work again, or None
Plan = namedtuple("Plan", "make revoke enable")


def parse(raw, user):
    """Return the state of a token from the server's answer, which has no value unless the token was just made."""
    return {"id": raw["id"], "user": user, "description": raw["description"], "active": raw["is_active"]}


class Token(Resource):
    """One access token of an account."""

    kind = "token"
    EXPLAINED = EXPLAINED

    def __init__(self, params):
        super().__init__(dict(params, user=(params["user"] or "").lower()))
        self.path = params["path"]

    def check(self):
        """Refuse what the server would refuse late."""
        params = self.params
        if username_problem(params["user"]):
            raise InvalidInput("user", "%r: %s" % (params["user"], username_problem(params["user"])))
        if not params["description"].strip():
            raise InvalidInput("description", "must not be empty, the token is known by it")
        if len(params["description"].encode("utf-8")) > DESCRIPTION_LENGTH:
            raise InvalidInput("description", "is too long, at most %d bytes are taken" % DESCRIPTION_LENGTH)
        if self.path is not None and not os.path.isabs(self.path):
            raise InvalidInput("path", "%s is not absolute" % self.path)
        for option in ("owner", "group"):
            if params[option] is not None and self.path is None:
                raise InvalidInput(option, "is for use with path")

    def references(self):
        """Return the account."""
        return {"user": ("user", self.params["user"])}

    def refer(self, found, predicts=False):
        """Take the account."""
        super().refer(found, predicts)
        if self.params["state"] == "present":
            self.demand("user")

    def mine(self, raws):
        """Return the states of the tokens with the description; the server allows several."""
        return [parse(raw, self.params["user"]) for raw in raws if raw["description"] == self.params["description"]]

    def plan(self, tokens, holds, local):
        """Decide what to do; holds: whether the file has a token."""
        params = self.params
        ids = [token["id"] for token in tokens]
        if len(tokens) > 1 and not params["rotate"]:
            raise Refused(
                "%s has %d tokens with the description %s (ids %s), so it is not known which one is meant; revoke the"
                " others, or say rotate: true to revoke them all"
                % (params["user"], len(ids), params["description"], ", ".join(ids)),
                option="description",
                ids=ids,
            )
        if params["state"] == "absent":
            return Plan(False, ids, None)
        if not tokens or params["rotate"]:
            if self.found.get("user"):
                self.demand("user", archived="deactivated")
            return Plan(True, ids, None)
        if self.path is not None and not holds:
            raise Refused(
                "the token %s of %s exists, but %s does not hold it, and its value is shown only once; bring the file"
                " back, or say rotate: true to revoke the token and make a new one"
                % (params["description"], params["user"], self.path),
                option="path",
            )
        if tokens[0]["active"]:
            return Plan(False, [], None)
        if local:
            raise Refused(
                "the token %s of %s is disabled, and the server does not serve enabling on its local socket; give"
                " url with a token or a login, or say rotate: true" % (params["description"], params["user"]),
                option="state",
            )
        return Plan(False, [], ids[0])

    def creation(self):
        """Return the write that makes a token."""
        return Step(
            "POST", "/users/{id}/tokens", {"id": self.id_of("user")}, {"description": self.params["description"]}
        )

    @staticmethod
    def revocation(token_id):
        """Return the write that ends a token."""
        return Step("POST", "/users/tokens/revoke", None, {"token_id": token_id})

    @staticmethod
    def enabling(token_id):
        """Return the write that lets a disabled token work again."""
        return Step("POST", "/users/tokens/enable", None, {"token_id": token_id})

    def desired(self, before):
        """Return the wanted state, None for absent."""
        if self.params["state"] == "absent":
            return None
        blank = {"id": None, "user": self.params["user"], "description": self.params["description"]}
        return dict(before or blank, active=True)

    def needs(self, before, after, local):
        """Return the setting without which a person gets no token; bots, and who is still to be made, do without."""
        user = self.found.get("user")
        return [] if user is None or user.get("is_bot") else [ALLOWED]

    def managed(self):
        """Return the fields that are shown."""
        return ["user", "description", "active"]
