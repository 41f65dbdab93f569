# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Look into settings that people wrote by section and key, in any letter case."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config


def setting(tree, name):
    """Return the value of a setting, None if it is not given."""
    if not isinstance(tree, dict):
        raise AnsibleFilterError("groupware.mattermost.setting needs a dictionary, got %s" % type(tree).__name__)
    return config.find(tree, tuple(name.split(".")))[1]


def settings_without(owned, given):
    """Return the owned settings of which the other dictionary gives no value."""
    if not isinstance(owned, dict) or not isinstance(given, dict):
        raise AnsibleFilterError("groupware.mattermost.settings_without needs two dictionaries")
    return {name: entry for name, entry in owned.items() if setting(given, name) is None}


class FilterModule:
    """Names the filters."""

    def filters(self):
        return {"setting": setting, "settings_without": settings_without}
