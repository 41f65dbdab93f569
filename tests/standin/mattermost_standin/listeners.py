# SPDX-License-Identifier: GPL-3.0-or-later
"""The two listening sockets: the TCP port, and the local socket of mode 0600."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import ssl

from .gourl import split_host_port


class ListenError(Exception):
    """The place cannot be listened on; the text is the server's."""


def _go_error(error: OSError) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return "cannot assign requested address"
    return os.strerror(error.errno or 0).lower()


def tcp(address: str) -> socket.socket:
    """Listen on ListenAddress; an empty host is every address of both families."""
    host, port = split_host_port(address) or ("", "0")
    shown = address if host else "[::]:%s" % port
    try:
        if not host and socket.has_dualstack_ipv6():
            return socket.create_server(("", int(port)), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1024)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, int(port)), family=family, backlog=1024)
    except socket.gaierror as error:
        raise ListenError("listen tcp: lookup %s: no such host" % host) from error
    except OSError as error:
        raise ListenError("listen tcp %s: bind: %s" % (shown, _go_error(error))) from error


def shown_address(sock: socket.socket) -> str:
    """The address as the server's log words it."""
    name = sock.getsockname()
    return "[%s]:%d" % name[:2] if sock.family == socket.AF_INET6 else "%s:%d" % name[:2]


def local(path: str) -> socket.socket:
    """Listen on the local socket; whatever lies in its place is removed first."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)
        before = os.umask(0o177)
        try:
            sock.bind(path)
        finally:
            os.umask(before)
        os.chmod(path, 0o600)
        sock.listen(1024)
    except OSError as error:
        sock.close()
        raise ListenError("listen unix %s: bind: %s" % (path, _go_error(error))) from error
    return sock


def tls_context(service: dict) -> ssl.SSLContext | None:
    """The context for ConnectionSecurity TLS, or None for plain http."""
    if service["ConnectionSecurity"] != "TLS":
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(service["TLSCertFile"], service["TLSKeyFile"])
    return context
