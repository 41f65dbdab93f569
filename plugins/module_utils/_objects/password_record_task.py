# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The record of passwords in the life of one account."""

from __future__ import annotations


class Keeper:
    """Asks the record before the password would be set, and tells it afterwards."""

    def __init__(self, task, resource):
        self._check_mode = task.check_mode
        self._resource = resource
        self._trusted = task.params["trust_password_record"]
        self._record = None
        self._sets = False
        path = task.params["password_record"]
        if resource.keeps_password() and path != "":
            # Not at the top: few tasks come this far.
            from ansible_collections.groupware.mattermost.plugins.module_utils._objects.password_record_file import (
                PasswordRecord,
                default_path,
            )

            self._record = PasswordRecord(path or default_path(task.client.local)).load()

    def before(self, before, after):
        """Tell the resource what is known. What is about to change is unknown until it has changed."""
        record, resource = self._record, self._resource
        if record is None or after is None:
            return
        if before is not None and self._trusted:
            resource.password_state = record.matches(before["id"], resource.params["password"])
        self._sets = before is None or resource.password_state is not True
        if self._sets and not self._check_mode:
            if before is not None:
                record.forget(before["id"])
            record.save()

    def after(self, user):
        """Remember the password that was set."""
        if self._sets and not self._check_mode:
            self._record.store(user["id"], self._resource.params["password"])
            self._record.save()
