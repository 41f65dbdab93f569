# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl system and mmctl version."""

from __future__ import annotations

from .mmctl_base import Client, Command, Failure, Printer
from .release import current

LABELS = (
    ("AndroidLatestVersion", "Android Latest Version"),
    ("AndroidMinVersion", "Android Minimum Version"),
    ("DesktopLatestVersion", "Desktop Latest Version"),
    ("DesktopMinVersion", "Desktop Minimum Version"),
    ("IosLatestVersion", "Ios Latest Version"),
    ("IosMinVersion", "Ios Minimum Version"),
    ("database_status", "Database Status"),
    ("filestore_status", "Filestore Status"),
)


def version(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl system version."""
    _body, headers = client.answer("GET", "/system/ping")
    found = headers.get("X-Version-Id", "")
    out.show("Server version %s" % found, {"version": found})
    out.single = True


def status(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl system status."""
    found = client.call("GET", "/system/ping?get_server_status=true")
    lines = ["Server status: %s" % found.get("status", "")]
    # Go prints this for a key that the answer lacks.
    lines += ["%s: %s" % (label, found.get(key, "<no value>")) for key, label in LABELS]
    out.show("\n".join(lines), dict(sorted(found.items())))
    out.single = True
    if any(found.get(key) not in ("OK", None) for key in ("status", "database_status", "filestore_status")):
        raise Failure("server status is unhealthy")


def client_version(_client: None, out: Printer, _words: list, _options: dict) -> None:
    """mmctl version: no server is needed. The build facts say what this is."""
    lines = ["mmctl:", "Version:\t%s" % current().version]
    lines += ["%s:\tstand-in" % name for name in ("BuiltDate", "CommitDate", "GitCommit")]
    lines += ["GitTreeState:\tdev", "GoVersion:\tstand-in", "Compiler:\tgc", "Platform:\tlinux/amd64"]
    out.show("\n".join(lines), {"Version": current().version})
    out.single = True


COMMANDS = {
    ("system", "version"): Command(version),
    ("system", "status"): Command(status),
    ("version",): Command(client_version, needs_server=False),
}
