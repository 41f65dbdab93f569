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
  - Works on a running server, where changes have effect at once, or on the file C(config.json) of a server that is
    stopped or was never started (O(path)). With O(path) and O(service) it takes whichever is right at the moment.
  - With O(scope) each setting gets an owner. The module then remembers on the host what it set, and what was there
    before. So it tells a setting that somebody else changed (drift, see O(drift)) from one whose value you changed, and
    gives a setting that is no longer given back its former value, or the server's default.
  - Everything is judged before anything is written. Unknown settings, with the nearest known one, settings that
    Mattermost removed, with what to use instead, types, ranges, combinations that the server refuses or with which it
    fails silently, and settings that an environment variable of the service pins.
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
      - With O(url) the server hides its secrets, so that without O(scope) they cannot be compared and are sent each
        time. With O(scope) they are sent when they differ from those that were sent last.
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
      - The server's configuration file.
      - Without O(service) the file is written, so that it must not be used while the server runs, which overwrites it.
        The options that say how to reach a server have no effect then.
      - An absent or empty file is made; its folder must exist. With O(scope), a file that was lost is restored from the
        copy that is kept of the last good one, and a running server is made to write its file again.
    type: path
  service:
    description:
      - Unit of the server, without C(.service), for use with O(path).
      - While it runs the settings go over the local socket, else into the file. While it starts or stops, the module
        waits.
    type: str
  scope:
    description:
      - Name of this set of settings. What a task of the same name set and this one does not give any more is given
        back, so that a name belongs to one task only.
      - A secret that is not given any more stays as it is, for its former value is not remembered.
      - Without it nothing is remembered or given back, and a setting that belongs to a scope cannot be changed.
    type: str
  owners:
    description:
      - Who is behind a setting, for messages, as C(Section.Key) or C(Section) and a text such as the name of a
        variable.
        Of the settings not named here the owner is the scope.
    type: dict
    default: {}
  record:
    description:
      - The file that remembers the settings of all scopes, of mode V(0600). It holds hashes in place of secrets.
      - The default on the server's host, for root, is C(/etc/mattermost/groupware.mattermost/settings.json); for others
        and where there is no such folder, C(~/.local/state/groupware.mattermost/settings.json). Needed for O(scope)
        with O(url).
      - With O(path), a copy of the last good configuration is kept beside it.
    type: path
  drift:
    description:
      - What to do about a setting of the scope that somebody else has changed, or a plugin that lost it.
      - V(correct) sets it again, V(keep) leaves it, V(fail) fails before anything is changed. All report it.
    type: str
    choices:
      - correct
      - keep
      - fail
    default: correct
  version:
    description:
      - Version of the server, such as V(11.6.0), for judging a new server's settings, which the server itself cannot
        tell yet. One that this collection does not know makes an unknown setting a warning instead of an error.
    type: str
  smtp_check:
    description:
      - What to do if, with changed mail settings, the mail server cannot be reached from this host, does not offer the
        encryption, has a certificate that is not trusted, or refuses the login. The server itself would go on in clear
        text, or fail silently.
      - V(enforce) fails before anything is changed, V(warn) warns, V(skip) does not look.
    type: str
    choices:
      - skip
      - warn
      - enforce
    default: skip
  smtp_ca:
    description:
      - File on the host with certificate authorities to trust in O(smtp_check), besides the system's.
    type: path
  ldap_check:
    description:
      - The same for changed C(LdapSettings). Connects, binds and searches with them, and tells in RV(ldap) how many
        accounts the filter finds and which lack a required attribute. Needs the Python library C(ldap3) on the host.
    type: str
    choices:
      - skip
      - warn
      - enforce
    default: skip
  ldap_ca:
    description:
      - File on the host with certificate authorities to trust in O(ldap_check), besides the system's.
    type: path
  mail_marker:
    description:
      - A file to make just before changed C(EmailSettings) take effect, as a reminder to test them that survives an
        interrupted run.
    type: path
  initial:
    description:
      - Settings that are written only where O(path) does not have the key yet. For what matters at the first start.
      - With O(scope), a setting that is no longer given and had no value before gets its value from here, too.
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
      - A file to make just before a change of which RV(restart_required) tells, as a reminder to restart the server
        that survives an interrupted run. Remove it after the restart.
    type: path
notes:
  - A running server that says that all is well and keeps another value is an error.
  - Environment variables of the service can be read by root only.
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

- name: Keep a set of settings, and give back what is taken out of it
  groupware.mattermost.config:
    path: /etc/mattermost/config.json
    service: mattermost
    scope: branding
    drift: fail
    settings:
      SupportSettings:
        SupportEmail: help@example.com

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
    owner:
      description: Who owns the setting.
      returned: with O(scope)
      type: str
      sample: mattermost_site_url
    reason:
      description:
        - Why it was changed. C(new) means it was not ours before, C(wanted) that another value is wanted, C(drift) that
          somebody else had changed it, and C(released) that it is not given any more.
      returned: with O(scope)
      type: str
      sample: wanted
live:
  description: Whether the settings went to a running server; V(false) for its file.
  returned: success
  type: bool
  sample: true
restart_required:
  description: The changed settings that the server reads at its start only.
  returned: success
  type: list
  elements: str
  sample: [ServiceSettings.ListenAddress]
drift:
  description: The settings of the scope that somebody else had changed.
  returned: with O(scope)
  type: list
  elements: dict
  contains:
    setting:
      description: Section and key.
      type: str
      sample: TeamSettings.SiteName
    owner:
      description: Who owns the setting.
      type: str
      sample: mattermost_config
    wanted:
      description: Value that is given.
      type: raw
      sample: Example Chat
    found:
      description: Value that was found.
      type: raw
      sample: Somebody's Chat
    action:
      description: C(corrected) or C(kept).
      type: str
      sample: corrected
released:
  description: The settings that were the scope's and are not given any more.
  returned: with O(scope)
  type: list
  elements: dict
  contains:
    setting:
      description: Section and key.
      type: str
      sample: TeamSettings.SiteName
    owner:
      description: Who owned the setting.
      type: str
      sample: mattermost_config
    action:
      description: C(restored) for its former value, C(default) for the server's, C(kept) if it stays as it is.
      type: str
      sample: restored
    reason:
      description: Why.
      type: str
      sample: its former value is restored
restored:
  description:
    - What was done about a lost configuration file, V(null) if it was not lost.
    - C(reason) tells what was wrong with it, C(broken_kept_as) where what was in it is kept.
  returned: with O(scope)
  type: dict
  sample: null
smtp:
  description: What O(smtp_check) saw.
  returned: if it looked
  type: dict
  sample: {server: "mail.example.com:587", ok: true, problem: null, banner: 220 mail.example.com ESMTP, login: true}
ldap:
  description:
    - What O(ldap_check) saw, V(null) if no directory is set.
    - C(count) is how many accounts were found, C(lacking) how many of them lack a required attribute, C(incomplete) the
      first ten of these. C(complete) tells whether the directory gave all there are, C(hint) what to do if not.
  returned: if it looked
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
from ansible_collections.groupware.mattermost.plugins.module_utils._config.run import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import ArgumentSpec


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
            "service": {"type": "str"},
            "scope": {"type": "str"},
            "owners": {"type": "dict", "default": {}},
            "record": {"type": "path"},
            "drift": {"type": "str", "choices": ["correct", "keep", "fail"], "default": "correct"},
            "version": {"type": "str"},
            "smtp_check": {"type": "str", "choices": ["skip", "warn", "enforce"], "default": "skip"},
            "smtp_ca": {"type": "path"},
            "ldap_check": {"type": "str", "choices": ["skip", "warn", "enforce"], "default": "skip"},
            "ldap_ca": {"type": "path"},
            "mail_marker": {"type": "path"},
        },
        required_by={"owner": ["path"], "group": ["path"], "service": ["path"]},
    )
    run(spec, converge, module_class=SilentModule)


if __name__ == "__main__":
    main()
