# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide whether the server must be started or restarted, without a task on the host."""

from __future__ import annotations

from ansible.plugins.action import ActionBase

from ansible_collections.groupware.mattermost.plugins.module_utils._host.service_plan import plan


class ActionModule(ActionBase):
    """Runs on the controller alone."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        """Return the plan."""
        result = super().run(tmp, task_vars)
        dummy, arguments = self.validate_argument_spec(
            {
                "service": {"type": "dict", "required": True},
                "settings": {"type": "list", "elements": "str", "default": []},
                "results": {"type": "dict", "default": {}},
            }
        )
        changed = [name for name, seen in arguments["results"].items() if seen.get("changed")]
        decided = plan(arguments["service"], arguments["settings"], changed, self._task.check_mode)
        return dict(result, changed=False, **decided)
