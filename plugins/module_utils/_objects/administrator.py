# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The administrator's account, which module workspace makes first, by an option of its own."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import blank

ROLES = ("system_user", "system_admin")
# The administrator belongs to a person, who changes the account: it is made when missing, and then left alone.
OPTION_NAMES = ("username", "email", "password", "first_name", "last_name", "nickname", "position", "locale")
# In place of a password that the action plugin makes once it is known that the account is missing; it is never sent.
TO_BE_MADE = "(a generated password)"


def options(user_options):
    """Return the options of the administrator.

    None is required here: a role's variable that is empty means that no administrator is made.
    """
    return {name: dict(user_options[name], required=False) for name in OPTION_NAMES}


def has_admin(params):
    """Return whether an administrator is given; a role's empty variable is none."""
    return any(value is not None for value in (params["admin"] or {}).values())


def with_admin(params, user_options):
    """Return the options of the administrator's account, None if none is given, and the list of the other users.

    An administrator who is listed among the users too, as in an export, is managed as it is listed.
    """
    users = params["users"] or ()
    if not has_admin(params):
        return None, users
    admin = params["admin"]
    values = dict(blank(user_options), roles=list(ROLES), email_verified=True)
    if admin["password"] is None and params["admin_password_file"]:
        admin = dict(admin, password=TO_BE_MADE)
    listed = next((user for user in users if _same_name(user, admin)), None)
    for source in (admin, listed or {"update": "on_create"}):
        values.update((name, value) for name, value in source.items() if value is not None)
    others = [None if user is listed else user for user in users]
    return dict(values, email_verified=True), others


def _same_name(one, other):
    return (one["username"] or "").lower() == (other["username"] or "").lower()
