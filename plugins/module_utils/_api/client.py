# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Client of the server's API. Knows HTTP and the server's conventions, but not Ansible or single objects."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import quote, urlencode

from ansible_collections.groupware.mattermost.plugins.module_utils._api.multipart import Form
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import (
    ConnectionFailed,
    HostError,
    InvalidInput,
    RequestFailed,
    ServerAbsent,
)

API = "/api/v4"
# An unknown route. It does not mean that an object does not exist.
NO_ROUTE = "api.context.404.app_error"
RETRIED_STATUSES = (429, 502, 503, 504)
PAGE = 200  # maximum of the server
FIRST_PAUSE = 0.25
IDLE = 20  # seconds; most servers and proxies keep idle connections at least this long
NOT_JSON = object()
SHOWN_TEXT = 200  # of an error that is not JSON


class Response:
    """Status, headers and parsed body of a response."""

    __slots__ = ("status", "headers", "data")

    def __init__(self, status, headers, data):
        self.status = status
        self.headers = headers
        self.data = data


class Client:
    """One keep-alive connection.

    Reads are repeated after a failed connection and after 429, 502, 503 and 504. Writes are not, because a second POST
    could create a second object.
    """

    def __init__(self, endpoint, token=None, login=None, retries=3, retry_absent=True):
        self.endpoint = endpoint
        self.local = endpoint.local
        self._token = token
        self._login = login
        self._logged_in = False
        self._retries = retries
        self._retry_absent = retry_absent
        self._connection = None
        self._answered = 0.0
        self._siblings = []

    def sibling(self):
        """Return a client with the same session and a separate connection, for another thread."""
        if self._login and not self._token:
            self._sign_in()
        other = Client(self.endpoint, token=self._token, retries=self._retries, retry_absent=self._retry_absent)
        self._siblings.append(other)
        return other

    def peer(self):
        """Return the process at the other end of the local socket, None if unknown."""
        return self._connection.peer() if self.local and self._connection is not None else None

    def get(self, route, path=None, query=None, expected=(200,)):
        """Read."""
        return self.request("GET", route, path=path, query=query, expected=expected)

    def once(self, route, query=None):
        """Read without repeating, for callers that poll."""
        retries, self._retries = self._retries, 0
        try:
            return self.get(route, query=query)
        finally:
            self._retries = retries

    def pages(self, route, query=None, path=None):
        """Yield the entries of a list, page by page, and only as many pages as the caller reads."""
        number = 0
        while True:
            wanted = dict(query or {}, page=number, per_page=PAGE)
            entries = self.get(route, path=path, query=wanted).data
            yield from entries
            if len(entries) < PAGE:
                return
            number += 1

    def request(self, method, route, path=None, query=None, body=None, expected=(200,)):
        """Send one request and return the response.

        Only this method quotes the values of route and query.
        """
        if self._login and not self._token:
            self._sign_in()
        return self._send(method, route, path, query, body, expected)

    def close(self):
        """End the session of this task, and close the connections."""
        for other in self._siblings:
            other.close()
        if self._logged_in:
            self._logged_in = False
            try:
                self._send("POST", "/users/logout", None, None, None, (200,))
            except (ConnectionFailed, RequestFailed):
                pass  # the task has finished, and the session expires
        self._drop()

    def _sign_in(self):
        login_id, password = self._login
        answer = self._send("POST", "/users/login", None, None, {"login_id": login_id, "password": password}, (200,))
        self._token = answer.headers.get("Token")
        if not self._token:
            raise ConnectionFailed("%s: the login succeeded, but the server returned no token" % self.endpoint.base)
        self._logged_in = True

    def _send(self, method, route, path, query, body, expected):
        target = API + fill(route, path) + ("?" + urlencode(flat(query)) if query else "")
        headers, payload = self._message(body)
        tries = 1 + (self._retries if method == "GET" else 0)
        pause = FIRST_PAUSE
        while True:
            tries -= 1
            try:
                answer = self._once(method, target, payload, headers)
            except ServerAbsent:
                if not tries or not self._retry_absent:
                    raise
            except ConnectionFailed:
                if not tries:
                    raise
            else:
                if answer.status not in RETRIED_STATUSES or not tries:
                    return self._judge(method, target, answer, expected)
            time.sleep(pause)
            pause *= 2

    def _message(self, body):
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = "Bearer " + self._token
        if body is None:
            return headers, None
        if isinstance(body, Form):
            more, payload = body.message()
            # The server may have closed the connection while the archive was downloaded.
            self._drop()
            return dict(headers, **more), payload
        headers["Content-Type"] = "application/json"
        return headers, json.dumps(body).encode("utf-8")

    def _once(self, method, target, payload, headers):
        url = self.endpoint.base + target
        if self._connection is not None and time.monotonic() - self._answered > IDLE:
            # The other side may have closed it, and writes are not repeated.
            self._drop()
        if self._connection is None:
            self._connection = self.endpoint.open()
        try:
            cut = self._put(method, target, payload, headers)
            raw = self._connection.getresponse()
            text = raw.read()
            self._answered = time.monotonic()
        except (FileNotFoundError, ConnectionRefusedError) as exc:
            self._drop()
            raise ServerAbsent("%s %s: no server is running: %s" % (method, url, why(exc)), method=method, url=url)
        except PermissionError as exc:
            self._drop()
            raise HostError("%s: %s; run the task as root or as the service user" % (self.endpoint.base, why(exc)))
        except http.client.InvalidURL as exc:
            raise InvalidInput("url", "cannot be used: %s" % exc)
        except (OSError, http.client.HTTPException) as exc:
            self._drop()
            raise ConnectionFailed("%s %s: %s" % (method, url, why(exc)), method=method, url=url)
        if cut:
            self._drop()
        return Response(raw.status, raw.headers, text)

    def _put(self, method, target, payload, headers):
        """Send a request; return whether the server closed the connection early, as it does after a 413."""
        try:
            self._connection.request(method, self.endpoint.prefix + target, body=payload, headers=headers)
        except (BrokenPipeError, ConnectionResetError):
            if payload is None:
                raise
            return True
        return False

    def _judge(self, method, target, answer, expected):
        url = self.endpoint.base + target
        text, answer.data = answer.data, parse(answer.data)
        known = answer.data if isinstance(answer.data, dict) else {}
        error_id = known.get("id", "") if answer.status >= 400 else ""
        if answer.status not in expected or (answer.status == 404 and error_id in ("", NO_ROUTE)):
            message = known.get("message") or plain_reason(answer, text)
            detail = known.get("detailed_error")
            words = "%s %s" % (message, detail) if detail else message
            raise RequestFailed(method, url, answer.status, error_id, words)
        if answer.status < 400 and answer.data is NOT_JSON:
            raise ConnectionFailed(
                "%s %s: the response is not JSON. Check that this is a Mattermost server" % (method, url),
                method=method,
                url=url,
            )
        return answer

    def _drop(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def parse(text):
    """Return the parsed body, or NOT_JSON. A JSON null becomes None."""
    try:
        return json.loads(text.decode("utf-8"))
    except ValueError:
        return NOT_JSON


def plain_reason(answer, text):
    """Describe a response that is not an error object of the server."""
    location = answer.headers.get("Location")
    if location:
        return "redirects to %s. Use the complete site URL, including its path" % location
    words = text.decode("utf-8", "replace").strip()
    if not words or words.startswith("<"):
        return "without a reason"
    return words.splitlines()[0][:SHOWN_TEXT]


def fill(route, path):
    """Replace a route's placeholders with quoted values."""
    return route.format(**{key: quote(str(value), safe="") for key, value in (path or {}).items()})


def flat(query):
    """Write booleans as the server reads them."""
    return {key: str(value).lower() if isinstance(value, bool) else value for key, value in query.items()}


def why(exc):
    """Return the system's message for an exception, which may have no text."""
    return getattr(exc, "strerror", None) or str(exc) or type(exc).__name__
