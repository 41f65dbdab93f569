#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ask a server for its teams."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: team_info
short_description: Ask a Mattermost server for its teams
version_added: 0.1.0
description:
  - Lists teams in the form in which M(groupware.mattermost.team) returns one.
  - Who signs in with O(url) without being an administrator is told of open teams only.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
  - groupware.mattermost.attributes.actiongroup
options:
  names:
    description:
      - Names of teams. Without it all are listed.
    type: list
    elements: str
  state:
    description:
      - Whether to list teams that are in use (V(present)), archived ones (V(archived)) or V(all).
    type: str
    choices:
      - present
      - archived
      - all
    default: present
  members:
    description:
      - Whether to list the names of each team's members, which costs a request for every 200 of them, and one for each
        team.
    type: bool
    default: false
seealso:
  - module: groupware.mattermost.channel_info
  - module: groupware.mattermost.team
  - module: groupware.mattermost.user_info
"""

EXAMPLES = r"""
- name: Ask for all teams
  groupware.mattermost.team_info:
    state: all
  register: workspace

- name: Ask who is in the team home
  groupware.mattermost.team_info:
    names:
      - home
    members: true
  register: home
"""

RETURN = r"""
teams:
  description: The teams.
  returned: success
  type: list
  elements: dict
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
    members:
      description: Names of the members, deactivated accounts and bots too.
      returned: with O(members=true)
      type: list
      elements: str
      sample:
        - alice
        - bob
missing:
  description: The names in O(names) that no team has that was asked for, in lower case.
  returned: success
  type: list
  elements: str
  sample:
    - nobody
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
      GET http://unix:/run/mattermost/local.socket:/api/v4/teams?page=0&per_page=200: HTTP 403
      [api.context.permissions.app_error] You do not have the appropriate permissions.
    method: GET
    status: 403
    url: http://unix:/run/mattermost/local.socket:/api/v4/teams?page=0&per_page=200
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api import listing as info
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.team import parse


def work(task):
    """Return the result of the task."""
    params = task.params
    names = info.wanted_names(params, "names")

    def ask(client):
        teams = (parse(raw) for raw in client.pages("/teams"))
        found = info.chosen(teams, names, "name", info.in_state(params["state"]))
        if params["members"]:
            for team in found:
                team["members"] = info.usernames(client, in_team=team["id"])
        return found

    return info.gather(task, "teams", names, "name", ask)


def main():
    """Run the module."""
    spec = ArgumentSpec(
        {
            "names": info.names_option(),
            "state": info.state_option("archived"),
            "members": {"type": "bool", "default": False},
        }
    )
    run(spec, work)


if __name__ == "__main__":
    main()
