#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep the licence."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: license
short_description: Keep the licence of a Mattermost server
version_added: 0.1.0
description:
  - Installs, replaces or removes the licence of a server. It is known by its id, which is read from the file.
  - A file that is no licence is refused before it is sent.
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
      - Only the server can check the signature of a licence, and does so outside check mode.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  path:
    description:
      - Path of the licence file on the host.
      - Either this or O(text) is needed for O(state=present).
    type: path
  text:
    description:
      - Content of the licence file.
    type: str
  state:
    description:
      - V(present) installs the licence, in place of another one.
      - V(absent) removes whatever licence there is.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Before version 11.5 a server does not tell over its local socket which licence it has; give O(url) then.
  - A licence that the service's environment or a file named in the configuration sets cannot be replaced or removed
    like this.
seealso:
  - module: groupware.mattermost.server_info
"""

EXAMPLES = r"""
- name: Keep the licence
  groupware.mattermost.license:
    text: "{{ vault_mattermost_license }}"

- name: Remove the licence
  groupware.mattermost.license:
    state: absent
"""

RETURN = r"""
license:
  description: The licence. In check mode as it would be.
  returned: success
  type: dict
  contains:
    licensed:
      description: Whether there is one.
      type: bool
      sample: true
    id:
      description: Its id, V(null) if there is none or the server does not tell.
      type: str
      sample: 6mnd8k1ufpnpx8jfwxn6us5krw
    expires_at:
      description: When it ends, in UTC; V(null) if there is none or the server does not tell.
      type: str
      sample: "2027-01-31T05:00:00Z"
    sku:
      description: Short name of the product, V(null) if there is none or the server does not tell.
      type: str
      sample: professional
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: POST, status: 400, error_id: api.license.add_license.invalid.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.license import OPTIONS
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.license_task import work


def main():
    """Run the module."""
    run(
        ArgumentSpec(
            OPTIONS, mutually_exclusive=[("path", "text")], required_if=[("state", "present", ("path", "text"), True)]
        ),
        work,
    )


if __name__ == "__main__":
    main()
