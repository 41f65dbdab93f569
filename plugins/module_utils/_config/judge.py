# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Judge settings before anything is written: is there such a setting, has it the right type, does the server take it.

A running server, or a file that one has completed, knows its own settings. For a new one the collection's list of
settings is asked, which is of one version: what it does not know is an error for that version, else a warning.
"""

from __future__ import annotations

import difflib
from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_removed as removed
from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings as schema
from ansible_collections.groupware.mattermost.plugins.module_utils._config import rules
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config

CUTOFF = 0.6  # of likeness, for a hint

Problem = namedtuple("Problem", "settings text")


def problems(tree, changes, where, complete, version, result):
    """Return (problems, warnings), all of them at once."""
    found, warnings = [], []
    for change in changes:
        name = config.name_of(change.path)
        if not config.is_free(change.path) and not config.find(tree, change.path)[2]:
            text, certain = _unknown(tree, change.path, where, complete, version)
            if text and certain:
                found.append(Problem([name], text))
                continue
            if text:
                warnings.append(text)
        text = _type_problem(change)
        if text:
            found.append(Problem([name], text))
    touched = {config.key_of(change.path) for change in changes}
    wrong = {name.lower() for problem in found for name in problem.settings}
    for problem in rules.problems(_getter(result), touched):
        if not wrong.intersection(name.lower() for name in problem.settings):
            found.append(Problem(list(problem.settings), problem.text))
    return found, warnings


def _getter(tree):
    def get(name):
        path = tuple(name.split("."))
        dummy, value, there = config.find(tree, path)
        if there and value is not None:
            return value
        known = schema.find(path)
        return known.default if known else None

    return get


def _unknown(tree, path, where, complete, version):
    """Return (text or None, whether it is certain) of a setting that the configuration does not have."""
    name = config.name_of(path)
    gone = removed.find(path)
    if gone is not None and (complete or version is None or _number(version) >= _number(gone.since)):
        return "Mattermost has no %s any more, since %s: %s" % (name, gone.since, gone.remedy), True
    if complete:
        return "%s does not know %s%s" % (where, name, _hint(_names(tree), path)), True
    if schema.find(path) is not None:
        return None, True
    text = "Mattermost %s does not know %s%s" % (" or ".join(schema.VERSIONS), name, _hint(schema.names(), path))
    if version is not None and schema.covers(version):
        return text, True
    return text + "; a server of another version may. If it does not, it drops the setting", False


def _number(version):
    return [int(part) for part in str(version).split(".") if part.isdigit()]


def _names(tree):
    return ["%s.%s" % (section, key) for section, keys in tree.items() if isinstance(keys, dict) for key in keys]


def _hint(names, path):
    section, name = path[0].lower(), config.name_of(path[:2])
    sections = {known.partition(".")[0].lower(): known.partition(".")[0] for known in names}
    if section not in sections:
        near = difflib.get_close_matches(section, list(sections), 1, CUTOFF)
        return "; did you mean %s?" % sections[near[0]] if near else ""
    # The same key in another section is more likely than a like one in this.
    for known in names:
        if known.partition(".")[2].lower() == path[1].lower():
            return "; did you mean %s?" % known
    own = {known.lower(): known for known in names if known.lower().startswith(section + ".")}
    near = difflib.get_close_matches(name.lower(), list(own), 1, CUTOFF)
    return "; did you mean %s?" % own[near[0]] if near else ""


def _type_problem(change):
    name = config.name_of(change.path)
    model = change.before
    if model is None and not config.is_free(change.path):
        known = schema.find(change.path)
        model = known.default if known else None
    # Only a plugin knows what its own settings may be.
    if model is None or len(change.path) > 3 and config.key_of(change.path[:2]) == "pluginsettings.plugins":
        return None
    want = config.type_of(model)
    shown = "a secret" if change.secret else repr(change.after)
    if want != config.type_of(change.after):
        return "%s is %s; %s is %s" % (name, want, shown, config.type_of(change.after))
    if isinstance(model, int) and isinstance(change.after, float) and not change.after.is_integer():
        return "%s is a whole number, %s is none" % (name, shown)
    return None
