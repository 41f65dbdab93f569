# SPDX-License-Identifier: GPL-3.0-or-later
"""A server in memory, as far as a whole workspace needs one.

It is strict: a route, a query or a field that it does not know is an error of the test. It answers in the shapes of the
recordings and has the manners of a real server that matter (recordings/README.md, "Surprises"). It is made from the
recordings and not from the stand-in, so that the two can be wrong in different places only.
"""

from __future__ import annotations

import copy
import json
import re
import threading
from urllib.parse import parse_qsl, unquote, urlsplit

VERSION = "11.6.0"
TOKEN = "tokentokentokentokentokent"
API = "/api/v4"
PLAIN_USERS = 250


class Refusal(Exception):
    """An answer that says no."""

    def __init__(self, status, error_id, message="No."):
        super().__init__(error_id)
        self.status = status
        self.body = {
            "id": error_id,
            "message": message,
            "detailed_error": "",
            "request_id": "r" * 26,
            "status_code": status,
        }


class Call:
    """One request."""

    def __init__(self, method, path, query, body, local, form=None):
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.local = local
        self.form = form

    def __repr__(self):
        return "%s %s %s %s" % (self.method, self.path, self.query or "", json.dumps(self.body))

    @property
    def page(self):
        """Return the slice of a list; a request without a page would get only 60 entries."""
        number, size = int(self.query["page"]), int(self.query["per_page"])
        assert 0 < size <= 200, self
        return slice(number * size, (number + 1) * size)

    def flag(self, name):
        """Return a query's truth."""
        return {None: False, "true": True, "false": False}[self.query.get(name)]

    def fields(self, needed=(), optional=()):
        """Return the body; a field that is not known here, or missing, is an error of the test."""
        body = self.body or {}
        assert set(needed) <= set(body) <= set(needed) | set(optional), "fields of %r" % self
        return dict(body)


ROUTES = []


def route(method, pattern, query=(), socket=True, http=True):
    """Serve a route with the function, which takes the model, the call and the values of the placeholders."""
    expression = re.compile(re.sub(r"\{\w+\}", "([^/]+)", pattern))

    def register(function):
        ROUTES.append((method, expression, set(query), {True: socket, False: http}, function))
        return function

    return register


def ok(status=200):
    """Return the answer of writes that have nothing to say."""
    return status, {"status": "OK"}


class Model:
    """The server's objects, and what was asked of it."""

    def __init__(self, licensed=False):
        self.licensed = licensed
        self.token = TOKEN
        self.caller = None  # id of the account behind the token
        self.users, self.bots, self.teams, self.channels = {}, {}, {}, {}
        self.team_members, self.channel_members = {}, {}
        self.incoming, self.outgoing, self.commands, self.roles, self.plugins = {}, {}, {}, {}, {}
        self.emojis = {}
        self.passwords = {}
        self.brings = {}  # permissions that bring another one along
        self.broken = set()  # ids of plugins that never start
        self.config = {
            "ServiceSettings": {
                "EnableIncomingWebhooks": True,
                "EnableOutgoingWebhooks": True,
                "EnableCommands": True,
                "EnableCustomEmoji": True,
                "EnablePostUsernameOverride": False,
                "EnablePostIconOverride": False,
                "EnableBotAccountCreation": False,
                "EnableAPIUserDeletion": False,
                "EnableAPITeamDeletion": False,
                "EnableAPIChannelDeletion": False,
            },
            "TeamSettings": {"MaxUsersPerTeam": 50},
            "PluginSettings": {
                "Enable": True,
                "EnableUploads": False,
                "EnableMarketplace": True,
                "RequirePluginSignature": False,
                "Plugins": {},
                "PluginStates": {},
            },
        }
        self.calls = []
        # Functions of a call, asked before it is served: they may raise a Refusal, or an OSError for a server that is
        # gone.
        self.before = []
        # Functions of a call that keep the server from doing what it then says it did.
        self.ignores = lambda call: False
        self._number = 0
        self._lock = threading.RLock()

    # For the tests

    @property
    def writes(self):
        """Return the requests that were to change something."""
        return [call for call in self.calls if call.method != "GET"]

    def forget_calls(self):
        """Begin to count anew."""
        self.calls = []

    # For the tables

    def new_id(self):
        """Return an id of 26 letters; those of one server are all different, in their first letters too."""
        self._number += 1
        number, text = self._number, ""
        while number:
            number, digit = divmod(number, 26)
            text += chr(ord("a") + digit)
        return text.ljust(26, "a")

    def now(self):
        """Return a time that is later than any before."""
        self._number += 1
        return 1700000000000 + self._number

    def stamps(self):
        """Return the times of something new."""
        now = self.now()
        return {"create_at": now, "update_at": now, "delete_at": 0}

    def touch(self, row, **changes):
        """Change an object; its time changes also if nothing else does."""
        row.update(changes, update_at=self.now())
        return row

    def is_on(self, section, key):
        """Return a setting."""
        return self.config[section][key]

    # Serving

    def serve(self, method, target, body=None, local=True, token=None, form=None):
        """Answer one request: status and body."""
        parts = urlsplit(target)
        assert parts.path.startswith(API), target
        path = parts.path[len(API) :]
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        call = Call(method, path, query, copy.deepcopy(body), local, form)
        with self._lock:
            self.calls.append(call)
            try:
                if not local and token != self.token and path not in ("/system/ping",):
                    raise Refusal(401, "api.context.session_expired.app_error", "Invalid or expired session.")
                for asked in self.before:
                    asked(call)
                if method != "GET" and self.ignores(call):
                    return ok(201 if method == "POST" else 200)
                status, answer = self._handle(call)
            except Refusal as refusal:
                status, answer = refusal.status, refusal.body
            return status, copy.deepcopy(answer)

    def _handle(self, call):
        for method, expression, query, served, function in ROUTES:
            found = expression.fullmatch(call.path)
            if method == call.method and found:
                way = "over the socket" if call.local else "over HTTP"
                assert served[call.local], "not served %s: %r" % (way, call)
                assert set(call.query) <= query, "query of %r" % call
                return function(self, call, *(unquote(value) for value in found.groups()))
        raise AssertionError("unknown route: %r" % call)

    def row(self, table, key, error_id, status=404):
        """Return an object of a table."""
        if key not in table:
            raise Refusal(status, error_id)
        return table[key]


class Answer:
    """The answer of http.client."""

    def __init__(self, status, body, headers):
        self.status = status
        self.headers = headers
        self._text = json.dumps(body).encode("utf-8")

    def read(self):
        """Return the body."""
        return self._text


class Connection:
    """Stands in for http.client.HTTPConnection."""

    def __init__(self, model, local):
        self._model = model
        self._local = local
        self._answer = None

    def request(self, method, target, body=None, headers=None):
        """Take a request."""
        headers = headers or {}
        data = form = None
        if body is not None and headers["Content-Type"] == "application/json":
            data = json.loads(body)
        elif body is not None:
            form = body if isinstance(body, bytes) else b"".join(body)
        token = headers.get("Authorization", "").partition("Bearer ")[2]
        status, answer = self._model.serve(method, target, data, self._local, token, form)
        licensed = "true" if self._model.licensed else "false"
        self._answer = Answer(status, answer, {"X-Version-Id": "%s.1.2.%s" % (VERSION, licensed)})

    def getresponse(self):
        """Return its answer."""
        return self._answer

    def close(self):
        """Nothing to close."""


class Endpoint:
    """Stands in for _transport.Endpoint."""

    plain_remote = False
    prefix = ""

    def __init__(self, model, local=True):
        self._model = model
        self.local = local
        self.base = "http://unix:/run/mattermost/local.socket:" if local else "https://chat.example.com"

    def open(self):
        """Return a connection."""
        return Connection(self._model, self.local)


@route("GET", "/system/ping")
def _ping(model, call):
    return 200, {
        "ActiveSearchBackend": "database",
        "AndroidLatestVersion": "",
        "AndroidMinVersion": "",
        "IosLatestVersion": "",
        "IosMinVersion": "",
        "status": "OK",
    }


@route("GET", "/config/client", query=("format",))
def _client_config(model, call):
    return 200, {"BuildEnterpriseReady": "false", "BuildNumber": VERSION, "SiteURL": "", "Version": VERSION}


@route("GET", "/config")
def _config(model, call):
    return 200, model.config


@route("PUT", "/config/patch")
def _patch_config(model, call):
    body = call.fields(("PluginSettings",))
    settings = body["PluginSettings"]
    assert set(settings) == {"Plugins"} and call.local, call
    # Replaced whole: what is left out is lost. An empty object is ignored.
    if settings["Plugins"]:
        model.config["PluginSettings"]["Plugins"] = settings["Plugins"]
    return 200, model.config
