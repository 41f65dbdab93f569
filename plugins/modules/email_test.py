#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Send a test mail."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: email_test
short_description: Have a Mattermost server send a test mail
version_added: 0.1.0
description:
  - Has the server send a mail to the account that is signed in, with the mail settings that the server has now, and
    fails with the mail server's reply if that does not work.
  - Sends one mail each time, whether C(EmailSettings.SendEmailNotifications) is on or not. It is never tried twice.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Sends nothing in check mode, and only tells to whom the mail would go.
  diff_mode:
    support: N/A
    details:
      - This module does not change anything.
  idempotent:
    support: N/A
    details:
      - A mail is sent each time. Nothing on the server changes, so that RV(ignore:changed) is always V(false).
options: {}
notes:
  - Works over HTTP only, with O(url) and a token or a login of a system administrator. The server does not serve this
    on its local socket.
  - A mail server that takes the mail may still lose it. Look into the mailbox of RV(recipient).
seealso:
  - module: groupware.mattermost.config
"""

EXAMPLES = r"""
- name: See whether the server can send mail
  groupware.mattermost.email_test:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
"""

RETURN = r"""
sent:
  description: Whether the server gave a mail to its mail server; V(false) in check mode.
  returned: success
  type: bool
  sample: true
recipient:
  description: Address of the account that is signed in, V(null) in a prediction without a server.
  returned: success
  type: str
  sample: admin@example.com
failure:
  description:
    - Error details for use in playbooks. The notes explain C(kind) and the other keys.
    - If the e-mail could not be sent, C(error_id) is C(app.admin.test_email.failure) and C(reason) is the cause.
  returned: failure
  type: dict
  sample: {kind: request, status: 500, error_id: app.admin.test_email.failure, reason: Connection unsuccessful}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.send_email import work


def main():
    """Run the module."""
    run(ArgumentSpec({}), work)


if __name__ == "__main__":
    main()
