#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gather information about the objects of a server."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: workspace_info
short_description: Gather information about teams, users, channels and other objects of a Mattermost server
version_added: 0.1.0
description:
  - Returns the objects of a running server as options of M(groupware.mattermost.workspace), so that Ansible can manage
    objects that were created by hand.
  - Secrets are not returned. To create a user from this data, add a password first.
  - Default values are omitted.
  - If webhooks, slash commands or plugins are disabled on the server, their lists are empty.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.actiongroup
  - groupware.mattermost.attributes.info_module
options:
  kinds:
    description:
      - Kinds of objects to return.
      - V(roles) returns all permissions of every role. A playbook with complete lists would remove the new permissions
        of a later release. List only your own changes instead.
    type: list
    elements: str
    choices:
      - teams
      - users
      - channels
      - roles
      - bots
      - webhooks
      - commands
      - plugins
    default:
      - teams
      - users
      - channels
      - roles
      - bots
      - webhooks
      - commands
      - plugins
seealso:
  - module: groupware.mattermost.workspace
"""

EXAMPLES = r"""
- name: Get teams and channels
  groupware.mattermost.workspace_info:
    kinds: [teams, channels]
  register: found

- name: Check that nothing has changed since then
  groupware.mattermost.workspace:
    teams: "{{ found.workspace.teams }}"
    channels: "{{ found.workspace.channels }}"
  check_mode: true
"""

RETURN = r"""
workspace:
  description:
    - One entry for each of O(kinds), with the options of M(groupware.mattermost.workspace).
    - Deactivated members, bots of plugins, unchanged default channels, and channels of archived teams are omitted.
  returned: success
  type: dict
  sample:
    teams:
      - name: home
        display_name: Home
        type: I
        members:
          - alice
left_out:
  description: Objects that the options of M(groupware.mattermost.workspace) cannot describe.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      type: str
      sample: incoming_webhook
    name:
      description: Name of the object.
      type: str
      sample: home/Build
    reason:
      description: Why the object was omitted.
      type: str
      sample: there are several of this display_name
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.info import OPTIONS, gather


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), gather)


if __name__ == "__main__":
    main()
