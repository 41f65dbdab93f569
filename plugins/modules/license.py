#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage the license."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: license
short_description: Manage the license of a Mattermost server
version_added: 0.1.0
description:
  - Installs, replaces or removes the license of a server, identified by the ID in the license file.
  - A file that is not a license is refused before it is sent.
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
      - Only Mattermost can verify the signature of a license, so check mode does not detect an invalid one.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  path:
    description:
      - Path of the license file on the host.
      - Either O(path) or O(text) is required for O(state=present).
    type: path
  text:
    description:
      - Content of the license file.
    type: str
  state:
    description:
      - V(present) installs the license, and replaces a different one.
      - V(absent) removes any license.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Mattermost before 11.5 does not report its license over the local socket; set O(url).
  - A license that is set by the service's environment or by a file named in the configuration cannot be replaced or
    removed.
seealso:
  - module: groupware.mattermost.server_info
"""

EXAMPLES = r"""
- name: Install the license
  groupware.mattermost.license:
    text: "{{ vault_mattermost_license }}"

- name: Remove the license
  groupware.mattermost.license:
    state: absent
"""

RETURN = r"""
license:
  description: The license. In check mode the predicted state.
  returned: success
  type: dict
  contains:
    licensed:
      description: Whether a license is installed.
      type: bool
      sample: true
    id:
      description: ID of the license, V(null) if there is none or Mattermost does not report it.
      type: str
      sample: 6mnd8k1ufpnpx8jfwxn6us5krw
    expires_at:
      description: Expiry date in UTC, V(null) if there is none or Mattermost does not report it.
      type: str
      sample: "2027-01-31T05:00:00Z"
    sku:
      description: Short name of the product, V(null) if there is none or Mattermost does not report it.
      type: str
      sample: professional
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: POST, status: 400, error_id: api.license.add_license.invalid.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.license import License


def main():
    """Run the module."""
    run_object(License)


if __name__ == "__main__":
    main()
