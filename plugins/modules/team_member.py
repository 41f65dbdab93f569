#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage members of teams."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: team_member
short_description: Manage members of Mattermost teams
version_added: 0.1.0
description:
  - Adds a user to a team or removes a user from a team.
  - Fails for archived teams and deactivated users, which Mattermost itself accepts without an error.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.actiongroup
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  team:
    description: Name of the team.
    type: str
    required: true
  user:
    description: Username.
    type: str
    required: true
  scheme_admin:
    description:
      - Whether the member is a team administrator.
      - Not available over the local socket. Set O(url) with O(token) or O(login_id).
    type: bool
  state:
    description:
      - V(present) adds the user, V(absent) removes the user. If the team or user does not exist, V(absent) changes
        nothing.
    type: str
    choices:
      - present
      - absent
    default: present
seealso:
  - module: groupware.mattermost.bot
  - module: groupware.mattermost.channel_member
  - module: groupware.mattermost.team
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Add alice to the team home
  groupware.mattermost.team_member:
    team: home
    user: alice

- name: Make bob an administrator of the team home
  groupware.mattermost.team_member:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    team: home
    user: bob
    scheme_admin: true
"""

RETURN = r"""
member:
  description: The membership, V(null) if there is none. In check mode the predicted state.
  returned: success
  type: dict
  contains:
    team:
      description: Name of the team.
      type: str
      sample: home
    user:
      description: Username.
      type: str
      sample: alice
    scheme_admin:
      description: Whether the member is a team administrator. V(null) over the local socket, which does not report it.
      type: bool
      sample: false
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team_member import TeamMember


def main():
    """Run the module."""
    run_object(TeamMember)


if __name__ == "__main__":
    main()
