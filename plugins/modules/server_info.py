#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gather information about a server, and wait until it is ready."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: server_info
short_description: Gather information about a Mattermost server, and wait until it is ready
version_added: 0.1.0
description:
  - Returns the version, edition and license state of a running server.
  - Fails if the server, its database or its file store is not healthy after O(wait_timeout).
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
  - groupware.mattermost.attributes.actiongroup
options:
  wait_timeout:
    description:
      - Seconds to wait until the server is ready. With V(0), the module does not wait.
    type: int
    default: 0
  ready_url:
    description:
      - Another base URL at which the server must respond, such as the address that a proxy connects to, including the
        path of the site URL. No credentials are sent there.
    type: str
  connect_to:
    description:
      - Address and port to connect to instead of the host in O(url), such as V(127.0.0.1:443) for the proxy on this
        host, independent of DNS. The request and the verification of the certificate still use O(url).
    type: str
  gather:
    description:
      - Additional information to gather.
      - V(limits) sends up to three more requests and requires the local socket or a system administrator.
    type: list
    elements: str
    choices:
      - limits
    default: []
notes:
  - With O(url), credentials are required only for O(gather=limits).
seealso:
  - module: groupware.mattermost.config
  - module: groupware.mattermost.install_info
  - module: groupware.mattermost.license
"""

EXAMPLES = r"""
- name: Wait until the server is ready on its socket and its port
  groupware.mattermost.server_info:
    wait_timeout: 120
    ready_url: http://127.0.0.1:8065
  register: server

- name: Wait until the server responds through the proxy on this host
  groupware.mattermost.server_info:
    url: https://chat.example.com
    connect_to: 127.0.0.1:443
    wait_timeout: 10

- name: Get the limits of a remote server
  groupware.mattermost.server_info:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    gather: [limits]
"""

RETURN = r"""
running:
  description: Whether the server runs. V(false) only in check mode with O(predict_without_server).
  returned: success
  type: bool
  sample: true
version:
  description: Version of the server.
  returned: success
  type: str
  sample: 11.7.9
edition:
  description: V(team) or V(enterprise).
  returned: success
  type: str
  sample: team
build:
  description: Build number.
  returned: success
  type: str
  sample: 11.7.9
licensed:
  description: Whether a license is installed, V(null) if an old server does not report it.
  returned: success
  type: bool
  sample: false
site_url:
  description: The site URL, V(null) if none is set.
  returned: success
  type: str
  sample: https://chat.example.com
limits:
  description: Limits of the server. All values are V(null) without O(gather=limits).
  returned: success
  type: dict
  contains:
    max_users_per_team:
      description: Maximum number of members in a team.
      type: int
      sample: 50
    user_limit:
      description: Maximum number of active users, V(null) if there is no limit.
      type: int
      sample: 250
    active_users:
      description: Number of active users, without bots. Counted up to the limit; V(null) if there is no limit.
      type: int
      sample: 17
failure:
  description:
    - Error details for use in playbooks. The notes explain C(kind) and the other keys.
    - C(kind) is C(not_ready) after O(wait_timeout); C(reason) is the last cause.
  returned: failure
  type: dict
  sample: {kind: not_ready, reason: database_status is UNHEALTHY}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._api.server import SPEC, gather


def main():
    """Run the module."""
    run(SPEC, gather, needs_rights=False)


if __name__ == "__main__":
    main()
