#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep a plugin."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: plugin
short_description: Keep a plugin of a Mattermost server
version_added: 0.1.0
description:
  - Installs, upgrades, configures, enables, disables or removes one plugin, known by the id in its manifest.
  - Reads the manifest of an archive before anything is sent, and refuses what this server could not run, which the
    server itself would take without a word. So it is with a server part that is named by the key C(backend), which
    Mattermost removed in 6.0, with a program that is missing or made for another platform, and with a plugin that needs
    a later server.
  - After enabling a plugin it waits until the plugin runs, and fails if it does not, as the server says OK either way.
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
      - An archive is fetched and read in check mode too, to say the truth about it.
  diff_mode:
    support: full
    details:
      - Of O(config) it shows which keys change, never a value, as plugins keep secrets there.
  idempotent:
    support: full
    details:
      - An archive counts as installed when its version is. Another archive of the same version is not sent.
options:
  id:
    description:
      - Id of the plugin, as in its manifest. Letters are turned into lower case, as the server does.
    type: str
    required: true
  src:
    description:
      - Path of the plugin's archive on the host, a gzip-compressed tar file.
      - Not read, and need not be there, if O(version) is given and installed already.
      - Mutually exclusive with O(download_url) and O(marketplace).
    type: path
  download_url:
    description:
      - Address of the archive. The module fetches it and compares its O(checksum), which the server could not, and
        sends it to the server. No proxy is used; where one is needed, fetch the file by other means and give O(src).
      - Needs O(version) and O(checksum). Not fetched if that version is installed already.
    type: str
  marketplace:
    description:
      - Whether the server installs the plugin from its marketplace, which offers the latest version only.
    type: bool
    default: false
  version:
    description:
      - Version that has to be installed. An archive of another version is refused.
      - An archive that is older than what is installed is sent only if it is of this version.
    type: str
  checksum:
    description:
      - Checksum of the archive, V(sha256:) or V(sha512:) with the digits. Needed with O(download_url).
    type: str
  enabled:
    description:
      - Whether the plugin is enabled. If it is, it has to run.
      - If not given, this is left as it is; a new plugin is not enabled then.
    type: bool
  config:
    description:
      - Settings of the plugin, C(PluginSettings.Plugins.<id>). Keys not given, or V(null), are left as they are.
      - New keys are written in lower case, as the System Console does.
      - Can be changed over the local socket only.
    type: dict
  state:
    description:
      - V(present) installs the plugin if it is not there.
      - V(absent) removes it. The server keeps its settings and what it stored.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Uploads need the server's setting C(PluginSettings.EnableUploads), which is off by default and cannot be changed
    over HTTP.
  - A manifest in the form of C(plugin.yaml) can only be read with PyYAML on the host.
seealso:
  - module: groupware.mattermost.plugin_info
  - module: groupware.mattermost.config
"""

EXAMPLES = r"""
- name: Allow uploads, over the local socket
  groupware.mattermost.config:
    settings:
      PluginSettings:
        EnableUploads: true

- name: Install a plugin from a file, and have it run
  groupware.mattermost.plugin:
    id: org.example.hello
    src: /root/hello-1.1.0.tar.gz
    checksum: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    enabled: true
    config:
      greeting: hi
      apikey: "{{ vault_hello_api_key }}"

- name: Install a version from an address
  groupware.mattermost.plugin:
    id: org.example.hello
    download_url: https://example.org/hello-1.1.0.tar.gz
    version: 1.1.0
    checksum: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    enabled: true

- name: Install a plugin from the marketplace
  groupware.mattermost.plugin:
    id: com.github.moussetc.mattermost.plugin.giphy
    marketplace: true
    enabled: true

- name: Disable a plugin
  groupware.mattermost.plugin:
    id: playbooks
    enabled: false
"""

RETURN = r"""
plugin:
  description:
    - The plugin, V(null) if it is not installed. In check mode as it would be, with RV(plugin.name=null) and
      RV(plugin.version=null) where only the marketplace knows them.
  returned: success
  type: dict
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
      description: Version that is installed.
      type: str
      sample: 1.1.0
    enabled:
      description: Whether it is enabled.
      type: bool
      sample: true
    running:
      description: Whether it runs.
      type: bool
      sample: true
    config_keys:
      description: Names of the settings that it has, without their values. Over HTTP the server may not tell all.
      type: list
      elements: str
      sample:
        - apikey
        - greeting
failure:
  description:
    - Error details for use in playbooks. The notes explain C(kind) and the other keys.
    - For a plugin that does not run, C(kind) is C(not_taken) and C(error) is the cause, if Mattermost reports one.
  returned: failure
  type: dict
  sample: {kind: not_taken, error: "unable to start plugin: must at least have a web app or server component"}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import SilentModule, run
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import hidden
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin import OPTIONS, SOURCES, Plugin
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin_run import Reader


def work(task):
    """Return the result of the task."""
    params = task.params
    config = params["config"] or {}
    task.hide(hidden({"PluginSettings": {"Plugins": {params["id"]: config}}}))
    shown = None if params["config"] is None else dict.fromkeys(config, "not shown")
    task.always["invocation"] = {"module_args": dict(params, config=shown)}
    return converge(task, Plugin(params), Reader(params["timeout"]))


def main():
    """Run the module."""
    run(ArgumentSpec(OPTIONS, mutually_exclusive=[SOURCES]), work, module_class=SilentModule)


if __name__ == "__main__":
    main()
