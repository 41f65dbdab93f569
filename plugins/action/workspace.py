# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's part of module workspace: the administrator's password file, and what is shown on the screen.

The module does all the work. A long one is done in parts, each of which begins with a new look at the server, so that
progress can be shown in between, and nothing has to be remembered.
"""

from __future__ import annotations

import os
import secrets
import string
import time

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.groupware.mattermost.plugins.module_utils._workspace import show

MODULE = "groupware.mattermost.workspace"
# Seconds of a part. Each begins with a new look at the server, which costs about one second with all that Ansible does
# for a call; so what takes less than half a minute is done in one.
PARTS = (25, 30)
PASSWORD_LENGTH = 28
# For servers that want all kinds of characters.
PASSWORD_END = "-aA1"

display = Display()


class ActionModule(ActionBase):
    """Run the module until it is finished."""

    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None):
        """Return the result of the whole."""
        super().run(tmp, task_vars)
        self._arguments = dict(self._task.args)
        self._drop_options()
        self._task_vars = task_vars
        self._use_password_file()
        result = self._call()
        if result.get("admin_password_needed") and not self._task.check_mode:
            self._make_password()
            result = self._call()
        self._show(result)
        return result

    def _drop_options(self):
        """Leave no options with the task: it is sent back with the result, and 10,000 users take a second.

        Only callbacks could read them there, and the entries hold passwords.
        """
        if self._task.until or self._task.retries:
            return  # another instance of this class begins again with the same task
        self._task.args = {}

    def _call(self):
        """Call the module, again and again while it has more to do, and return one result of all its parts."""
        # Without a record each part would begin with the same passwords, and none would be the last.
        if "time_limit" in self._arguments or self._arguments.get("password_record") == "":
            return self._once(self._arguments)
        begin = time.monotonic()
        whole = None
        left = None
        number = 0
        while True:
            arguments = dict(self._arguments, time_limit=PARTS[min(number, len(PARTS) - 1)])
            if whole:
                # The first part has forgotten the passwords that were not to be trusted; what is known now was set by
                # us.
                arguments.pop("trust_password_record", None)
                arguments["leave_out"] = list(arguments.get("leave_out") or ()) + [
                    "%s %s" % (entry["kind"].replace("_", " "), entry["name"]) for entry in whole["failures"]
                ]
            part = self._once(arguments)
            whole = _joined(whole, part)
            if part.get("failed") or part.get("finished", True):
                return whole
            if left is not None and len(part["plan"]) >= left:
                # A server that says OK and keeps nothing would have us go on for ever.
                words = "%d objects have made no progress after %d parts" % (len(part["plan"]), number + 1)
                return dict(whole, failed=True, msg=words, failure={"kind": "not_taken", "message": words})
            left = len(part["plan"])
            number += 1
            self._tell_progress(whole, time.monotonic() - begin)

    def _once(self, arguments):
        return self._execute_module(module_name=MODULE, module_args=arguments, task_vars=self._task_vars)

    def _tell_progress(self, whole, seconds):
        if self._task.no_log:
            return
        total = len(whole["plan"])
        left = max(total - whole["done"] - len(whole["failures"]), 0)
        rest = seconds / max(whole["done"], 1) * left
        display.display(
            "%s: %d of %d changes done after %d s%s, about %d s to go"
            % (
                self._task_vars.get("inventory_hostname"),
                whole["done"],
                total,
                seconds,
                ", %d failed" % len(whole["failures"]) if whole["failures"] else "",
                rest,
            ),
            stderr=True,
        )

    def _show(self, result):
        """In check mode people want to see the plan, also without --diff."""
        if self._task.no_log:
            return
        if self._task.check_mode and not self._task.diff and result.get("plan"):
            display.display(show.text(result["plan"], result["summary"]).rstrip())

    def _password_file(self):
        """Return the path of the file if it has to serve: an administrator without a password is given."""
        admin = self._arguments.get("admin")
        path = self._arguments.get("admin_password_file")
        if not path or not isinstance(admin, dict) or not admin.get("username") or admin.get("password"):
            return None
        return os.path.expanduser(path)

    def _use_password_file(self):
        path = self._password_file()
        if path is None or not os.path.exists(path):
            return
        try:
            with open(path, encoding="utf-8") as file:
                password = file.read().strip("\n")
        except (OSError, ValueError) as exc:
            raise AnsibleActionFail("option admin_password_file: %s cannot be read: %s" % (path, exc))
        if not password:
            raise AnsibleActionFail(
                "option admin_password_file: %s is empty; write a password into it, or remove it to have one made"
                % path
            )
        self._arguments["admin"] = dict(self._arguments["admin"], password=password)

    def _make_password(self):
        """Write the password before the account is made: an interrupted run must not leave one that nobody knows."""
        path = self._password_file()
        letters = string.ascii_letters + string.digits
        password = "".join(secrets.choice(letters) for dummy in range(PASSWORD_LENGTH)) + PASSWORD_END
        try:
            os.makedirs(os.path.dirname(path) or ".", mode=0o700, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(password + "\n")
        except OSError as exc:
            raise AnsibleActionFail(
                "option admin_password_file: %s cannot be written: %s. The account was not made" % (path, exc.strerror)
            )
        self._arguments["admin"] = dict(self._arguments["admin"], password=password)


def _joined(whole, part):
    """Add a part's result to that of the parts before; the plan is the first one's."""
    if whole is None or "plan" not in part:
        return part if whole is None else dict(whole, **part)
    failures = whole["failures"] + part["failures"]
    joined = dict(
        part,
        plan=whole["plan"],
        summary=whole["summary"],
        diff=whole["diff"],
        done=whole["done"] + part["done"],
        failures=failures,
        changed=whole["changed"] or part["changed"],
    )
    if failures and joined["finished"]:
        joined.update(failed=True, msg=show.failed(failures, len(whole["plan"])))
        joined.setdefault("failure", {"kind": "incomplete", "message": joined["msg"]})
    return joined
