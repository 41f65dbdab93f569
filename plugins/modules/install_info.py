#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Look at what is installed on a host."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: install_info
short_description: Look at the Mattermost installation of a host
version_added: 0.1.0
description:
  - Tells which releases a host has, which one is current and which one runs, whether the service has to be restarted,
    what holds the port, and what looks like an installation that this collection did not make.
  - Needs no running server.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
options:
  base:
    description:
      - Folder of the releases.
    type: path
    default: /opt/mattermost
  service:
    description:
      - Name of the service.
    type: str
    default: mattermost
  listen_address:
    description:
      - Address and port on which the server is to listen, for example V(127.0.0.1:8065) or V(:8065).
      - Without it RV(port) is V(null).
    type: str
  restart_marker:
    description:
      - File that says that a restart was due and did not happen yet, see
        O(groupware.mattermost.config#module:restart_marker).
    type: path
  config:
    description:
      - The server's configuration file.
    type: path
    default: /etc/mattermost/config.json
  services:
    description:
      - Services to tell of in RV(services).
    type: list
    elements: str
    default: []
  files:
    description:
      - Paths to tell of in RV(files).
    type: list
    elements: path
    default: []
  accounts:
    description:
      - Accounts to tell of in RV(accounts).
    type: list
    elements: str
    default: []
notes:
  - One look tells all that a playbook needs to know before it acts only where something differs.
  - Run it as root; the processes of other accounts are not to be seen otherwise.
seealso:
  - module: groupware.mattermost.config
  - module: groupware.mattermost.server_info
"""

EXAMPLES = r"""
- name: Look at the installation
  groupware.mattermost.install_info:
    listen_address: 127.0.0.1:8065
    restart_marker: /etc/mattermost/.restart
  register: installation

- name: Stop where somebody else installed the server
  ansible.builtin.assert:
    that: not installation.foreign
    fail_msg: "{{ installation.foreign | map(attribute='path') | join(', ') }}"
"""

RETURN = r"""
architecture:
  description: Architecture as release archives name it.
  returned: success
  type: str
  sample: amd64
distribution:
  description: The distribution by its C(/etc/os-release).
  returned: success
  type: dict
  contains:
    id:
      description: Its C(ID).
      type: str
      sample: ubuntu
    version:
      description: Its C(VERSION_ID).
      type: str
      sample: "24.04"
    like:
      description: Its C(ID_LIKE), nearest first.
      type: list
      elements: str
      sample: [debian]
releases:
  description: The releases on the host, oldest version first.
  returned: success
  type: list
  elements: dict
  sample:
    - edition: team
      name: team-11.7.9
      path: /opt/mattermost/releases/team-11.7.9
      version: 11.7.9
current:
  description: The release to which the link C(current) leads, V(null) if there is none.
  returned: success
  type: dict
  contains:
    name:
      description: Name of its folder.
      type: str
      sample: team-11.7.9
    edition:
      description: Edition.
      type: str
      sample: team
    version:
      description: Version.
      type: str
      sample: 11.7.9
    path:
      description: Its folder.
      type: str
      sample: /opt/mattermost/releases/team-11.7.9
    subpath:
      description: Path of the site URL for which its web client was prepared, empty for none.
      type: str
      sample: /chat
foreign:
  description: What was not made by this collection and must not be touched by it.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: What was found.
      type: str
      sample: /opt/mattermost
    reason:
      description: Why it counts as foreign.
      type: str
      sample: holds bin, client, config, so it was not made by this collection
    remedy:
      description: What to do.
      type: str
      sample: move it away after a backup of its configuration, data and database, or choose another base folder
service:
  description: The service. The states are V(null) where there is no service manager.
  returned: success
  type: dict
  contains:
    load_state:
      description: Whether the unit is known.
      type: str
      sample: loaded
    active_state:
      description: State of the unit.
      type: str
      sample: active
    sub_state:
      description: State in detail.
      type: str
      sample: running
    main_pid:
      description: Number of the main process, V(null) if there is none.
      type: int
      sample: 4711
    running_release:
      description: Name of the release from which the main process was started, V(null) if it cannot be told.
      type: str
      sample: team-11.7.9
    unit_file_state:
      description: Whether it starts at boot, V(null) if there is no unit file.
      type: str
      sample: enabled
    restart_required:
      description: Reasons for which the service should be restarted.
      type: list
      elements: str
      sample:
        - its unit file changed
services:
  description:
    - The services of O(services) by name, each with C(load_state), C(active_state), C(sub_state), C(main_pid) and
      C(unit_file_state) as in RV(service).
  returned: success
  type: dict
  sample:
    nginx: {active_state: active, load_state: loaded, main_pid: 815, sub_state: running, unit_file_state: enabled}
files:
  description:
    - The paths of O(files). C(state) is C(absent), C(file), C(directory), C(link) or C(other); C(sha1) is the sum of a
      file's content and V(null) otherwise.
  returned: success
  type: dict
  sample:
    /etc/mattermost: {group: mattermost, mode: "0750", owner: root, sha1: null, state: directory}
accounts:
  description: The accounts of O(accounts), V(null) for one that is not there.
  returned: success
  type: dict
  sample:
    mattermost: {home: /var/lib/mattermost, shell: /usr/sbin/nologin}
config_exists:
  description: Whether the file O(config) is there.
  returned: success
  type: bool
  sample: true
port:
  description: The address O(listen_address) and what else holds it, V(null) without that option.
  returned: success
  type: dict
  contains:
    address:
      description: The address as given.
      type: str
      sample: 127.0.0.1:8065
    taken_by:
      description:
        - Process that is not the service's and listens there, V(null) if there is none.
        - Its parts are V(null) if it is hidden from the account that runs the task.
      type: dict
      sample:
        command: nginx
        pid: 815
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: input, option: listen_address}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._host.look import Host, look


def main():
    """Run the module."""
    spec = ArgumentSpec(
        {
            "base": {"type": "path", "default": "/opt/mattermost"},
            "service": {"type": "str", "default": "mattermost"},
            "listen_address": {"type": "str"},
            "restart_marker": {"type": "path"},
            "config": {"type": "path", "default": "/etc/mattermost/config.json"},
            "services": {"type": "list", "elements": "str", "default": []},
            "files": {"type": "list", "elements": "path", "default": []},
            "accounts": {"type": "list", "elements": "str", "default": []},
        }
    )
    run(spec, lambda task: dict(look(Host(), task.params), changed=False), uses_api=False)


if __name__ == "__main__":
    main()
