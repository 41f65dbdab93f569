#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage users."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: user
short_description: Manage Mattermost users
version_added: 0.1.0
description:
  - Creates, updates, deactivates, activates or permanently deletes a user, identified by O(username).
  - Over the local socket, an update replaces the whole user. The module therefore reads the user first and preserves
    all fields that are not set.
  - The module never demotes, deactivates or deletes the last active system administrator. Mattermost itself only partly
    prevents this.
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
      - Shows only the options that are set. For a password, it only shows that it is set.
  idempotent:
    support: full
    details:
      - O(update_password=always) is idempotent only with O(password_record).
options:
  username:
    description:
      - Username. Converted to lowercase.
    type: str
    required: true
  email:
    description:
      - E-mail address. Converted to lowercase. Required for a new user.
    type: str
  password:
    description:
      - Password. Required for a new user.
    type: str
  update_password:
    description:
      - With V(on_create), the password is only set for a new user.
      - With V(always), it is also set for an existing user, unless O(password_record) shows that a task has already set
        the same password. Without an entry there it is set. Mattermost notifies the user by e-mail.
      - A password that the user has changed since then is not detected. Mattermost does not reveal passwords, and the
        module does not try to sign in because failed logins can lock the user out.
    type: str
    choices:
      - on_create
      - always
    default: on_create
  password_record:
    description:
      - File on the host in which O(update_password=always) stores keyed hashes of the passwords that it has set, by
        user ID. It has mode 0600 and must be owned by the user that runs the task.
      - The default for root over the local socket is V(/etc/mattermost/groupware.mattermost/passwords.json), if
        V(/etc/mattermost) exists. Otherwise it is V(groupware.mattermost/passwords.json) in E(XDG_STATE_HOME) or
        V(~/.local/state).
      - With V(""), nothing is stored, and O(update_password=always) sets the password and reports a change every time.
    type: path
  trust_password_record:
    description:
      - Whether to skip passwords that O(password_record) lists as already set. With V(false), O(update_password=always)
        always sets the password, and updates the record.
      - Set this to V(false) once, after a password was lost or changed by somebody else.
    type: bool
    default: true
  first_name:
    description: First name.
    type: str
  last_name:
    description: Last name.
    type: str
  nickname:
    description: Nickname.
    type: str
  position:
    description: Position in the organization.
    type: str
  locale:
    description:
      - Language, such as V(en) or V(de). Mattermost replaces an unknown language with V(en); the module then fails.
    type: str
  roles:
    description:
      - Complete list of the user's roles, in any order. It must contain V(system_user) or V(system_guest).
    type: list
    elements: str
  email_verified:
    description:
      - Whether the e-mail address is marked as verified when the user is created or the address is changed.
      - Mattermost reports this only to the user, so the module does not compare it for existing users.
    type: bool
    default: false
  update:
    description:
      - With V(on_create), an existing user is not updated, even if inactive. O(update_password), O(state=inactive) and
        O(state=absent) still apply.
    type: str
    choices:
      - always
      - on_create
    default: always
  welcome_email:
    description:
      - Whether Mattermost sends a welcome e-mail to a new user.
    type: bool
    default: false
  state:
    description:
      - V(present) creates or activates the user.
      - V(inactive) deactivates the user. A missing user is not created.
      - V(absent) permanently deletes the user with all posts. Requires O(permanent=true).
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
seealso:
  - module: groupware.mattermost.bot
  - module: groupware.mattermost.channel_member
  - module: groupware.mattermost.role
  - module: groupware.mattermost.team_member
  - module: groupware.mattermost.token
  - module: groupware.mattermost.user_info
"""

EXAMPLES = r"""
- name: Create the first administrator over the local socket
  groupware.mattermost.user:
    username: admin
    email: admin@example.com
    password: "{{ vault_admin_password }}"
    email_verified: true
    roles:
      - system_user
      - system_admin

- name: Change a user's last name over HTTPS
  groupware.mattermost.user:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    username: alice
    last_name: Hargreaves

- name: Set the password from the vault, and update it whenever it changes there
  groupware.mattermost.user:
    username: deploy
    email: deploy@example.com
    password: "{{ vault_deploy_password }}"
    update_password: always

- name: Deactivate a user
  groupware.mattermost.user:
    username: bob
    state: inactive
"""

RETURN = r"""
user:
  description:
    - The user, V(null) if it does not exist. In check mode the predicted state, with RV(user.id=null) for a new user.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the user.
      type: str
      sample: pbeu4nbnqfr5fp7dd3ahtyzyqe
    username:
      description: Username.
      type: str
      sample: alice
    email:
      description: E-mail address.
      type: str
      sample: alice@example.com
    first_name:
      description: First name.
      type: str
      sample: Alice
    last_name:
      description: Last name.
      type: str
      sample: Liddell
    nickname:
      description: Nickname.
      type: str
      sample: al
    position:
      description: Position in the organization.
      type: str
      sample: Developer
    locale:
      description: Language.
      type: str
      sample: de
    roles:
      description: Roles of the user.
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
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import User


def main():
    """Run the module."""
    run_object(User)


if __name__ == "__main__":
    main()
