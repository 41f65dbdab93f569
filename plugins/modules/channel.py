#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep a channel."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: channel
short_description: Keep a channel of a Mattermost team
version_added: 0.1.0
description:
  - Creates, changes, archives, restores or deletes one channel, known by the names of its team and its own.
  - Nobody is made a member of a new channel, except the account that signs in with O(url).
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
      - Shows the given options only.
  idempotent:
    support: full
options:
  team:
    description:
      - Name of the team. It has to exist, and not be archived for O(state=present).
    type: str
    required: true
  name:
    description:
      - Name of the channel, 1 to 64 letters, digits, dashes and underscores, beginning with a letter or a digit.
        Capital letters are turned into lower case.
      - A new channel is not given a name that looks like an id, 26 letters and digits.
    type: str
    required: true
  display_name:
    description:
      - Name that people see. A new channel gets its O(name) if nothing is said.
    type: str
  type:
    description:
      - V(O) for a channel that is open to the team, V(P) for a private one. A new channel is V(O) if nothing is said.
      - The channel C(town-square) cannot be private.
    type: str
    choices:
      - O
      - P
  header:
    description: Text beside the name, at most 1024 characters.
    type: str
  purpose:
    description: What the channel is for, at most 250 characters.
    type: str
  state:
    description:
      - V(present) creates and restores the channel.
      - V(archived) archives it; one that does not exist is not made. The server changes no archived channel, so one
        that differs is restored for a moment.
      - V(absent) deletes it with its posts, for good, and needs O(permanent=true).
      - The channel C(town-square) can only be V(present).
    type: str
    choices:
      - present
      - archived
      - absent
    default: present
  permanent:
    description:
      - Says that O(state=absent) is meant.
      - Over HTTP the server's setting C(ServiceSettings.EnableAPIChannelDeletion) has to be on; the local socket does
        not ask for it.
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
- name: Keep an open channel
  groupware.mattermost.channel:
    team: home
    name: news
    display_name: News
    purpose: What is new here

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
    - The channel, V(null) if there is none. In check mode as it would be, with RV(channel.id=null) for a new one.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the channel.
      type: str
      sample: qsqmcyt5pfn6uedrcfxfmp31ca
    team:
      description: Name of the team.
      type: str
      sample: home
    name:
      description: Name.
      type: str
      sample: news
    display_name:
      description: Name that people see.
      type: str
      sample: News
    type:
      description: V(O) for open, V(P) for private.
      type: str
      sample: O
    header:
      description: Text beside the name.
      type: str
      sample: Also on paper
    purpose:
      description: What the channel is for.
      type: str
      sample: What is new here
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

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import channel as find_channel
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import OPTIONS, Channel, parse


def read(client, resource):
    """Return the state of the channel, None if there is none."""
    team = resource.id_of("team")
    raw = find_channel(client, team, resource.name) if team else None
    return None if raw is None else parse(raw, resource.params["team"])


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), lambda task: converge(task, Channel(task.params), read))


if __name__ == "__main__":
    main()
