# SPDX-License-Identifier: GPL-3.0-or-later
"""The container on which measurements run, made and removed by the playbooks of the Molecule scenarios."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tools" / "bench"
LOG = ROOT / "tests" / "output" / "logs" / "bench-playbooks.log"
INVENTORIES = (ROOT / "molecule" / "shared" / "inventory", HERE / "inventory")
NAME = "groupware-mattermost-bench"  # as in inventory/hosts.yml


@dataclass
class Run:
    """One run of a playbook: its wall-clock seconds and the cost of each task."""

    seconds: float
    tasks: list[dict]

    @property
    def on_host(self) -> list[dict]:
        """Return the tasks that reached the host."""
        return [task for task in self.tasks if task["reaches"]]

    @property
    def changed(self) -> list[str]:
        """Return the names of the tasks that changed something."""
        return [task["task"] for task in self.tasks if task["changed"]]


class Host:
    """A context: a bare container inside, nothing of it afterwards."""

    def __enter__(self) -> Host:
        LOG.parent.mkdir(parents=True, exist_ok=True)
        LOG.write_text("", encoding="utf-8")
        self.destroy()
        self.play(ROOT / "molecule" / "shared" / "create.yml")
        self.play(ROOT / "molecule" / "shared" / "prepare.yml")
        return self

    def __exit__(self, *_error: object) -> None:
        self.destroy()

    def destroy(self) -> None:
        """Remove the container and the password that the playbook has made for it."""
        self.play(ROOT / "molecule" / "shared" / "destroy.yml")
        shutil.rmtree(HERE / "inventory" / ".secrets", ignore_errors=True)

    def release(self) -> dict:
        """Return what is known of the release that is installed."""
        return json.loads((ROOT / "tests" / "output" / "release.json").read_text(encoding="utf-8"))

    def run(self, *command: str, text: str = "") -> str:
        """Run a command on the container, with a text as its input, and return what it prints."""
        done = subprocess.run(
            ["docker", "exec", "--interactive", NAME, *command], input=text, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{command[0]} failed on the container: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def admin_password(self) -> str:
        """Return the password that the site playbook has made."""
        path = HERE / "inventory" / ".secrets" / NAME / "mattermost_admin"
        return path.read_text(encoding="utf-8").strip()

    def play(self, playbook: str | pathlib.Path, variables: dict | None = None) -> Run:
        """Run a playbook, a path or a collection's, and end the whole measurement if it fails."""
        with tempfile.TemporaryDirectory() as folder, LOG.open("ab") as log:
            record = pathlib.Path(folder) / "tasks.json"
            command = ["ansible-playbook", *(f"--inventory={path}" for path in INVENTORIES), str(playbook)]
            if variables:
                # As JSON, which takes no time to read; YAML of thousands of entries would be measured, not us.
                values = pathlib.Path(folder) / "variables.json"
                values.write_text(json.dumps(variables), encoding="utf-8")
                command.append(f"--extra-vars=@{values}")
            start = time.monotonic()
            code = subprocess.run(
                command,
                cwd=ROOT,
                env=self._environment(record),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            ).returncode
            seconds = time.monotonic() - start
            if code:
                print("\n".join(LOG.read_text(encoding="utf-8").splitlines()[-60:]))
                sys.exit(f"{' '.join(command)} failed; the whole log: {LOG.relative_to(ROOT)}")
            return Run(seconds, json.loads(record.read_text(encoding="utf-8")))

    @staticmethod
    def _environment(record: pathlib.Path) -> dict[str, str]:
        """Return the environment of a playbook: this machine's settings must not move the figures."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ANSIBLE_")}
        return {
            **clean,
            "ANSIBLE_CONFIG": str(HERE / "ansible.cfg"),
            "ANSIBLE_HOME": str(ROOT / ".ansible"),
            "BENCH_RECORD": str(record),
            # The playbooks shared with the scenarios name things by these.
            "MOLECULE_PROJECT_DIRECTORY": str(ROOT),
            "MOLECULE_SCENARIO_NAME": "bench",
            "PATH": f"{ROOT / '.venv' / 'bin'}:{clean['PATH']}",
        }
