#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gather information about users."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: user_info
short_description: Gather information about Mattermost users
version_added: 0.1.0
description:
  - Returns users with the same fields as M(groupware.mattermost.user). Bots are not included.
  - Reads the users page by page, not one by one.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
  - groupware.mattermost.attributes.actiongroup
options:
  usernames:
    description:
      - Usernames of the users to return. If not set, all users are returned.
    type: list
    elements: str
  team:
    description:
      - Return only members of this team. The team must exist.
    type: str
  roles:
    description:
      - Return only users with at least one of these roles, such as V(system_admin).
    type: list
    elements: str
  state:
    description:
      - Return active users (V(present)), deactivated users (V(inactive)), or V(all) users.
    type: str
    choices:
      - present
      - inactive
      - all
    default: present
seealso:
  - module: groupware.mattermost.team_info
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Get all system administrators
  groupware.mattermost.user_info:
    roles:
      - system_admin
  register: administrators

- name: Check which of these users exist
  groupware.mattermost.user_info:
    usernames:
      - alice
      - bob
    state: all
  register: people
"""

RETURN = r"""
users:
  description: The users.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the user.
      type: str
      sample: pbeu4nbnqfr5fp7dd3ahtyzyqe
    username:
      description: Username.
      type: str
      sample: alice
    email:
      description: E-mail address.
      type: str
      sample: alice@example.com
    first_name:
      description: First name.
      type: str
      sample: Alice
    last_name:
      description: Last name.
      type: str
      sample: Liddell
    nickname:
      description: Nickname.
      type: str
      sample: al
    position:
      description: Position in the organization.
      type: str
      sample: Developer
    locale:
      description: Language.
      type: str
      sample: de
    roles:
      description: Roles of the user.
      type: list
      elements: str
      sample:
        - system_user
    state:
      description: V(present) or V(inactive).
      type: str
      sample: present
missing:
  description: The entries of O(usernames), in lowercase, that match no returned user.
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
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import Users


def main():
    """Run the module."""
    run_object(Users)


if __name__ == "__main__":
    main()
