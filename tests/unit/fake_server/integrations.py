# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks, slash commands and plugins of the server in memory."""

from __future__ import annotations

import email
import email.policy
import io
import json
import tarfile

from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import user_row
from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal, ok, route
from ansible_collections.groupware.mattermost.tests.unit.fake_server.teams import channel_row

BUILT_IN = ("join", "me", "shrug")
INCOMING = {
    "channel_id": "",
    "display_name": "",
    "description": "",
    "username": "",
    "icon_url": "",
    "channel_locked": False,
}
OUTGOING = {
    "channel_id": "",
    "team_id": "",
    "trigger_words": [],
    "trigger_when": 0,
    "callback_urls": [],
    "display_name": "",
    "description": "",
    "content_type": "",
    "username": "",
    "icon_url": "",
}
COMMAND = {
    "team_id": "",
    "trigger": "",
    "method": "",
    "username": "",
    "icon_url": "",
    "auto_complete": False,
    "auto_complete_desc": "",
    "auto_complete_hint": "",
    "display_name": "",
    "description": "",
    "url": "",
}


def _demand(model, switch, error_id):
    if not model.is_on("ServiceSettings", switch):
        raise Refusal(501, error_id)


def _owner(model, call, body, field):
    """Return for whom something is made: over the socket it has to be said."""
    if field not in body and call.local:
        raise Refusal(400, "api.context.invalid_body_param.app_error")
    owner = body.get(field) or model.caller
    user_row(model, owner)
    return owner


def add_incoming(model, channel, user_id, display_name, **fields):
    """Put an incoming webhook into the tables."""
    hook = dict(INCOMING, id=model.new_id(), **model.stamps())
    hook.update(
        user_id=user_id, team_id=channel["team_id"], channel_id=channel["id"], display_name=display_name, **fields
    )
    _keep_overrides(model, hook)
    model.incoming[hook["id"]] = hook
    return hook


def _keep_overrides(model, hook):
    for field, switch in (("username", "EnablePostUsernameOverride"), ("icon_url", "EnablePostIconOverride")):
        if not model.is_on("ServiceSettings", switch):
            hook[field] = ""


@route("GET", "/hooks/incoming", query=("page", "per_page"))
def _list_incoming(model, call):
    _demand(model, "EnableIncomingWebhooks", "api.incoming_webhook.disabled.app_error")
    return 200, list(model.incoming.values())[call.page]


@route("POST", "/hooks/incoming")
def _create_incoming(model, call):
    _demand(model, "EnableIncomingWebhooks", "api.incoming_webhook.disabled.app_error")
    body = call.fields(("channel_id", "display_name"), tuple(INCOMING) + ("user_id", "team_id"))
    channel = channel_row(model, body.pop("channel_id"))
    assert not channel["delete_at"] and body.pop("team_id", channel["team_id"]) == channel["team_id"], call
    user = _owner(model, call, body, "user_id")
    body.pop("user_id", None)
    return 201, add_incoming(model, channel, user, **body)


@route("PUT", "/hooks/incoming/{id}")
def _change_incoming(model, call, hook_id):
    hook = model.row(model.incoming, hook_id, "app.webhooks.get_incoming.app_error")
    # Replaced whole: a field left out would be lost.
    body = call.fields(tuple(hook))
    channel_row(model, body["channel_id"])
    assert all(body[field] == hook[field] for field in ("id", "user_id", "team_id")), call
    model.touch(hook, **body)
    _keep_overrides(model, hook)
    return 201, hook


@route("DELETE", "/hooks/incoming/{id}")
def _delete_incoming(model, call, hook_id):
    model.row(model.incoming, hook_id, "app.webhooks.get_incoming.app_error")
    del model.incoming[hook_id]
    return ok()


def add_outgoing(model, team_id, creator_id, display_name, **fields):
    """Put an outgoing webhook into the tables."""
    hook = dict(OUTGOING, id=model.new_id(), token=model.new_id(), **model.stamps())
    hook.update(creator_id=creator_id, team_id=team_id, display_name=display_name, **fields)
    model.outgoing[hook["id"]] = hook
    return hook


def _check_outgoing(model, body, but=None):
    assert body["team_id"] in model.teams, "the socket makes a hook of no team: %r" % body
    if not body["callback_urls"]:
        raise Refusal(400, "model.outgoing_hook.is_valid.callback.app_error")
    if not body["channel_id"] and not body["trigger_words"]:
        raise Refusal(400, "api.webhook.create_outgoing.triggers.app_error")
    if body["channel_id"] and channel_row(model, body["channel_id"])["type"] != "O":
        raise Refusal(403, "api.webhook.create_outgoing.not_open.app_error")
    for other in model.outgoing.values():
        same_place = (other["team_id"], other["channel_id"]) == (body["team_id"], body["channel_id"])
        if (
            other["id"] != but
            and same_place
            and all(set(other[field]) & set(body[field]) for field in ("callback_urls", "trigger_words"))
        ):
            raise Refusal(500, "api.webhook.create_outgoing.intersect.app_error")


@route("GET", "/hooks/outgoing", query=("page", "per_page"))
def _list_outgoing(model, call):
    _demand(model, "EnableOutgoingWebhooks", "api.outgoing_webhook.disabled.app_error")
    return 200, list(model.outgoing.values())[call.page]


@route("POST", "/hooks/outgoing")
def _create_outgoing(model, call):
    _demand(model, "EnableOutgoingWebhooks", "api.outgoing_webhook.disabled.app_error")
    needed = ("team_id", "display_name", "callback_urls")
    body = dict(OUTGOING, **call.fields(needed, tuple(OUTGOING) + ("creator_id",)))
    _check_outgoing(model, body)
    body["creator_id"] = _owner(model, call, body, "creator_id")
    return 201, add_outgoing(model, **body)


@route("PUT", "/hooks/outgoing/{id}")
def _change_outgoing(model, call, hook_id):
    hook = model.row(model.outgoing, hook_id, "app.webhooks.get_outgoing.app_error")
    body = call.fields(tuple(hook))
    assert all(body[field] == hook[field] for field in ("id", "creator_id", "team_id", "token")), call
    _check_outgoing(model, body, but=hook_id)
    return 200, model.touch(hook, **body)


@route("DELETE", "/hooks/outgoing/{id}")
def _delete_outgoing(model, call, hook_id):
    model.row(model.outgoing, hook_id, "app.webhooks.get_outgoing.app_error")
    del model.outgoing[hook_id]
    return ok()


def add_command(model, team_id, creator_id, trigger, **fields):
    """Put a slash command into the tables."""
    command = dict(COMMAND, id=model.new_id(), token=model.new_id(), plugin_id="", **model.stamps())
    command.update(creator_id=creator_id, team_id=team_id, trigger=trigger, **fields)
    model.commands[command["id"]] = command
    return command


@route("GET", "/commands", query=("team_id", "custom_only"))
def _list_commands(model, call):
    _demand(model, "EnableCommands", "api.command.disabled.app_error")
    custom = [command for command in model.commands.values() if command["team_id"] == call.query["team_id"]]
    if call.flag("custom_only"):
        return 200, custom
    # All that can be typed: the server's own, and the team's without what makes them work.
    blanked = dict.fromkeys(("token", "creator_id", "method", "url", "username", "icon_url"), "")
    own = dict(COMMAND, id="", plugin_id="", auto_complete=True, create_at=0, update_at=0, delete_at=0, **blanked)
    return 200, [dict(own, trigger=trigger) for trigger in BUILT_IN] + [dict(command, **blanked) for command in custom]


@route("POST", "/commands")
def _create_command(model, call):
    _demand(model, "EnableCommands", "api.command.disabled.app_error")
    body = call.fields(("team_id", "trigger", "method", "url"), tuple(COMMAND) + ("creator_id",))
    assert body["team_id"] in model.teams, "the socket makes a command of no team: %r" % call
    assert body["method"] in ("P", "G"), call
    taken = [command["trigger"] for command in model.commands.values() if command["team_id"] == body["team_id"]]
    if body["trigger"] in taken or body["trigger"] in BUILT_IN:
        raise Refusal(400, "api.command.duplicate_trigger.app_error")
    body["creator_id"] = _owner(model, call, body, "creator_id")
    return 201, add_command(model, **body)


@route("PUT", "/commands/{id}")
def _change_command(model, call, command_id):
    command = model.row(model.commands, command_id, "store.sql_command.save.get.app_error")
    body = call.fields(tuple(command))
    assert all(body[field] == command[field] for field in ("id", "creator_id", "team_id", "token")), call
    return 200, model.touch(command, **body)


@route("DELETE", "/commands/{id}")
def _delete_command(model, call, command_id):
    model.row(model.commands, command_id, "store.sql_command.save.get.app_error")
    del model.commands[command_id]
    return ok()


def add_plugin(model, plugin_id, enabled=False, config=None, version="1.0.0"):
    """Put a plugin into the tables."""
    model.plugins[plugin_id] = {
        "id": plugin_id,
        "name": plugin_id,
        "version": version,
        "webapp": {"bundle_path": "webapp/main.js"},
    }
    settings = model.config["PluginSettings"]
    settings["PluginStates"][plugin_id] = {"Enable": enabled}
    if config is not None:
        settings["Plugins"][plugin_id] = config


def _is_enabled(model, plugin_id):
    return model.config["PluginSettings"]["PluginStates"].get(plugin_id, {}).get("Enable", False)


@route("GET", "/plugins")
def _list_plugins(model, call):
    if not model.is_on("PluginSettings", "Enable"):
        raise Refusal(501, "app.plugin.disabled.app_error")
    answer = {"active": [], "inactive": []}
    for plugin in model.plugins.values():
        runs = _is_enabled(model, plugin["id"]) and plugin["id"] not in model.broken
        answer["active" if runs else "inactive"].append(plugin)
    return 200, answer


@route("GET", "/plugins/statuses", socket=False)
def _statuses(model, call):
    return 200, [
        {
            "plugin_id": plugin["id"],
            "cluster_id": "",
            "plugin_path": "plugins/" + plugin["id"],
            "state": 3 if plugin["id"] in model.broken else 2,
            "error": "it is broken",
            "name": plugin["name"],
            "description": "",
            "version": plugin["version"],
        }
        for plugin in model.plugins.values()
        if _is_enabled(model, plugin["id"])
    ]


@route("POST", "/plugins/{id}/{action}")
def _switch_plugin(model, call, plugin_id, action):
    model.row(model.plugins, plugin_id, "app.plugin.not_installed.app_error")
    # OK also for those that cannot run.
    model.config["PluginSettings"]["PluginStates"][plugin_id] = {"Enable": {"enable": True, "disable": False}[action]}
    return ok()


@route("DELETE", "/plugins/{id}")
def _delete_plugin(model, call, plugin_id):
    model.row(model.plugins, plugin_id, "app.plugin.not_installed.app_error")
    # State and settings stay in the configuration.
    del model.plugins[plugin_id]
    return ok()


@route("POST", "/plugins")
def _upload(model, call):
    if not model.is_on("PluginSettings", "EnableUploads"):
        raise Refusal(501, "app.plugin.upload_disabled.app_error")
    boundary = call.form.partition(b"\r\n")[0][2:].decode("ascii")
    head = ("Content-Type: multipart/form-data; boundary=%s\r\n\r\n" % boundary).encode("ascii")
    parts = {
        part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True)
        for part in email.message_from_bytes(head + call.form, policy=email.policy.HTTP).get_payload()
    }
    with tarfile.open(fileobj=io.BytesIO(parts["plugin"]), mode="r:gz") as archive:
        found = next(member for member in archive if member.name.endswith("plugin.json"))
        manifest = json.load(archive.extractfile(found))
    if manifest["id"] in model.plugins and parts.get("force") != b"true":
        raise Refusal(400, "app.plugin.install_id.app_error")
    model.plugins[manifest["id"]] = manifest
    return 201, manifest
