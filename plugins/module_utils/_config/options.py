# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The options of module config: checked, with the secrets in them hidden, and as settings."""

from __future__ import annotations

import os

from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import (
    SHOWN,
    hidden,
    masked,
    secret_values,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import key_of, name_of, settings
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._core.state_file import (
    OURS,
    RecordFile,
    default_path,
)

RECORD = "settings.json"
SPEC = ArgumentSpec(
    {
        "settings": {"type": "dict", "default": {}},
        "secret_settings": {"type": "dict", "default": {}, "no_log": True},
        "path": {"type": "path"},
        "initial": {"type": "dict", "default": {}},
        "owner": {"type": "str"},
        "group": {"type": "str"},
        "restart_marker": {"type": "path"},
        "service": {"type": "str"},
        "scope": {"type": "str"},
        "owners": {"type": "dict", "default": {}},
        "record": {"type": "path"},
        "drift": {"type": "str", "choices": ["correct", "keep", "fail"], "default": "correct"},
        "version": {"type": "str"},
        "smtp_check": {"type": "str", "choices": ["skip", "warn", "enforce"], "default": "skip"},
        "smtp_ca": {"type": "path"},
        "ldap_check": {"type": "str", "choices": ["skip", "warn", "enforce"], "default": "skip"},
        "ldap_ca": {"type": "path"},
        "mail_marker": {"type": "path"},
        "permissions": {"type": "dict", "default": {}},
    },
    required_by={"owner": ["path"], "group": ["path"], "service": ["path"]},
)


def hide_secrets(task):
    """Keep secrets out of the task's result and log: settings may hold one anywhere."""
    params = task.params
    for option in ("settings", "initial"):
        task.hide(hidden(params[option]))
    task.hide(secret_values(params["secret_settings"]))
    arguments = dict(params, secret_settings=SHOWN if params["secret_settings"] else {})
    for option in ("settings", "initial"):
        arguments[option] = masked(params[option])
    task.always = {"invocation": {"module_args": arguments}}


def check(params):
    """Raise InvalidInput for options that do not go together."""
    if params["initial"] and not params["path"]:
        raise InvalidInput(
            "initial", "requires path, because a running server has a value for every setting. Set path, or remove it."
        )
    if params["permissions"] and params["path"]:
        raise InvalidInput("permissions", "requires a running server. Set socket or url instead of path.")
    if params["scope"] is not None and not params["scope"].strip():
        raise InvalidInput("scope", "is empty. Set a name for the group of settings, or remove the option.")


def wanted_settings(params):
    """Return the list of Setting that C(settings) and C(secret_settings) name."""
    wanted = settings(params["settings"])
    secret = settings(params["secret_settings"], secret=True, option="secret_settings")
    given = {key_of(setting.path) for setting in wanted}
    for setting in secret:
        if key_of(setting.path) in given:
            raise InvalidInput(
                "secret_settings",
                "%s is set in settings too. Remove it from one of the two options." % name_of(setting.path),
            )
    return wanted + secret


def record_file(task):
    """Return the RecordFile of the task; None where it has none and needs none."""
    params = task.params
    local = bool(params["path"]) or task.client.local
    path = params["record"]
    if path is None and not local:
        if params["scope"]:
            raise InvalidInput(
                "record",
                "is required with scope and url. Set it to the path of a file on this host that records the settings of"
                " %s." % params["url"],
            )
        return None
    if path is None and params["path"]:
        # Beside the file, so that two servers on a host have each its own.
        path = os.path.join(os.path.dirname(params["path"]), OURS, RECORD)
    return RecordFile(
        path or default_path(local, RECORD),
        "record of settings",
        "restore it from a backup, or remove it and lose the former values of the settings",
    )
