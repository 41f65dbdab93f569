# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Permissions of roles, managed like settings: each is a setting C(Permissions.<role>.<permission>), true or false."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import Setting, key_of, merged
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput, NotTaken

SECTION = "Permissions"


def wanted_permissions(params):
    """Return the list of Setting that C(permissions) names; null leaves a permission unmanaged."""
    found = []
    for role, permissions in params["permissions"].items():
        if not isinstance(permissions, dict):
            raise InvalidInput("permissions", "%s must contain permissions, not %r" % (role, permissions))
        for name, granted in permissions.items():
            if granted is None:
                continue
            if not isinstance(granted, bool):
                raise InvalidInput("permissions", "%s.%s is %r. Set it to true or false." % (role, name, granted))
            found.append(Setting((SECTION, str(role), str(name)), granted, False))
    return found


def with_permissions(target, client, paths):
    """Return the target with the permissions of all roles among the paths of settings."""
    roles = sorted({path[1] for path in paths if _is_permission(path)})
    if not roles or not target.live:
        return target
    found = {role: client.get("/roles/name/{name}", {"name": role}).data for role in roles}
    names = {role: {path[2] for path in paths if _is_permission(path) and path[1] == role} for role in roles}
    return PermissionTarget(target, client, found, names)


def _is_permission(path):
    return key_of(path[:1]) == SECTION.lower()


class PermissionTarget:
    """A running server with permissions beside its settings. It has the attributes of ServerTarget."""

    def __init__(self, target, client, roles, names):
        self._target = target
        self._client = client
        self._roles = roles
        section = {
            role: {name: name in roles[role]["permissions"] for name in sorted(names[role])} for role in sorted(roles)
        }
        self.tree = dict(target.tree, **{SECTION: section})

    def __getattr__(self, name):
        return getattr(self._target, name)

    def check_writable(self, changes):
        """Raise an error if the changed settings cannot be sent."""
        self._target.check_writable([change for change in changes if not _is_permission(change.path)])

    def apply(self, changes, before_write):
        """Send the changes; return the path of the copy of a file that is overwritten, or None."""
        # Roles first: the markers of a restart are removed if a request fails, and settings would be written by then.
        after = merged(self.tree, changes)[SECTION]
        for role in sorted({change.path[1] for change in changes if _is_permission(change.path)}):
            self._patch(self._roles[role], after[role])
        return self._target.apply([change for change in changes if not _is_permission(change.path)], before_write)

    def _patch(self, role, granted):
        wanted = [name for name in role["permissions"] if granted.get(name, True)]
        wanted += [name for name, given in granted.items() if given and name not in wanted]
        body = {"permissions": wanted}
        answer = self._client.request("PUT", "/roles/{id}/patch", path={"id": role["id"]}, body=body).data
        if set(answer["permissions"]) != set(wanted):
            raise NotTaken(
                "Mattermost accepted the request (HTTP 200) but did not apply it: permissions of role %s"
                % role["name"],
                settings=["%s.%s.%s" % (SECTION, role["name"], name) for name in granted],
            )
