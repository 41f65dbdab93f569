#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ask a server what it is, and wait until it is ready."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: server_info
short_description: Ask a Mattermost server what it is, and wait until it is ready
version_added: 0.1.0
description:
  - Tells the version, edition and licence state of a running server.
  - Fails when the server or its database or file store is not well, at once or after O(wait_timeout).
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
      - Seconds to wait until the server is ready. With V(0) it has to be ready now.
    type: int
    default: 0
  ready_url:
    description:
      - Another base URL at which the server has to answer too, for example the address to which a proxy will connect,
        with the path of the site URL. No credential is sent there.
    type: str
  connect_to:
    description:
      - Address and port to connect to instead of the host of O(url), for example V(127.0.0.1:443) to ask the proxy of
        this host, whatever the name resolves to. The request and the certificate are still those of O(url).
    type: str
  gather:
    description:
      - What else to ask for.
      - V(limits) costs up to three more requests and needs the local socket or an administrator.
    type: list
    elements: str
    choices:
      - limits
    default: []
notes:
  - With O(url) a credential is needed only for O(gather=limits).
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

- name: Wait until the server answers through the proxy of this host
  groupware.mattermost.server_info:
    url: https://chat.example.com
    connect_to: 127.0.0.1:443
    wait_timeout: 10

- name: Ask for the limits of a server elsewhere
  groupware.mattermost.server_info:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
    gather: [limits]
"""

RETURN = r"""
running:
  description: Whether the server runs; V(false) only in check mode with O(predict_without_server).
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
  description: Number of the build.
  returned: success
  type: str
  sample: 11.7.9
licensed:
  description: Whether the server has a licence, V(null) if an old server does not tell.
  returned: success
  type: bool
  sample: false
site_url:
  description: The site URL, V(null) if none is set.
  returned: success
  type: str
  sample: https://chat.example.com
limits:
  description: Limits of the server. All V(null) without O(gather=limits).
  returned: success
  type: dict
  contains:
    max_users_per_team:
      description: How many members a team can have.
      type: int
      sample: 50
    user_limit:
      description: How many active users the server takes, V(null) for no limit.
      type: int
      sample: 250
    active_users:
      description: How many it has, bots left out; counted up to the limit, V(null) where there is none.
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
from ansible_collections.groupware.mattermost.plugins.module_utils._api.server import gather
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec


def main():
    """Run the module."""
    spec = ArgumentSpec(
        {
            "wait_timeout": {"type": "int", "default": 0},
            "ready_url": {"type": "str"},
            "connect_to": {"type": "str"},
            "gather": {"type": "list", "elements": "str", "choices": ["limits"], "default": []},
        },
        required_by={"connect_to": ["url"]},
    )
    run(spec, gather, needs_rights=False)


if __name__ == "__main__":
    main()
