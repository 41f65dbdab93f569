# SPDX-License-Identifier: GPL-3.0-or-later
"""systemd's readiness protocol: one message, once."""

from __future__ import annotations

import logging
import os
import socket


def ready(log: logging.Logger) -> None:
    """Say READY=1 to NOTIFY_SOCKET; without a listener only the log says so, as on a real server."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path:
        return
    address = "\0" + path[1:] if path.startswith("@") else path
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(address)
            sock.sendall(b"READY=1")
        except OSError as error:
            log.error("dial unixgram %s: connect: %s", path, (error.strerror or "").lower())
