# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The work of the modules for webhooks and slash commands: read the one that is meant, keep its id out of errors."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge, no_guard
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import name_of
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Explained,
    MattermostError,
    RequestFailed,
)


def keep(task, resource, listing, parse, guard=no_guard):
    """Bring one object to its state and return the result of the task.

    listing(client, team's id): the team's objects; parse(raw, names of teams, channels, accounts).
    """

    def read(client, resource):
        return _read(client, resource, listing, parse)

    try:
        return converge(task, resource, read, guard)
    except MattermostError:
        # The path of a request that failed has the id, with which anybody could post.
        task.hide(resource.hidden)
        raise


def _read(client, resource, listing, parse):
    team = resource.id_of("team")
    if team is None:
        return None
    teams = {team: resource.params["team"]}
    try:
        found = [raw for raw in listing(client, team) if raw[resource.identity] == resource.name]
    except RequestFailed as exc:
        text = resource.explain(exc)
        if text is None:
            raise
        raise Explained("%s (%s)" % (text, exc), **exc.detail)
    resource.hidden = [raw["id"] for raw in found]
    names = [_names(client, resource, raw) for raw in found]
    return resource.pick([parse(raw, teams, channels, users) for raw, (channels, users) in zip(found, names)])


def _names(client, resource, raw):
    channel, owner = raw.get("channel_id"), raw[resource.owner_field]
    channels = {channel: name_of(client, resource, "channel", "channel", channel)} if channel else {}
    return channels, {owner: name_of(client, resource, resource.owner, "user", owner)}
