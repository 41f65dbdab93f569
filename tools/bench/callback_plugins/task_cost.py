# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what each task of a run cost, and whether it reached the host, to the file that BENCH_RECORD names."""

from __future__ import annotations

import json
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: task_cost
type: notification
short_description: Cost of tasks as JSON
description:
  - Writes a list of all results with their seconds to the file that the environment variable E(BENCH_RECORD) names.
author:
  - The groupware.mattermost contributors
"""

# Actions that only the controller carries out.
CONTROLLER_ONLY = frozenset(
    f"ansible.builtin.{name}"
    for name in (
        "add_host assert debug fail group_by import_playbook import_role import_tasks include_role include_tasks "
        "include_vars meta pause set_fact set_stats validate_argument_spec"
    ).split()
)


class CallbackModule(CallbackBase):
    """Collects results; one item of a loop counts like a task of its own, for it costs the same."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "task_cost"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self._clock = {}
        self._results = []

    def _reaches(self, result):
        delegated = result.result.get("_ansible_delegated_vars", {})
        return result.task.resolved_action not in CONTROLLER_ONLY and delegated.get("ansible_connection") != "local"

    def _add(self, result):
        now = time.monotonic()
        key = (result.host.get_name(), result.task._uuid)
        self._results.append(
            {
                "task": result.task.get_name().strip(),
                "action": result.task.resolved_action,
                "reaches": self._reaches(result),
                "changed": bool(result.result.get("changed")),
                "seconds": now - self._clock.get(key, now),
            }
        )
        self._clock[key] = now

    def v2_runner_on_start(self, host, task):
        """A host begins with a task."""
        self._clock[(host.get_name(), task._uuid)] = time.monotonic()

    def v2_runner_on_ok(self, result):
        """A task went well. Of a loop, the items have been counted before."""
        if "results" not in result.result or not result.task.loop:
            self._add(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task failed, which may be what a rescue waits for."""
        if "results" not in result.result or not result.task.loop:
            self._add(result)

    def v2_runner_item_on_ok(self, result):
        """One item of a loop went well."""
        self._add(result)

    def v2_runner_item_on_failed(self, result):
        """One item of a loop failed."""
        self._add(result)

    def v2_playbook_on_stats(self, stats):
        """The run has ended."""
        with open(os.environ["BENCH_RECORD"], "w", encoding="utf-8") as record:
            json.dump(self._results, record)
