#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage outgoing webhooks."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: outgoing_webhook
short_description: Manage Mattermost outgoing webhooks
version_added: 0.1.0
description:
  - Creates, updates or deletes an outgoing webhook, identified by O(team) and O(display_name).
  - Mattermost allows several webhooks with the same display name. The module refuses to choose between them.
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
  display_name:
    description:
      - Title, at most 64 characters.
    type: str
    required: true
  channel:
    description:
      - Name of the public channel that triggers the webhook. Empty for all public channels of the team; this requires
        O(trigger_words).
    type: str
  trigger_words:
    description:
      - Words that trigger the webhook as the first word of a message, in any order. Required if O(channel) is empty.
    type: list
    elements: str
  trigger_when:
    description:
      - V(exact) if the first word must be one of O(trigger_words), V(start) if it must begin with one of them.
      - The default for a new webhook is V(exact).
    type: str
    choices:
      - exact
      - start
  callback_urls:
    description:
      - URLs that Mattermost calls, in any order. Required for a new webhook.
    type: list
    elements: str
  content_type:
    description:
      - Content type of the calls. The default for a new webhook is V(application/x-www-form-urlencoded).
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
      - Username shown in responses. Requires the setting C(ServiceSettings.EnablePostUsernameOverride).
    type: str
  icon_url:
    description:
      - URL of the profile picture shown in responses. Requires the setting C(ServiceSettings.EnablePostIconOverride).
    type: str
  creator:
    description:
      - Username of the creator. Mattermost posts the responses on behalf of this user.
      - Required for a new webhook over the local socket. Over HTTP, the default is the signed-in user.
      - It cannot be changed later. A different value for an existing webhook is refused.
    type: str
  state:
    description:
      - V(present) creates or changes the outgoing webhook.
      - V(absent) permanently deletes it. If the team does not exist, nothing is changed.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Requires the setting C(ServiceSettings.EnableOutgoingWebhooks), even to read webhooks.
  - Over HTTP, the signed-in user must be allowed to manage integrations of other users, such as a system administrator.
    Otherwise the module does not find existing ones, and would create a second webhook.
seealso:
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.command
  - module: groupware.mattermost.incoming_webhook
  - module: groupware.mattermost.team
"""

EXAMPLES = r"""
- name: Create a webhook that asks the build server for its status
  groupware.mattermost.outgoing_webhook:
    team: home
    display_name: Build status
    trigger_words:
      - "#build"
    callback_urls:
      - https://build.example.com/mattermost
    content_type: application/json
    creator: admin

- name: Delete a webhook
  groupware.mattermost.outgoing_webhook:
    team: home
    display_name: Build status
    state: absent
"""

RETURN = r"""
outgoing_webhook:
  description:
    - The outgoing webhook, V(null) if it does not exist. In check mode the predicted state, with
      RV(outgoing_webhook.id=null) for a new webhook.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the webhook.
      type: str
      sample: 3mepw3ehgbbzmb5qjxeazcwdcw
    team:
      description: Name of the team.
      type: str
      sample: home
    display_name:
      description: Title.
      type: str
      sample: Build status
    channel:
      description: Name of the channel, empty for all channels, V(null) if the channel was deleted.
      type: str
      sample: ""
    trigger_words:
      description: Trigger words, sorted.
      type: list
      elements: str
      sample:
        - "#build"
    trigger_when:
      description: V(exact) or V(start).
      type: str
      sample: exact
    callback_urls:
      description: URLs that Mattermost calls, sorted.
      type: list
      elements: str
      sample:
        - https://build.example.com/mattermost
    content_type:
      description: Content type of the calls.
      type: str
      sample: application/json
    creator:
      description: Username of the creator, V(null) if the user was deleted.
      type: str
      sample: admin
    description:
      description: Description of the webhook.
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
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.outgoing_webhook import OutgoingWebhook


def main():
    """Run the module."""
    run_object(OutgoingWebhook)


if __name__ == "__main__":
    main()
