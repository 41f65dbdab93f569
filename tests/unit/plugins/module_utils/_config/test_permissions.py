# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of roles beside the settings of a running server."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config.permissions import (
    wanted_permissions,
    with_permissions,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import Change
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    InvalidInput,
    NotTaken,
    RequestFailed,
)

CREATE_TEAM = ("Permissions", "system_user", "create_team")
SITE_NAME = ("TeamSettings", "SiteName")


class Answer:
    def __init__(self, data):
        self.data = data


class Client:
    """A server with one role, which accepts, refuses or ignores changes."""

    def __init__(self, reaction="accept"):
        self.role = {"id": "r1", "name": "system_user", "permissions": ["create_team", "list_teams"]}
        self.reaction = reaction
        self.sent = []

    def get(self, route, path):
        assert (route, path) == ("/roles/name/{name}", {"name": "system_user"})
        return Answer(self.role)

    def request(self, method, route, path, body):
        self.sent.append(("role", body["permissions"]))
        if self.reaction == "refuse":
            raise RequestFailed(method, route, 403, "api.context.permissions.app_error", "No.")
        return Answer(self.role if self.reaction == "ignore" else dict(self.role, permissions=body["permissions"]))


class Target:
    """A running server's settings."""

    live = True

    def __init__(self, sent):
        self.tree = {"TeamSettings": {"SiteName": "Mattermost"}}
        self.sent = sent

    def apply(self, changes, before_write):
        self.sent.append(("settings", [change.path for change in changes]))


def changes():
    return [Change(CREATE_TEAM, True, False, False), Change(SITE_NAME, "Mattermost", "Ours", False)]


def target(client):
    return with_permissions(Target(client.sent), client, [CREATE_TEAM, SITE_NAME])


def test_a_permission_is_a_setting_of_its_role():
    assert target(Client()).tree["Permissions"] == {"system_user": {"create_team": True}}


def test_only_the_named_permission_is_taken_away():
    client = Client()
    target(client).apply(changes(), None)
    assert client.sent == [("role", ["list_teams"]), ("settings", [SITE_NAME])]


@pytest.mark.parametrize(("reaction", "error"), (("refuse", RequestFailed), ("ignore", NotTaken)))
def test_no_setting_is_written_if_a_role_cannot_be_changed(reaction, error):
    client = Client(reaction)
    with pytest.raises(error):
        target(client).apply(changes(), None)
    assert client.sent == [("role", ["list_teams"])]


def test_null_leaves_a_permission_alone():
    assert wanted_permissions({"permissions": {"system_user": {"create_team": None}}}) == []


@pytest.mark.parametrize("given", ({"system_user": ["create_team"]}, {"system_user": {"create_team": "no"}}))
def test_a_wrong_value_is_refused(given):
    with pytest.raises(InvalidInput, match="system_user"):
        wanted_permissions({"permissions": given})
