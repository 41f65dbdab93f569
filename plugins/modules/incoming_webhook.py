#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep an incoming webhook."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: incoming_webhook
short_description: Keep an incoming webhook of a Mattermost team
version_added: 0.1.0
description:
  - Creates, changes or deletes one incoming webhook, known by its O(display_name) in its team.
  - The server allows several of the same name. As it is then not known which one is meant, they are refused.
  - The address of an incoming webhook is C(SITE_URL/hooks/ID). Who knows the id can post, so it is a secret.
    RV(incoming_webhook.id) is returned, but shown neither in the diff nor in an error. Use C(no_log) where the result
    must not be seen.
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
      - Name of the channel that it posts to, a public or a private one of the team. Needed for a new
        webhook.
    type: str
  user:
    description:
      - Name of the account for which it posts.
      - Needed for a new webhook over the local socket. Over HTTP it is the account that is signed in, if nothing is
        said.
      - The server never changes it. Another one than the webhook has is refused.
    type: str
  description:
    description:
      - Description, at most 500 characters.
    type: str
  username:
    description:
      - Name that the posts show; empty for the one of O(user).
      - Needs the setting C(ServiceSettings.EnablePostUsernameOverride), without which the server takes the name and
        forgets it.
    type: str
  icon_url:
    description:
      - URL of the picture that the posts show; empty for the one of O(user).
      - Needs the setting C(ServiceSettings.EnablePostIconOverride), without which the server takes it and forgets it.
    type: str
  channel_locked:
    description:
      - Whether it posts to O(channel) only. A new webhook may post to any channel of its user, if nothing is said.
    type: bool
  state:
    description:
      - V(present) creates or changes the incoming webhook.
      - V(absent) deletes it. From a team that does not exist is no change.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Needs the setting C(ServiceSettings.EnableIncomingWebhooks), for reading too.
  - Over HTTP the account that is signed in must be allowed to manage the integrations of others, as administrators are.
    Else it does not see them, and a second one would be made.
seealso:
  - module: groupware.mattermost.bot
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.command
  - module: groupware.mattermost.outgoing_webhook
  - module: groupware.mattermost.team
"""

EXAMPLES = r"""
- name: Let the build server post
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
    - The incoming webhook, V(null) if there is none. In check mode as it would be, with
      RV(incoming_webhook.id=null) for a new one.
  returned: success
  type: dict
  contains:
    id:
      description: Id, with which anybody can post. A secret.
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
      description: Name of the channel, V(null) if it is gone.
      type: str
      sample: town-square
    user:
      description: Name of the account for which it posts, V(null) if it is gone.
      type: str
      sample: buildbot
    description:
      description: Description.
      type: str
      sample: Build results
    username:
      description: Name that the posts show.
      type: str
      sample: ""
    icon_url:
      description: URL of the picture that the posts show.
      type: str
      sample: ""
    channel_locked:
      description: Whether it posts to the channel only.
      type: bool
      sample: true
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.incoming_webhook import (
    OPTIONS,
    IncomingWebhook,
    parse,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.integration_task import keep


def listing(client, team):
    """Give all incoming webhooks of the team."""
    return client.pages("/hooks/incoming", query={"team_id": team})


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), lambda task: keep(task, IncomingWebhook(task.params), listing, parse))


if __name__ == "__main__":
    main()
