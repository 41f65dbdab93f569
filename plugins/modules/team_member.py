#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep a member of a team."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: team_member
short_description: Keep a member of a Mattermost team
version_added: 0.1.0
description:
  - Adds a user to a team or removes one.
  - Refuses archived teams and deactivated accounts, which the server itself takes without a word.
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
  idempotent:
    support: full
options:
  team:
    description: Name of the team.
    type: str
    required: true
  user:
    description: Name of the account.
    type: str
    required: true
  scheme_admin:
    description:
      - Whether the member administers the team.
      - The server does not serve this on its local socket; give O(url) with a token or a login.
    type: bool
  state:
    description:
      - V(present) adds the user, V(absent) removes the user. Removing from a team or a user that does not exist is no
        change.
    type: str
    choices:
      - present
      - absent
    default: present
seealso:
  - module: groupware.mattermost.bot
  - module: groupware.mattermost.channel_member
  - module: groupware.mattermost.team
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Alice is in the team home
  groupware.mattermost.team_member:
    team: home
    user: alice

- name: Bob administers the team home
  groupware.mattermost.team_member:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    team: home
    user: bob
    scheme_admin: true
"""

RETURN = r"""
member:
  description: The membership, V(null) if there is none. In check mode as it would be.
  returned: success
  type: dict
  contains:
    team:
      description: Name of the team.
      type: str
      sample: home
    user:
      description: Name of the account.
      type: str
      sample: alice
    scheme_admin:
      description: Whether the member administers the team, V(null) where the server does not tell (over the socket).
      type: bool
      sample: false
failure:
  description:
    - What went wrong, for decisions without parsing the message.
    - C(kind) is one of C(input), C(refused), C(not_taken), C(request), C(connection), C(absent) and C(host).
    - Of a request that the server refused it holds C(method), C(url), C(status) and C(error_id) too.
  returned: failure
  type: dict
  sample:
    error_id: app.user.missing_account.const
    kind: request
    message: >-
      DELETE http://unix:/run/mattermost/local.socket:/api/v4/teams/x/members/y: HTTP 404
      [app.user.missing_account.const] Unable to find the user.
    method: DELETE
    status: 404
    url: http://unix:/run/mattermost/local.socket:/api/v4/teams/x/members/y
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.membership import team_membership
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team_member import OPTIONS, TeamMember


def read(client, resource):
    """Return the state of the membership, None if there is none."""
    if not resource.known():
        return None
    member = team_membership(client, resource.ids())
    return None if member is None else resource.state(member)


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), lambda task: converge(task, TeamMember(task.params), read))


if __name__ == "__main__":
    main()
