# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Open a connection to the server: TCP, TLS, or its local socket."""

from __future__ import annotations

import http.client
import socket
import struct
from urllib.parse import urlsplit

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

CREDENTIALS = struct.calcsize("3i")  # process, user, group
LOOPBACK = ("localhost", "::1")


class SocketConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        """Connect to the path instead of to a host and a port."""
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(self.timeout)
        try:
            sock.connect(self._path)
        except OSError:
            sock.close()
            raise
        self.sock = sock

    def peer(self):
        """Return the process that listens, None if unknown."""
        option = getattr(socket, "SO_PEERCRED", None)
        if option is None or self.sock is None:
            return None
        try:
            return struct.unpack("3i", self.sock.getsockopt(socket.SOL_SOCKET, option, CREDENTIALS))[0] or None
        except OSError:
            return None


class DirectedConnection(http.client.HTTPConnection):
    """HTTP to a given address, whatever the host of the URL resolves to."""

    def __init__(self, host, port, target, timeout, context=None):
        super().__init__(host, port, timeout=timeout)
        self._target = target
        self._context = context
        if context is not None:
            self.default_port = http.client.HTTPS_PORT
            self.port = port or self.default_port

    def connect(self):
        """Connect to the target; the certificate must be valid for the host."""
        self.sock = socket.create_connection(self._target, self.timeout)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


class Endpoint:
    """Where the server is, and how to open a connection to it."""

    def __init__(self, socket_path=None, url=None, ca_path=None, validate_certs=True, timeout=30, connect_to=None):
        self.local = url is None
        self._target = split_address(connect_to) if connect_to else None
        self._timeout = timeout
        self._ca_path = ca_path
        self._validate_certs = validate_certs
        self.plain_remote = False
        if self.local:
            self._socket = socket_path
            self.prefix = ""
            self.base = "http://unix:%s:" % socket_path
            return
        self._scheme, self._host, self._port, self.prefix = split_url(url)
        self.base = url.rstrip("/")
        self.plain_remote = self._scheme == "http" and not is_loopback((self._target or [self._host])[0])

    def open(self):
        """Return a connection that connects at its first request."""
        if self.local:
            return SocketConnection(self._socket, self._timeout)
        if self._target:
            context = self._context() if self._scheme == "https" else None
            return DirectedConnection(self._host, self._port, self._target, self._timeout, context)
        if self._scheme == "http":
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._context())

    def _context(self):
        import ssl  # only those who use https pay for it

        try:
            context = ssl.create_default_context(cafile=self._ca_path)
        except (OSError, ssl.SSLError) as exc:
            raise InvalidInput("ca_path", "%s is not a readable file of CA certificates: %s" % (self._ca_path, exc))
        if not self._validate_certs:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def split_url(url):
    """Return scheme, host, port and path prefix of a base URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise InvalidInput("url", "%r is not a URL: %s" % (url, exc))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput("url", "%r must begin with http:// or https:// and a host" % url)
    if parts.username is not None or parts.query or parts.fragment:
        raise InvalidInput("url", "must be the base URL of the server, without credentials, query and fragment")
    return parts.scheme, parts.hostname, port, parts.path.rstrip("/")


def split_address(text):
    """Return host and port of an address such as 127.0.0.1:443 or [::1]:443."""
    host, colon, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise InvalidInput("connect_to", "%r is not an address and a port such as 127.0.0.1:443" % text)
    return host.strip("[]"), int(port)


def is_loopback(host):
    """Return whether the host is this machine."""
    return host in LOOPBACK or host.startswith("127.")
