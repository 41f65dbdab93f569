# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Find the objects that a resource refers to, and the settings that it needs, for one object at a time."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, RequestFailed

ID = re.compile(r"[a-z0-9]{26}")
NAMED_BY = {"user": ("/users/{id}", "username"), "channel": ("/channels/{id}", "name")}


def one(client, route, path, query=None):
    """Return an object of the server, None if there is none."""
    answer = client.get(route, path=path, query=query, expected=(200, 404))
    return answer.data if answer.status == 200 else None


def team(client, name):
    """Return a team, an archived one too."""
    return one(client, "/teams/name/{name}", {"name": name})


def user(client, name):
    """Return an account, a deactivated one or a bot's too."""
    return one(client, "/users/username/{name}", {"name": name})


def channel(client, team_id, name):
    """Return a channel of a team, an archived one too."""
    path = {"team": team_id, "name": name}
    return one(client, "/teams/{team}/channels/name/{name}", path, {"include_deleted": True})


def name_of(client, resource, option, kind, object_id):
    """Return the name of an object that something of the server belongs to, None if there is none (any more).

    What the resource refers to under the option was read already.
    """
    if not ID.fullmatch(object_id):
        return None  # a plugin, say, which no route for accounts takes
    if option in resource.references() and resource.id_of(option) == object_id:
        return resource.references()[option][1]
    route, field = NAMED_BY[kind]
    found = one(client, route, {"id": object_id})
    return found and found[field]


def resolve(client, resource, predicts=False):
    """Look up what the resource refers to."""
    found = {}
    for option, (kind, name) in resource.references().items():
        if kind == "channel":
            home = found.get("team")
            found[option] = channel(client, home["id"], name) if home else None
        else:
            found[option] = {"team": team, "user": user}[kind](client, name)
    resource.refer(found, predicts)


def demand_settings(client, needs):
    """Refuse what the server's settings do not allow; a token that may not read them leaves it to the server."""
    if not needs:
        return
    try:
        config = client.get("/config").data
    except RequestFailed as exc:
        if exc.status != 403:
            raise
        return
    refuse_unmet(config, needs)


def refuse_unmet(config, needs):
    """Compare the needs with a configuration; a setting that an older server does not know is left to the server."""
    for need in needs:
        if config.get(need.section, {}).get(need.key) is False:
            raise InvalidInput(
                need.option,
                "%s (%s.%s is off)" % (need.message, need.section, need.key),
                setting="%s.%s" % (need.section, need.key),
            )
