# SPDX-License-Identifier: GPL-3.0-or-later
"""Pass on what comes to a unix socket to another one, and write down each request's first line.

Usage: relay.py LISTEN TARGET LOG
"""

from __future__ import annotations

import re
import socket
import sys
import threading

REQUEST = re.compile(rb"^(GET|PUT|POST|DELETE|PATCH) (\S+) HTTP/1\.[01]\r$", re.M)


def main() -> None:
    """Listen until somebody ends this process."""
    listen, target, log = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as server, open(log, "ab", buffering=0) as lines:
        server.bind(listen)
        server.listen()
        while True:
            client = server.accept()[0]
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(target)
            threading.Thread(target=copy, args=(client, upstream, lines), daemon=True).start()
            threading.Thread(target=copy, args=(upstream, client, None), daemon=True).start()


def copy(source: socket.socket, sink: socket.socket, lines) -> None:
    """Copy one direction."""
    while True:
        try:
            data = source.recv(1 << 16)
            sink.sendall(data)
        except OSError:
            data = b""
        if not data:
            for end in (source, sink):
                end.close()
            return
        if lines is not None:
            for found in REQUEST.finditer(data):
                lines.write(found.group(1) + b" " + found.group(2) + b"\n")


if __name__ == "__main__":
    main()
