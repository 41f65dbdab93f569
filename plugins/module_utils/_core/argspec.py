# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Options that modules share, and how they are combined."""

from __future__ import annotations

import os
import re

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

DEFAULT_SOCKET = "/run/mattermost/local.socket"
CONSTRAINTS = ("mutually_exclusive", "required_together", "required_one_of", "required_if")


class ArgumentSpec:
    """Options with the constraints between them, so that both can be merged."""

    def __init__(self, options, required_by=None, **constraints):
        self.options = options
        self.required_by = required_by or {}
        self.constraints = {name: list(constraints.pop(name, [])) for name in CONSTRAINTS}
        if constraints:
            raise TypeError("unknown constraints: %s" % ", ".join(sorted(constraints)))

    def merge(self, other):
        """Return a specification with the options and constraints of both."""
        merged = {name: self.constraints[name] + other.constraints[name] for name in CONSTRAINTS}
        return ArgumentSpec(
            dict(self.options, **other.options), required_by=dict(self.required_by, **other.required_by), **merged
        )

    def as_kwargs(self):
        """Return the arguments for AnsibleModule."""
        return dict(self.constraints, argument_spec=self.options, required_by=self.required_by)


def api_spec():
    """Return the options of every module that connects to a server."""
    return ArgumentSpec(
        {
            "socket": {"type": "path"},
            "url": {"type": "str"},
            "token": {"type": "str", "no_log": True},
            "login_id": {"type": "str"},
            "login_password": {"type": "str", "no_log": True},
            "ca_path": {"type": "path"},
            "validate_certs": {"type": "bool", "default": True},
            "timeout": {"type": "int", "default": 30},
            "retries": {"type": "int", "default": 3},
            "predict_without_server": {"type": "bool", "default": False},
        },
        mutually_exclusive=[("socket", "url"), ("socket", "token"), ("socket", "login_id"), ("token", "login_id")],
        required_together=[("login_id", "login_password")],
    )


def connection(params, environ=None, needs_rights=True):
    """Return (socket, url, token, login) from the options and the environment.

    The environment only fills gaps: Ansible's own fallback would set a URL although the task names a socket, and
    then reject the task for having both.
    """
    environ = os.environ if environ is None else environ
    if params["socket"]:
        return params["socket"], None, None, None
    url = params["url"] or environ.get("MATTERMOST_URL")
    if not url:
        for option in ("token", "login_id", "ca_path"):
            if params[option]:
                raise InvalidInput(option, "requires url. The local socket requires no credentials")
        return DEFAULT_SOCKET, None, None, None
    login = (params["login_id"], params["login_password"]) if params["login_id"] else None
    token = params["token"] or (None if login else environ.get("MATTERMOST_TOKEN"))
    if token and not re.fullmatch(r"[!-~]+", token):
        raise InvalidInput(
            "token", "contains characters that are not allowed in a token. Remove spaces and line breaks"
        )
    if needs_rights and not token and not login:
        raise InvalidInput("url", "requires token, or login_id and login_password")
    return None, url, token, login


def blank(options):
    """Return an object's options with their defaults."""
    return {name: spec.get("default") for name, spec in options.items()}
