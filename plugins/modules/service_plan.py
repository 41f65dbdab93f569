#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of an action plugin of this name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: service_plan
short_description: Decide whether a Mattermost server must be started or restarted
version_added: 0.1.0
description:
  - Collects the reasons for a restart from the state of the service before the run and from the results of tasks.
  - Runs on the controller only.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
options:
  service:
    description:
      - The return value RV(groupware.mattermost.install_info#module:service).
    type: dict
    required: true
  settings:
    description:
      - Names of changed settings that require a restart, such as
        RV(groupware.mattermost.config#module:restart_required).
    type: list
    elements: str
    default: []
  results:
    description:
      - Results of tasks, by the name of what they change. Each that is changed is a reason for a restart.
    type: dict
    default: {}
seealso:
  - module: groupware.mattermost.install_info
  - module: groupware.mattermost.config
"""

EXAMPLES = r"""
- name: Decide whether to restart the server
  groupware.mattermost.service_plan:
    service: "{{ host.service }}"
    results:
      the unit: "{{ unit }}"
  register: start

- name: Run the server
  ansible.builtin.systemd_service:
    name: mattermost
    state: "{{ start.state }}"
  when: start.needed
"""

RETURN = r"""
reasons:
  description: Why a running server must be restarted. Empty if it need not be, or if it does not run.
  returned: success
  type: list
  elements: str
  sample: [changed ServiceSettings.ListenAddress]
state:
  description: State for M(ansible.builtin.systemd_service), V(started) or V(restarted).
  returned: success
  type: str
  sample: restarted
starts:
  description: Whether the server will be started or restarted.
  returned: success
  type: bool
  sample: true
needed:
  description: Whether the service manager must be called, to start, restart or enable the service.
  returned: success
  type: bool
  sample: true
"""
