#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep a team."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: team
short_description: Keep a team of a Mattermost server
version_added: 0.1.0
description:
  - Creates, changes, archives, restores or deletes one team, known by its name.
  - The name is part of the team's URL and can never change. What people see is O(display_name).
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
  name:
    description:
      - Name of the team, 2 to 64 lower-case letters, digits and dashes.
      - It must not begin with a word that the server reserves, for example V(admin), V(api) or V(help).
    type: str
    required: true
  id:
    description:
      - Id of the team. With it, another O(name) than the team has is refused instead of making a second team.
    type: str
  display_name:
    description:
      - Name that people see. A new team has its name if this is left out.
    type: str
  allow_same_display_name:
    description:
      - Whether a new team may have the O(display_name) of another one.
      - The name of a team is part of its address and can never change. Who changes O(name) in a playbook would get a
        second team by accident, so a display name that another team has is refused.
    type: bool
    default: false
  type:
    description:
      - V(O) for an open team, V(I) for one that needs an invitation. A new team is V(I) if nothing is said.
      - Changing the type also sets O(allow_open_invite), unless that is given, and makes the old invitation link
        useless.
    type: str
    choices:
      - O
      - I
  description:
    description: Description.
    type: str
  company_name:
    description: Name of the organisation.
    type: str
  allowed_domains:
    description:
      - Domains of e-mail addresses that may join, separated by commas; empty for all.
    type: str
  allow_open_invite:
    description:
      - Whether everybody with an account may join.
    type: bool
  state:
    description:
      - V(present) creates and restores the team.
      - V(archived) archives it; one that does not exist is not made.
      - V(absent) deletes it with its channels and posts, for good, and needs O(permanent=true).
    type: str
    choices:
      - present
      - archived
      - absent
    default: present
  permanent:
    description:
      - Says that O(state=absent) is meant.
    type: bool
    default: false
seealso:
  - module: groupware.mattermost.channel
  - module: groupware.mattermost.command
  - module: groupware.mattermost.incoming_webhook
  - module: groupware.mattermost.outgoing_webhook
  - module: groupware.mattermost.team_info
  - module: groupware.mattermost.team_member
"""

EXAMPLES = r"""
- name: Keep the team home
  groupware.mattermost.team:
    name: home
    display_name: Home
    type: O

- name: Archive a team
  groupware.mattermost.team:
    name: old-project
    state: archived
"""

RETURN = r"""
team:
  description: The team, V(null) if there is none. In check mode as it would be, with RV(team.id=null) for a new one.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the team.
      type: str
      sample: 1nkbwrkhw7fi3k7ug6rjjsxs7a
    name:
      description: Name.
      type: str
      sample: home
    display_name:
      description: Name that people see.
      type: str
      sample: Home
    type:
      description: V(O) for open, V(I) for invitation only.
      type: str
      sample: O
    description:
      description: Description.
      type: str
      sample: Where everybody is
    company_name:
      description: Name of the organisation.
      type: str
      sample: Example
    allowed_domains:
      description: Domains of e-mail addresses that may join.
      type: str
      sample: example.com, example.org
    allow_open_invite:
      description: Whether everybody with an account may join.
      type: bool
      sample: false
    state:
      description: V(present) or V(archived).
      type: str
      sample: present
failure:
  description:
    - What went wrong, for decisions without parsing the message.
    - C(kind) is one of C(input), C(refused), C(not_taken), C(request), C(connection), C(absent) and C(host).
    - Of a request that the server refused it holds C(method), C(url), C(status) and C(error_id) too.
  returned: failure
  type: dict
  sample:
    error_id: api.context.permissions.app_error
    kind: request
    message: >-
      GET http://unix:/run/mattermost/local.socket:/api/v4/teams/name/home: HTTP 403
      [api.context.permissions.app_error] You do not have the appropriate permissions.
    method: GET
    status: 403
    url: http://unix:/run/mattermost/local.socket:/api/v4/teams/name/home
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import OPTIONS, Team, parse


def read(client, resource):
    """Return the state of the team, None if there is none."""
    if resource.id:
        answer = client.get("/teams/{id}", path={"id": resource.id}, expected=(200, 404))
    else:
        answer = client.get("/teams/name/{name}", path={"name": resource.name}, expected=(200, 404))
    found = parse(answer.data) if answer.status == 200 else None
    if resource.id:
        resource.demand_name(found)
    return found


def refuse_second_team(client, resource, before, after):
    """Refuse to make a team that is most likely an existing one under another name."""
    if before is None and after is not None and not resource.params["allow_same_display_name"]:
        resource.demand_new_display_name(client.pages("/teams"))


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS), lambda task: converge(task, Team(task.params), read, refuse_second_team))


if __name__ == "__main__":
    main()
