# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter C(groupware.mattermost.teams_over)."""

from __future__ import annotations


def teams_over(teams, limit):
    """Name the teams that list more different members than C(limit)."""
    return [team["name"] for team in teams if len(set(team.get("members") or [])) > int(limit)]


class FilterModule:
    """Names the filter."""

    def filters(self):
        return {"teams_over": teams_over}
