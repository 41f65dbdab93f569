# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Compare what a scope set last, the current configuration and the wanted settings, and plan the changes. No I/O."""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.permissions import SECTION as PERMISSIONS
from ansible_collections.groupware.mattermost.plugins.module_utils._config.record import Entry
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import MASK

NEW, WANTED, DRIFT, RELEASED = "new", "wanted", "drift", "released"
CORRECTED, KEPT, RESTORED, DEFAULT = "corrected", "kept", "restored", "default"

Planned = namedtuple("Planned", "change owner reason")
Drift = namedtuple("Drift", "path secret owner wanted found action")
Release = namedtuple("Release", "path owner action reason")


class Situation:
    """The input of a plan.

    C(tree): the current configuration;
    C(key): the key of the hashes that replace secrets; C(entries): {key of a setting: Entry} of the scope;
    C(default(path)): the server's default, None if it is not known;
    C(override(path)): the environment variable that overrides a setting, None if none does;
    C(can_delete): whether a setting can be removed, so that the server fills in its default;
    C(initial(path)): the value of a new server for a setting that is not wanted, None if there is none.
    """

    def __init__(self, tree, key, entries, default, override, can_delete, initial=lambda path: None):
        self.tree = tree
        self.key = key
        self.entries = entries
        self.default = default
        self.override = override
        self.can_delete = can_delete
        self.initial = initial


class Plan:
    """C(planned): list of Planned; C(drift): list of Drift; C(released): list of Release, settings no longer managed.

    C(before) and C(after): {key of a setting: Entry} of the scope, to be stored before and after the changes.
    """

    def __init__(self):
        self.planned = []
        self.drift = []
        self.released = []
        self.before = {}
        self.after = {}

    @property
    def changes(self):
        """Return the list of Change."""
        return [planned.change for planned in self.planned]


def make(situation, wanted, owner_of, keep_drift):
    """Return the Plan that sets the wanted settings and releases those that the scope set and no longer wants.

    C(owner_of(path)) names the owner of a setting.
    """
    plan = Plan()
    names = set()
    for setting in wanted:
        name = config.key_of(setting.path)
        names.add(name)
        _plan_setting(plan, situation, name, setting, owner_of(setting.path), keep_drift)
    for name, entry in situation.entries.items():
        # An object in place of a value, or a value in place of one, takes what was there with it.
        if name not in names and not any(_holds(name, other) or _holds(other, name) for other in names):
            _plan_release(plan, situation, name, entry)
    return plan


def _holds(outer, inner):
    return inner.startswith(outer + ".")


def _plan_setting(plan, situation, name, setting, owner, keep_drift):
    path, found, there = config.find(situation.tree, setting.path)
    known = situation.entries.get(name)
    secret = setting.secret or bool(known and known.secret)
    entry = _renewed(known, path, owner, secret, situation.key, there, found)
    masked = found == MASK  # over HTTP secrets are not readable; what we set last is the best that is known
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
    """Return a copy of the known entry, or a new one with the current value as the former one."""
    if known is None:
        had = there and found is not None
        return Entry(path, owner, secret, had, None if secret else found)
    if secret and not known.secret:
        # The setting was declared secret since: its former values are secrets too.
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


def _plan_release(plan, situation, name, entry):
    path, found, there = config.find(situation.tree, entry.path)
    if not there:
        if config.key_of(path[:1]) == PERMISSIONS.lower():
            plan.before[name] = plan.after[name] = entry  # a file has no permissions; the server still has them
        return  # removed with its plugin, or by an upgrade of the server
    if entry.secret:
        _add_release(
            plan, path, entry, KEPT, "its former value was a secret and is not stored; the current value stays"
        )
    elif not entry.is_ours(situation.key, found):
        if not entry.matches(situation.key, found, entry.before):
            _add_release(plan, path, entry, KEPT, "it was changed outside Ansible; the current value stays")
    elif situation.override(path):
        _add_release(plan, path, entry, KEPT, "the environment variable %s overrides it" % situation.override(path))
    else:
        _plan_former_value(plan, situation, name, entry, path, found)


def _plan_former_value(plan, situation, name, entry, path, found):
    # The former value as the server completes it: it would not accept an empty SMTPServer that a file had.
    target, action, reason = config.normal(path, entry.before), RESTORED, "its former value is restored"
    if not entry.had:
        action, reason = DEFAULT, "the server's default is restored"
        first = situation.initial(path)
        if first is not None:
            target, reason = first, "its initial value is restored"
        elif config.is_free(path):
            target, reason = config.GONE, "it did not exist before"
        else:
            target = config.GONE if situation.can_delete else situation.default(path)
    if target is None:
        _add_release(plan, path, entry, KEPT, "the server's default is not known; the current value stays")
        return
    if target is not config.GONE and config.same(target, found):
        return
    _add_release(plan, path, entry, action, reason)
    plan.planned.append(Planned(config.Change(path, found, target, False), entry.owner, RELEASED))
    plan.before[name] = _intended(entry, situation.key, None if target is config.GONE else target)


def _add_release(plan, path, entry, action, reason):
    plan.released.append(Release(path, entry.owner, action, reason))
