#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage channels."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: channel
short_description: Manage Mattermost channels
version_added: 0.1.0
description:
  - Creates, updates, archives, restores or permanently deletes a channel, identified by O(team) and O(name).
  - A new channel has no members, except the user who is signed in with O(url).
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
  team:
    description:
      - Name of the team. The team must exist and, for O(state=present), must not be archived.
    type: str
    required: true
  name:
    description:
      - Name of the channel, 1 to 64 letters, digits, dashes and underscores, beginning with a letter or digit.
        Converted to lowercase.
      - A new channel cannot have a name of exactly 26 letters and digits, because Mattermost would treat it as an ID.
    type: str
    required: true
  display_name:
    description:
      - Display name of the channel. The default for a new channel is O(name).
    type: str
  type:
    description:
      - V(O) for a channel that is public in the team, V(P) for a private channel. The default for a new channel is
        V(O).
      - The channel C(town-square) cannot be private.
    type: str
    choices:
      - O
      - P
  header:
    description: Header text, shown beside the name, at most 1024 characters.
    type: str
  purpose:
    description: Purpose of the channel, at most 250 characters.
    type: str
  state:
    description:
      - V(present) creates or restores the channel.
      - V(archived) archives the channel. A missing channel is not created. Mattermost cannot update archived channels,
        so an archived channel with different values is restored briefly, updated and archived again.
      - V(absent) permanently deletes the channel with all posts. Requires O(permanent=true).
      - The channel C(town-square) cannot be archived or deleted.
    type: str
    choices:
      - present
      - archived
      - absent
    default: present
  permanent:
    description:
      - Confirms O(state=absent), which permanently deletes data.
      - Over HTTP, this also requires the setting C(ServiceSettings.EnableAPIChannelDeletion).
    type: bool
    default: false
seealso:
  - module: groupware.mattermost.channel_info
  - module: groupware.mattermost.channel_member
  - module: groupware.mattermost.incoming_webhook
  - module: groupware.mattermost.outgoing_webhook
  - module: groupware.mattermost.team
"""

EXAMPLES = r"""
- name: Create a public channel
  groupware.mattermost.channel:
    team: home
    name: news
    display_name: News
    purpose: Announcements

- name: Make a channel private, over HTTPS
  groupware.mattermost.channel:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    team: home
    name: board
    type: P

- name: Archive a channel
  groupware.mattermost.channel:
    team: home
    name: old-project
    state: archived
"""

RETURN = r"""
channel:
  description:
    - The channel, V(null) if it does not exist. In check mode the predicted state, with RV(channel.id=null) for a new
      channel.
  returned: success
  type: dict
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
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import Channel


def main():
    """Run the module."""
    run_object(Channel)


if __name__ == "__main__":
    main()
