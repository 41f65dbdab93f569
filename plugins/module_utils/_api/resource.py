# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""What all kinds of objects have in common. No I/O: a resource is made from options and only decides.

Objects are known by their names; the ids of others that they refer to are looked up by whoever drives the resource
(``_api.lookup`` for a single object, ``_workspace`` for many) and given to ``refer``.
"""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

# One write (or a read in between). ``then`` takes the answer's body and returns the steps that follow from it.
Step = namedtuple("Step", "method route path body query expected then", defaults=(None, None, None, (200, 201), None))
# A setting of the server without which a write is refused or loses something: option and remedy say what to do.
Need = namedtuple("Need", "section key option message")


class Resource:
    """One object: what is wanted of it, and which writes lead there.

    ``kind``: its name in results, ``EXPLAINED``: identifiers of the server's refusals, in words of the options.
    """

    kind = ""
    EXPLAINED = {}
    # Values that are secrets although the server tells them, to be blanked wherever they would come back.
    hidden = ()

    def __init__(self, params):
        self.params = params
        self.found = {}
        self.predicts = False

    def check(self):
        """Refuse options that the server would refuse late, or take and spoil."""

    def check_route(self, local):
        """Refuse what the server does not serve on its local socket, saying what to give."""

    def references(self):
        """Return the objects that this one refers to: {option: (kind, name)}, in the order in which to look.

        Kinds are ``user``, ``team`` and ``channel``; a channel's team is the reference under the option ``team``.
        An option without a value is left out.
        """
        return {}

    def refer(self, found, predicts=False):
        """Take what was found: {option: the server's object, or None}. An object still to be made has the id None."""
        self.found = found
        self.predicts = predicts

    def id_of(self, option):
        """Return the id of a referenced object, None where it is not known yet."""
        return (self.found.get(option) or {}).get("id")

    def demand(self, option, archived=None):
        """Refuse a reference to nothing; with a text in archived also one to an archived or deactivated object."""
        found = self.found.get(option)
        kind, name = self.references()[option]
        if found is None:
            if not self.predicts:
                raise InvalidInput(option, "there is no %s named %s" % (kind, name))
        elif found.get("delete_at") and archived:
            raise InvalidInput(option, "the %s %s is %s" % (kind, name, archived))

    def desired(self, before):
        """Return the state to reach, None for absent."""
        raise NotImplementedError

    def steps(self, before, after, local, fresh=False):
        """Return the writes that lead from one state to the other; fresh: the object was just made by this task."""
        raise NotImplementedError

    def needs(self, before, after, local):
        """Return the settings without which the server refuses the steps."""
        return []

    def managed(self):
        """Return the names of the fields that the task manages, for comparison and diff."""
        raise NotImplementedError

    def secrets(self, before, after):
        """Return what the diff shows of values that are never shown."""
        return {}

    def explain(self, error):
        """Say in words of the options why the server refuses; None where its own words are best."""
        text = self.EXPLAINED.get(error.error_id)
        return text.format(**self.params) if text else None
