# SPDX-License-Identifier: GPL-3.0-or-later
"""Print sections of a server's configuration, read over the given socket, as JSON, then the status.

Values with the name of a secret are replaced by sums, so that tests can compare them and logs do not have them.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import sys

SECRET = re.compile(r"password|secret|salt|apikey|key$", re.IGNORECASE)


def shown(value, name=""):
    """Return a value with its secrets replaced."""
    if isinstance(value, dict):
        return {key: shown(below, key) for key, below in value.items()}
    if isinstance(value, str) and value and SECRET.search(name):
        return "sha256:" + hashlib.sha256(value.encode()).hexdigest()
    return value


def main() -> None:
    """Ask and print."""
    connection = http.client.HTTPConnection("local", timeout=30)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.sock.connect(sys.argv[1])
    connection.request("GET", "/api/v4/config")
    answer = connection.getresponse()
    config = json.loads(answer.read())
    print(json.dumps({name: shown(config[name]) for name in sys.argv[2:]}))
    print(answer.status)


main()
