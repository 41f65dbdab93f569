#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of an action plugin of this name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: file_differences
short_description: Compare templates and files with what is on a host
version_added: 0.1.0
description:
  - Renders templates on the controller and compares them with what M(groupware.mattermost.install_info) found.
  - Runs on the controller only, so that a playbook needs no task on the host for files that are up to date.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.info_module
options:
  found:
    description:
      - The return value RV(groupware.mattermost.install_info#module:files).
    type: dict
    required: true
  files:
    description:
      - The files and directories as they should be.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description: Path on the host.
        type: path
        required: true
      state:
        description: Type of the path.
        type: str
        choices: [file, directory, absent]
        default: file
      owner:
        description: Owner.
        type: str
      group:
        description: Group.
        type: str
      mode:
        description: Mode of four digits, such as V(0644).
        type: str
      template:
        description: Template whose result is the content.
        type: str
      src:
        description: File on the controller that is the content.
        type: str
      copy_of:
        description: File on the host that is the content. It must be in O(found).
        type: path
seealso:
  - module: groupware.mattermost.install_info
"""

EXAMPLES = r"""
- name: Get information about the host
  groupware.mattermost.install_info:
    files: [/etc/motd]
  register: host

- name: Compare the message of the day
  groupware.mattermost.file_differences:
    found: "{{ host.files }}"
    files:
      - {path: /etc/motd, template: motd.j2, owner: root, group: root, mode: "0644"}
  register: differences

- name: Write the message of the day
  ansible.builtin.template:
    src: motd.j2
    dest: /etc/motd
    mode: "0644"
  when: "'/etc/motd' in differences.paths"
"""

RETURN = r"""
paths:
  description: The paths that differ in type, owner, group, mode or content.
  returned: success
  type: list
  elements: str
  sample: [/etc/motd]
"""
