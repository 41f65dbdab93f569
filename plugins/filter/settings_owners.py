# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell who owns each setting."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import MattermostError

DOCUMENTATION = r"""
name: settings_owners
short_description: tell who owns each setting
version_added: 0.1.0
author:
  - Groupware Mattermost contributors (@groupware-ansible)
description:
  - Gives the option C(owners) of module M(groupware.mattermost.config) for settings that come from a profile, from
    variables of their own, and from a dictionary, each of which takes precedence over the one before.
  - Settings that make no sense have no owner here; the module tells what is wrong with them.
options:
  _input:
    description:
      - Dictionary from the name of a setting, such as C(ServiceSettings.SiteURL), to a dictionary with C(variable) and
        C(value). A value of none means that the variable does not own the setting.
    type: dict
    required: true
  profile:
    description: Settings of a profile, by section and key.
    type: dict
    required: true
  given:
    description: Settings of a dictionary, by section and key.
    type: dict
    required: true
positional: profile, given
"""

EXAMPLES = r"""
- name: Show who owns what
  ansible.builtin.debug:
    msg: >-
      {{ {'ServiceSettings.SiteURL': {'variable': 'mattermost_site_url', 'value': mattermost_site_url}}
         | groupware.mattermost.settings_owners({'EmailSettings': {'EnableEmailBatching': true}}, mattermost_config) }}
"""

RETURN = r"""
_value:
  description: The owner of each setting by its name.
  type: dict
  sample: {ServiceSettings.SiteURL: mattermost_site_url, TeamSettings.SiteName: mattermost_config}
"""


def settings_owners(owned, profile, given):
    """Return {name: owner}."""
    for tree in (owned, profile, given):
        if not isinstance(tree, dict):
            raise AnsibleFilterError("settings_owners needs dictionaries, got %s" % type(tree).__name__)
    owners = {}
    for tree, owner in ((profile, "mattermost_profile"), (given, "mattermost_config")):
        try:
            found = config.settings(tree, option=owner)
        except MattermostError:
            continue  # module config tells what is wrong with them
        owners.update((config.name_of(setting.path), owner) for setting in found)
    owners.update((name, entry["variable"]) for name, entry in owned.items() if entry["value"] is not None)
    return owners


class FilterModule:
    """The filter of this file."""

    def filters(self):
        """Return the filter by name."""
        return {"settings_owners": settings_owners}
