# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Ask for the membership of one user in a team, which the socket serves in another way than HTTP does."""

from __future__ import annotations


def team_membership(client, ids):
    """Return the member's entry, empty over the socket, None if there is none; ids: those of team and user."""
    return _over_socket(client, ids) if client.local else _over_http(client, ids)


def _over_socket(client, ids):
    """The socket serves no member of a team, but the users in it."""
    for user in client.pages("/users", query={"in_team": ids["team"]}):
        if user["id"] == ids["user"]:
            return {}
    return None


def _over_http(client, ids):
    answer = client.get("/teams/{team}/members/{user}", path=ids, expected=(200, 404))
    # A member who was removed is still to be read.
    return None if answer.status == 404 or answer.data["delete_at"] else answer.data
