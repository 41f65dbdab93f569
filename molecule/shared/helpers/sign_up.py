# SPDX-License-Identifier: GPL-3.0-or-later
"""Try to sign up as a stranger all the time, past the proxy and through it; append each new answer to a file."""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import sys
import threading
import time

INTERVAL = 0.1  # seconds
DOORS = (("server", 8065), ("proxy", 80))


def try_door(port: int, number: int) -> str:
    """Return the status and error id of one attempt to sign up, or the error of the connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    body = json.dumps(
        {
            "username": "stranger%d-%d" % (port, number),
            "email": "stranger%d-%d@example.test" % (port, number),
            "password": "Stranger-Passw0rd-1",
        }
    )
    try:
        connection.request(
            "POST", "/api/v4/users", body, {"Content-Type": "application/json", "Host": socket.gethostname()}
        )
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as exc:
        return type(exc).__name__
    finally:
        connection.close()
    try:
        return "%d %s" % (answer.status, json.loads(text).get("id", ""))
    except ValueError:
        return str(answer.status)


def main() -> None:
    """Try until the service manager stops it. The log has one line per change: time, door, answer."""
    last = {}
    tick = threading.Event()
    with open(sys.argv[1], "a", encoding="utf-8", buffering=1) as log:
        for number in itertools.count():
            for door, port in DOORS:
                answer = try_door(port, number)
                if answer.startswith("20") or last.get(door) != answer:
                    last[door] = answer
                    log.write("%.1f %s %s\n" % (time.time(), door, answer))
            tick.wait(INTERVAL)


main()
