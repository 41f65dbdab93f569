# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Access tokens, and the files that hold them: the server shows the value of a token only once."""

from __future__ import annotations

import os
from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import perform, shown
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import demand_settings, resolve, to_user
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need, Resource, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    HostError,
    InvalidInput,
    MattermostError,
    NotTaken,
    Refused,
    ServerAbsent,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import username_problem
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.token_file import TokenFile

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
NOTHING = Plan(False, [], None)


def parse(raw, user):
    """Return the state of a token from the server's answer, which has no value unless the token was just made."""
    return {"id": raw["id"], "user": user, "description": raw["description"], "active": raw["is_active"]}


class Token(Resource):
    """One access token of an account."""

    kind = "token"
    OPTIONS = OPTIONS
    EXPLAINED = EXPLAINED

    def __init__(self, params):
        super().__init__(dict(params, user=(params["user"] or "").lower()))
        self.path = params["path"]

    @classmethod
    def work(cls, task):
        resource = cls(task.params)
        resource.check()
        return TokenTask(task, resource).result()

    def check(self):
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
        return {"user": to_user(self.params["user"])}

    def refer(self, found, predicts=False):
        super().refer(found, predicts)
        if self.params["state"] == "present":
            self.demand("user")

    def read_all(self, client):
        """Return the states of the account's tokens with the description; the server allows several."""
        user = self.id_of("user")
        raws = () if user is None else client.pages("/users/{id}/tokens", path={"id": user})
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
                self.demand("user", active=True)
            return Plan(True, ids, None)
        if self.path is not None and not holds:
            raise Refused(
                "the token %s of %s exists, but %s does not hold it, and its value is shown only once; bring the file"
                " back, or say rotate: true to revoke the token and make a new one"
                % (params["description"], params["user"], self.path),
                option="path",
            )
        if tokens[0]["active"]:
            return NOTHING
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


class TokenTask:
    """The task of module token: two things, the token and its file, which have to agree at every moment."""

    def __init__(self, task, resource):
        self._task = task
        self._resource = resource
        self._path = resource.path
        self._file = None
        if self._path is not None:
            self._file = TokenFile(self._path, task.params["owner"], task.params["group"])

    def result(self):
        """Return the result of the task."""
        task, resource, file = self._task, self._resource, self._file
        state = task.params["state"]
        holds = file is not None and file.holds()
        found = self._look()
        plan = resource.plan(found or [], holds, task.client.local)
        if plan.make:
            self._demand_possible(found)
        before = found[0] if found else None
        after = resource.desired(None if plan.make else before)
        wrong = file.wrong() if holds and state == "present" else {}
        gone = holds and state == "absent"
        value = None
        if not task.check_mode:
            value = self._carry_out(plan)
            if plan != NOTHING:
                after = self._now()
            if gone:
                file.remove()
            if wrong and not plan.make:
                file.correct()
        return {
            "changed": bool(plan != NOTHING or wrong or gone),
            "token": None if after is None else dict(after, path=self._path, value=value),
            "diff": {
                "before": self._shown(before, self._path if holds else None, wrong.get("before")),
                "after": self._shown(after, self._path if after else None, wrong.get("after"), new=plan.make),
            },
        }

    def _look(self):
        """Return the tokens that there are, None where no server answers."""
        try:
            resolve(self._task.client, self._resource, self._task.predicts)
            return self._resource.read_all(self._task.client)
        except ServerAbsent:
            if not self._task.predicts:
                raise
            return None

    def _demand_possible(self, found):
        if found is not None:
            demand_settings(self._task.client, self._resource.needs(None, None, self._task.client.local))
        if self._file is not None and not self._task.predicts:
            self._file.demand_folder()

    def _carry_out(self, plan):
        """Do what was planned and return the value of a new token that has no file."""
        value = self._make() if plan.make else None
        # Only now: programs that use the old one can read the new one already.
        steps = [self._resource.revocation(token_id) for token_id in plan.revoke]
        if plan.enable:
            steps.append(self._resource.enabling(plan.enable))
        perform(self._task.client, self._resource, steps)
        return value

    def _make(self):
        """Make a token. One that cannot be kept is revoked at once."""
        creation = [self._resource.creation()]
        if self._file is None:
            return perform(self._task.client, self._resource, creation)["token"]
        self._file.prepare()
        try:
            made = perform(self._task.client, self._resource, creation)
            self._task.hide([made["token"]])
            try:
                self._file.commit(made["token"])
            except HostError as exc:
                self._take_back(made["id"], exc)
                raise
        finally:
            self._file.abandon()
        return None

    def _take_back(self, token_id, reason):
        try:
            perform(self._task.client, self._resource, [self._resource.revocation(token_id)])
        except MattermostError as exc:
            raise HostError(
                "%s; the new token %s could not be revoked either: %s" % (reason, token_id, exc), **reason.detail
            )

    def _now(self):
        """Return what the server has now, which must be what was asked for."""
        tokens = self._resource.read_all(self._task.client)
        if self._resource.params["state"] == "absent":
            if tokens:
                raise NotTaken("Mattermost reported success, but the token still exists")
            return None
        if len(tokens) != 1 or not tokens[0]["active"]:
            raise NotTaken(
                "Mattermost reported success, but there are %d tokens with the description %s, %d of which work"
                % (len(tokens), self._resource.params["description"], sum(token["active"] for token in tokens))
            )
        return tokens[0]

    def _shown(self, state, path, facts, new=False):
        """Return what the diff shows of token and file."""
        found = shown(self._resource, state, {"value": "new, not shown"} if new else {})
        if self._path is not None and (state is not None or path is not None):
            found.update(facts or {}, path=path)
        return found
