# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter C(groupware.mattermost.settings_tree)."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError


def settings_tree(owned):
    """Turn C({"Section.Key": {"value": v}}) into C({"Section": {"Key": v}}), without values of none."""
    if not isinstance(owned, dict):
        raise AnsibleFilterError("groupware.mattermost.settings_tree needs a dictionary, got %s" % type(owned).__name__)
    tree = {}
    for name, entry in owned.items():
        section, dot, key = name.partition(".")
        if not dot:
            raise AnsibleFilterError("'%s' is no setting: give Section.Key, as ServiceSettings.SiteURL" % name)
        if entry["value"] is not None:
            tree.setdefault(section, {})[key] = entry["value"]
    return tree


class FilterModule:
    """Names the filter."""

    def filters(self):
        return {"settings_tree": settings_tree}
