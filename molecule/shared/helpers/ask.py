# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the HTTP request that the argument describes; print status, headers and text as JSON.

The argument is compressed JSON in base64.

Keys: url, method, headers, body (text, or data sent as JSON), socket (path of a unix socket), ca (file of the
authority; the host part of the url is checked against the certificate), connect (address to connect to instead of the
url's host), filler (send a list with one text of so many letters).
"""

from __future__ import annotations

import base64
import http.client
import json
import socket
import ssl
import sys
import urllib.parse
import zlib


def main() -> None:
    """Send it."""
    request = json.loads(zlib.decompress(base64.b64decode(sys.argv[1])))
    url = urllib.parse.urlsplit(request["url"])
    connection = http.client.HTTPConnection(url.netloc, timeout=30)
    if request.get("socket"):
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(30)
        connection.sock.connect(request["socket"])
    else:
        port = url.port or (443 if url.scheme == "https" else 80)
        connection.sock = socket.create_connection((request.get("connect") or url.hostname, port), 30)
        if url.scheme == "https":
            context = ssl.create_default_context(cafile=request.get("ca"))
            connection.sock = context.wrap_socket(connection.sock, server_hostname=url.hostname)
    body, headers = request.get("body"), request.get("headers") or {}
    if request.get("filler"):
        body = ["x" * request["filler"]]
    if body is not None and not isinstance(body, str):
        body = json.dumps(body)
        headers.setdefault("Content-Type", "application/json")
    path = urllib.parse.urlunsplit(("", "", url.path or "/", url.query, ""))
    connection.request(request.get("method", "GET"), path, body, headers)
    answer = connection.getresponse()
    # After a switch of the protocol, the body has no end.
    text = "" if answer.status == 101 else answer.read().decode("utf-8", "replace")
    json.dump({"status": answer.status, "headers": answer.getheaders(), "text": text}, sys.stdout)


main()
