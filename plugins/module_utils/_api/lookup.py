# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Find the objects that a resource refers to, and the settings that it needs, for one object at a time."""

from __future__ import annotations

import re
from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, RequestFailed

ID = re.compile(r"[a-z0-9]{26}")


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


class Reference(namedtuple("Reference", "kind key")):
    """Another object that a resource refers to by its name."""

    __slots__ = ()
    GONE = "archived; restore it first"

    @property
    def name(self):
        """Return the name, without that of the team."""
        return self.key[-1]


class UserReference(Reference):
    """An account."""

    __slots__ = ()
    GONE = "deactivated; activate the account first"

    def find(self, client, found):
        """Return the server's object; found: those that were found before."""
        return user(client, self.name)


class TeamReference(Reference):
    """A team."""

    __slots__ = ()

    def find(self, client, found):
        return team(client, self.name)


class ChannelReference(Reference):
    """A channel of the team that the option team names."""

    __slots__ = ()

    def find(self, client, found):
        return channel(client, found["team"]["id"], self.name) if found["team"] else None


def to_user(name):
    """Refer to an account."""
    return UserReference("user", (name,))


def to_team(name):
    """Refer to a team."""
    return TeamReference("team", (name,))


def to_channel(team_name, name):
    """Refer to a channel of a team."""
    return ChannelReference("channel", (team_name, name))


def username_of(client, resource, option, user_id):
    """Return the name of the account to which something of the server belongs, None if there is none (any more)."""
    return _name_of(client, resource, option, user_id, "/users/{id}", "username")


def channel_name_of(client, resource, option, channel_id):
    """Return the name of the channel to which something of the server belongs, None if there is none (any more)."""
    return _name_of(client, resource, option, channel_id, "/channels/{id}", "name")


def _name_of(client, resource, option, object_id, route, field):
    if not ID.fullmatch(object_id):
        return None  # a plugin, say, which no route for accounts takes
    if option in resource.references() and resource.id_of(option) == object_id:
        return resource.references()[option].name  # was read already
    found = one(client, route, {"id": object_id})
    return found and found[field]


def resolve(client, resource, predicts=False):
    """Look up what the resource refers to."""
    found = {}
    for option, reference in resource.references().items():
        found[option] = reference.find(client, found)
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
