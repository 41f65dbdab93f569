# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""The task of module config: bring settings into a file or a running server, each with its owner."""

from __future__ import annotations

import contextlib
import os
import re

from ansible_collections.groupware.mattermost.plugins.module_utils._config import plan as owner
from ansible_collections.groupware.mattermost.plugins.module_utils._config import report
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.record import (
    KEY_BYTES,
    Record,
    parse,
    render,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import (
    SHOWN,
    hidden,
    masked,
    secret_values,
    show,
)
from ansible_collections.groupware.mattermost.plugins.module_utils._core import state_file as record_file
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    Drifted,
    HostError,
    InvalidInput,
    Refused,
    RequestFailed,
    ServerAbsent,
)

RECORD = "settings.json"


def converge(task):
    """Return the result of the task."""
    _hide(task)
    wanted = _wanted(task.params)
    _check_options(task.params)
    file = _record_file(task)
    with contextlib.ExitStack() as stack:
        if file is not None and task.params["scope"] and not task.check_mode:
            stack.enter_context(file.locked())
        return Convergence(task, wanted, file).run()


def _hide(task):
    params = task.params
    for option in ("settings", "initial"):
        task.hide(hidden(params[option]))
    task.hide(secret_values(params["secret_settings"]))
    arguments = dict(params, secret_settings=SHOWN if params["secret_settings"] else {})
    for option in ("settings", "initial"):
        arguments[option] = masked(params[option])
    task.always = {"invocation": {"module_args": arguments}}


def _wanted(params):
    wanted = config.settings(params["settings"])
    secret = config.settings(params["secret_settings"], secret=True, option="secret_settings")
    given = {config.key_of(setting.path) for setting in wanted}
    for setting in secret:
        if config.key_of(setting.path) in given:
            raise InvalidInput("secret_settings", "%s is given in settings too" % config.name_of(setting.path))
    return wanted + secret


def _check_options(params):
    if params["initial"] and not params["path"]:
        raise InvalidInput("initial", "is for use with path: a running server has a value for every setting")
    if params["scope"] is not None and not params["scope"].strip():
        raise InvalidInput("scope", "is empty; give the set of settings a name, or leave the option out")


def _record_file(task):
    params = task.params
    local = bool(params["path"]) or task.client.local
    path = params["record"]
    if path is None and not local:
        if params["scope"]:
            raise InvalidInput(
                "record", "is needed for scope with url: a file here that remembers the settings of %s" % params["url"]
            )
        return None
    if path is None and params["path"]:
        # Beside the file, so that two servers on a host have each its own.
        path = os.path.join(os.path.dirname(params["path"]), record_file.OURS, RECORD)
    return record_file.RecordFile(
        path or record_file.default_path(local, RECORD),
        "record of settings",
        "remove it, and what was set before it is no longer known",
    )


class Convergence:
    """One run of the module."""

    def __init__(self, task, wanted, file):
        self._task = task
        self._params = task.params
        self._wanted = wanted
        self._first = config.settings(task.params["initial"], option="initial")
        self._file = file
        self._scope = task.params["scope"]
        self._record = Record(None)
        self._plan = None
        self._target = None
        self._copy = None
        self._owners = {str(name).lower(): text for name, text in task.params["owners"].items()}
        self._probed = {}

    def run(self):
        """Return the result."""
        self._load()
        self._find_target()
        if self._target is None:
            return report.prediction(config.changes({}, self._wanted), self._scope)
        self._make_plan()
        changes = self._initial() + self._plan.changes
        self._validate(changes)
        self._refuse_pinned()
        self._refuse_drift()
        self._refuse_owned_by_others(changes)
        self._target.ready(changes)
        self._probe(changes)
        for text in report.warnings(self._plan, self._target, changes, self._params["path"], self._task.check_mode):
            self._task.warn(text)
        restart = self._restart_names(changes)
        aside = None if self._task.check_mode else self._apply(changes, restart)
        if aside:
            self._task.warn("what %s held is kept as %s" % (self._params["path"], aside))
        result = report.result(self._target, changes, restart)
        if self._scope:
            result.update(report.owned(self._plan, self._target, changes, aside))
        return dict(result, **self._probed)

    # --- what there is

    def _load(self):
        try:
            found = self._file and self._file.read(parse)
        except HostError:
            if self._scope:
                raise
            found = None  # somebody else's record is none of the business of a task without a scope
        self._record = found or Record(os.urandom(KEY_BYTES).hex())

    @property
    def _entries(self):
        return self._record.entries(self._scope) if self._scope else {}

    def _find_target(self):
        from ansible_collections.groupware.mattermost.plugins.module_utils._config import target
        from ansible_collections.groupware.mattermost.plugins.module_utils._config.backup import Copy
        from ansible_collections.groupware.mattermost.plugins.module_utils._config.environment import of_unit
        from ansible_collections.groupware.mattermost.plugins.module_utils._core.ownership import Ownership

        params = self._params
        path, service = params["path"], params["service"]
        ownership = Ownership(params["owner"], params["group"])
        kept = Copy(os.path.dirname(self._file.path)) if self._scope and path else None
        self._copy = kept
        if not path:
            self._target = self._running(target)
            return
        pins = down = None
        if service:
            from ansible_collections.groupware.mattermost.plugins.module_utils._config.service import running_config

            tree, shown, down = running_config(self._task.client, service)
            if tree is not None:
                self._target = target.ServerTarget(self._task.client, tree, path, ownership, kept)
                return
            pins = of_unit(service, shown)
        self._target = target.FileTarget(path, ownership, pins, kept, must_exist=bool(self._entries), down=down)

    def _running(self, target):
        client = self._task.client
        try:
            return target.ServerTarget(client, client.get("/config").data)
        except ServerAbsent:
            if not self._task.predicts:
                raise
            return None

    # --- what is to be done

    def _make_plan(self):
        def default(path):
            from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_settings as schema

            version = self._params["version"]
            if version and version.partition(".")[0] not in [known.partition(".")[0] for known in schema.VERSIONS]:
                return None  # of another age, with other defaults
            known = schema.find(path)
            return known.default if known else None

        initial = {config.key_of(setting.path): setting.value for setting in self._first}
        target = self._target
        situation = owner.Situation(
            target.tree,
            self._record.key,
            self._entries,
            default,
            target.pins.variable,
            target.deletes,
            lambda path: initial.get(config.key_of(path)),
        )
        self._plan = owner.make(situation, self._wanted, self._owner, self._params["drift"] == "keep")
        if not self._scope:
            self._plan.drift = []

    def _owner(self, path):
        for length in range(len(path), 0, -1):
            found = self._owners.get(config.key_of(path[:length]))
            if found:
                return found
        return self._scope

    def _initial(self):
        if self._target.live:
            return []
        given = {config.key_of(setting.path) for setting in self._wanted}
        return config.changes(
            self._target.tree,
            [
                setting
                for setting in config.missing(self._target.tree, self._first)
                if config.key_of(setting.path) not in given
            ],
        )

    # --- what must not be done

    def _validate(self, changes):
        if not changes:
            return  # and the list of settings need not be read
        from ansible_collections.groupware.mattermost.plugins.module_utils._config import judge

        # What goes back to a former value was the server's before; it has judged that itself.
        back = {id(planned.change) for planned in self._plan.planned if planned.reason == owner.RELEASED}
        given = [change for change in changes if id(change) not in back]
        problems, warnings = judge.problems(
            self._target.tree,
            given,
            self._target.where,
            complete=self._target.complete,
            version=self._params["version"],
            result=config.merged(self._target.tree, changes),
        )
        if problems:
            names = [name for problem in problems for name in problem.settings]
            text = "\n".join(problem.text + self._from(problem.settings) for problem in problems)
            raise InvalidInput("settings", text, setting=names[0], settings=names)
        for text in warnings:
            self._task.warn(text)

    def _refuse_pinned(self):
        pins = self._target.pins
        for setting in self._wanted:
            if not pins.variable(setting.path):
                continue
            path, found, dummy = config.find(self._target.tree, setting.path)
            agrees = config.same(found, setting.value) if self._target.live else pins.agrees(path, setting.value)
            if not agrees:
                text = pins.explain(path, found if self._target.live else None, show(path, found, setting.secret))
                raise Refused(
                    "%s. Take the variable out of the service's environment, or the setting out of %s"
                    % (text, self._owner(path) or "settings"),
                    setting=config.name_of(path),
                    variable=pins.variable(path),
                )

    def _refuse_drift(self):
        if self._params["drift"] != "fail" or not self._plan.drift:
            return
        found = [dict(entry, action="refused") for entry in report.drift(self._plan)]
        raise Drifted(
            "changed on the server by somebody else, and drift is 'fail': %s. Take the value over into the variable, or"
            " set drift to 'correct' or 'keep'; nothing was changed"
            % "; ".join("%(setting)s (owner %(owner)s): wanted %(wanted)r, found %(found)r" % entry for entry in found),
            drift=found,
        )

    def _refuse_owned_by_others(self, changes):
        others = self._record.others(self._scope)
        names = self._wanted if self._scope else changes
        for setting in names:
            scope, entry = others.get(config.key_of(setting.path), (None, None))
            if entry is not None:
                raise Refused(
                    "%s belongs to %s (scope %s). A setting has one owner: change it there, or take it out there first"
                    % (config.name_of(setting.path), entry.owner, scope),
                    setting=config.name_of(setting.path),
                    owner=entry.owner,
                    scope=scope,
                )

    def _probe(self, changes):
        if not changes:
            return
        from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe

        tree = config.merged(self._target.tree, changes)
        for kind in probe.due(self._params, changes):
            seen, problem = probe.run(kind, tree, self._params)
            problem = self._named(problem)
            self._probed[kind] = seen
            if problem and self._params[kind + "_check"] == "enforce":
                raise Refused(problem, check=kind, report=seen)
            if problem:
                self._task.warn(problem)

    def _from(self, names):
        """Return who gave the settings, in brackets; nothing where nobody is named."""
        owners = [self._owner(tuple(name.split("."))) for name in names]
        known = sorted({who for who in owners if who and who != self._scope})
        return " (%s)" % ", ".join(known) if known else ""

    def _named(self, text):
        """Name the owners beside the settings in a text: people correct a variable."""
        for name, who in self._params["owners"].items():
            text = re.sub(
                r"\b%s\b" % re.escape(str(name)), lambda found, who=who: "%s (%s)" % (found.group(), who), text or ""
            )
        return text or None

    # --- doing it

    def _apply(self, changes, restart):
        target, plan = self._target, self._plan
        markers = [
            path
            for path, due in (
                (self._params["restart_marker"], bool(restart)),
                (self._params["mail_marker"], any(config.key_of(c.path[:1]) == "emailsettings" for c in changes)),
            )
            if path and due and not os.path.exists(path)
        ]

        def mark():
            from ansible_collections.groupware.mattermost.plugins.module_utils._config.file import mark as make

            for path in markers:
                make(path)

        if changes:
            self._remember(plan.before)
        if markers and not changes:
            mark()
        try:
            aside = target.apply(changes, mark if markers else None)
        except RequestFailed:
            self._unmark(markers)
            raise
        self._remember(plan.after)
        if self._copy is not None:
            self._copy.keep(self._params["path"])
        return aside

    @staticmethod
    def _unmark(markers):
        """Take back the reminders: the server refused, and nothing changed."""
        for path in markers:
            with contextlib.suppress(OSError):
                os.unlink(path)

    def _remember(self, entries):
        if not self._scope:
            return
        text = render(self._record.with_scope(self._scope, entries))
        if text != render(self._record) or not os.path.exists(self._file.path):
            self._file.write(text)
            self._record = parse(text)

    def _restart_names(self, changes):
        if self._target.live:
            from ansible_collections.groupware.mattermost.plugins.module_utils._config.known_restart import (
                needs_restart,
            )

            return [
                config.name_of(change.path)
                for change in changes
                if needs_restart(change.path, change.before, None if change.after is config.GONE else change.after)
            ]
        if not self._params["service"]:
            return [config.name_of(change.path) for change in changes]
        if self._target.down:
            return [config.name_of(change.path) for change in changes] or ["ServiceSettings.EnableLocalMode"]
        return []  # it does not run, and reads all of it when it starts
