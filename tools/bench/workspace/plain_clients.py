# SPDX-License-Identifier: GPL-3.0-or-later
"""Make users as fast as two plain clients at once can; prints the seconds per user.

    python3 plain_clients.py FIRST NUMBER

Each thread keeps its connection to the local socket open and does nothing but send what module workspace sends too.
"""

from __future__ import annotations

import http.client
import json
import socket
import sys
import threading
import time

SOCKET = "/run/mattermost/local.socket"
CLIENTS = 2


class Connection(http.client.HTTPConnection):
    """HTTP over the local socket."""

    def connect(self):
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(SOCKET)


def work(numbers: list[int], problems: list[str]) -> None:
    """Take one number after the other until none is left."""
    connection = Connection("localhost", timeout=60)
    while True:
        try:
            number = numbers.pop()
        except IndexError:
            return
        name = "bench%05d" % number
        body = {
            "username": name,
            "email": name + "@example.com",
            "password": "Bench-only-%05d" % number,
            "first_name": "First%d" % number,
            "last_name": "Last%d" % number,
            "disable_welcome_email": True,
        }
        connection.request("POST", "/api/v4/users", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 201:
            problems.append("%d %s" % (answer.status, text))


def main() -> int:
    """Run the threads."""
    first, number = int(sys.argv[1]), int(sys.argv[2])
    numbers, problems = list(range(first, first + number)), []
    threads = [threading.Thread(target=work, args=(numbers, problems)) for _number in range(CLIENTS)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begin
    if problems or numbers:
        sys.exit("not all users were made: %s" % problems[:3])
    print(seconds / number)
    return 0


if __name__ == "__main__":
    sys.exit(main())
