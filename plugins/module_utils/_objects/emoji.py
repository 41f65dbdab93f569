# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Custom emoji: a name and an image, which the server takes once and never changes."""

from __future__ import annotations

import base64
import binascii
import json
import re

from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import one, to_user, username_of
from ansible_collections.groupware.mattermost.plugins.module_utils._api.multipart import Form
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Need, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    HostError,
    InvalidInput,
    Refused,
    RequestFailed,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration import unless_off
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.kind import Kind

OPTIONS = {
    "name": {"type": "str", "required": True},
    "src": {"type": "path"},
    "content": {"type": "str"},
    "creator": {"type": "str"},
    "replace": {"type": "bool", "default": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
SOURCES = ("src", "content")
NAME = re.compile(r"[a-z0-9_+-]{1,64}")
# How a file of each type begins. The server keeps an animation only if the name of the file says GIF.
TYPES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"\xff\xd8\xff", "jpg"))
LOCAL = "Mattermost does not serve custom emoji over its local socket"
ALLOWED = Need("ServiceSettings", "EnableCustomEmoji", "name", "custom emoji are switched off")
NOT_SIGNED_IN = "option creator: Mattermost creates a custom emoji only for the user that is signed in"
EXPLAINED = {
    "api.emoji.disabled.app_error": "custom emoji are switched off; set ServiceSettings.EnableCustomEmoji to true",
    "api.emoji.storage.app_error": "the server has no file storage (FileSettings.DriverName)",
    "api.emoji.create.too_large.app_error": "the image is too large: the server accepts 512 KiB",
    "api.emoji.create.duplicate.app_error": "option name: a custom emoji named {name} already exists",
    "api.emoji.create.other_user.app_error": NOT_SIGNED_IN,
    "api.emoji.upload.image.app_error": "the file is not a GIF, JPEG or PNG image",
    "api.emoji.upload.large_image.too_large.app_error": "the image is larger than 1028 by 1028 pixels",
    "model.emoji.system_emoji_name.app_error": "option name: {name} is the name of a built-in emoji",
}


def parse(raw, users):
    """Return the state of a custom emoji from the server's answer; users: {id: name}."""
    return {"id": raw["id"], "name": raw["name"], "creator": users.get(raw["creator_id"])}


def image_type(data, option):
    """Return the type of an image."""
    for beginning, name in TYPES:
        if data.startswith(beginning):
            return name
    raise InvalidInput(option, "is not a GIF, JPEG or PNG image")


class Emoji(Kind):
    """One custom emoji."""

    kind = "emoji"
    place = ("emojis",)
    identity = ("name",)
    OPTIONS = OPTIONS
    CONSTRAINTS = {"mutually_exclusive": [SOURCES]}
    hides_options = True  # the content of an image is too long to be shown
    NOT_LISTED = ("replace",)  # each run would replace the image
    EXPLAINED = EXPLAINED
    needs_read = ("user",)
    exclusive = "emojis"
    over_socket = False

    def __init__(self, params):
        super().__init__(dict(params, name=(params["name"] or "").lower()))
        if params["creator"] is not None:
            self.params["creator"] = params["creator"].lower()
        self.name = self.params["name"]
        self._image = None
        self._replaced = False

    @property
    def _source(self):
        return next((option for option in SOURCES if self.params[option]), None)

    def check(self):
        if not NAME.fullmatch(self.name):
            raise InvalidInput(
                "name", "%r: a name has 1 to 64 lowercase letters, digits and the characters _ + -" % self.name
            )
        if all(self.params[option] for option in SOURCES):
            raise InvalidInput("content", "cannot be set together with src")
        if self.params["replace"] and self._source is None:
            raise InvalidInput("replace", "requires src or content")

    def check_route(self, local):
        if local:
            raise Refused("%s; set url with a token, or with login_id and login_password" % LOCAL, option="url")

    def references(self):
        creator = self.params["creator"]
        return {} if creator is None or self.params["state"] == "absent" else {"creator": to_user(creator)}

    def refer(self, found, predicts=False):
        super().refer(found, predicts)
        for option in self.references():
            self.demand(option)

    def read_one(self, client):
        try:
            raw = one(client, "/emoji/name/{name}", {"name": self.name})
        except RequestFailed as exc:
            text = self.explain(exc)
            if text is None:
                raise
            raise Explained("%s (%s)" % (text, exc), **exc.detail)
        creator = raw and raw["creator_id"]
        found = raw and parse(raw, {creator: username_of(client, self, "creator", creator)})
        self.prepare(client, found, None)
        return found

    @classmethod
    def questions(cls, state, wanted, local):
        def ask(client):
            for raw in unless_off(lambda: list(client.pages("/emoji", query={"sort": "name"}))):
                state.add(cls.kind, (raw["name"],), parse(raw, state.names("user")))

        if not local:
            return [ask]
        if not wanted.everything:
            raise Refused("option emojis: %s; set url with a token, or use module emoji" % LOCAL, option="emojis")
        state.unread[cls.kind] = LOCAL
        return []

    def prepare(self, client, before, timeout):
        """Read the image, if it is going to be sent."""
        source = self._source
        if source is None or self.params["state"] == "absent" or before is not None and not self.params["replace"]:
            return
        try:
            if source == "content":
                data = base64.b64decode(self.params["content"], validate=True)
            else:
                with open(self.params["src"], "rb") as stream:
                    data = stream.read()
        except binascii.Error:
            raise InvalidInput("content", "is not base64")
        except OSError as exc:
            raise HostError("%s cannot be read: %s" % (self.params["src"], exc.strerror), path=self.params["src"])
        self._image = data, "upload." + image_type(data, source)

    def guard(self, task, before, after):
        if before is None and self.references() and not task.predicts:
            self._demand_signed_in(task.client.get("/users/me").data)

    def _demand_signed_in(self, user):
        creator = self.params["creator"]
        if creator not in (None, user["username"]):
            raise Refused(
                "%s, %s; sign in as %s, or leave the option out" % (NOT_SIGNED_IN, user["username"], creator),
                option="creator",
            )

    def desired(self, before):
        params = self.params
        if params["state"] == "absent":
            return None
        if before is None:
            if self._source is None:
                raise InvalidInput("src", "is required, because the custom emoji %s does not exist yet" % self.name)
            return {"id": None, "name": self.name, "creator": params["creator"]}
        if params["creator"] not in (None, before["creator"]):
            raise InvalidInput(
                "creator",
                "the custom emoji %s belongs to %s, which cannot be changed; leave the option out, or remove it first"
                % (self.name, before["creator"] or "a user that was deleted"),
            )
        return dict(before)

    def steps(self, before, after, local, fresh=False):
        removal = [] if before is None else [Step("DELETE", "/emoji/{id}", {"id": before["id"]})]
        if after is None:
            return removal
        if before is not None and (not self.params["replace"] or self._replaced or fresh):
            return []
        return removal + [Step("GET", "/users/me", expected=(200,), then=self._creation)]

    def _creation(self, user):
        self._demand_signed_in(user)
        self._replaced = True
        content, filename = self._image
        fields = {"emoji": json.dumps({"name": self.name, "creator_id": user["id"]})}
        return [Step("POST", "/emoji", None, Form("image", content=content, fields=fields, filename=filename))]

    def needs(self, before, after, local):
        return [ALLOWED]

    def managed(self):
        return ["name"] + (["creator"] if self.params["creator"] is not None else [])

    def secrets(self, before, after):
        """Say that an image is uploaded."""
        if after is None or before is not None and not self.params["replace"]:
            return {}
        return {"image": "uploaded, not shown"}

    @classmethod
    def removable(cls, params, state):
        return state.keys_of(cls.kind)

    @classmethod
    def exported_entry(cls, found):
        return {"name": found["name"]}

    @classmethod
    def not_exported(cls, found):
        return "the image is not exported; set src or content to create the emoji on another server"
