# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Settings that a table declares: from variables, a profile and a dictionary to settings, owners and problems. No I/O.

The most specific wins: the profile, then the dictionary, then the variables; a variable and the dictionary that differ
are a problem.
"""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config import judge
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.declared_row import Row
from ansible_collections.groupware.mattermost.plugins.module_utils._config.owners import Owners
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import is_secret
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

PROFILE = "mattermost_profile"
GIVEN = "mattermost_config"

Declared = namedtuple("Declared", "settings secret_settings owners problems")


def declare(table, variables, profile, given, version):
    """Return what becomes of the rows of the table."""
    rows = [Row(name, entry, table, variables, version) for name, entry in table.items()]
    given, problems = _read(given)
    said = {config.key_of(setting.path): setting.value for setting in given}
    own = [row for row in rows if row.value is not None and not row.elsewhere]
    owned = {row.key for row in own}
    found = []
    for row in rows:
        value = None if row.key in owned or row.key in said else row.profile_value(profile, said)
        if value is not None:
            found.append((config.Setting(row.path, value, False), PROFILE))
    found += [(setting._replace(secret=False), GIVEN) for setting in given if config.key_of(setting.path) not in owned]
    found += [(config.Setting(row.path, row.value, row.secret), row.owner) for row in own]
    owners = {config.name_of(setting.path): owner for setting, owner in found}
    owners.update((row.name, row.owner) for row in rows if row.elsewhere)
    missing = [row for row in rows if row.is_missing]
    conflicts = [row for row in rows if row.key in said and row.differs(said[row.key])]
    problems += _without_effect(rows) + _missing(missing) + _too_old(rows, version)
    problems += ["%s: %s belongs to %s; take it out of %s" % (GIVEN, row.name, row.owner, GIVEN) for row in conflicts]
    problems += _judged(found, version, {row.key for row in missing})
    return Declared(
        _tree(setting for setting, dummy in found if not setting.secret),
        _tree(setting for setting, dummy in found if setting.secret),
        owners,
        problems,
    )


def _read(given):
    """Return the settings of the dictionary, and what is wrong with it."""
    try:
        return config.settings(given, option=GIVEN), []
    except InvalidInput as exc:
        return [], [exc.message.partition(" ")[2]]


def _grouped(rows, group):
    """Return the variables of the rows by what a function says of them."""
    found = {}
    for row in rows:
        found.setdefault(group(row), {})[row.variable] = None
    return {key: list(names) for key, names in found.items()}


def _without_effect(rows):
    useless = [row for row in rows if row.unmet and row.is_given]
    return [
        "%s %s no effect without %s; set it as well, or leave %s out"
        % (", ".join(names), "has" if len(names) == 1 else "have", needed, "this" if len(names) == 1 else "these")
        for needed, names in _grouped(useless, lambda row: row.unmet).items()
    ]


def _missing(rows):
    return [
        "%s %s required%s" % (", ".join(names), "is" if len(names) == 1 else "are", needed and " with " + needed)
        for needed, names in _grouped(rows, lambda row: row.needs).items()
    ]


def _too_old(rows, version):
    return [
        "%s: %s is known since Mattermost %s, and mattermost_version is %s; use a later version, or leave it out"
        % (row.owner, row.name, row.since, version)
        for row in rows
        if row.is_given and row.is_too_new
    ]


def _judged(found, version, reported):
    """Return what the judge finds, without what was reported in words of variables."""
    tree = _tree(setting for setting, dummy in found)
    changes = [
        config.Change(config.find(tree, setting.path)[0], None, setting.value, is_secret(setting.path))
        for setting, dummy in found
    ]
    owners = Owners({config.name_of(setting.path): owner for setting, owner in found}, None)
    problems, dummy = judge.problems({}, changes, "", False, version, tree)
    return [
        owners.before(problem.settings) + problem.text
        for problem in problems
        if not reported.intersection(name.lower() for name in problem.settings)
    ]


def _tree(found):
    """Return the settings by section and key; the first spelling counts."""
    tree = {}
    for setting in found:
        path = config.find(tree, setting.path)[0]
        node = tree
        for part in path[:-1]:
            node = node.setdefault(part, {})
        node[path[-1]] = setting.value
    return tree
