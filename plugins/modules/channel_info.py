#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gather information about channels."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: channel_info
short_description: Gather information about Mattermost channels
version_added: 0.1.0
description:
  - Returns public and private channels of a team with the same fields as M(groupware.mattermost.channel).
  - Requires the local socket or a system administrator, because only they see private channels.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
  - groupware.mattermost.attributes.actiongroup
options:
  team:
    description:
      - Name of the team. The team must exist.
    type: str
    required: true
  names:
    description:
      - Names of the channels to return. If not set, all channels of the team are returned.
    type: list
    elements: str
  state:
    description:
      - Return channels that are not archived (V(present)), archived channels (V(archived)), or V(all) channels.
    type: str
    choices:
      - present
      - archived
      - all
    default: present
  members:
    description:
      - Whether to list the usernames of each channel's members. This costs one request per 200 members, and at least
        one per channel.
    type: bool
    default: false
seealso:
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.team_info
"""

EXAMPLES = r"""
- name: Get the channels of the team home
  groupware.mattermost.channel_info:
    team: home
  register: home

- name: Get the members of two channels, over HTTPS
  groupware.mattermost.channel_info:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    team: home
    names:
      - news
      - board
    members: true
  register: readers
"""

RETURN = r"""
channels:
  description: The channels.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the channel.
      type: str
      sample: qsqmcyt5pfn6uedrcfxfmp31ca
    team:
      description: Name of the team.
      type: str
      sample: home
    name:
      description: Name of the channel.
      type: str
      sample: news
    display_name:
      description: Display name.
      type: str
      sample: News
    type:
      description: V(O) for a public channel, V(P) for a private channel.
      type: str
      sample: O
    header:
      description: Header text, shown beside the name.
      type: str
      sample: Company news
    purpose:
      description: Purpose of the channel.
      type: str
      sample: Announcements
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
  description: The entries of O(names), in lowercase, that match no returned channel.
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
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import Channels


def main():
    """Run the module."""
    run_object(Channels)


if __name__ == "__main__":
    main()
