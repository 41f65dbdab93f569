#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gather information about the installation on a host."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: install_info
short_description: Gather information about the Mattermost installation on a host
version_added: 0.1.0
description:
  - Returns the installed releases, the current and the running release, whether the service must be restarted, which
    process uses the port, and traces of an installation that this collection did not create.
  - Does not require a running server.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
options:
  base:
    description:
      - Directory of the releases.
    type: path
    default: /opt/mattermost
  service:
    description:
      - Name of the systemd service.
    type: str
    default: mattermost
  listen_address:
    description:
      - Address and port on which the server will listen, such as V(127.0.0.1:8065) or V(:8065).
      - If not set, RV(port) is V(null).
    type: str
  restart_marker:
    description:
      - File that marks a required restart that has not happened yet. See
        O(groupware.mattermost.config#module:restart_marker).
    type: path
  config:
    description:
      - Configuration file of the server.
    type: path
    default: /etc/mattermost/config.json
  services:
    description:
      - Services to return in RV(services).
    type: list
    elements: str
    default: []
  files:
    description:
      - Paths to return in RV(files).
    type: list
    elements: path
    default: []
  accounts:
    description:
      - Operating system accounts to return in RV(accounts).
    type: list
    elements: str
    default: []
notes:
  - One task returns everything that a playbook needs to know about the host.
  - Run it as root. Otherwise, processes of other accounts are not visible.
seealso:
  - module: groupware.mattermost.config
  - module: groupware.mattermost.server_info
"""

EXAMPLES = r"""
- name: Gather information about the installation
  groupware.mattermost.install_info:
    listen_address: 127.0.0.1:8065
    restart_marker: /etc/mattermost/.restart
  register: installation

- name: Fail if the server was installed by other means
  ansible.builtin.assert:
    that: not installation.foreign
    fail_msg: "{{ installation.foreign | map(attribute='path') | join(', ') }}"
"""

RETURN = r"""
architecture:
  description: Architecture, as used in the names of release archives.
  returned: success
  type: str
  sample: amd64
distribution:
  description: The distribution, according to C(/etc/os-release).
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
    debian:
      description: Whether it is Debian or based on it.
      type: bool
      sample: true
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
  description: The release that the link C(current) points to, V(null) if there is none.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the release directory.
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
      description: Path of the release directory.
      type: str
      sample: /opt/mattermost/releases/team-11.7.9
    subpath:
      description: Path of the site URL for which the web client was prepared, empty for none.
      type: str
      sample: /chat
foreign:
  description: Files that this collection did not create and does not change.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: Path of the file or directory.
      type: str
      sample: /opt/mattermost
    reason:
      description: Why it is considered foreign.
      type: str
      sample: contains bin, client, config, so it was not created by this collection
    remedy:
      description: What to do.
      type: str
      sample: move it away after a backup of its configuration, data and database, or choose another base directory
service:
  description: The service. The states are V(null) without a service manager.
  returned: success
  type: dict
  contains:
    load_state:
      description: Load state of the unit.
      type: str
      sample: loaded
    active_state:
      description: Active state of the unit.
      type: str
      sample: active
    sub_state:
      description: Substate of the unit.
      type: str
      sample: running
    main_pid:
      description: Process ID of the main process, V(null) if there is none.
      type: int
      sample: 4711
    running_release:
      description: Name of the release that the main process was started from, V(null) if unknown.
      type: str
      sample: team-11.7.9
    unit_file_state:
      description: Whether the service starts at boot, V(null) if there is no unit file.
      type: str
      sample: enabled
    restart_required:
      description: Reasons why a restart is required.
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
    - The paths of O(files). C(state) is C(absent), C(file), C(directory), C(link) or C(other); C(sha1) is the checksum
      of a file's content, V(null) for others.
  returned: success
  type: dict
  sample:
    /etc/mattermost: {group: mattermost, mode: "0750", owner: root, sha1: null, state: directory}
accounts:
  description: The accounts of O(accounts), V(null) for a missing account.
  returned: success
  type: dict
  sample:
    mattermost: {home: /var/lib/mattermost, shell: /usr/sbin/nologin}
config_exists:
  description: Whether the file O(config) exists.
  returned: success
  type: bool
  sample: true
port:
  description: The address O(listen_address) and the process that uses it, V(null) if the option is not set.
  returned: success
  type: dict
  contains:
    address:
      description: The address.
      type: str
      sample: 127.0.0.1:8065
    taken_by:
      description:
        - Process of another service that listens on this address, V(null) if there is none.
        - Its values are V(null) if the process is not visible to the user that runs the task.
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
    run(spec, lambda task: dict(look(Host(task.output), task.params), changed=False), uses_api=False)


if __name__ == "__main__":
    main()
