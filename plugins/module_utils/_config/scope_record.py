# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The record of one scope, in the file that all scopes of a server share."""

from __future__ import annotations

import contextlib
import os

from ansible_collections.groupware.mattermost.plugins.module_utils._config.record import (
    KEY_BYTES,
    Record,
    parse,
    render,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError


class ScopeRecord:
    """The entries of one scope. A task without a scope (None) only reads which settings belong to a scope."""

    def __init__(self, file, scope):
        self.scope = scope
        self._file = file  # None only without a scope
        self._record = Record(None)

    def locked(self):
        """Return a context in which no other task changes the file."""
        return self._file.locked() if self.scope else contextlib.nullcontext()

    def load(self):
        """Read the file; one that is absent is an empty record."""
        try:
            found = self._file and self._file.read(parse)
        except HostError:
            if self.scope:
                raise
            found = None  # a task without a scope does not depend on the record
        self._record = found or Record(os.urandom(KEY_BYTES).hex())

    @property
    def key(self):
        """Return the key of the hashes that replace secrets."""
        return self._record.key

    @property
    def entries(self):
        """Return {key of a setting: Entry} of the scope."""
        return self._record.entries(self.scope) if self.scope else {}

    @property
    def directory(self):
        """Return the directory of the file."""
        return os.path.dirname(self._file.path)

    def others(self):
        """Return {key of a setting: (scope, Entry)} of all other scopes."""
        return self._record.others(self.scope)

    def save(self, entries):
        """Replace the scope's entries in the file."""
        if not self.scope:
            return
        text = render(self._record.with_scope(self.scope, entries))
        if text != render(self._record) or not os.path.exists(self._file.path):
            self._file.write(text)
            self._record = parse(text)
