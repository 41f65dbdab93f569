#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage incoming webhooks."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: incoming_webhook
short_description: Manage Mattermost incoming webhooks
version_added: 0.1.0
description:
  - Creates, updates or deletes an incoming webhook, identified by O(team) and O(display_name).
  - Mattermost allows several webhooks with the same display name. The module refuses to choose between them.
  - The URL of an incoming webhook is C(SITE_URL/hooks/ID). The ID is a secret, because anybody who knows it can post.
    The module returns it as RV(incoming_webhook.id), but never shows it in diffs or errors. Set C(no_log) on tasks
    whose result must not be logged.
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
      - Name of the public or private channel of the team that the webhook posts to. Required for a new webhook.
    type: str
  user:
    description:
      - Username of the user on whose behalf the webhook posts.
      - Required for a new webhook over the local socket. Over HTTP, the default is the signed-in user.
      - It cannot be changed later. A different value for an existing webhook is refused.
    type: str
  description:
    description:
      - Description, at most 500 characters.
    type: str
  username:
    description:
      - Username shown in posts. Empty for the username of O(user).
      - Requires the setting C(ServiceSettings.EnablePostUsernameOverride). Without it, Mattermost accepts the value but
        does not store it.
    type: str
  icon_url:
    description:
      - URL of the profile picture shown in posts. Empty for the picture of O(user).
      - Requires the setting C(ServiceSettings.EnablePostIconOverride). Without it, Mattermost accepts the value but
        does not store it.
    type: str
  channel_locked:
    description:
      - Whether the webhook can post only to O(channel). By default, a new webhook can post to all channels of its user.
    type: bool
  state:
    description:
      - V(present) creates or changes the incoming webhook.
      - V(absent) permanently deletes it. If the team does not exist, nothing is changed.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Requires the setting C(ServiceSettings.EnableIncomingWebhooks), even to read webhooks.
  - Over HTTP, the signed-in user must be allowed to manage integrations of other users, such as a system administrator.
    Otherwise the module does not find existing ones, and would create a second webhook.
seealso:
  - module: groupware.mattermost.bot
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.command
  - module: groupware.mattermost.outgoing_webhook
  - module: groupware.mattermost.team
"""

EXAMPLES = r"""
- name: Create a webhook for the build server
  groupware.mattermost.incoming_webhook:
    team: home
    display_name: Build
    channel: town-square
    user: buildbot
    channel_locked: true
  register: build_webhook
  no_log: true

- name: Delete a webhook
  groupware.mattermost.incoming_webhook:
    team: home
    display_name: Build
    state: absent
"""

RETURN = r"""
incoming_webhook:
  description:
    - The incoming webhook, V(null) if it does not exist. In check mode the predicted state, with
      RV(incoming_webhook.id=null) for a new webhook.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the webhook. A secret, because anybody who knows it can post.
      type: str
      sample: x5h8ywmhjbgi3gyqpcb6jzuxfa
    team:
      description: Name of the team.
      type: str
      sample: home
    display_name:
      description: Title.
      type: str
      sample: Build
    channel:
      description: Name of the channel, V(null) if the channel was deleted.
      type: str
      sample: town-square
    user:
      description: Username of the user on whose behalf the webhook posts, V(null) if the user was deleted.
      type: str
      sample: buildbot
    description:
      description: Description of the webhook.
      type: str
      sample: Build results
    username:
      description: Username shown in posts.
      type: str
      sample: ""
    icon_url:
      description: URL of the profile picture shown in posts.
      type: str
      sample: ""
    channel_locked:
      description: Whether the webhook can post only to the channel.
      type: bool
      sample: true
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.incoming_webhook import IncomingWebhook


def main():
    """Run the module."""
    run_object(IncomingWebhook)


if __name__ == "__main__":
    main()
