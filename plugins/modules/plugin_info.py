#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gather information about plugins."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: plugin_info
short_description: Gather information about Mattermost plugins
version_added: 0.1.0
description:
  - Returns the installed plugins, whether they are enabled, and whether they run.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
  - groupware.mattermost.attributes.actiongroup
options:
  id:
    description:
      - ID of the plugin to return. If not set, all plugins are returned.
    type: str
seealso:
  - module: groupware.mattermost.plugin
"""

EXAMPLES = r"""
- name: Get all plugins
  groupware.mattermost.plugin_info:
  register: found

- name: Check that all enabled plugins run
  ansible.builtin.assert:
    that: item.running or not item.enabled
  loop: "{{ found.plugins }}"
  loop_control:
    label: "{{ item.id }}"

- name: Get all plugins with the reasons why some do not run
  groupware.mattermost.plugin_info:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
"""

RETURN = r"""
active:
  description:
    - Whether plugins are enabled on the server. If not, Mattermost lists no plugins. V(null) in a prediction without a
      server.
  returned: success
  type: bool
  sample: true
plugins:
  description: The installed plugins, sorted by ID.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the plugin.
      type: str
      sample: org.example.hello
    name:
      description: Display name.
      type: str
      sample: Hello
    version:
      description: Installed version.
      type: str
      sample: 1.1.0
    enabled:
      description: Whether the plugin is enabled.
      type: bool
      sample: true
    running:
      description: Whether the plugin runs.
      type: bool
      sample: false
    error:
      description:
        - Why the plugin did not start. V(null) if there is no error, and over the local socket, which does not report
          it.
      type: str
      sample: "unable to start plugin: must at least have a web app or server component"
    config_keys:
      description:
        - Names of the plugin's settings, without their values. Over HTTP, Mattermost may not report all of them.
      type: list
      elements: str
      sample:
        - greeting
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: request, method: GET, status: 403, error_id: api.context.permissions.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin import Plugins


def main():
    """Run the module."""
    run_object(Plugins)


if __name__ == "__main__":
    main()
