# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The license: the content of its file, the state on the server, and the writes lead from one to the other."""

from __future__ import annotations

import base64
import binascii
import json
import time

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.multipart import Form
from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Resource, Step
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    HostError,
    InvalidInput,
    Refused,
    RequestFailed,
)

OPTIONS = {
    "path": {"type": "path"},
    "text": {"type": "str", "no_log": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
SIGNATURE = 256  # bytes behind the text
NONE = {"licensed": False, "id": None, "expires_at": None, "sku": None}
EXPLAINED = {
    "api.license.add_license.invalid.app_error": (
        "the server does not take the license: it is damaged, or its signature is not meant for this build of it"
    ),
    "api.license.add_license.expired.app_error": "the license has expired",
    "api.license.add_license.unique_users.app_error": "the license is for fewer users than the server has",
}


def moment(milliseconds):
    """Return a time as people read it, None for none."""
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(milliseconds) // 1000)) if milliseconds else None
    except (ValueError, OverflowError, OSError):
        return None


def parse(raw):
    """Return the state from the server's answer; the id is None where the server keeps it from who asks."""
    if raw.get("IsLicensed") != "true":
        return dict(NONE)
    return {
        "licensed": True,
        "id": raw.get("Id") or None,
        "expires_at": moment(raw.get("ExpiresAt")),
        "sku": raw.get("SkuShortName") or None,
    }


def decode(content, option):
    """Return the state that a license file would bring about: base64 of JSON, followed by a signature."""
    try:
        signed = base64.b64decode(b"".join(content.split()), validate=True)
        data = json.JSONDecoder().raw_decode(signed[:-SIGNATURE].decode("utf-8", "replace").lstrip())[0]
        license_id = data["id"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        license_id = None
    if not license_id or not isinstance(license_id, str):
        # The file is a secret, so that nothing of it is shown.
        raise InvalidInput(option, "this is not a license file of Mattermost, or it is damaged")
    return {
        "licensed": True,
        "id": license_id,
        "expires_at": moment(data.get("expires_at")),
        "sku": data.get("sku_short_name") or None,
    }


def _content(params):
    if params["state"] == "absent":
        return None
    if not params["path"]:
        return (params["text"] or "").encode("utf-8")
    try:
        with open(params["path"], "rb") as handle:
            return handle.read()
    except OSError as exc:
        raise HostError("%s cannot be read: %s" % (params["path"], exc.strerror), path=params["path"])


class License(Resource):
    """The one license of a server. content: that of the file, as bytes, for state present."""

    kind = "license"
    OPTIONS = OPTIONS
    CONSTRAINTS = {
        "mutually_exclusive": [("path", "text")],
        "required_if": [("state", "present", ("path", "text"), True)],
    }
    EXPLAINED = EXPLAINED

    def __init__(self, params, content=None):
        super().__init__(params)
        self.content = content
        self._wanted = None

    @classmethod
    def work(cls, task):
        return converge(task, cls(task.params, _content(task.params)))

    def read_one(self, client):
        try:
            return parse(client.get("/license/client", query={"format": "old"}).data)
        except RequestFailed as exc:
            if exc.status != 404 or not client.local:
                raise
            raise Refused(
                "before version 11.5 the server does not report over its local socket whether it has a license;"
                " give url with a token, or with login_id and login_password",
                option="url",
            )

    def check(self):
        """Refuse what is no license before it is sent."""
        params = self.params
        if params["state"] == "absent":
            return
        given = [option for option in ("path", "text") if params[option]]
        if len(given) != 1:
            raise InvalidInput("path", "give either path or text")
        self._wanted = decode(self.content, given[0])

    def desired(self, before):
        """Return the wanted state. There is always one: no license is a state too."""
        if self._wanted is None:
            return dict(NONE)
        if before is not None and before["licensed"] and before["id"] is None:
            raise Refused("the server has a license, but does not show its id to this account; use an administrator's")
        return dict(before) if before is not None and before["id"] == self._wanted["id"] else dict(self._wanted)

    def steps(self, before, after, local, fresh=False):
        if not after["licensed"]:
            return [Step("DELETE", "/license")] if before is not None and before["licensed"] else []
        if before is not None and before["id"] == after["id"]:
            return []
        return [Step("POST", "/license", None, Form("license", content=self.content))]

    def managed(self):
        return ["licensed", "id"]
