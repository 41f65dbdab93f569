# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The three-way comparison: what a scope set last, what there is, what is wanted. No I/O."""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.record import Entry
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import MASK

NEW, WANTED, DRIFT, RELEASED = "new", "wanted", "drift", "released"
CORRECTED, KEPT, RESTORED, DEFAULT = "corrected", "kept", "restored", "default"

Planned = namedtuple("Planned", "change owner reason")
Drift = namedtuple("Drift", "path secret owner wanted found action")
Release = namedtuple("Release", "path owner action reason")


class Situation:
    """What a plan is made from.

    ``tree``: the configuration; ``default(path)`` gives the server's default, None if unknown; ``pin(path)`` the
    variable that pins a setting, None if none; ``deletes`` whether a setting can be taken out, so that the server fills
    in its default; ``initial(path)`` what a new server is told of a setting that nobody wants, None if nothing.
    """

    def __init__(self, tree, key, entries, default, pin, deletes, initial=lambda path: None):
        self.tree = tree
        self.key = key
        self.entries = entries
        self.default = default
        self.pin = pin
        self.deletes = deletes
        self.initial = initial


class Plan:
    """What is to change, what was found changed, what is given back, and the entries of the scope afterwards."""

    def __init__(self):
        self.planned = []
        self.drift = []
        self.released = []
        self.before = {}  # the entries while the changes are on their way
        self.after = {}

    @property
    def changes(self):
        """Return the changes themselves."""
        return [planned.change for planned in self.planned]


def make(situation, wanted, owner_of, keep_drift):
    """Return the plan that brings the wanted settings in and gives those back that are wanted no more."""
    plan = Plan()
    names = set()
    for setting in wanted:
        name = config.key_of(setting.path)
        names.add(name)
        _want(plan, situation, name, setting, owner_of(setting.path), keep_drift)
    for name, entry in situation.entries.items():
        # An object in place of a value, or a value in place of one, takes what was there with it.
        if name not in names and not any(_holds(name, other) or _holds(other, name) for other in names):
            _release(plan, situation, name, entry)
    return plan


def _holds(outer, inner):
    return inner.startswith(outer + ".")


def _want(plan, situation, name, setting, owner, keep_drift):
    path, found, there = config.find(situation.tree, setting.path)
    known = situation.entries.get(name)
    secret = setting.secret or bool(known and known.secret)
    entry = _renewed(known, path, owner, secret, situation.key, there, found)
    masked = found == MASK  # over HTTP nobody sees what there is; what we set last is the best that is known
    if (
        config.same(found, setting.value)
        or masked
        and known
        and known.matches(situation.key, setting.value, known.applied)
    ):
        plan.before[name] = plan.after[name] = _applied(entry, situation.key, setting.value)
        return
    reason = _reason(situation.key, known, found, masked)
    if reason == DRIFT:
        action = KEPT if keep_drift else CORRECTED
        plan.drift.append(Drift(path, secret, owner, setting.value, found, action))
        if keep_drift:
            plan.before[name] = plan.after[name] = known
            return
    plan.planned.append(Planned(config.Change(path, None if masked else found, setting.value, secret), owner, reason))
    plan.before[name] = _intended(entry, situation.key, setting.value)
    plan.after[name] = _applied(entry, situation.key, setting.value)


def _reason(key, known, found, masked):
    if known is None:
        return NEW
    return WANTED if masked or known.is_ours(key, found) else DRIFT


def _renewed(known, path, owner, secret, key, there, found):
    """Return a copy of an entry, or a new one, which remembers what was there."""
    if known is None:
        had = there and found is not None
        return Entry(path, owner, secret, had, None if secret else found)
    if secret and not known.secret:
        # From now on it is not for reading, and neither is what it was before.
        stored = [
            None if value is None else Entry(path, owner, True).stored(key, value)
            for value in (known.applied, known.following)
        ]
        return Entry(path, owner, True, known.had, None, *stored)
    return Entry(path, owner, known.secret, known.had, known.before, known.applied, known.following)


def _applied(entry, key, value):
    return Entry(entry.path, entry.owner, entry.secret, entry.had, entry.before, entry.stored(key, value))


def _intended(entry, key, value):
    stored = entry.stored(key, value)
    return Entry(entry.path, entry.owner, entry.secret, entry.had, entry.before, entry.applied, stored)


def _release(plan, situation, name, entry):
    path, found, there = config.find(situation.tree, entry.path)
    if not there:
        return  # with the plugin, or with a version of the server that has no such setting
    if entry.secret:
        _let_go(plan, path, entry, KEPT, "a former secret cannot be had back; it stays as it is")
    elif not entry.is_ours(situation.key, found):
        if not entry.matches(situation.key, found, entry.before):
            _let_go(plan, path, entry, KEPT, "somebody else has changed it, and it stays as it is")
    elif situation.pin(path):
        _let_go(plan, path, entry, KEPT, "%s pins it" % situation.pin(path))
    else:
        _give_back(plan, situation, name, entry, path, found)


def _give_back(plan, situation, name, entry, path, found):
    # As the server makes it of what a file had: it would not take an empty SMTPServer.
    target, action, reason = config.normal(path, entry.before), RESTORED, "it has its former value again"
    if not entry.had:
        action, reason = DEFAULT, "it has the server's default again"
        first = situation.initial(path)
        if first is not None:
            target, reason = first, "it has the value of a new server again"
        elif config.is_free(path):
            target, reason = config.GONE, "it was not there before"
        else:
            target = config.GONE if situation.deletes else situation.default(path)
    if target is None:
        _let_go(plan, path, entry, KEPT, "its default is not known here")
        return
    if target is not config.GONE and config.same(target, found):
        return
    _let_go(plan, path, entry, action, reason)
    plan.planned.append(Planned(config.Change(path, found, target, False), entry.owner, RELEASED))
    plan.before[name] = _intended(entry, situation.key, None if target is config.GONE else target)


def _let_go(plan, path, entry, action, reason):
    plan.released.append(Release(path, entry.owner, action, reason))
