# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the checkout, for the tests that compare them."""

from __future__ import annotations

import ast
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
# A file may hold several filters that share code; each is documented in itself, or in a file of its own name.
FILTERS = sorted(
    path.stem
    for path in (ROOT / "plugins" / "filter").iterdir()
    if path.suffix == ".yml"
    or path.suffix == ".py"
    and not path.with_suffix(".yml").exists()
    and "DOCUMENTATION = " in path.read_text("utf-8")
)
TESTS = sorted(path.stem for path in (ROOT / "plugins" / "test").glob("*.yml"))
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir() if path.is_dir())
PLAYBOOKS = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))


def load(*parts: str) -> dict:
    """Return a YAML file's content."""
    return yaml.safe_load(ROOT.joinpath(*parts).read_text(encoding="utf-8"))


def documentation(module: str) -> dict:
    """Return a module's DOCUMENTATION without running the module."""
    source = ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8"))
    for node in source.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "DOCUMENTATION":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise LookupError(f"{module} has no DOCUMENTATION")


def files() -> list[pathlib.Path]:
    """Return the files that git has or would have."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file()]
