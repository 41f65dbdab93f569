#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage custom emoji."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: emoji
short_description: Manage Mattermost custom emoji
version_added: 0.1.0
description:
  - Creates, replaces or deletes a custom emoji, identified by its name.
  - Mattermost resizes images of more than 128 by 128 pixels, so an image cannot be compared with the one on the server.
    A custom emoji counts as up to date if its name exists.
author:
  - Groupware Mattermost contributors (@groupware-ansible)
extends_documentation_fragment:
  - groupware.mattermost.api
  - groupware.mattermost.attributes
  - groupware.mattermost.attributes.actiongroup
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - For an image, the diff only shows that it is uploaded.
  idempotent:
    support: partial
    details:
      - O(replace) uploads the image in every run.
options:
  name:
    description:
      - Name of the emoji, without colons. Converted to lowercase.
      - 1 to 64 letters, digits and the characters C(_), C(+) and C(-). Names of built-in emoji are not available.
    type: str
    required: true
  src:
    description:
      - Path of the image on the host, a GIF, JPEG or PNG file. Mattermost accepts up to 512 KiB, and 1028 by 1028
        pixels.
      - Only read if the emoji is created or replaced. Either this or O(content) is required for a new emoji.
      - Mutually exclusive with O(content).
    type: path
  content:
    description:
      - Content of the image in base64, for an image on the controller. See the examples.
      - Mutually exclusive with O(src).
    type: str
  creator:
    description:
      - Username of the creator. Mattermost creates a custom emoji only for the user that is signed in, and never
        changes the creator. Other values are refused.
    type: str
  replace:
    description:
      - Whether to replace the image of an existing emoji. The emoji is deleted and created again, and Mattermost also
        deletes the reactions with this emoji.
    type: bool
    default: false
  state:
    description:
      - V(present) creates the emoji.
      - V(absent) deletes it, and with it all reactions with this emoji.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Mattermost does not serve custom emoji over its local socket; set O(url).
  - The setting C(ServiceSettings.EnableCustomEmoji) must be true.
seealso:
  - module: groupware.mattermost.workspace
"""

EXAMPLES = r"""
- name: Create a custom emoji from an image on the host
  groupware.mattermost.emoji:
    url: https://chat.example.org
    token: "{{ vault_mattermost_token }}"
    name: party_parrot
    src: /usr/share/emoji/party_parrot.gif

- name: Read an image on the controller
  ansible.builtin.slurp:
    src: "{{ playbook_dir }}/files/logo.png"
  delegate_to: localhost
  register: logo

- name: Create a custom emoji from it
  groupware.mattermost.emoji:
    url: https://chat.example.org
    token: "{{ vault_mattermost_token }}"
    name: logo
    content: "{{ logo.content }}"

- name: Delete a custom emoji
  groupware.mattermost.emoji:
    url: https://chat.example.org
    token: "{{ vault_mattermost_token }}"
    name: party_parrot
    state: absent
"""

RETURN = r"""
emoji:
  description: The custom emoji, V(null) if it is absent. In check mode the predicted state.
  returned: success
  type: dict
  contains:
    id:
      description: ID, V(null) for one that is created in check mode.
      type: str
      sample: 1n8e4gqm7pbq3yqfbfc3y8d9xo
    name:
      description: Name.
      type: str
      sample: party_parrot
    creator:
      description: Username of the creator, V(null) if unknown.
      type: str
      sample: alice
failure:
  description: Error details for use in playbooks. The notes explain C(kind) and the other keys.
  returned: failure
  type: dict
  sample: {kind: refused, option: url, message: Mattermost does not serve custom emoji over its local socket}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.emoji import Emoji


def main():
    """Run the module."""
    run_object(Emoji)


if __name__ == "__main__":
    main()
