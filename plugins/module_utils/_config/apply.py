# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Carry out the changes of a run, so that one that is cut off at any moment loses neither a value nor a reminder."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._config.markers import Markers
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import GONE, key_of, name_of
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import RequestFailed


def apply(target, plan, changes, record, markers):
    """Write changes and record; return the path under which a broken or edited file is kept, None if there is none."""
    if changes:
        record.save(plan.before)
    else:
        markers.set()
    try:
        kept = target.apply(changes, markers.set)
    except RequestFailed:
        markers.unset()
        raise
    record.save(plan.after)
    if target.backup is not None:
        target.backup.update(target.path)
    return kept


def due_markers(params, changes, restart):
    """Return the Markers of what is due after the changes."""
    mail = any(key_of(change.path[:1]) == "emailsettings" for change in changes)
    return Markers([params["restart_marker"] if restart else None, params["mail_marker"] if mail else None])


def restart_names(target, changes, service):
    """Return the names of the settings that need a restart to take effect."""
    if target.live:
        from ansible_collections.groupware.mattermost.plugins.module_utils._config.known_restart import needs_restart

        return [
            name_of(change.path)
            for change in changes
            if needs_restart(change.path, change.before, None if change.after is GONE else change.after)
        ]
    if not service:
        return [name_of(change.path) for change in changes]
    if target.not_asked:
        return [name_of(change.path) for change in changes] or ["ServiceSettings.EnableLocalMode"]
    return []  # the service does not run, and reads its whole file when it starts
