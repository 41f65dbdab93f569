# SPDX-License-Identifier: GPL-3.0-or-later
"""Replacement for ansible-test's get-pip script: installs pip from the wheel that lies beside this file.

ansible_test.sh copies it into ansible-test's cache under the name get_pip_X_Y.py, which contains the wheel's version.
"""

from __future__ import annotations

import importlib
import pathlib
import sys


def main() -> int:
    """Run the wheel's pip with the arguments that the real script takes, less two that pip does not know."""
    here = pathlib.Path(__file__)
    version = here.stem.removeprefix("get_pip_").replace("_", ".")
    sys.path.insert(0, str(here.with_name(f"pip-{version}-py3-none-any.whl")))
    pip = importlib.import_module("pip._internal.cli.main")
    return pip.main(["install", *(arg for arg in sys.argv[1:] if arg not in ("--no-setuptools", "--no-wheel"))])


if __name__ == "__main__":
    sys.exit(main())
