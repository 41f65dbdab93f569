#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage members of channels."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: channel_member
short_description: Manage members of Mattermost channels
version_added: 0.1.0
description:
  - Adds a user to a channel or removes a user from a channel.
  - The user must be a member of the channel's team. See M(groupware.mattermost.team_member).
  - Fails for archived teams and channels, and for deactivated users.
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
  channel:
    description: Name of the channel.
    type: str
    required: true
  user:
    description: Username.
    type: str
    required: true
  scheme_admin:
    description:
      - Whether the member is a channel administrator.
      - The local socket can only report this. To change it, set O(url) with O(token) or O(login_id).
    type: bool
  state:
    description:
      - V(present) adds the user, V(absent) removes the user. If the team, channel or user does not exist, V(absent)
        changes nothing.
      - Users cannot be removed from the channel C(town-square), because all team members belong to it.
    type: str
    choices:
      - present
      - absent
    default: present
seealso:
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.team_member
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Add alice to the channel news
  groupware.mattermost.channel_member:
    team: home
    channel: news
    user: alice

- name: Make bob an administrator of the channel news
  groupware.mattermost.channel_member:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    team: home
    channel: news
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
    channel:
      description: Name of the channel.
      type: str
      sample: news
    user:
      description: Username.
      type: str
      sample: alice
    scheme_admin:
      description: Whether the member is a channel administrator.
      type: bool
      sample: false
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel_member import ChannelMember


def main():
    """Run the module."""
    run_object(ChannelMember)


if __name__ == "__main__":
    main()
