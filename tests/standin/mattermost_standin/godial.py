# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a connection cannot be made, in the words of Go's net package."""

from __future__ import annotations

import os
import socket


def _refusal(family: int, address, wait: float, shown: str) -> str:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(wait)
        try:
            probe.connect(address)
        except TimeoutError:
            return "dial %s: i/o timeout" % shown
        except OSError as error:
            return "dial %s: connect: %s" % (shown, os.strerror(error.errno or 0).lower())
    return ""


def tcp(host: str, port: int, wait: float) -> str:
    """The first address' refusal, or an empty text when one of them can be reached."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return "dial tcp: lookup %s: no such host" % host
    first = ""
    for family, _kind, _proto, _name, address in sorted(found, key=lambda item: item[0] != socket.AF_INET):
        shown = ("[%s]:%d" if family == socket.AF_INET6 else "%s:%d") % (address[0], address[1])
        text = _refusal(family, address, wait, "tcp " + shown)
        if not text:
            return ""
        first = first or text
    return first


def unix(path: str, wait: float) -> str:
    """The refusal of a unix socket, or an empty text when it can be reached."""
    return _refusal(socket.AF_UNIX, path, wait, "unix " + path)
