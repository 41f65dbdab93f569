#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Send a test e-mail."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: email_test
short_description: Send a Mattermost test e-mail
version_added: 0.1.0
description:
  - Makes Mattermost send a test e-mail to the signed-in user with its current mail settings. Fails with the mail
    server's reply if this does not work.
  - Every run sends exactly one e-mail, even if C(EmailSettings.SendEmailNotifications) is off. A failed attempt is not
    repeated.
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
      - Sends nothing in check mode, and only returns the recipient.
  diff_mode:
    support: N/A
    details:
      - This module does not change anything.
  idempotent:
    support: N/A
    details:
      - Every run sends an e-mail. Nothing on the server changes, so RV(ignore:changed) is always V(false).
options: {}
notes:
  - Not available over the local socket. Set O(url) and the token or login of a system administrator.
  - A mail server that accepts the e-mail may still not deliver it. Check the mailbox of RV(recipient).
seealso:
  - module: groupware.mattermost.config
"""

EXAMPLES = r"""
- name: Test whether Mattermost can send e-mail
  groupware.mattermost.email_test:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
"""

RETURN = r"""
sent:
  description: Whether the mail server accepted the e-mail. V(false) in check mode.
  returned: success
  type: bool
  sample: true
recipient:
  description: E-mail address of the signed-in user, V(null) in a prediction without a server.
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
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.send_email import send_test_email


def main():
    """Run the module."""
    run(ArgumentSpec({}), send_test_email)


if __name__ == "__main__":
    main()
