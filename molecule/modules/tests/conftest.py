# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the modules share."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess

import pytest
import testinfra
from mattermostautodriver import TypedDriver
from steps import SCENARIO, TRANSPORTS, steps, variables_file
from support import SOCKET, playbook

HOST = "mattermost-modules"
TOKEN_FILE = "/root/steps.token"
LOOK = "curl -fsS --unix-socket " + SOCKET + " 'http://local/api/v4%s'"
THERE = {
    "jane": "/users/username/jane", "alice": "/users/username/alice", "bob": "/users/username/bob",
    "carol": "/users/username/carol", "home": "/teams/name/home", "news": "/teams/name/home/channels/name/news",
    "town": "/teams/name/home/channels/name/town-square",
}


@pytest.fixture(scope="session")
def server():
    """Return the host with the server."""
    return testinfra.get_host("ansible://" + HOST)


@pytest.fixture(scope="session")
def ids(server):
    """Return the ids of what converge made."""
    return {name: json.loads(server.check_output(LOOK % path))["id"] for name, path in THERE.items()}


@pytest.fixture(scope="session")
def token(server):
    """Return the administrator's token, which the module token makes first of all."""
    if not (SCENARIO.parents[1] / "plugins/modules/token.py").exists():  # XXX
        return server.file(TOKEN_FILE).content_string.strip()
    run = playbook(str(SCENARIO / "token.yml"), variables={"token_file": TOKEN_FILE})
    assert run.code == 0, run.messages
    return server.file(TOKEN_FILE).content_string.strip()


@pytest.fixture(scope="session", autouse=True)
def known(ids, token):
    """Tell the steps what they need to know of this server. The token goes by a file: argv is for all to see."""
    file = variables_file()
    file.touch(mode=0o600)
    file.write_text(json.dumps({"ids": ids, "steps_token": token}), encoding="utf-8")
    yield
    file.unlink()


@pytest.fixture(scope="module", params=TRANSPORTS)
def done(request, known):
    """Return the steps of the module after which the test's file is named, over one transport."""
    module = re.sub("^test_", "", pathlib.Path(request.path).stem)
    return steps(module)[request.param]


@pytest.fixture(scope="session")
def port():
    """Return the port of the controller's loopback that leads to the site."""
    address = subprocess.run(["docker", "port", HOST, "80/tcp"], check=True, capture_output=True, text=True).stdout
    return int(address.split()[0].rpartition(":")[2])


@pytest.fixture(scope="session")
def sign_in(port):
    """Return a function that makes a client that others generate from Mattermost's own description of its API."""
    def client(**credentials):
        driver = TypedDriver({"scheme": "http", "url": "127.0.0.1", "port": port, **credentials})
        driver.client.client.headers["Host"] = "chat.example.test"
        driver.login()
        return driver
    return client


@pytest.fixture(scope="session")
def witness(sign_in, token):
    """Return such a client for the administrator."""
    return sign_in(token=token)
