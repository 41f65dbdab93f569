# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The run of module config: find the settings' place, plan, refuse, write, report."""

from __future__ import annotations

import contextlib
import os

from ansible_collections.groupware.mattermost.plugins.module_utils._config import options, refusals, report
from ansible_collections.groupware.mattermost.plugins.module_utils._config import plan as plans
from ansible_collections.groupware.mattermost.plugins.module_utils._config.apply import (
    apply,
    due_markers,
    restart_names,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.owners import Owners
from ansible_collections.groupware.mattermost.plugins.module_utils._config.permissions import (
    wanted_permissions,
    with_permissions,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.scope_record import ScopeRecord
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import changes as changes_of
from ansible_collections.groupware.mattermost.plugins.module_utils._config.settings import (
    key_of,
    merged,
    missing,
    settings,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.target import find_target
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import Refused


def converge(task):
    """Return the module's result as a dictionary; raise MattermostError."""
    params = task.params
    options.hide_secrets(task)
    wanted = options.wanted_settings(params) + wanted_permissions(params)
    initial = settings(params["initial"], option="initial")
    options.check(params)
    record = ScopeRecord(options.record_file(task), params["scope"])
    with contextlib.nullcontext() if task.check_mode else record.locked():
        record.load()
        target = find_target(task, record)
        if target is None:
            return report.prediction(changes_of({}, wanted), record.scope)
        paths = [entry.path for entry in wanted + list(record.entries.values())]
        return _converge(task, with_permissions(target, task.client, paths), record, wanted, initial)


def _converge(task, target, record, wanted, initial):
    params = task.params
    owners = Owners(params["owners"], params["scope"])
    plan = _plan(params, target, record, wanted, initial, owners)
    changes = _initial_changes(target, wanted, initial) + plan.changes
    for text in refusals.refuse_invalid(target, plan, changes, params["version"], owners):
        task.warn(text)
    refusals.refuse_overridden(target, wanted, owners)
    if params["drift"] == "fail":
        refusals.refuse_drift(plan)
    refusals.refuse_owned_by_others(record, wanted if record.scope else changes)
    target.check_writable(changes)
    probed = _probe(task, target, changes, owners)
    for text in report.warnings(plan, target, changes, task.check_mode):
        task.warn(text)
    restart = restart_names(target, changes, params["service"])
    kept = None
    if not task.check_mode:
        kept = apply(target, plan, changes, record, due_markers(params, changes, restart))
    if kept:
        task.warn("the former content of %s is kept in %s" % (target.path, kept))
    result = report.result(target, changes, restart)
    if record.scope:
        result.update(report.owned(plan, target, changes, kept))
    if params["mail_marker"]:
        result["mail_test_required"] = os.path.exists(params["mail_marker"])
    return dict(result, **probed)


def _plan(params, target, record, wanted, initial, owners):
    first = {key_of(setting.path): setting.value for setting in initial}
    situation = plans.Situation(
        target.tree,
        record.key,
        record.entries,
        lambda path: _default(path, params["version"]),
        target.overrides.variable,
        target.can_delete,
        lambda path: first.get(key_of(path)),
    )
    plan = plans.make(situation, wanted, owners.of, params["drift"] == "keep")
    if not record.scope:
        plan.drift = []
    return plan


def _default(path, version):
    """Return the server's default, None if it is not known."""
    from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings

    if version and version.partition(".")[0] not in [known.partition(".")[0] for known in known_settings.VERSIONS]:
        return None  # another major version has other defaults
    known = known_settings.find(path)
    return known.default if known else None


def _initial_changes(target, wanted, initial):
    """Return the changes of option initial: settings that the file of a server that does not run does not have yet."""
    if target.live:
        return []
    given = {key_of(setting.path) for setting in wanted}
    return changes_of(
        target.tree, [setting for setting in missing(target.tree, initial) if key_of(setting.path) not in given]
    )


def _probe(task, target, changes, owners):
    """Return {kind of check: report} of the mail and LDAP servers that changed settings name."""
    if not changes:
        return {}
    from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe

    reports = {}
    tree = merged(target.tree, changes)
    for kind in probe.due(task.params, changes):
        reports[kind], problem = probe.run(kind, tree, task.params)
        if problem:
            problem = owners.add_to(problem)
            if task.params[kind + "_check"] == "enforce":
                raise Refused(problem, check=kind, report=reports[kind])
            task.warn(problem)
    return reports
