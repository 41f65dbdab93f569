#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep a slash command."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: command
short_description: Keep a slash command of a Mattermost team
version_added: 0.1.0
description:
  - Creates, changes or deletes one slash command, known by its O(trigger) in its team.
  - A word that the server itself or a plugin uses is refused, in check mode too.
  - The token by which a service knows that the server calls is never read or shown; a new command gets one that the
    integrations page of Mattermost shows.
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
      - Shows the given options only, and never the id.
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
      - Word after the slash, by which the command is known, at most 128 characters without blanks;
        turned into lower case.
    type: str
    required: true
  request_url:
    description:
      - URL that is called. Needed for a new command.
    type: str
  method:
    description:
      - Method of the call. A new command has V(POST), if nothing is said.
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
      - Name that the answers show. Has an effect with the setting C(ServiceSettings.EnablePostUsernameOverride).
    type: str
  icon_url:
    description:
      - URL of the picture that the answers show. Has an effect with the setting
        C(ServiceSettings.EnablePostIconOverride).
    type: str
  auto_complete:
    description:
      - Whether the command is offered to people who type. A new one is not, if nothing is said.
    type: bool
  auto_complete_hint:
    description:
      - What follows the command, for example V([city]).
    type: str
  auto_complete_desc:
    description:
      - What the command does, in the list of those that are offered.
    type: str
  creator:
    description:
      - Name of the account for which it answers.
      - Needed for a new command over the local socket. Over HTTP it is the account that is signed in, if nothing is
        said.
      - The server never changes it. Another one than the command has is refused.
    type: str
  state:
    description:
      - V(present) creates or changes the slash command.
      - V(absent) deletes it. From a team that does not exist is no change.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Needs the setting C(ServiceSettings.EnableCommands), for reading too.
  - Over HTTP the account that is signed in must be allowed to manage the integrations of others, as administrators are.
    Else it does not see them, and a second one would be made.
seealso:
  - module: groupware.mattermost.incoming_webhook
  - module: groupware.mattermost.outgoing_webhook
  - module: groupware.mattermost.team
"""

EXAMPLES = r"""
- name: Tell the weather
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
    - The slash command, V(null) if there is none. In check mode as it would be, with RV(command.id=null) for a new
      one.
  returned: success
  type: dict
  contains:
    id:
      description: Id.
      type: str
      sample: j7bwkq5ucbyb7ri9hk6m7sfwch
    team:
      description: Name of the team.
      type: str
      sample: home
    trigger:
      description: Word after the slash.
      type: str
      sample: weather
    request_url:
      description: URL that is called.
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
      description: Description.
      type: str
      sample: ""
    username:
      description: Name that the answers show.
      type: str
      sample: ""
    icon_url:
      description: URL of the picture that the answers show.
      type: str
      sample: ""
    auto_complete:
      description: Whether the command is offered to people who type.
      type: bool
      sample: true
    auto_complete_hint:
      description: What follows the command.
      type: str
      sample: "[city]"
    auto_complete_desc:
      description: What the command does.
      type: str
      sample: The weather of a city
    creator:
      description: Name of the account for which it answers, V(null) if it is gone.
      type: str
      sample: admin
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.command import OPTIONS, Command, parse
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration_task import keep


def listing(client, team):
    """Return the slash commands that people made in the team; this list has no pages."""
    return client.get("/commands", query={"team_id": team, "custom_only": True}).data


def parse_in(raw, teams, channels, users):
    """Return the state of a slash command; it has no channel."""
    return parse(raw, teams, users)


def refuse_taken_trigger(client, resource, before, after):
    """Refuse a new command that the server or a plugin has already, which the server says late or never."""
    team = resource.id_of("team")
    if before is None and after is not None and team is not None:
        resource.demand_free(client.get("/commands", query={"team_id": team}).data)


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), lambda task: keep(task, Command(task.params), listing, parse_in, refuse_taken_trigger))


if __name__ == "__main__":
    main()
