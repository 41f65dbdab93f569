# SPDX-License-Identifier: GPL-3.0-or-later
"""Run modules as Ansible does, against a server that follows a script."""

from __future__ import annotations

import contextlib
import copy
import email
import email.policy
import importlib
import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from ansible.module_utils import basic
from ansible.module_utils.common.parameters import PASS_VARS

MODULES = "ansible_collections.groupware.mattermost.plugins.modules."
TRANSPORT = "ansible_collections.groupware.mattermost.plugins.module_utils._api.transport"
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


@contextlib.contextmanager
def module_arguments(arguments):
    """Give arguments to the modules that start meanwhile, in the way of ansible-core 2.18 to 2.21."""
    # Newer versions return the options only on request.
    given = dict(arguments, **({"_ansible_inject_invocation": True} if "inject_invocation" in PASS_VARS else {}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": given}).encode())
        if hasattr(basic, "_ANSIBLE_PROFILE"):
            patch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
        yield


class Exchange:
    """A request that has to come, and its answer: a status with a body, or an exception."""

    def __init__(self, method, path, status=200, answer=None, query=None, body=None, headers=None, raises=None):
        self.method = method
        self.path = path
        self.status = status
        self.answer = copy.deepcopy(answer)
        self.query = query or {}
        self.body = body
        self.headers = headers or {}
        self.raises = raises


class Server:
    """Answers the scripted requests in their order; anything else fails the test."""

    def __init__(self):
        self.script = []
        self.sent_headers = []

    def expect(self, *arguments, **keywords):
        """Add an exchange."""
        self.script.append(Exchange(*arguments, **keywords))

    def answer(self, method, target, body, headers):
        """Compare a request with the script."""
        parts = urlsplit(target)
        seen = "%s %s %s" % (method, target, body)
        assert self.script, "unexpected request: " + seen
        wanted = self.script.pop(0)
        assert (method, parts.path) == (wanted.method, wanted.path), seen
        query = dict(parse_qsl(parts.query))
        assert query == wanted.query, seen
        assert content(body, headers) == wanted.body, seen
        self.sent_headers.append(headers)
        if wanted.raises:
            raise wanted.raises
        return Answer(wanted)


def content(body, headers):
    """Return what a request says: parsed JSON, or the parts of a form."""
    if body is None:
        return None
    if not headers["Content-Type"].startswith("multipart/form-data"):
        return json.loads(body)
    data = body if isinstance(body, bytes) else b"".join(body)
    assert headers["Content-Length"] == str(len(data))
    head = "Content-Type: %s\n\n" % headers["Content-Type"]
    form = email.message_from_bytes(head.encode() + data, policy=email.policy.HTTP)
    return {
        part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True)
        for part in form.get_payload()
    }


class Answer:
    """The answer of http.client."""

    def __init__(self, exchange):
        self.status = exchange.status
        self.headers = exchange.headers
        self._body = exchange.answer

    def read(self):
        """Return the body."""
        return self._body if isinstance(self._body, bytes) else json.dumps(self._body).encode()


class Connection:
    """Stands in for http.client.HTTPConnection."""

    def __init__(self, server):
        self._server = server
        self._answer = None

    def request(self, method, target, body=None, headers=None):
        """Take a request."""
        self._answer = self._server.answer(method, target, body, headers)

    def getresponse(self):
        """Return its answer."""
        return self._answer

    def peer(self):
        """Nobody is at the other end."""

    def close(self):
        """Nothing to close."""


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def sleep(self, seconds):
        """Let time pass at once."""
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self):
        """Return the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """Replace the clock."""
    fake = Clock()
    monkeypatch.setattr("time.sleep", fake.sleep)
    monkeypatch.setattr("time.monotonic", fake.monotonic)
    return fake


@pytest.fixture
def server(monkeypatch, clock):
    """Return a scripted server that every client connects to; what it still expects at the end is an error."""
    scripted = Server()
    transport = importlib.import_module(TRANSPORT)
    monkeypatch.setattr(transport.Endpoint, "open", lambda self: Connection(scripted))
    yield scripted
    assert not scripted.script, "not asked for: %s" % [(left.method, left.path) for left in scripted.script]


@pytest.fixture(name="content")
def content_of():
    """Return the function that reads a request's body."""
    return content


@pytest.fixture
def bodies():
    """Return bodies of a real server, of all kinds of objects, to be changed at will."""
    merged = {"errors": {}}
    for path in sorted(FIXTURES.glob("*.yml")):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        merged["errors"].update(found.pop("errors", {}))
        assert not merged.keys() & found.keys(), "%s repeats a name" % path
        merged.update(found)
    return merged


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    """Keep the caller's own server out of the tests."""
    monkeypatch.delenv("MATTERMOST_URL", raising=False)
    monkeypatch.delenv("MATTERMOST_TOKEN", raising=False)


@pytest.fixture
def run(capsys):
    """Return a function that runs a module and returns its result."""

    def run_module(module_name, /, check=False, **options):
        module = importlib.import_module(MODULES + module_name)
        arguments = dict(options, _ansible_check_mode=check, _ansible_diff=True)
        capsys.readouterr()
        with module_arguments(arguments), pytest.raises(SystemExit) as ended:
            module.main()
        result = json.loads(capsys.readouterr().out)
        assert bool(ended.value.code) == result.get("failed", False)
        return result

    return run_module
