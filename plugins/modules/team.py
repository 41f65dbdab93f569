#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage teams."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: team
short_description: Manage Mattermost teams
version_added: 0.1.0
description:
  - Creates, updates, archives, restores or permanently deletes a team, identified by O(name).
  - The name is part of the team's URL and cannot be changed later. Users see O(display_name).
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
    details:
      - Shows only the options that are set.
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the team, 2 to 64 lowercase letters, digits and dashes.
      - It must not begin with a word that Mattermost reserves, such as V(admin), V(api) or V(help).
    type: str
    required: true
  id:
    description:
      - ID of an existing team. If O(name) is not the name of this team, the module fails instead of creating a second
        team.
    type: str
  display_name:
    description:
      - Display name of the team. The default for a new team is O(name).
    type: str
  allow_same_display_name:
    description:
      - Whether a new team may have the same O(display_name) as another team.
      - Team names cannot be changed, so a changed O(name) in a playbook would create a second team. To prevent this,
        the module fails if another team has the same display name.
    type: bool
    default: false
  type:
    description:
      - V(O) for an open team, V(I) for a team that requires an invitation. The default for a new team is V(I).
      - Changing the type also sets O(allow_open_invite), unless this option is set, and invalidates the old invitation
        link.
    type: str
    choices:
      - O
      - I
  description:
    description: Description of the team.
    type: str
  company_name:
    description: Name of the organization.
    type: str
  allowed_domains:
    description:
      - E-mail domains whose users may join, separated by commas. Empty for all domains.
    type: str
  allow_open_invite:
    description:
      - Whether every user of the server may join without an invitation.
    type: bool
  state:
    description:
      - V(present) creates or restores the team.
      - V(archived) archives the team. A missing team is not created.
      - V(absent) permanently deletes the team with all channels and posts. Requires O(permanent=true).
    type: str
    choices:
      - present
      - archived
      - absent
    default: present
  permanent:
    description:
      - Confirms O(state=absent), which permanently deletes data.
    type: bool
    default: false
seealso:
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.command
  - module: groupware.mattermost.incoming_webhook
  - module: groupware.mattermost.outgoing_webhook
  - module: groupware.mattermost.team_info
  - module: groupware.mattermost.team_member
"""

EXAMPLES = r"""
- name: Create the team home
  groupware.mattermost.team:
    name: home
    display_name: Home
    type: O

- name: Archive a team
  groupware.mattermost.team:
    name: old-project
    state: archived
"""

RETURN = r"""
team:
  description:
    - The team, V(null) if it does not exist. In check mode the predicted state, with RV(team.id=null) for a new team.
  returned: success
  type: dict
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
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import Team


def main():
    """Run the module."""
    run_object(Team)


if __name__ == "__main__":
    main()
