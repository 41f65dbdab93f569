#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage access tokens."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: token
short_description: Manage Mattermost access tokens
version_added: 0.1.0
description:
  - Creates or revokes an access token of a bot or user, identified by O(user) and O(description).
  - Mattermost shows the value of a token only once, when it is created. The module writes it to the file O(path) on the
    host. Without O(path), it returns the value as RV(token.value).
  - If the file contains anything other than a token, the module fails and does not change it.
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
      - For the value, only the fact that it is new is shown.
  idempotent:
    support: partial
    details:
      - With O(rotate=true) and O(state=present), every run creates a new token.
options:
  user:
    description:
      - Username of the bot or user.
      - Tokens of users require the setting C(ServiceSettings.EnableUserAccessTokens); tokens of bots do not.
    type: str
    required: true
  description:
    description:
      - Purpose of the token, at most 255 bytes. Identifies the token.
      - Mattermost allows several tokens with the same description. The module refuses to choose between them, unless
        O(rotate=true).
    type: str
    required: true
  path:
    description:
      - Absolute path of a file on the host for the value. Its directory must exist.
      - The file has mode C(0600) and is replaced atomically. If it cannot be written, no token is created.
      - If the token exists but the file contains no token, the module fails, unless O(rotate=true). The module cannot
        check whether the file contains this token or another one.
      - With O(state=absent), the file is deleted too.
      - If not set, the value is returned; set C(no_log) on the task.
    type: path
  owner:
    description:
      - Name or number of the operating system user that owns the file. If not set, the owner of an existing file is not
        changed.
    type: str
  group:
    description:
      - Name or number of the operating system group of the file. If not set, the group of an existing file is not
        changed.
    type: str
  rotate:
    description:
      - Whether to create a new token in every run, and then revoke all others with the same O(description).
      - Use it once, after a value was lost or disclosed.
      - With O(state=absent), all tokens with the O(description) are revoked, if there are several.
    type: bool
    default: false
  state:
    description:
      - V(present) creates a token, or enables a disabled one. Enabling is not available over the local socket; set
        O(url).
      - V(absent) permanently revokes it. If the user does not exist, nothing is changed.
    type: str
    choices:
      - present
      - absent
    default: present
seealso:
  - module: groupware.mattermost.bot
  - module: groupware.mattermost.user
"""

EXAMPLES = r"""
- name: Create a token for a bot and store it in a file
  groupware.mattermost.token:
    user: buildbot
    description: build server
    path: /etc/build/mattermost_token
    owner: build

- name: Replace a token that was disclosed
  groupware.mattermost.token:
    user: buildbot
    description: build server
    path: /etc/build/mattermost_token
    rotate: true

- name: Register the value in a variable
  groupware.mattermost.token:
    user: buildbot
    description: controller
  register: controller_token
  no_log: true

- name: Revoke a token
  groupware.mattermost.token:
    user: buildbot
    description: build server
    path: /etc/build/mattermost_token
    state: absent
"""

RETURN = r"""
token:
  description:
    - The token, V(null) if it does not exist. In check mode the predicted state, with RV(token.id=null) for a new
      token.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the token. Not its value.
      type: str
      sample: ck1zknmr1py63dqjtukwwzbk4c
    user:
      description: Username.
      type: str
      sample: buildbot
    description:
      description: Purpose of the token.
      type: str
      sample: build server
    active:
      description: Whether the token is enabled.
      type: bool
      sample: true
    path:
      description: File with the value, V(null) if there is none.
      type: str
      sample: /etc/build/mattermost_token
    value:
      description:
        - The value, if the task has created the token and O(path) is not set. Otherwise, and in check mode, V(null).
        - A secret. Set C(no_log) on the task.
      type: str
      sample: null
failure:
  description:
    - Error details for use in playbooks. The notes explain C(kind) and the other keys.
    - C(ids) lists several tokens with the same description, C(path) is the file concerned.
  returned: failure
  type: dict
  sample: {kind: host, path: /etc/build/mattermost_token}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.token import Token


def main():
    """Run the module."""
    run_object(Token)


if __name__ == "__main__":
    main()
