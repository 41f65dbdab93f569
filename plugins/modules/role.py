#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage permissions of roles."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: role
short_description: Manage permissions of Mattermost roles
version_added: 0.1.0
description:
  - Adds permissions to a role, removes permissions from it, or sets its complete list of permissions.
  - Roles such as C(system_user), C(team_user) and C(channel_admin) are built into Mattermost. They can be changed, but
    not created or deleted.
  - To assign roles to a user, see M(groupware.mattermost.user).
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Only Mattermost knows all permissions, so check mode does not detect unknown names.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the role.
      - Without a license, Mattermost does not change C(system_guest), C(team_guest) and C(channel_guest).
    type: str
    required: true
  permissions:
    description:
      - Complete list of permissions, in any order. All other permissions are removed from the role.
      - An empty list requires O(allow_empty=true), unless the role already has no permissions.
      - Mutually exclusive with O(permissions_added) and O(permissions_removed). At least one of the three options is
        required.
    type: list
    elements: str
  permissions_added:
    description:
      - Permissions to add to the role. Mattermost may add related permissions.
    type: list
    elements: str
  permissions_removed:
    description:
      - Permissions to remove from the role. Permissions that it does not have are ignored.
    type: list
    elements: str
  allow_empty:
    description:
      - Confirms O(permissions=[]), which could also be the result of an unset variable.
    type: bool
    default: false
notes:
  - Mattermost does not add or remove V(manage_system), V(manage_roles), V(sysconsole_read_user_management_system_roles)
    and V(sysconsole_write_user_management_system_roles). The module refuses such a change before it sends a request.
seealso:
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Allow only administrators to create teams
  groupware.mattermost.role:
    name: system_user
    permissions_removed:
      - create_team

- name: Allow team members to create playbooks, but not to invite users
  groupware.mattermost.role:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    name: team_user
    permissions_added:
      - playbook_public_create
    permissions_removed:
      - invite_user

- name: Set the complete list of permissions
  groupware.mattermost.role:
    name: custom_group_user
    permissions:
      - create_custom_group
      - edit_custom_group
"""

RETURN = r"""
role:
  description: The role. In check mode the predicted state.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the role.
      type: str
      sample: yqyby5r5pbfkdrzb5xubwezndw
    name:
      description: Name of the role.
      type: str
      sample: system_user
    permissions:
      description: All permissions, sorted.
      type: list
      elements: str
      sample:
        - create_direct_channel
        - view_members
    added:
      description: Permissions that this task added.
      type: list
      elements: str
      sample: []
    removed:
      description: Permissions that this task removed.
      type: list
      elements: str
      sample:
        - create_team
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.role import Role


def main():
    """Run the module."""
    run_object(Role)


if __name__ == "__main__":
    main()
