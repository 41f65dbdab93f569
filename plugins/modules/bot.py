#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep a bot."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bot
short_description: Keep a bot of a Mattermost server
version_added: 0.1.0
description:
  - Creates, changes, deactivates, activates or deletes one bot, known by its name.
  - The local socket does not make bots. There the module makes an account with a password that nobody knows and turns
    it into a bot; a task that was interrupted in between is gone on with the next time. No other account is ever
    turned into a bot.
  - A new bot is in no team. Use M(groupware.mattermost.team_member) for that, and M(groupware.mattermost.token) for its
    token.
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
  username:
    description:
      - Name of the bot, in lower case; other letters are turned into lower case.
    type: str
    required: true
  display_name:
    description: Name that people see, at most 64 characters.
    type: str
  description:
    description: What the bot is for, at most 1024 characters.
    type: str
  owner:
    description:
      - Name of the account that the bot belongs to, which must be active and must not be a bot.
      - Needed for a new bot over the local socket. Over HTTP a new bot belongs to the account that is signed in, if
        nothing is said.
    type: str
  roles:
    description:
      - All roles of the bot, in any order. V(system_user) must be among them.
    type: list
    elements: str
  state:
    description:
      - V(present) creates and activates the bot.
      - V(inactive) deactivates it; one that does not exist is not made.
      - V(absent) deletes it with all its posts, for good, and needs O(permanent=true).
    type: str
    choices:
      - present
      - inactive
      - absent
    default: present
  permanent:
    description:
      - Says that O(state=absent) is meant.
    type: bool
    default: false
notes:
  - Making a bot over HTTP needs the setting C(ServiceSettings.EnableBotAccountCreation). The local socket does not, but
    there an account at C(localhost) must be allowed (C(TeamSettings.RestrictCreationToDomains)), and a server without a
    licence must have room for one more account until it is a bot.
seealso:
  - module: groupware.mattermost.team_member
  - module: groupware.mattermost.token
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Keep a bot that tells about builds
  groupware.mattermost.bot:
    username: buildbot
    display_name: Build bot
    description: Tells about builds
    owner: admin

- name: Let a bot administer the server
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
    - The bot, V(null) if there is none. In check mode as it would be, with RV(bot.id=null) for a new one.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the bot, which is the id of its account too.
      type: str
      sample: 5mm9wz3ax3boddpxpkz4ddwo3y
    username:
      description: Name.
      type: str
      sample: buildbot
    display_name:
      description: Name that people see.
      type: str
      sample: Build bot
    description:
      description: What the bot is for.
      type: str
      sample: Tells about builds
    owner:
      description: Name of the account that the bot belongs to, V(null) if that is a plugin or an account that is gone.
      type: str
      sample: admin
    owner_id:
      description: Id of that account, or the name of the plugin.
      type: str
      sample: pbeu4nbnqfr5fp7dd3ahtyzyqe
    roles:
      description: Roles.
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

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.lookup import name_of, one, user
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import user as _user
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.bot import OPTIONS, Bot, parse


def read(client, resource):
    """Return the state of the bot, None if there is none."""
    account = user(client, resource.name)
    resource.meet(account)
    if account is None or not account.get("is_bot"):
        return None
    # One that is deactivated does not exist unless asked for so.
    bot = one(client, "/bots/{id}", {"id": account["id"]}, {"include_deleted": True})
    if bot is None:
        raise Refused(
            "%s is a bot, but the account that is signed in may not see it" % resource.name, option="username"
        )
    owner = bot["owner_id"]
    return parse(bot, _user.parse(account), {owner: name_of(client, resource, "owner", "user", owner)})


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), lambda task: converge(task, Bot(task.params), read))


if __name__ == "__main__":
    main()
