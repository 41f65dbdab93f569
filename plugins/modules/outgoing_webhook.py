#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep an outgoing webhook."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: outgoing_webhook
short_description: Keep an outgoing webhook of a Mattermost team
version_added: 0.1.0
description:
  - Creates, changes or deletes one outgoing webhook, known by its O(display_name) in its team.
  - The server allows several of the same name. As it is then not known which one is meant, they are refused.
  - The token by which a service knows that the server calls is never read or shown; a new webhook gets one that the
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
  display_name:
    description:
      - Title, at most 64 characters, by which the webhook is known.
    type: str
    required: true
  channel:
    description:
      - Name of the public channel that it listens to; empty for all public channels of the team, which then needs
        O(trigger_words).
    type: str
  trigger_words:
    description:
      - Words that trigger it as the first word of a message, in any order. Needed unless there is a O(channel).
    type: list
    elements: str
  trigger_when:
    description:
      - V(exact) for a first word that is one of O(trigger_words), V(start) for one that begins with one of them.
      - A new webhook has V(exact), if nothing is said.
    type: str
    choices:
      - exact
      - start
  callback_urls:
    description:
      - URLs that are called, in any order. Needed for a new webhook.
    type: list
    elements: str
  content_type:
    description:
      - Form of the calls. A new webhook sends V(application/x-www-form-urlencoded), if nothing is said.
    type: str
    choices:
      - application/x-www-form-urlencoded
      - application/json
  description:
    description:
      - Description, at most 500 characters.
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
  creator:
    description:
      - Name of the account for which it answers.
      - Needed for a new webhook over the local socket. Over HTTP it is the account that is signed in, if nothing is
        said.
      - The server never changes it. Another one than the webhook has is refused.
    type: str
  state:
    description:
      - V(present) creates or changes the outgoing webhook.
      - V(absent) deletes it. From a team that does not exist is no change.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Needs the setting C(ServiceSettings.EnableOutgoingWebhooks), for reading too.
  - Over HTTP the account that is signed in must be allowed to manage the integrations of others, as administrators are.
    Else it does not see them, and a second one would be made.
seealso:
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.command
  - module: groupware.mattermost.incoming_webhook
  - module: groupware.mattermost.team
"""

EXAMPLES = r"""
- name: Ask the build server
  groupware.mattermost.outgoing_webhook:
    team: home
    display_name: Ask the build server
    trigger_words:
      - "#build"
    callback_urls:
      - https://build.example.com/mattermost
    content_type: application/json
    creator: admin

- name: Delete a webhook
  groupware.mattermost.outgoing_webhook:
    team: home
    display_name: Ask the build server
    state: absent
"""

RETURN = r"""
outgoing_webhook:
  description:
    - The outgoing webhook, V(null) if there is none. In check mode as it would be, with
      RV(outgoing_webhook.id=null) for a new one.
  returned: success
  type: dict
  contains:
    id:
      description: Id.
      type: str
      sample: 3mepw3ehgbbzmb5qjxeazcwdcw
    team:
      description: Name of the team.
      type: str
      sample: home
    display_name:
      description: Title.
      type: str
      sample: Ask the build server
    channel:
      description: Name of the channel, empty for all, V(null) if it is gone.
      type: str
      sample: ""
    trigger_words:
      description: Words that trigger it, sorted.
      type: list
      elements: str
      sample:
        - "#build"
    trigger_when:
      description: V(exact) or V(start).
      type: str
      sample: exact
    callback_urls:
      description: URLs that are called, sorted.
      type: list
      elements: str
      sample:
        - https://build.example.com/mattermost
    content_type:
      description: Form of the calls.
      type: str
      sample: application/json
    creator:
      description: Name of the account for which it answers, V(null) if it is gone.
      type: str
      sample: admin
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
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration_task import keep
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.outgoing_webhook import (
    OPTIONS,
    OutgoingWebhook,
    parse,
)


def listing(client, team):
    """Give all outgoing webhooks of the team."""
    return client.pages("/hooks/outgoing", query={"team_id": team})


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), lambda task: keep(task, OutgoingWebhook(task.params), listing, parse))


if __name__ == "__main__":
    main()
