# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the contract suite in a container of its own, which has no network.

    python3 tests/contract/run.py [pytest arguments]

`MATTERMOST_TEST_ARCHIVE=FILE` replays against that release; otherwise the stand-in of the recorded version is built.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "tests" / "output" / "contract"
IMAGE = os.environ.get("MATTERMOST_CONTRACT_IMAGE", "groupware-mattermost/contract:debian12")
RECORDED_VERSION = "11.6.0"


def release() -> dict:
    """The archive to test, from the one helper that knows."""
    helper = [sys.executable, str(ROOT / "tests" / "release_under_test.py"), "--version", RECORDED_VERSION]
    return json.loads(subprocess.run(helper, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> int:
    """Run it; pytest's exit code."""
    if subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, check=False).returncode:
        print("The image %s is missing: `make setup` builds it." % IMAGE, file=sys.stderr)
        return 2
    found = release()
    archive = pathlib.Path(found["file"])
    print(
        "contract: %s %s (%s)" % ("stand-in" if found["standin"] else "release", found["version"], archive), flush=True
    )
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "summary.json").unlink(missing_ok=True)
    name = "groupware-mattermost-contract-%d" % os.getpid()
    inside = "/archive/" + archive.name
    command = [
        "docker",
        "run",
        "--rm",
        "--name",
        name,
        "--network",
        "none",
        "--tmpfs",
        "/tmp:exec,mode=1777",
        # Docker lets everybody bind low ports; the recorded machine did not.
        "--sysctl",
        "net.ipv4.ip_unprivileged_port_start=1024",
        "--volume",
        "%s:/src:ro" % ROOT,
        "--volume",
        "%s:%s:ro" % (archive, inside),
        "--volume",
        "%s:/out" % OUTPUT,
        "--env",
        "MATTERMOST_CONTRACT_ARCHIVE=" + inside,
        "--env",
        "MATTERMOST_CONTRACT_OUTPUT=/out",
        "--env",
        "PYTHONDONTWRITEBYTECODE=1",
        "--workdir",
        "/src/tests/contract",
        IMAGE,
        "python3",
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        "/src/tests/contract",
        *(sys.argv[1:] or ["-q"]),
    ]
    try:
        return subprocess.run(command, check=False).returncode
    finally:
        # Whatever ended us, no container stays.
        subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
