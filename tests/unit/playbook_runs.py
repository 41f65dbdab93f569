# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tasks with ansible-playbook on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}


def run_tasks(directory, tasks, variables, *options, **environ):
    """Run a play of the tasks and return the ended process; the play and Ansible's own files are in the directory."""
    play = directory / "play.yml"
    play.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,"]
    return subprocess.run(
        command + ["-e", json.dumps(dict(LOCAL, **variables)), *options, str(play)],
        env=dict(os.environ, ANSIBLE_HOME=str(directory), ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal", **environ),
        capture_output=True,
        text=True,
        check=False,
    )
