# SPDX-License-Identifier: GPL-3.0-or-later
"""Make settings of variables that a table declares."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.module_utils._config.declared import declare

DOCUMENTATION = r"""
name: settings
short_description: Convert variables to Mattermost settings
version_added: 0.1.0
author:
  - Groupware Mattermost contributors (@groupware-ansible)
description:
  - Turns a table of settings and the variables that it names into the options of module
    M(groupware.mattermost.config), with the owner of each setting.
  - Judges all of them as the module does before it writes them to a new server, so that mistakes are found before any
    host is reached. All problems are reported together.
  - A variable of the table takes precedence over a profile. A setting that a variable and O(given) set differently is a
    problem.
options:
  _input:
    description:
      - Dictionary from the name of a setting, such as V(ServiceSettings.SiteURL), to what declares it.
      - A variable that is null leaves the setting unmanaged, unless a key below says otherwise.
    type: dict
    required: true
    suboptions:
      variable:
        description: Name of the variable that owns the setting.
        type: str
      owner:
        description: Owner of the setting where this is not a variable of O(variables).
        type: str
      value:
        description: Value of a setting that has no variable.
        type: raw
      type:
        description:
          - Type of the setting. With V(words) a list becomes a text of words. With V(is_set) the setting is true where
            the variable is set.
        type: str
        choices: [str, int, bool, list, words, is_set]
        default: str
      values:
        description: Values of the setting by those of the variable.
        type: dict
      secret:
        description: Whether the value is a secret.
        type: bool
        default: false
      required:
        description: Whether the variable must be set.
        type: bool
        default: false
      since:
        description: First version of Mattermost that has the setting.
        type: str
      with:
        description: Name of another variable. While it is not set, the setting is not managed.
        type: str
      default:
        description: Default of the variable where it is not null. Without C(with) no other value is accepted.
        type: raw
      unset:
        description: Value of the setting where the variable is null or empty.
        type: raw
      unset_with:
        description: Name of a variable without which C(unset) does not count.
        type: str
      unset_from:
        description: Name of the variable that counts where this one is null or empty.
        type: str
      unset_values:
        description: Values by those of C(unset_from).
        type: dict
      profiles:
        description: Values of the setting by the name of a profile.
        type: dict
      profiles_unless:
        description: Name of a setting. Where O(given) sets it to true, profiles do not count.
        type: str
      elsewhere:
        description: Whether the setting is applied by other means, so that O(given) may not have it.
        type: bool
        default: false
  variables:
    description: Values of the variables by their names.
    type: dict
    required: true
  profile:
    description: Name of the profile.
    type: str
    required: true
  given:
    description: Further settings by section and key, in any letter case. Their owner is C(mattermost_config).
    type: dict
    required: true
  version:
    description:
      - Version of the server, such as V(11.6.0). An unknown setting is a problem only for versions that this collection
        knows.
    type: str
    required: true
positional: variables, profile, given, version
"""

EXAMPLES = r"""
- name: Show the settings that a variable and a dictionary give
  ansible.builtin.debug:
    msg: "{{ (table | groupware.mattermost.settings(variables, 'upstream', given, '11.6.0')).settings }}"
  vars:
    table:
      ServiceSettings.SiteURL: {variable: my_site_url, required: true}
    variables: {my_site_url: https://chat.example.org}
    given: {TeamSettings: {SiteName: Example}}
"""

RETURN = r"""
_value:
  description: The settings of the table, their owners, and problems.
  type: dict
  contains:
    settings:
      description: Settings by section and key.
      type: dict
      sample: {ServiceSettings: {SiteURL: https://chat.example.org}, TeamSettings: {SiteName: Example}}
    secret_settings:
      description: Secrets of the table by section and key.
      type: dict
      sample: {EmailSettings: {SMTPPassword: "{{ vault_smtp_password }}"}}
    owners:
      description: The owner of each setting by its name.
      type: dict
      sample: {ServiceSettings.SiteURL: my_site_url, TeamSettings.SiteName: mattermost_config}
    problems:
      description: A sentence for each problem, with the variable in front. Secrets are not shown.
      type: list
      elements: str
      sample: ["mattermost_config: TeamSettings.SiteName is a string; 5 is a number"]
"""


def settings(table, variables, profile, given, version):
    """Return what becomes of the table."""
    for value in (table, variables, given):
        if not isinstance(value, dict):
            raise AnsibleFilterError("settings needs dictionaries, got %s" % type(value).__name__)
    try:
        declared = declare(plain(table), plain(variables), str(profile), plain(given), str(version))
    except (KeyError, ValueError) as exc:
        raise AnsibleFilterError("settings: the table is wrong: %s" % exc) from exc
    return dict(declared._asdict())


def plain(value):
    """Return a copy that is rid of Ansible's own types, which some checks of types do not know."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if getattr(value, "__ENCRYPTED__", False):
        return str(value)  # before 2.19 a value from an inline vault is no text
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


class FilterModule:
    """The filter of this file."""

    def filters(self):
        return {"settings": settings}
