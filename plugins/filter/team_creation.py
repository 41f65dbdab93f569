# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Join the switch of who may create teams with the permissions that people list themselves."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError

ROLE = "system_user"
PERMISSION = "create_team"


def _own(roles):
    """Return the index of the list's own entry for the role, None if it has none."""
    if not isinstance(roles, list):
        raise AnsibleFilterError("team_creation needs a list of roles, got %s" % type(roles).__name__)
    for index, entry in enumerate(roles):
        if isinstance(entry, dict) and entry.get("name") == ROLE:
            return index
    return None


def _listed(entry, option):
    value = entry.get(option) or []
    # Ansible takes a text for a list too.
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else list(value)


def said(roles):
    """Return what the list itself says of the permission: True, False, or None for nothing."""
    index = _own(roles)
    if index is None:
        return None
    entry = roles[index]
    if entry.get("permissions") is not None:
        return PERMISSION in _listed(entry, "permissions")
    if PERMISSION in _listed(entry, "permissions_added"):
        return True
    return False if PERMISSION in _listed(entry, "permissions_removed") else None


def team_creation(roles, wanted):
    """Return the list with the permission given (True) or taken (False), as far as it says nothing of it itself."""
    index = _own(roles)
    if wanted is None or said(roles) is not None:
        return roles
    option = "permissions_added" if wanted else "permissions_removed"
    if index is None:
        return list(roles) + [{"name": ROLE, option: [PERMISSION]}]
    entry = dict(roles[index])
    entry[option] = _listed(entry, option) + [PERMISSION]
    return list(roles[:index]) + [entry] + list(roles[index + 1 :])


class FilterModule:
    """Names the filters."""

    def filters(self):
        return {"team_creation": team_creation, "team_creation_said": said}
