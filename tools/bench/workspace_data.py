# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of module workspace for what workspace/seed.sql puts into the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much there is; everybody is in one team, and per_channel of a team's people in each of its channels."""

    users: int
    teams: int = 0
    channels: int = 0
    per_channel: int = 0

    @property
    def memberships(self) -> int:
        """Return how many memberships the options name."""
        return (self.users if self.teams else 0) + self.channels * self.per_channel


def username(number: int) -> str:
    """Return the name of a user, from 1 on."""
    return f"bench{number:05d}"


def user(number: int) -> dict[str, str]:
    """Return what an inventory says of a user; the password serves a new account only, and counts like the rest."""
    return {
        "username": username(number),
        "email": f"{username(number)}@example.com",
        "first_name": f"First{number}",
        "last_name": f"Last{number}",
        "password": f"Bench-only-{number:05d}",
    }


def of_team(size: Size, team: int) -> list[str]:
    """Return the names of a team's people, from team 1 on."""
    return [username(number) for number in range(team, size.users + 1, size.teams)]


def structure(size: Size) -> dict[str, list]:
    """Return the options."""
    teams = [
        {"name": f"bench{number}", "display_name": f"Bench {number}", "type": "I", "members": of_team(size, number)}
        for number in range(1, size.teams + 1)
    ]
    channels = []
    for number in range(1, size.channels + 1):
        team = (number - 1) % size.teams + 1
        channels.append(
            {
                "team": f"bench{team}",
                "name": f"bench{number}",
                "display_name": f"Bench {number}",
                "type": "O",
                "purpose": f"Measurement {number}",
                "members": of_team(size, team)[: size.per_channel],
            }
        )
    return {"users": [user(number) for number in range(1, size.users + 1)], "teams": teams, "channels": channels}
