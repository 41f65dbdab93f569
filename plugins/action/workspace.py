# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's part of module workspace: the administrator's password file, and the progress of long runs.

The module does all the work. A long run is done in parts, with progress shown in between. Each part reads the server
again, so nothing has to be remembered from part to part.
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
# Seconds of the first part and of further parts. Starting a part costs about a second, so short runs have one part.
PARTS = (25, 30)
PASSWORD_LENGTH = 28
# For servers that require all kinds of characters.
PASSWORD_END = "-aA1"

display = Display()


class ActionModule(ActionBase):
    """Run the module until it is finished."""

    TRANSFERS_FILES = False

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        self._arguments = dict(self._task.args)
        self._drop_options()
        self._task_vars = task_vars
        file = self._password_file()
        if file is not None and file.exists():
            self._use_password(file.read())
        result = self._run_parts()
        if result.get("admin_password_needed") and not self._task.check_mode:
            self._use_password(file.create())
            result = self._run_parts()
        self._show(result)
        return result

    def _drop_options(self):
        """Leave no options with the task: it is sent back with the result, and 10,000 users take a second.

        Only callbacks could read them there, and the entries hold passwords.
        """
        if self._task.until or self._task.retries:
            return  # another instance of this class begins again with the same task
        self._task.args = {}

    def _password_file(self):
        """Return the password file of an administrator who is given without a password, None if not needed."""
        admin = self._arguments.get("admin")
        path = self._arguments.get("admin_password_file")
        if not path or not isinstance(admin, dict) or not admin.get("username") or admin.get("password"):
            return None
        return PasswordFile(os.path.expanduser(path))

    def _use_password(self, password):
        self._arguments["admin"] = dict(self._arguments["admin"], password=password)

    def _run_parts(self):
        """Run the module until nothing is left to do, and return one result for all parts."""
        # Without a record of passwords, each part would set the same passwords again, and the run would never end.
        if "time_limit" in self._arguments or self._arguments.get("password_record") == "":
            return self._run_module(self._arguments)
        begin = time.monotonic()
        whole = part = self._run_module(dict(self._arguments, time_limit=PARTS[0]))
        number = 1
        while not part.get("failed") and not part.get("finished", True):
            self._show_progress(whole, time.monotonic() - begin)
            left = len(part["plan"])
            part = self._run_module(self._arguments_after(whole))
            whole = _joined(whole, part)
            number += 1
            if not part.get("finished", True) and not part.get("failed") and len(part["plan"]) >= left:
                # A server that accepts requests without applying them would keep the run going forever.
                words = "%d objects have made no progress after %d parts" % (len(part["plan"]), number)
                return dict(whole, failed=True, msg=words, failure={"kind": "not_taken", "message": words})
        return whole

    def _arguments_after(self, whole):
        """Return the options of a further part, which does not try again what failed before."""
        failed = ["%s %s" % (entry["kind"].replace("_", " "), entry["name"]) for entry in whole["failures"]]
        left_out = list(self._arguments.get("leave_out") or ()) + failed
        arguments = dict(self._arguments, time_limit=PARTS[1], leave_out=left_out)
        # The first part has removed the passwords that must not be trusted; what the record holds now was set since.
        arguments.pop("trust_password_record", None)
        return arguments

    def _run_module(self, arguments):
        return self._execute_module(module_name=MODULE, module_args=arguments, task_vars=self._task_vars)

    def _show_progress(self, whole, seconds):
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
        """Show the plan in check mode, also without --diff."""
        if self._task.no_log:
            return
        if self._task.check_mode and not self._task.diff and result.get("plan"):
            display.display(show.text(result["plan"], result["summary"]).rstrip())


class PasswordFile:
    """The administrator's password in a file on the controller."""

    def __init__(self, path):
        self._path = path

    def exists(self):
        """Return whether there is such a file."""
        return os.path.exists(self._path)

    def read(self):
        """Return the password."""
        try:
            with open(self._path, encoding="utf-8") as file:
                password = file.read().strip("\n")
        except (OSError, ValueError) as exc:
            raise AnsibleActionFail("option admin_password_file: %s cannot be read: %s" % (self._path, exc))
        if not password:
            raise AnsibleActionFail(
                "option admin_password_file: %s is empty; write a password into it, or remove it to have one made"
                % self._path
            )
        return password

    def create(self):
        """Return a new password, in the file before the user is created: an interrupted run must not lose it."""
        letters = string.ascii_letters + string.digits
        password = "".join(secrets.choice(letters) for dummy in range(PASSWORD_LENGTH)) + PASSWORD_END
        try:
            os.makedirs(os.path.dirname(self._path) or ".", mode=0o700, exist_ok=True)
            with open(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(password + "\n")
        except OSError as exc:
            raise AnsibleActionFail(
                "option admin_password_file: %s cannot be written: %s. The user was not created"
                % (self._path, exc.strerror)
            )
        return password


def _joined(whole, part):
    """Add a part's result to that of the parts before; the plan is the first one's."""
    if "plan" not in part:
        return dict(whole, **part)
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
