#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Manage settings."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: config
short_description: Manage settings of a Mattermost server
version_added: 0.1.0
description:
  - Sets the given settings. All other settings are not changed, such as the salts that Mattermost generates and
    settings that are managed in the System Console.
  - Works on a running server, where changes take effect immediately, or on the file C(config.json) of a stopped or new
    server (O(path)). With O(path) and O(service), the module chooses between them.
  - With O(scope), the module records on the host which settings it has set, and their former values. It can then detect
    settings that somebody else has changed (see O(drift)), and reset a setting that is removed from the playbook to its
    former value, or to the server's default.
  - All settings are validated before anything is written. The module reports unknown settings with the most similar
    known one, settings that Mattermost has removed with their replacement, invalid types, ranges and combinations, and
    settings that an environment variable of the service overrides.
  - Compares parsed data, not text. Keys are not case-sensitive. Lists are replaced as a whole.
    C(PluginSettings.Plugins) and C(PluginSettings.PluginStates) are merged plugin by plugin.
  - The file is replaced atomically, and always has mode V(0600).
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
      - Shows only the given settings. For a secret, it only shows that it changes; for a database URL, everything
        except the password.
  idempotent:
    support: partial
    details:
      - With O(url), Mattermost hides its secrets. Without O(scope) they cannot be compared and are sent in every run.
        With O(scope), they are sent if they differ from the recorded ones.
options:
  settings:
    description:
      - Settings by section and key. A setting with the value V(null) is not managed.
      - Settings that are known to be secrets are treated like O(secret_settings).
    type: dict
    default: {}
  secret_settings:
    description:
      - Additional settings in the same form, whose values are never shown.
    type: dict
    default: {}
  path:
    description:
      - Configuration file of the server.
      - Without O(service), the module only writes this file, and ignores the connection options. Do not use this while
        the server runs, because the server overwrites the file.
      - A missing or empty file is created; its directory must exist. With O(scope), a lost file is restored from the
        backup of the last valid one, or rewritten by the running server.
    type: path
  service:
    description:
      - Name of the systemd service, without C(.service), for use with O(path).
      - While the service runs, the settings are changed over the local socket, otherwise in the file. While it starts
        or stops, the module waits.
    type: str
  scope:
    description:
      - Name of this set of settings. Settings that an earlier task with the same scope has set, and that this task does
        not contain, are reset. Use each name in one task only.
      - A secret that is removed from the task is not reset, because its former value is not recorded.
      - If not set, nothing is recorded or reset, and settings that belong to a scope cannot be changed.
    type: str
  owners:
    description:
      - Owners of settings, shown in messages. Keys are C(Section.Key) or C(Section), values are texts such as the name
        of a variable. The default owner is the scope.
    type: dict
    default: {}
  record:
    description:
      - File that records the settings of all scopes. It has mode V(0600) and contains hashes instead of secrets.
      - The default for root on the server's host is C(/etc/mattermost/groupware.mattermost/settings.json). For other
        users, or without this directory, it is C(~/.local/state/groupware.mattermost/settings.json). Required for
        O(scope) with O(url).
      - With O(path), a backup of the last valid configuration is stored in the same directory.
    type: path
  drift:
    description:
      - What to do if a setting of the scope was changed by somebody else, or lost by a plugin.
      - V(correct) sets it again, V(keep) does not change it, V(fail) fails before anything is changed. All of them
        report it.
    type: str
    choices:
      - correct
      - keep
      - fail
    default: correct
  version:
    description:
      - Version of the server, such as V(11.6.0), to validate the settings of a server that was never started. If this
        collection does not know the settings of the version, an unknown setting is a warning instead of an error.
    type: str
  smtp_check:
    description:
      - What to do if mail settings change and the mail server cannot be reached from this host, does not offer the
        encryption, has an untrusted certificate, or rejects the login. Mattermost itself would continue without
        encryption, or fail silently.
      - V(enforce) fails before anything is changed, V(warn) warns, V(skip) does not check.
    type: str
    choices:
      - skip
      - warn
      - enforce
    default: skip
  smtp_ca:
    description:
      - File on the host with additional certificate authorities to trust for O(smtp_check).
    type: path
  ldap_check:
    description:
      - The same for changed C(LdapSettings). Connects, binds and searches with the new settings, and returns in
        RV(ldap) how many users the filter finds and which of them lack a required attribute. Requires the Python
        library C(ldap3) on the host.
    type: str
    choices:
      - skip
      - warn
      - enforce
    default: skip
  ldap_ca:
    description:
      - File on the host with additional certificate authorities to trust for O(ldap_check).
    type: path
  mail_marker:
    description:
      - File to create just before changed C(EmailSettings) take effect. It marks a required mail test, even after an
        interrupted run.
    type: path
  permissions:
    description:
      - Permissions of roles, by role and permission, each V(true), V(false) or V(null) for not managed.
      - They are managed like settings, with the names C(Permissions.<role>.<permission>) in O(owners) and the result.
      - Not with O(path), because only a running server has roles.
    type: dict
    default: {}
  initial:
    description:
      - Settings that are written only if O(path) does not contain the key yet. For the first start of a server.
      - With O(scope), a setting that is removed from the task and had no former value is reset to this value.
    type: dict
    default: {}
  owner:
    description:
      - Owner of the file. The server must be able to write to it, otherwise it does not start.
    type: str
  group:
    description:
      - Group of the file.
    type: str
  restart_marker:
    description:
      - File to create just before a change that is listed in RV(restart_required). It marks a required restart, even
        after an interrupted run. Remove it after the restart.
    type: path
notes:
  - Fails if the server accepts a value but does not store it.
  - Only root can read the environment variables of the service.
seealso:
  - module: groupware.mattermost.email_test
  - module: groupware.mattermost.install_info
  - module: groupware.mattermost.plugin
  - module: groupware.mattermost.server_info
"""

EXAMPLES = r"""
- name: Set the name and the team size of a running server
  groupware.mattermost.config:
    settings:
      TeamSettings:
        SiteName: Example Chat
        MaxUsersPerTeam: 500

- name: Set the mail server and its password
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

- name: Manage a set of settings, and reset those that are removed from it
  groupware.mattermost.config:
    path: /etc/mattermost/config.json
    service: mattermost
    scope: branding
    drift: fail
    settings:
      SupportSettings:
        SupportEmail: help@example.com

- name: Prepare the configuration of a new server
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
  description: The settings that were changed. Secrets are masked.
  returned: success
  type: list
  elements: dict
  contains:
    setting:
      description: Section and key.
      type: str
      sample: ServiceSettings.SiteURL
    before:
      description: Former value, V(null) if there was none.
      type: raw
      sample: http://chat.example.com
    after:
      description: New value.
      type: raw
      sample: https://chat.example.com
    owner:
      description: Owner of the setting.
      returned: with O(scope)
      type: str
      sample: mattermost_site_url
    reason:
      description:
        - Why it was changed. C(new) if it was not managed before, C(wanted) if the playbook has a new value, C(drift)
          if somebody else had changed it, C(released) if it was removed from the playbook.
      returned: with O(scope)
      type: str
      sample: wanted
live:
  description: Whether the settings of a running server were changed. V(false) for the file.
  returned: success
  type: bool
  sample: true
restart_required:
  description: The changed settings that require a restart of the server.
  returned: success
  type: list
  elements: str
  sample: [ServiceSettings.ListenAddress]
mail_test_required:
  description: Whether O(mail_marker) exists after the task.
  returned: with O(mail_marker)
  type: bool
  sample: false
drift:
  description: The settings of the scope that were changed by somebody else.
  returned: with O(scope)
  type: list
  elements: dict
  contains:
    setting:
      description: Section and key.
      type: str
      sample: TeamSettings.SiteName
    owner:
      description: Owner of the setting.
      type: str
      sample: mattermost_config
    wanted:
      description: Value in the playbook.
      type: raw
      sample: Example Chat
    found:
      description: Value on the server.
      type: raw
      sample: Somebody's Chat
    action:
      description: C(corrected) or C(kept).
      type: str
      sample: corrected
released:
  description: The settings that were removed from the scope.
  returned: with O(scope)
  type: list
  elements: dict
  contains:
    setting:
      description: Section and key.
      type: str
      sample: TeamSettings.SiteName
    owner:
      description: Former owner of the setting.
      type: str
      sample: mattermost_config
    action:
      description: C(restored) to its former value, reset to the server's C(default), or C(kept) unchanged.
      type: str
      sample: restored
    reason:
      description: Reason for the action.
      type: str
      sample: its former value is restored
restored:
  description:
    - How a lost configuration file was restored, V(null) if it was not lost.
    - C(reason) is the defect that was found, C(broken_kept_as) the path of a copy of the damaged file.
  returned: with O(scope)
  type: dict
  sample: null
smtp:
  description: Result of O(smtp_check).
  returned: if the check was done
  type: dict
  sample: {server: "mail.example.com:587", ok: true, problem: null, banner: 220 mail.example.com ESMTP, login: true}
ldap:
  description:
    - Result of O(ldap_check), V(null) if no LDAP server is set.
    - C(count) is the number of users found, C(lacking) the number of users without a required attribute, C(incomplete)
      the first ten of them. C(complete) is V(false) if the LDAP server did not return all users, and C(hint) then
      contains a remedy.
  returned: if the check was done
  type: dict
  sample:
    server: ldap.example.com:636
    ok: true
    problem: null
    count: 120
    lacking: 1
    incomplete: [{dn: "uid=kiosk,ou=people,dc=example,dc=com", missing: [mail]}]
    complete: true
    hint: null
failure:
  description:
    - Error details for use in playbooks. The notes explain C(kind) and the other keys.
    - C(setting) or C(settings) name the settings concerned. With C(kind) C(drift), C(drift) has the form of RV(drift).
  returned: failure
  type: dict
  sample: {kind: request, method: PUT, status: 400, error_id: model.config.is_valid.site_url.app_error}
"""

from ansible_collections.groupware.mattermost.plugins.module_utils._api.runner import SilentModule, run
from ansible_collections.groupware.mattermost.plugins.module_utils._config.options import SPEC
from ansible_collections.groupware.mattermost.plugins.module_utils._config.run import converge


def main():
    """Run the module."""
    run(SPEC, converge, module_class=SilentModule)


if __name__ == "__main__":
    main()
