# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Whether the service runs, which decides if settings are sent to the server or written to its file."""

from __future__ import annotations

import time

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError, ServerAbsent

PROPERTIES = ("LoadState", "ActiveState", "SubState", "MainPID", "Environment", "EnvironmentFiles")
RUNNING = ("active", "reloading")
CHANGING = ("activating", "deactivating")
START_TIMEOUT = 300  # seconds; a start may have to migrate the schema
SOCKET_PATIENCE = 5  # seconds between the service becoming active and its socket
PAUSE = 0.5


def show(output, name):
    """Return the properties of a unit as a dictionary of texts, empty without systemd."""
    command = ["systemctl", "show", "--no-pager", "--property=" + ",".join(PROPERTIES), name + ".service"]
    return parse(output(command))


def parse(text):
    """Return {name: text} of the output of systemctl show; a repeated name, such as EnvironmentFiles, has lines."""
    shown = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign:
            shown[name] = "%s\n%s" % (shown[name], value) if name in shown else value
    return shown


def running_config(client, output, name):
    """Return (configuration, None, None) of a running server, else (None, properties, why a running one was not asked).

    Wait while the service is starting or stopping, because it rewrites its file then. C(output) runs a command.
    """
    try:
        return client.once("/config").data, None, None
    except ServerAbsent:
        pass
    began = time.monotonic()
    while True:
        shown = show(output, name)
        state = shown.get("ActiveState")
        # Between two attempts to start, the state is "activating" too, but nothing runs.
        if state in RUNNING:
            limit = SOCKET_PATIENCE
        elif state in CHANGING and shown.get("SubState") != "auto-restart":
            limit = START_TIMEOUT
        else:
            return None, shown, None
        try:
            return client.once("/config").data, None, None
        except ServerAbsent:
            pass
        if time.monotonic() - began > limit:
            if state in RUNNING:
                return None, shown, "the server is running, but its local socket does not answer"
            raise HostError(
                "service %s is still %s after %d seconds. Check its journal, and run the task again when it is"
                " active or inactive." % (name, state, limit),
                service=name,
            )
        time.sleep(PAUSE)
