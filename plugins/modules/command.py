#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage slash commands."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: command
short_description: Manage Mattermost slash commands
version_added: 0.1.0
description:
  - Creates, updates or deletes a slash command, identified by O(team) and O(trigger).
  - A trigger word that Mattermost or a plugin already uses is refused, also in check mode.
  - The module never reads or shows the token by which the called service verifies requests. Mattermost shows it on its
    Integrations page.
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
      - Shows only the options that are set, never the ID.
  idempotent:
    support: full
options:
  team:
    description:
      - Name of the team.
    type: str
    required: true
  trigger:
    description:
      - Trigger word after the slash, at most 128 characters without spaces. Converted to lowercase.
    type: str
    required: true
  request_url:
    description:
      - URL that Mattermost calls. Required for a new command.
    type: str
  method:
    description:
      - HTTP method of the call. The default for a new command is V(POST).
    type: str
    choices:
      - POST
      - GET
  display_name:
    description:
      - Title, at most 64 characters.
    type: str
  description:
    description:
      - Description, at most 128 characters.
    type: str
  username:
    description:
      - Username shown in responses. Requires the setting C(ServiceSettings.EnablePostUsernameOverride).
    type: str
  icon_url:
    description:
      - URL of the profile picture shown in responses. Requires the setting C(ServiceSettings.EnablePostIconOverride).
    type: str
  auto_complete:
    description:
      - Whether Mattermost suggests the command while users type. The default for a new command is V(false).
    type: bool
  auto_complete_hint:
    description:
      - Hint for the command's arguments, such as V([city]).
    type: str
  auto_complete_desc:
    description:
      - Short description of the command in the list of suggestions.
    type: str
  creator:
    description:
      - Username of the creator. Mattermost posts the responses on behalf of this user.
      - Required for a new command over the local socket. Over HTTP, the default is the signed-in user.
      - It cannot be changed later. A different value for an existing command is refused.
    type: str
  state:
    description:
      - V(present) creates or changes the slash command.
      - V(absent) permanently deletes it. If the team does not exist, nothing is changed.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Requires the setting C(ServiceSettings.EnableCommands), even to read commands.
  - Over HTTP, the signed-in user must be allowed to manage integrations of other users, such as a system administrator.
    Otherwise the module does not find existing ones, and would create a second command.
seealso:
  - module: groupware.mattermost.incoming_webhook
  - module: groupware.mattermost.outgoing_webhook
  - module: groupware.mattermost.team
"""

EXAMPLES = r"""
- name: Create a weather command
  groupware.mattermost.command:
    team: home
    trigger: weather
    request_url: https://weather.example.com/mattermost
    display_name: Weather
    auto_complete: true
    auto_complete_hint: "[city]"
    auto_complete_desc: The weather of a city
    creator: admin

- name: Delete a command
  groupware.mattermost.command:
    team: home
    trigger: weather
    state: absent
"""

RETURN = r"""
command:
  description:
    - The slash command, V(null) if it does not exist. In check mode the predicted state, with RV(command.id=null) for a
      new command.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the command.
      type: str
      sample: j7bwkq5ucbyb7ri9hk6m7sfwch
    team:
      description: Name of the team.
      type: str
      sample: home
    trigger:
      description: Trigger word.
      type: str
      sample: weather
    request_url:
      description: URL that Mattermost calls.
      type: str
      sample: https://weather.example.com/mattermost
    method:
      description: V(POST) or V(GET).
      type: str
      sample: POST
    display_name:
      description: Title.
      type: str
      sample: Weather
    description:
      description: Description of the command.
      type: str
      sample: ""
    username:
      description: Username shown in responses.
      type: str
      sample: ""
    icon_url:
      description: URL of the profile picture shown in responses.
      type: str
      sample: ""
    auto_complete:
      description: Whether Mattermost suggests the command while users type.
      type: bool
      sample: true
    auto_complete_hint:
      description: Hint for the command's arguments.
      type: str
      sample: "[city]"
    auto_complete_desc:
      description: Short description of the command in the list of suggestions.
      type: str
      sample: The weather of a city
    creator:
      description: Username of the creator, V(null) if the user was deleted.
      type: str
      sample: admin
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.command import Command


def main():
    """Run the module."""
    run_object(Command)


if __name__ == "__main__":
    main()
