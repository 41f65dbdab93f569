#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keep settings of a server."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: config
short_description: Keep settings of a Mattermost server
version_added: 0.1.0
description:
  - Keeps the given settings at their values and leaves all others alone, among them the salts that the server makes
    itself and what people set in the System Console.
  - Works on the file C(config.json) of a server that is stopped or was never started (O(path)), or on a running server
    (without O(path)), where changes have effect at once.
  - Compares data, never text. Keys are found in any letter case. Lists are replaced as a whole.
    C(PluginSettings.Plugins) and C(PluginSettings.PluginStates) are merged plugin by plugin.
  - The file is written next to its place and then renamed, so that an interruption leaves either the old or the new
    one, and it always gets the mode V(0600).
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
      - Shows the given settings only. Of a secret it shows that it changes, never the value; of a database URL all but
        the password.
  idempotent:
    support: partial
    details:
      - With O(url) the server hides its secrets, so that they cannot be compared and are sent each time.
options:
  settings:
    description:
      - The settings by section and key. V(null) says nothing about a setting.
      - A value at a place known to hold a secret is treated as in O(secret_settings).
    type: dict
    default: {}
  secret_settings:
    description:
      - More settings of the same form, of which no value is ever shown.
    type: dict
    default: {}
  path:
    description:
      - The server's configuration file. Do not use it while the server runs, since that overwrites the file.
      - An absent or empty file is made; its folder must exist.
      - The options that say how to reach a server have no effect then.
    type: path
  initial:
    description:
      - Settings that are written only where O(path) does not have the key yet. For what matters at the first start.
    type: dict
    default: {}
  owner:
    description:
      - Owner of the file. The server must be able to write its file, else it does not start.
    type: str
  group:
    description:
      - Group of the file.
    type: str
  restart_marker:
    description:
      - A file to make just before a changed configuration takes its place, as a reminder to restart the server that
        survives an interrupted run. Remove it after the restart.
    type: path
notes:
  - A setting that the server does not know is refused, as the server would drop it without a word. A new file that
    no server has completed yet cannot tell.
  - A running server that says that all is well and keeps another value is an error; the setting is then most likely
    pinned by an environment variable of the service.
seealso:
  - module: groupware.mattermost.email_test
  - module: groupware.mattermost.install_info
  - module: groupware.mattermost.plugin
  - module: groupware.mattermost.server_info
"""

EXAMPLES = r"""
- name: Name a running server and limit its teams
  groupware.mattermost.config:
    settings:
      TeamSettings:
        SiteName: Example Chat
        MaxUsersPerTeam: 500

- name: Give a running server its mail password
  groupware.mattermost.config:
    settings:
      EmailSettings:
        SMTPServer: mail.example.com
        SMTPPort: "587"
        ConnectionSecurity: STARTTLS
        EnableSMTPAuth: true
        SMTPUsername: chat
    secret_settings:
      EmailSettings:
        SMTPPassword: "{{ vault_smtp_password }}"

- name: Prepare the configuration of a server that was not started yet
  groupware.mattermost.config:
    path: /etc/mattermost/config.json
    owner: mattermost
    group: mattermost
    settings:
      ServiceSettings:
        SiteURL: https://chat.example.com
    initial:
      TeamSettings:
        EnableUserCreation: false
    restart_marker: /etc/mattermost/.restart
"""

RETURN = r"""
changes:
  description: The settings that were changed. Secrets are replaced by words.
  returned: success
  type: list
  elements: dict
  contains:
    setting:
      description: Section and key.
      type: str
      sample: ServiceSettings.SiteURL
    before:
      description: Value that was found, V(null) if there was none.
      type: raw
      sample: http://chat.example.com
    after:
      description: Value that was set.
      type: raw
      sample: https://chat.example.com
failure:
  description:
    - What went wrong, for decisions without parsing the message.
    - C(kind) is one of C(input), C(refused), C(not_taken), C(request), C(connection), C(absent) and C(host).
    - Of a request that the server refused it holds C(method), C(url), C(status) and C(error_id) too.
    - Of a setting it holds C(setting) too.
  returned: failure
  type: dict
  sample:
    error_id: model.config.is_valid.site_url.app_error
    kind: request
    message: >-
      PUT http://unix:/run/mattermost/local.socket:/api/v4/config/patch: HTTP 400
      [model.config.is_valid.site_url.app_error] Site URL must be a valid URL.
    method: PUT
    status: 400
    url: http://unix:/run/mattermost/local.socket:/api/v4/config/patch
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.groupware.mattermost.plugins.module_utils._config_task import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._runner import SilentModule, run


def main():
    """Run the module."""
    spec = ArgumentSpec(
        {
            "settings": {"type": "dict", "default": {}},
            "secret_settings": {"type": "dict", "default": {}, "no_log": True},
            "path": {"type": "path"},
            "initial": {"type": "dict", "default": {}},
            "owner": {"type": "str"},
            "group": {"type": "str"},
            "restart_marker": {"type": "path"},
        },
        required_by={"owner": ["path"], "group": ["path"], "restart_marker": ["path"]},
    )
    run(spec, converge, module_class=SilentModule)


if __name__ == "__main__":
    main()
