#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gather information about teams."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: team_info
short_description: Gather information about Mattermost teams
version_added: 0.1.0
description:
  - Returns teams with the same fields as M(groupware.mattermost.team).
  - With O(url), only administrators see all teams. Other users see only open teams.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
  - groupware.mattermost.attributes.actiongroup
options:
  names:
    description:
      - Names of the teams to return. If not set, all teams are returned.
    type: list
    elements: str
  state:
    description:
      - Return teams that are not archived (V(present)), archived teams (V(archived)), or V(all) teams.
    type: str
    choices:
      - present
      - archived
      - all
    default: present
  members:
    description:
      - Whether to list the usernames of each team's members. This costs one request per 200 members, and at least one
        per team.
    type: bool
    default: false
seealso:
  - module: groupware.mattermost.channel_info
  - module: groupware.mattermost.team
  - module: groupware.mattermost.user_info
"""

EXAMPLES = r"""
- name: Get all teams, including archived ones
  groupware.mattermost.team_info:
    state: all
  register: workspace

- name: Get the members of the team home
  groupware.mattermost.team_info:
    names:
      - home
    members: true
  register: home
"""

RETURN = r"""
teams:
  description: The teams.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the team.
      type: str
      sample: 1nkbwrkhw7fi3k7ug6rjjsxs7a
    name:
      description: Name of the team.
      type: str
      sample: home
    display_name:
      description: Display name.
      type: str
      sample: Home
    type:
      description: V(O) for an open team, V(I) for a team that requires an invitation.
      type: str
      sample: O
    description:
      description: Description of the team.
      type: str
      sample: The team of all employees
    company_name:
      description: Name of the organization.
      type: str
      sample: Example
    allowed_domains:
      description: E-mail domains whose users may join.
      type: str
      sample: example.com, example.org
    allow_open_invite:
      description: Whether every user of the server may join without an invitation.
      type: bool
      sample: false
    state:
      description: V(present) or V(archived).
      type: str
      sample: present
    members:
      description: Usernames of the members, including deactivated users and bots.
      returned: with O(members=true)
      type: list
      elements: str
      sample:
        - alice
        - bob
missing:
  description: The entries of O(names), in lowercase, that match no returned team.
  returned: success
  type: list
  elements: str
  sample:
    - nobody
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import Teams


def main():
    """Run the module."""
    run_object(Teams)


if __name__ == "__main__":
    main()
