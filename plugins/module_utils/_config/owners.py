# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The owner of a setting: a name for messages, such as the variable to correct."""

from __future__ import annotations

import re

from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import key_of


class Owners:
    """The names of option C(owners), {setting, or a part of its path: owner}; the scope owns what has no name there."""

    def __init__(self, names, scope):
        self._names = names
        self._scope = scope
        self._by_key = {str(name).lower(): owner for name, owner in names.items()}

    def of(self, path):
        """Return the owner of a setting, the scope (maybe None) where no other is named."""
        for length in range(len(path), 0, -1):
            found = self._by_key.get(key_of(path[:length]))
            if found:
                return found
        return self._scope

    def before(self, names):
        """Return the named owners of settings as "a, b: ", an empty text where there are none."""
        owners = dict.fromkeys(self.of(tuple(name.split("."))) for name in names)
        named = [owner for owner in owners if owner and owner != self._scope]
        return "%s: " % ", ".join(named) if named else ""

    def add_to(self, text):
        """Return the text with the owner in brackets behind each setting: the variable is what a user corrects."""
        for name, owner in self._names.items():
            pattern = r"\b%s\b" % re.escape(str(name))
            text = re.sub(pattern, lambda found, owner=owner: "%s (%s)" % (found.group(), owner), text)  # type: ignore[misc]
        return text
