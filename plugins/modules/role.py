#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep the permissions of a role."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: role
short_description: Keep the permissions of a role of a Mattermost server
version_added: 0.1.0
description:
  - Gives permissions to a role and takes them from it, or keeps its complete list.
  - The server makes the roles, for example C(system_user), C(team_user) and C(channel_admin). They can be changed, but
    neither made nor deleted.
  - The roles that an account has are an option of M(groupware.mattermost.user).
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
      - The server alone knows all permissions there are, so a name that is not one of them is refused outside check
        mode only.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the role.
      - Without a licence the server does not change C(system_guest), C(team_guest) and C(channel_guest).
    type: str
    required: true
  permissions:
    description:
      - The complete list of permissions, in any order. Others are taken from the role.
      - An empty list needs O(allow_empty=true), unless the role has no permission already.
      - Mutually exclusive with O(permissions_added) and O(permissions_removed). One of the three is needed.
    type: list
    elements: str
  permissions_added:
    description:
      - Permissions to give to the role. The server may give it others along with some of them, which is no error.
    type: list
    elements: str
  permissions_removed:
    description:
      - Permissions to take from the role. What it does not have is no change.
    type: list
    elements: str
  allow_empty:
    description:
      - Says that O(permissions=[]) is meant, and not the value of a variable that was forgotten.
    type: bool
    default: false
notes:
  - The server neither gives nor takes V(manage_system), V(manage_roles),
    V(sysconsole_read_user_management_system_roles) and V(sysconsole_write_user_management_system_roles). Such a change
    is refused before anything is sent.
seealso:
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Only administrators make teams
  groupware.mattermost.role:
    name: system_user
    permissions_removed:
      - create_team

- name: Members of a team may not invite, but make playbooks
  groupware.mattermost.role:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    name: team_user
    permissions_added:
      - playbook_public_create
    permissions_removed:
      - invite_user

- name: Keep a complete list
  groupware.mattermost.role:
    name: custom_group_user
    permissions:
      - create_custom_group
      - edit_custom_group
"""

RETURN = r"""
role:
  description: The role. In check mode as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the role.
      type: str
      sample: yqyby5r5pbfkdrzb5xubwezndw
    name:
      description: Name.
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
      description: Permissions that this task gave.
      type: list
      elements: str
      sample: []
    removed:
      description: Permissions that this task took.
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

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._api.server_facts import licensed
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.role import OPTIONS, Role, difference, parse


def read(client, resource):
    """Return the state of the role, None if there is none."""
    answer = client.get("/roles/name/{name}", path={"name": resource.name}, expected=(200, 404))
    resource.licensed = licensed(answer.headers.get("X-Version-Id"))
    return parse(answer.data) if answer.status == 200 else None


def work(task):
    """Return the result of the task, with what became different."""
    result = converge(task, Role(task.params), read)
    role = result["role"]
    role["added"], role["removed"] = difference(result["diff"]["before"].get("permissions", ()), role["permissions"])
    return result


def main():
    """Run the module."""
    spec = ArgumentSpec(
        OPTIONS,
        mutually_exclusive=[("permissions", "permissions_added"), ("permissions", "permissions_removed")],
        required_one_of=[("permissions", "permissions_added", "permissions_removed")],
    )
    run(spec, work)


if __name__ == "__main__":
    main()
