# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Decide about the permission to create teams: the list of roles, then the variable, then the profile. No I/O."""

from __future__ import annotations

ROLE, PERMISSION = "system_user", "create_team"
SETTING = "Permissions.%s.%s" % (ROLE, PERMISSION)


def listed(roles):
    """Return whether the list of roles grants the permission; None if it does not mention it."""
    for role in roles or []:
        if role.get("name") != ROLE:
            continue
        if role.get("permissions") is not None:
            return PERMISSION in _names(role, "permissions")
        if PERMISSION in _names(role, "permissions_added"):
            return True
        return False if PERMISSION in _names(role, "permissions_removed") else None
    return None


def _names(role, option):
    return role.get(option) or []


def decide(roles, variable, profile):
    """Return (whether the permission is granted, None to leave it alone; the name of the variable that decides)."""
    by_list = listed(roles)
    if by_list is not None:
        return by_list, "mattermost_workspace_roles"
    if variable is not None:
        return variable, "mattermost_enable_team_creation"
    return (False if profile == "recommended" else None), "mattermost_profile"


def contradiction(roles, variable):
    """Return the problem of a list and a variable that differ, None if there is none."""
    by_list = listed(roles)
    if by_list is None or variable is None or by_list == variable:
        return None
    return "roles: system_user is %s create_team, but mattermost_enable_team_creation is %s. Remove one of them." % (
        "granted" if by_list else "denied",
        "true" if variable else "false",
    )
