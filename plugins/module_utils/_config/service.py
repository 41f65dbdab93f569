# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Whether the server runs: decides if settings go over its socket or into its file."""

from __future__ import annotations

import subprocess
import time

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError, ServerAbsent

PROPERTIES = ("LoadState", "ActiveState", "SubState", "MainPID", "Environment", "EnvironmentFiles")
RUNNING = ("active", "reloading")
ON_ITS_WAY = ("activating", "deactivating")
START_TIMEOUT = 300  # seconds; a start may have to migrate the schema
SOCKET_PATIENCE = 5  # seconds that the socket may take to appear after the service is said to be up
PAUSE = 0.5


def show(name):
    """Return what the service manager knows of a unit, nothing where there is none."""
    try:
        done = subprocess.run(
            ["systemctl", "show", "--no-pager", "--property=" + ",".join(PROPERTIES), name + ".service"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError:
        return {}
    return parse(done.stdout.decode("utf-8", "replace"))


def parse(text):
    """Return the properties; one that comes several times, as EnvironmentFiles, has a line for each."""
    shown = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign:
            shown[name] = "%s\n%s" % (shown[name], value) if name in shown else value
    return shown


def running_config(client, name):
    """Return (configuration or None, what the service manager shows or None, why a running server was not asked).

    While the service is on its way up or down, wait: it rewrites its file then.
    """
    try:
        return client.once("/config").data, None, None
    except ServerAbsent:
        pass
    began = time.monotonic()
    while True:
        shown = show(name)
        state = shown.get("ActiveState")
        # Between two attempts the service manager says "activating", but nothing runs.
        if state in RUNNING:
            limit = SOCKET_PATIENCE
        elif state in ON_ITS_WAY and shown.get("SubState") != "auto-restart":
            limit = START_TIMEOUT
        else:
            return None, shown, None
        try:
            return client.once("/config").data, None, None
        except ServerAbsent:
            pass
        if time.monotonic() - began > limit:
            if state in RUNNING:
                return None, shown, "the server runs, but its local socket does not answer"
            raise HostError(
                "%s is still %s after %d seconds; look into its journal, and run this again when it is up or stopped"
                % (name, state, limit),
                service=name,
            )
        time.sleep(PAUSE)
