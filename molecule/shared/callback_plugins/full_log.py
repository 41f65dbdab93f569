# SPDX-License-Identifier: GPL-3.0-or-later
"""Write each task's whole result to Ansible's log file, as -vvv would print it.

log_verbosity alone lets the connection's messages into the log, but not the results, which the standard output cuts
down by the terminal's verbosity. The tests search this log for secrets, so it must hold all that a user could see.
"""

from __future__ import annotations

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: full_log
type: notification
short_description: Whole results in the log file
description:
  - Writes every result, invocation included, to the file of C(log_path) and nothing to the terminal.
author:
  - The groupware.mattermost contributors
"""


class CallbackModule(CallbackBase):
    """Logs results of every kind in the same way."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "full_log"
    CALLBACK_NEEDS_ENABLED = True

    def _log(self, kind, result):
        text = self._dump_results(result.result, indent=None, keep_invocation=True)
        place = f"[{result.host.get_name()}] {result.task_name} ({result.task.resolved_action})"
        self._display.display(f"full_log {kind} {place}: {text}", log_only=True)

    def v2_runner_on_ok(self, result):
        """A task went well."""
        self._log("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task failed."""
        self._log("failed", result)

    def v2_runner_on_unreachable(self, result):
        """A host did not answer."""
        self._log("unreachable", result)

    def v2_runner_on_skipped(self, result):
        """A task had nothing to do."""
        self._log("skipped", result)

    def v2_runner_retry(self, result):
        """A task is tried again."""
        self._log("retry", result)

    def v2_runner_item_on_ok(self, result):
        """One item of a loop went well."""
        self._log("item ok", result)

    def v2_runner_item_on_failed(self, result):
        """One item of a loop failed."""
        self._log("item failed", result)

    def v2_runner_item_on_skipped(self, result):
        """One item of a loop had nothing to do."""
        self._log("item skipped", result)

    def v2_on_file_diff(self, result):
        """A task shows a difference."""
        self._log("diff", result)
