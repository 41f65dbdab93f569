#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep an account."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: user
short_description: Keep an account of a Mattermost server
version_added: 0.1.0
description:
  - Creates, changes, deactivates, activates or deletes one account, known by its name.
  - Over the local socket the server replaces an account as a whole when it is changed, so the module reads it first and
    sends it back with nothing lost.
  - The last active system administrator is never demoted, deactivated or deleted, which the server itself would partly
    allow.
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
      - Shows the given options only. Of a password it shows that it is set, never which.
  idempotent:
    support: full
    details:
      - With O(update_password=always) this takes a record of what was set, see O(password_record).
options:
  username:
    description:
      - Name of the account, in lower case; other letters are turned into lower case.
    type: str
    required: true
  email:
    description:
      - E-mail address, stored in lower case. Needed for a new account.
    type: str
  password:
    description:
      - Password. Needed for a new account.
    type: str
  update_password:
    description:
      - With V(on_create) the password is given to a new account only.
      - With V(always) an account that exists is given it too, unless O(password_record) tells that it was the last one
        that was set by a task. If nothing is known, it is set. The server tells the person by mail.
      - A password that the person has changed since then is not noticed. Nobody can read it from the server, and this
        module does not try to sign in, which could lock the account.
    type: str
    choices:
      - on_create
      - always
    default: on_create
  password_record:
    description:
      - Path of a file on the host in which O(update_password=always) remembers keyed hashes of the passwords that it
        set, by the ids of the accounts. It has the mode 0600, and must belong to the user of the task.
      - Without it, V(/etc/mattermost/groupware.mattermost/passwords.json) is used by root over the local socket, if
        there is V(/etc/mattermost), and else V(groupware.mattermost/passwords.json) in the directory that
        E(XDG_STATE_HOME) names or V(~/.local/state).
      - With V("") nothing is remembered, and O(update_password=always) sets the password, and reports a change, each
        time.
    type: path
  trust_password_record:
    description:
      - Whether O(password_record) is asked. If not, O(update_password=always) sets the password whatever the record
        says, and remembers it there.
      - For a password that got lost or was changed by somebody else.
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
    description: Position in the organisation.
    type: str
  locale:
    description:
      - Language, for example V(en) or V(de). The server takes V(en) in place of one it does not know, which is an
        error.
    type: str
  roles:
    description:
      - All roles of the account, in any order. V(system_user) or V(system_guest) must be among them.
    type: list
    elements: str
  email_verified:
    description:
      - Whether the address counts as verified when the account is made, and when this task changes the address.
      - The server tells it to nobody but the owner, so an existing account is not compared.
    type: bool
    default: false
  update:
    description:
      - With V(on_create) an account that exists is left as it is, one that is inactive too; O(update_password) and
        other states than V(present) still count.
    type: str
    choices:
      - always
      - on_create
    default: always
  welcome_email:
    description:
      - Whether the server sends a welcome mail to a new account.
    type: bool
    default: false
  state:
    description:
      - V(present) creates and activates the account.
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
seealso:
  - module: groupware.mattermost.bot
  - module: groupware.mattermost.channel_member
  - module: groupware.mattermost.role
  - module: groupware.mattermost.team_member
  - module: groupware.mattermost.token
  - module: groupware.mattermost.user_info
"""

EXAMPLES = r"""
- name: Make the first administrator over the local socket
  groupware.mattermost.user:
    username: admin
    email: admin@example.com
    password: "{{ vault_admin_password }}"
    email_verified: true
    roles:
      - system_user
      - system_admin

- name: Change a name over HTTPS
  groupware.mattermost.user:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    username: alice
    last_name: Hargreaves

- name: Give an account the password of the vault, and a new one whenever the vault has a new one
  groupware.mattermost.user:
    username: deploy
    email: deploy@example.com
    password: "{{ vault_deploy_password }}"
    update_password: always

- name: Deactivate an account
  groupware.mattermost.user:
    username: bob
    state: inactive
"""

RETURN = r"""
user:
  description: The account, V(null) if there is none. In check mode as it would be, with RV(user.id=null) for a new one.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the account.
      type: str
      sample: pbeu4nbnqfr5fp7dd3ahtyzyqe
    username:
      description: Name.
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
      description: Position in the organisation.
      type: str
      sample: Developer
    locale:
      description: Language.
      type: str
      sample: de
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
      GET http://unix:/run/mattermost/local.socket:/api/v4/users/username/alice: HTTP 403
      [api.context.permissions.app_error] You do not have the appropriate permissions.
    method: GET
    status: 403
    url: http://unix:/run/mattermost/local.socket:/api/v4/users/username/alice
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import Refused
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.password_record_task import Keeper
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.user import (
    OPTIONS,
    User,
    loses_admin,
    parse,
    refuse_last_admin,
)


def read(client, resource):
    """Return the state of the account, None if there is none."""
    answer = client.get("/users/username/{name}", path={"name": resource.name}, expected=(200, 404))
    return parse(answer.data) if answer.status == 200 else None


def keep_an_admin(client, resource, before, after):
    """Refuse what would leave the server without an administrator."""
    if loses_admin(before, after):
        refuse_last_admin(before, client.pages("/users", query={"role": "system_admin", "active": True}))


def refuse_more_than_allowed(client, resource, before, after):
    """Say in a check what the server would say to one more active account."""
    if after is None or after["state"] != "present" or (before is not None and before["state"] == "present"):
        return
    # Only here, for few checks come this far.
    from ansible_collections.groupware.mattermost.plugins.module_utils._api.server import is_full

    limit = is_full(client)
    if limit is not None:
        raise Refused(
            "the server takes no more than %d active users without a licence, so %s cannot be one; deactivate others"
            " first" % (limit, resource.name),
            option="username",
        )


def work(task):
    """Return the result of the task."""
    resource = User(task.params)
    passwords = Keeper(task, resource)

    def guard(client, resource, before, after):
        keep_an_admin(client, resource, before, after)
        if task.check_mode:
            refuse_more_than_allowed(client, resource, before, after)
        passwords.before(before, after)

    result = converge(task, resource, read, guard)
    passwords.after(result["user"])
    return result


def main():
    """Run the module."""
    # The module workspace has one record for all accounts.
    record = {
        "password_record": {"type": "path", "no_log": False},
        "trust_password_record": {"type": "bool", "default": True, "no_log": False},
    }
    run(ArgumentSpec(dict(OPTIONS, **record)), work)


if __name__ == "__main__":
    main()
