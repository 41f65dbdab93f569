# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of names and addresses, for assertions before anything is changed."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._core import names


def without(problem):
    """Make a test of a function that returns a problem or None."""
    return lambda value: problem(value) is None


class TestModule:
    """The tests of this collection."""

    def tests(self):
        """Return the tests by name."""
        return {"network": without(names.network_problem), "site_url": without(names.site_url_problem)}
