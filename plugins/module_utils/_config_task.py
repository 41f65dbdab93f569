# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module config: bring settings into a file or a running server."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils import _config as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config_secrets import (
    MASK,
    SHOWN,
    hidden,
    masked,
    secret_values,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._errors import (
    InvalidInput,
    NotTaken,
    Refused,
    ServerAbsent,
)


def converge(task):
    """Return the result of the task."""
    params = task.params
    _hide(task)
    if params["path"]:
        return _in_file(task)
    if params["initial"]:
        raise InvalidInput("initial", "is for use with path: a running server has a value for every setting")
    return _on_server(task)


def _hide(task):
    params = task.params
    for option in ("settings", "initial"):
        task.hide(hidden(params[option]))
    task.hide(secret_values(params["secret_settings"]))
    arguments = dict(params, secret_settings=SHOWN if params["secret_settings"] else {})
    for option in ("settings", "initial"):
        arguments[option] = masked(params[option])
    task.always = {"invocation": {"module_args": arguments}}


def _wanted(params):
    wanted = config.settings(params["settings"])
    secret = config.settings(params["secret_settings"], secret=True, option="secret_settings")
    given = set(config.key_of(setting.path) for setting in wanted)
    for setting in secret:
        if config.key_of(setting.path) in given:
            raise InvalidInput("secret_settings", "%s is given in settings too" % config.name_of(setting.path))
    return wanted + secret


def _in_file(task):
    from ansible_collections.groupware.mattermost.plugins.module_utils import _config_file as file

    params = task.params
    path = params["path"]
    wanted = _wanted(params)
    tree = file.read(path)
    given = set(config.key_of(setting.path) for setting in wanted)
    initial = [
        setting for setting in config.missing(tree, config.settings(params["initial"], option="initial"))
        if config.key_of(setting.path) not in given
    ]
    found = config.changes(tree, wanted + initial)
    config.check_types(found)
    if config.is_complete(tree):
        config.check_known(tree, found, path)
    ownership = file.Ownership(params["owner"], params["group"])
    wrong = ownership.wrong(path)
    if not task.check_mode:
        if found:
            marker = params["restart_marker"]
            file.write(path, config.merged(tree, found), ownership, (lambda: file.mark(marker)) if marker else None)
        elif wrong:
            ownership.correct(path)
    return _result(found, wrong)


def _on_server(task):
    client = task.client
    wanted = _wanted(task.params)
    try:
        tree = client.get("/config").data
    except ServerAbsent:
        if not task.predicts:
            raise
        return _result(config.changes({}, wanted))
    found = config.changes(tree, wanted)
    config.check_types(config.unmasked(found))
    config.check_known(tree, found, "the server")
    if not client.local:
        _refuse_hidden_map(found)
    if found and not task.check_mode:
        client.request("PUT", "/config/patch", body=config.patch(tree, found))
        _demand(client.get("/config").data, wanted)
    return _result(found)


def _refuse_hidden_map(found):
    # Over HTTP the server leaves out the settings of plugins that are not installed, but replaces the whole map.
    for change in found:
        if config.key_of(change.path[:2]) == "pluginsettings.plugins":
            raise Refused(
                "%s can be changed over the local socket only: over HTTP the settings of other plugins would be lost"
                % config.name_of(change.path), option="settings",
            )


def _demand(tree, wanted):
    """The server answers 200 also for settings that it does not change."""
    left = [change for change in config.changes(tree, wanted) if change.before != MASK]
    if left:
        names = ", ".join(
            "%s (is the service's environment variable %s set?)" % (
                config.name_of(change.path), config.environment_name(change.path))
            for change in left
        )
        raise NotTaken("the server said OK, but did not take %s" % names,
                       settings=[config.name_of(change.path) for change in left])


def _result(found, wrong=None):
    diff = config.diff(found)
    if wrong:
        for side in diff:
            diff[side].update(wrong[side])
    return {"changed": bool(found or wrong), "changes": config.shown(found), "diff": diff}
