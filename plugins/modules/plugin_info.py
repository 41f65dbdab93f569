#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""List plugins."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: plugin_info
short_description: List the plugins of a Mattermost server
version_added: 0.1.0
description:
  - Tells which plugins are installed, which are enabled, and which of them really run.
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
      - Id of the only plugin to list.
    type: str
seealso:
  - module: groupware.mattermost.plugin
"""

EXAMPLES = r"""
- name: List the plugins
  groupware.mattermost.plugin_info:
  register: found

- name: All that is enabled runs
  ansible.builtin.assert:
    that: item.running or not item.enabled
  loop: "{{ found.plugins }}"
  loop_control:
    label: "{{ item.id }}"

- name: List them with the reasons why some do not run
  groupware.mattermost.plugin_info:
    url: https://chat.example.com
    token: "{{ vault_mattermost_token }}"
"""

RETURN = r"""
active:
  description: Whether the server uses plugins at all; if not, it lists none. V(null) in a prediction without a server.
  returned: success
  type: bool
  sample: true
plugins:
  description: The installed plugins, by their ids.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
      sample: org.example.hello
    name:
      description: Name that people see.
      type: str
      sample: Hello
    version:
      description: Version.
      type: str
      sample: 1.1.0
    enabled:
      description: Whether it is enabled.
      type: bool
      sample: true
    running:
      description: Whether it runs.
      type: bool
      sample: false
    error:
      description: Why it could not be started. V(null) if there is no error, and over the socket, which does not tell.
      type: str
      sample: "unable to start plugin: must at least have a web app or server component"
    config_keys:
      description: Names of the settings that it has, without their values.
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

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import public
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import Explained, ServerAbsent
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin_run import OFF, errors, read_all


def work(task):
    """Return the result of the task."""
    active = True
    found = {}
    reasons = {}
    try:
        found = read_all(task.client)
        reasons = errors(task.client)
    except Explained as exc:
        if exc.detail.get("error_id") != OFF:
            raise
        active = False
    except ServerAbsent:
        if not task.predicts:
            raise
        active = None
    wanted = (task.params["id"] or "").lower()
    plugins = [dict(public(found[name]), error=reasons.get(name)) for name in sorted(found) if wanted in ("", name)]
    return {"changed": False, "active": active, "plugins": plugins}


def main():
    """Run the module."""
    run(ArgumentSpec({"id": {"type": "str"}}), work)


if __name__ == "__main__":
    main()
