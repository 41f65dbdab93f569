# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of what CI runs: every target of the Makefile with every ansible-core of tools/setup/cores.txt.

stages.py runs it on one machine. Called by itself, this prints the jobs of .github/workflows/ci.yml in JSON.
"""

from __future__ import annotations

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORES = ROOT / "tools" / "setup" / "cores.txt"
CHECKS = ("lint", "test-unit", "test-sanity", "test-contract")
# Another ansible-core can break these before a host is touched.
CORE_CHECKS = ("test-unit", "test-syntax", "test-sanity")


def scenarios() -> list[str]:
    """Return the Molecule scenarios, default first."""
    names = sorted(path.parent.name for path in ROOT.glob("molecule/*/molecule.yml"))
    return sorted(names, key=lambda name: name != "default")


def cores() -> dict[str, str]:
    """Return the Python version by the name of an ansible-core, the one of .venv first."""
    lines = [line.split() for line in CORES.read_text().splitlines() if not line.startswith("#")]
    return {name: python for name, _core, _bundle, python in lines}


def jobs() -> list[dict[str, str]]:
    """Return a job per ansible-core and target, and per ansible-core and scenario."""
    found = []
    for number, (core, python) in enumerate(cores().items()):
        checks = CORE_CHECKS if number else CHECKS
        targets = [*checks, *(f"test-molecule SCENARIO={name}" for name in scenarios())]
        if not number:
            targets.append("bench")
        # The first is that of .venv, for which CORE stays empty.
        found += [{"core": core if number else "", "python": python, "target": target} for target in targets]
    return found


if __name__ == "__main__":
    print(json.dumps({"include": jobs()}))
