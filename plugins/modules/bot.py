#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage bots."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bot
short_description: Manage Mattermost bots
version_added: 0.1.0
description:
  - Creates, updates, deactivates, activates or permanently deletes a bot, identified by O(username).
  - Mattermost cannot create bots over the local socket. There, the module creates a user with a random password and
    converts it to a bot. If this is interrupted, the next run completes it. Other users are never converted to bots.
  - A new bot is not a member of any team. Add it with M(groupware.mattermost.team_member), and create its access token
    with M(groupware.mattermost.token).
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
  username:
    description:
      - Username of the bot. Converted to lowercase.
    type: str
    required: true
  display_name:
    description: Display name, at most 64 characters.
    type: str
  description:
    description: Purpose of the bot, at most 1024 characters.
    type: str
  owner:
    description:
      - Username of the bot's owner. The owner must be an active user, not a bot.
      - Required for a new bot over the local socket. Over HTTP, the default is the signed-in user.
    type: str
  roles:
    description:
      - Complete list of the bot's roles, in any order. It must contain V(system_user).
    type: list
    elements: str
  state:
    description:
      - V(present) creates or activates the bot.
      - V(inactive) deactivates the bot. A missing bot is not created.
      - V(absent) permanently deletes the bot with all posts. Requires O(permanent=true).
    type: str
    choices:
      - present
      - inactive
      - absent
    default: present
  permanent:
    description:
      - Confirms O(state=absent), which permanently deletes data.
    type: bool
    default: false
notes:
  - Creating a bot over HTTP requires the setting C(ServiceSettings.EnableBotAccountCreation). Over the local socket,
    C(TeamSettings.RestrictCreationToDomains) must allow the e-mail domain C(localhost), and a server without a license
    must be below its user limit until the conversion.
seealso:
  - module: groupware.mattermost.team_member
  - module: groupware.mattermost.token
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Create a bot for build notifications
  groupware.mattermost.bot:
    username: buildbot
    display_name: Build bot
    description: Build notifications
    owner: admin

- name: Make a bot a system administrator
  groupware.mattermost.bot:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    username: automation
    roles:
      - system_user
      - system_admin

- name: Deactivate a bot
  groupware.mattermost.bot:
    username: buildbot
    state: inactive
"""

RETURN = r"""
bot:
  description:
    - The bot, V(null) if it does not exist. In check mode the predicted state, with RV(bot.id=null) for a new bot.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the bot, and of its user.
      type: str
      sample: 5mm9wz3ax3boddpxpkz4ddwo3y
    username:
      description: Username of the bot.
      type: str
      sample: buildbot
    display_name:
      description: Display name.
      type: str
      sample: Build bot
    description:
      description: Purpose of the bot.
      type: str
      sample: Build notifications
    owner:
      description: Username of the owner, V(null) if the owner is a plugin or a deleted user.
      type: str
      sample: admin
    owner_id:
      description: ID of the owner, or the plugin ID.
      type: str
      sample: pbeu4nbnqfr5fp7dd3ahtyzyqe
    roles:
      description: Roles of the bot.
      type: list
      elements: str
      sample:
        - system_user
    state:
      description: V(present) or V(inactive).
      type: str
      sample: present
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.bot import Bot


def main():
    """Run the module."""
    run_object(Bot)


if __name__ == "__main__":
    main()
