# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide which release the demo runs, say so, and write the role's variables for it to a file.

Usage: release.py FILE. An archive that MATTERMOST_TEST_ARCHIVE names comes first, then a download by the role itself,
then the stand-in.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

HELPER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "release_under_test.py"
# Only whether the host answers matters here; the role knows the address of the archive.
RELEASES = "https://releases.mattermost.com/"


def downloadable() -> bool:
    """Say whether the host of the releases answers at all, whatever it answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(RELEASES, method="HEAD"), timeout=5):
            return True
    except urllib.error.HTTPError as error:
        # A proxy's refusal is no answer of the host's.
        return error.code not in (407, 502, 503, 504)
    except OSError:
        return False


def variables() -> dict[str, str]:
    """Return the variables with the place of the release; none for the role's own default."""
    if os.environ.get("MATTERMOST_TEST_ARCHIVE"):
        print("Release: the archive that MATTERMOST_TEST_ARCHIVE names.")
    elif downloadable():
        print(f"Release: the role's default, downloaded from {RELEASES}")
        return {}
    else:
        print(f"Release: {RELEASES} does not answer, so the release cannot be downloaded here.")
        print("         The demo uses the project's stand-in instead: a small program that behaves like a Mattermost")
        print("         server towards the roles and modules. It has the API and the database, but no web client.")
    release = json.loads(subprocess.run([sys.executable, HELPER], check=True, capture_output=True, text=True).stdout)
    return {
        "mattermost_release_file": release["file"],
        "mattermost_release_sha256": release["sha256"],
        "mattermost_version": release["version"],
        "mattermost_edition": release["edition"],
    }


def main() -> None:
    """Write the variables."""
    target = pathlib.Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(variables(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
