# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The checks that fail module config before it changes anything."""

from __future__ import annotations

from ansible_collections.groupware.mattermost.plugins.module_utils._config import report
from ansible_collections.groupware.mattermost.plugins.module_utils._config.plan import RELEASED
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import show
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import (
    find,
    key_of,
    merged,
    name_of,
    same,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import Drifted, InvalidInput, Refused


def refuse_invalid(target, plan, changes, version, owners):
    """Raise InvalidInput for settings that the server would not take; return a list of warnings."""
    if not changes:
        return []  # and the list of settings need not be read
    from ansible_collections.groupware.mattermost.plugins.module_utils._config import judge

    # A former value that is restored was accepted by the server before.
    restored = {id(planned.change) for planned in plan.planned if planned.reason == RELEASED}
    problems, warnings = judge.problems(
        target.tree,
        [change for change in changes if id(change) not in restored],
        target.where,
        complete=target.complete,
        version=version,
        result=merged(target.tree, changes),
    )
    if problems:
        names = [name for problem in problems for name in problem.settings]
        text = "\n".join(owners.before(problem.settings) + problem.text for problem in problems)
        raise InvalidInput("settings", text, setting=names[0], settings=names)
    return warnings


def refuse_overridden(target, wanted, owners):
    """Raise Refused for a setting that an environment variable holds at another value."""
    overrides = target.overrides
    for setting in wanted:
        variable = overrides.variable(setting.path)
        if not variable:
            continue
        path, found, dummy = find(target.tree, setting.path)
        agrees = same(found, setting.value) if target.live else overrides.agrees(path, setting.value)
        if not agrees:
            text = overrides.explain(path, found if target.live else None, show(path, found, setting.secret))
            raise Refused(
                "%s. Remove the variable from the environment of the service, or the setting from %s."
                % (text, owners.of(path) or "settings"),
                setting=name_of(path),
                variable=variable,
            )


def refuse_drift(plan):
    """Raise Drifted if settings were changed outside Ansible."""
    if not plan.drift:
        return
    found = [dict(entry, action="refused") for entry in report.drift(plan)]
    raise Drifted(
        "drift is 'fail' and settings were changed outside Ansible: %s. Nothing was changed. Set the variables to the"
        " values found, or set drift to 'correct' or 'keep'."
        % "; ".join("%(setting)s (owner %(owner)s): expected %(wanted)r, found %(found)r" % entry for entry in found),
        drift=found,
    )


def refuse_owned_by_others(record, settings):
    """Raise Refused for a setting (of any objects with a path) that another scope manages."""
    others = record.others()
    for setting in settings:
        scope, entry = others.get(key_of(setting.path), (None, None))
        if entry is not None:
            raise Refused(
                "%s is managed by %s (scope %s). Change it there, or remove it there first."
                % (name_of(setting.path), entry.owner, scope),
                setting=name_of(setting.path),
                owner=entry.owner,
                scope=scope,
            )
