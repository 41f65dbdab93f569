#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage plugins."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: plugin
short_description: Manage Mattermost plugins
version_added: 0.1.0
description:
  - Installs, upgrades, configures, enables, disables or removes a plugin, identified by the ID in its manifest.
  - Reads the manifest of an archive before the upload, and refuses plugins that cannot run on this server, which
    Mattermost itself accepts without an error. These are plugins with the manifest key C(backend), which Mattermost
    removed in 6.0, plugins without a program for the server's platform, and plugins that require a newer server.
  - After enabling a plugin, the module waits until the plugin runs, and fails if it does not start. Mattermost reports
    success either way.
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
      - Archives are downloaded and checked in check mode too.
  diff_mode:
    support: full
    details:
      - For O(config), only the names of the changed keys are shown, because plugins store secrets there.
  idempotent:
    support: full
    details:
      - An archive counts as installed if its version is installed. A different archive of the same version is not
        uploaded.
options:
  id:
    description:
      - ID of the plugin, as in its manifest. Converted to lowercase.
    type: str
    required: true
  src:
    description:
      - Path of the plugin archive on the host, a gzip-compressed tar file.
      - Not required and not read if O(version) is set and already installed.
      - Mutually exclusive with O(download_url) and O(marketplace).
    type: path
  download_url:
    description:
      - URL of the archive. The module downloads it, verifies its O(checksum) and uploads it to Mattermost. HTTP proxies
        are not supported; behind a proxy, download the file by other means and set O(src).
      - Requires O(version) and O(checksum). Not downloaded if this version is already installed.
    type: str
  marketplace:
    description:
      - Whether Mattermost installs the plugin from its marketplace, which only offers the latest version.
    type: bool
    default: false
  version:
    description:
      - Version to install. An archive with another version is refused.
      - Required for a downgrade. Without it, an archive that is older than the installed version is not uploaded.
    type: str
  checksum:
    description:
      - Checksum of the archive, V(sha256:) or V(sha512:) followed by the digits. Required with O(download_url).
    type: str
  enabled:
    description:
      - Whether the plugin is enabled. An enabled plugin that does not run is an error.
      - If not set, an existing plugin is not changed, and a new plugin is not enabled.
    type: bool
  config:
    description:
      - Settings of the plugin, C(PluginSettings.Plugins.<id>). Keys that are not set, or V(null), are not changed.
      - New keys are written in lowercase, like the System Console does.
      - Can only be changed over the local socket.
    type: dict
  state:
    description:
      - V(present) installs the plugin if it is missing.
      - V(absent) removes it. Mattermost keeps the plugin's settings and data.
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Uploads require the setting C(PluginSettings.EnableUploads), which is off by default and cannot be changed over
    HTTP.
  - A manifest named C(plugin.yaml) requires PyYAML on the host.
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

- name: Install and enable a plugin from a file
  groupware.mattermost.plugin:
    id: org.example.hello
    src: /root/hello-1.1.0.tar.gz
    checksum: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    enabled: true
    config:
      greeting: hi
      apikey: "{{ vault_hello_api_key }}"

- name: Install a specific version from a URL
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
    - The plugin, V(null) if it is not installed. In check mode the predicted state, with RV(plugin.name=null) and
      RV(plugin.version=null) for a new plugin from the marketplace.
  returned: success
  type: dict
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
      sample: true
    config_keys:
      description:
        - Names of the plugin's settings, without their values. Over HTTP, Mattermost may not report all of them.
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

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import run_object
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.plugin import Plugin


def main():
    """Run the module."""
    run_object(Plugin)


if __name__ == "__main__":
    main()
