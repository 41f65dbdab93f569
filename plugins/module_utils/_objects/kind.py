# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A kind of objects, as module workspace needs it beside the single module.

Everything that differs between kinds is an attribute or a method of the kind's class, with the usual case here.
``state`` is what was read of the server (``_workspace.state``), ``known`` are the ids (``_workspace.plan``).
"""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._api.resource import Resource
from ansible_collections.groupware.mattermost.plugins.module_utils._core.argspec import blank


class Kind(Resource):
    """An object that a workspace can list."""

    # -- In the task
    place: tuple = ()  # the option of module workspace that lists the objects, and the key in it, if it is a dictionary
    identity = ()  # the options by which an object is known
    NOT_LISTED = ()  # options that entries of the list do not have
    LISTED_ONLY = {}  # options that only they have
    members = None  # the kind of its members, if it has any

    # -- Reading
    needs_read = ()  # kinds that have to be read too
    read_first = False  # whether reading needs no names of other kinds, and so others can use the names of this one
    export_reads = ()  # kinds that an export of this one has to read too

    # -- Order of the work
    known_as = None  # the kind as which others refer to it; None if nothing refers to it
    makes_room = False  # whether those that are removed make room for others where the server has a limit
    leaves_with = None  # the kind with which those that are not listed are removed, if that is not its own
    removed_last = False  # whether others may have to move away before one is archived or deleted
    one_by_one = False  # whether only one may be written at a time
    asks_settings = False  # whether a new one depends on the server's settings

    # -- What is not listed
    exclusive = None  # the choice of option exclusive
    REMOVAL: dict = {"state": "absent"}  # the options of one that is not listed

    # -- Export
    over_socket = True  # whether the server serves the objects on its local socket; an export has others on request
    USUAL = {}  # values that an export leaves out, as they are the same on every server

    licensed = None  # whether the server has a license, None if that is not known

    @property
    def key(self):
        """Return the names by which the object is known, in the server's form."""
        return tuple(self.params[option] for option in self.identity)

    @classmethod
    def listed_in(cls):
        """Return the option that lists the objects."""
        return cls.place[0]

    @classmethod
    def list_options(cls):
        """Return the options of an entry of the list."""
        kept = {name: spec for name, spec in cls.OPTIONS.items() if name not in cls.NOT_LISTED}
        return dict(kept, **cls.LISTED_ONLY)

    @classmethod
    def entries(cls, params):
        """Give (place in the task, options of the single object) for each listed object."""
        if not cls.place:
            return
        listed = params[cls.place[0]] or ()
        if len(cls.place) > 1:
            listed = listed[cls.place[1]] or () if listed else ()
        for number, values in enumerate(listed):
            if values is not None:
                yield "%s[%d]" % (".".join(cls.place), number), dict(dict.fromkeys(cls.NOT_LISTED), **values)

    @classmethod
    def is_read(cls, wanted):
        """Return whether the objects have to be read."""
        return cls.kind in wanted.kinds

    @classmethod
    def questions(cls, state, wanted, local):
        """Return functions of a client that read all objects into the state, several at once."""
        raise NotImplementedError

    def recognize(self, found):
        """Return an object that was read with all others in the form that is compared."""
        return found

    def prepare(self, client, before, timeout):
        """Make ready what the decision needs beside the state of the server."""

    def secret_values(self):
        """Return values of the options that must never be shown."""
        return ()

    def keeps_password(self):
        """Return whether the password of an existing account is managed."""
        return False

    def meet(self, state):
        """Look at other objects of the state before the decision."""

    def guard_planned(self, state, known, before, after):
        """Refuse what ``guard`` refuses, with the state instead of the server."""

    def brings(self):
        """Return (kind, key) of the objects that the server makes together with a new one."""
        return ()

    def also_needs(self):
        """Return (kind, key) of objects that must exist although no option refers to them."""
        return ()

    def rank(self, before, after, unlisted):
        """Return the place in the order of the objects of this kind: lower first, equal ones at once."""
        return 0

    def adds_user(self, before, after, local):
        """Return whether the number of active users grows."""
        return False

    @classmethod
    def problems_with_settings(cls, items, state, config):
        """Return why the server's settings do not allow the planned items together."""
        return []

    @classmethod
    def problems(cls, items, state, limit, local):
        """Return why the planned items cannot be done together; limit: most active users, None for no limit."""
        return []

    def before_write(self, before, after, work):
        """Refuse a write that went wrong in what was written before; see ``_workspace.apply.Work``."""

    def completed(self, answer):
        """Return the state of a new object if it cannot be made complete with one write, else None."""
        return None

    def settle(self, client, after):
        """Wait until the writes have their effect."""

    @classmethod
    def removable(cls, params, state):
        """Return the keys of the objects that an exclusive list may remove."""
        raise NotImplementedError

    @classmethod
    def removal(cls, key):
        """Return the options of the single object that remove it."""
        return dict(blank(cls.OPTIONS), **dict(zip(cls.identity, key)), **cls.REMOVAL)

    @classmethod
    def exported(cls, state):
        """Give the keys of the objects that an export has, in its order."""
        return sorted(state.keys_of(cls.kind))

    @classmethod
    def exported_entry(cls, found):
        """Return an object's options, as short as they can be."""
        values = ((name, found.get(name)) for name in cls.list_options())
        return {name: value for name, value in values if value not in (None, "", []) and cls.USUAL.get(name) != value}

    @classmethod
    def not_exported(cls, found):
        """Return which part of an object an export cannot have, None if it is complete."""
        return None

    @classmethod
    def shows_members(cls, found):
        """Return whether an export lists the members."""
        return found["state"] == "present"
