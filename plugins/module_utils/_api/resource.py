# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The part that all kinds of objects share. A resource is one object of a task: made from options, it decides.

Objects are known by their names. The ids of others that they refer to are looked up by the caller (``_api.lookup`` for
a single object, ``_workspace`` for many) and given to ``refer``.

``steps`` is called twice, for the plan and again just before writing, because only then do the objects that it refers
to have their ids.
"""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._api.converge import converge
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

# One write (or a read in between). ``then`` takes the answer's body and returns the steps that follow from it.
Step = namedtuple("Step", "method route path body query expected then", defaults=(None, None, None, (200, 201), None))
# A setting of the server without which a write is refused or loses something: option and remedy say what to do.
Need = namedtuple("Need", "section key option message")


def permanent_deletion(route, before):
    """Return the writes that delete an object with everything in it; none if it is absent."""
    return [] if before is None else [Step("DELETE", route, {"id": before["id"]}, None, {"permanent": True})]


class Resource:
    """One object: its wanted state, and the writes that lead there.

    ``kind``: its name in results, ``EXPLAINED``: identifiers of the server's refusals, in words of the options.
    """

    kind = ""
    returned_as = None  # the key of the result, where that is not the kind
    OPTIONS = {}
    CONSTRAINTS = {}  # between the options, for ArgumentSpec
    MODULE_OPTIONS = {}  # of the single module only
    hides_options = False  # whether options hold secrets that Ansible does not know
    EXPLAINED = {}
    # Values that are secrets although the server shows them, to be blanked wherever they would come back.
    hidden = ()

    def __init__(self, params):
        self.params = params
        self.found = {}
        self.predicts = False

    @property
    def returned(self):
        """Return the key of the result."""
        return self.returned_as or self.kind

    @classmethod
    def work(cls, task):
        """Return the result of the task of the single module."""
        return converge(task, cls(task.params))

    def read_one(self, client):
        """Return the state of the object on the server, None for absent."""
        raise NotImplementedError

    def guard(self, task, before, after):
        """Refuse a change that can be judged only by asking the server for more than this object."""

    def check(self):
        """Refuse options that the server would refuse late, or take and spoil."""

    def check_lengths(self, lengths, size=len, unit="characters"):
        """Refuse texts that are longer than the server takes; lengths: {option: maximum}."""
        for option, most in lengths.items():
            value = self.params[option]
            if value is not None and size(value) > most:
                raise InvalidInput(option, "is too long: %d %s, maximum %d" % (size(value), unit, most))

    def check_route(self, local):
        """Refuse what the server does not serve on its local socket, saying what to give."""

    def references(self):
        """Return the objects that this one refers to: {option: Reference}, in the order in which to look.

        A channel's team is the reference under the option ``team``. An option without a value is left out.
        """
        return {}

    def refer(self, found, predicts=False):
        """Take what was found: {option: the server's object, or None}. An object still to be made has the id None."""
        self.found = found
        self.predicts = predicts

    def id_of(self, option):
        """Return the id of a referenced object, None where it is not known yet."""
        return (self.found.get(option) or {}).get("id")

    def demand(self, option, active=False):
        """Refuse a reference to nothing; with active also one to an archived or deactivated object."""
        found = self.found.get(option)
        reference = self.references()[option]
        if found is None:
            if not self.predicts:
                raise InvalidInput(option, "there is no %s named %s" % (reference.kind, reference.name))
        elif found.get("delete_at") and active:
            raise InvalidInput(option, "the %s %s is %s" % (reference.kind, reference.name, reference.GONE))

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
