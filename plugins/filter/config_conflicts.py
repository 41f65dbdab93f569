# SPDX-License-Identifier: GPL-3.0-or-later
"""Find settings that are given twice with different values."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import SHOWN, is_secret, show
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError

DOCUMENTATION = r"""
name: config_conflicts
short_description: find settings that are given twice with different values
version_added: 0.1.0
author:
  - Groupware Mattermost contributors (@groupware-ansible)
description:
  - Compares settings that variables of their own give with settings that a dictionary gives by section and key, in any
    letter case.
  - Settings that make no sense have no conflicts; filter P(groupware.mattermost.config_problems#filter) tells of them.
options:
  _input:
    description:
      - Dictionary from the name of a setting, such as C(ServiceSettings.SiteURL), to a dictionary with C(variable) and
        C(value).
    type: dict
    required: true
  given:
    description: Settings by section and key.
    type: dict
    required: true
positional: given
"""

EXAMPLES = r"""
- name: Refuse a site URL that is given twice
  ansible.builtin.assert:
    that: not conflicts
    fail_msg: "{{ conflicts }}"
  vars:
    conflicts: >-
      {{ {'ServiceSettings.SiteURL': {'variable': 'mattermost_site_url', 'value': mattermost_site_url}}
         | groupware.mattermost.config_conflicts(mattermost_config) }}
"""

RETURN = r"""
_value:
  description: The conflicts, with secrets hidden.
  type: list
  elements: dict
  contains:
    setting:
      description: Name of the setting.
      type: str
      sample: ServiceSettings.SiteURL
    variable:
      description: The variable that is for it.
      type: str
      sample: mattermost_site_url
    owned:
      description: Value of that variable.
      type: raw
      sample: https://chat.example.com
    given:
      description: The other value.
      type: raw
      sample: https://other.example.com
"""


def config_conflicts(owned, given):
    """Return the settings of which both sides give a value, and not the same."""
    if not isinstance(owned, dict) or not isinstance(given, dict):
        raise AnsibleFilterError("config_conflicts needs two dictionaries")
    try:
        found = {config.key_of(setting.path): setting for setting in config.settings(given, option="given")}
    except MattermostError:
        return []
    conflicts = []
    for name, owner in owned.items():
        setting = found.get(name.lower())
        if setting is None or owner["value"] is None:
            continue
        path = tuple(name.split("."))
        value = config.normal(path, owner["value"])
        if not config.same(setting.value, value):
            secret = is_secret(path)
            conflicts.append(
                {
                    "setting": name,
                    "variable": owner["variable"],
                    "owned": SHOWN if secret else show(path, value, False),
                    "given": SHOWN if secret else show(path, setting.value, False),
                }
            )
    return conflicts


class FilterModule:
    """The filter of this file."""

    def filters(self):
        """Return the filter by name."""
        return {"config_conflicts": config_conflicts}
