# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the modules share."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess

import pytest
import testinfra
from mattermostautodriver import TypedDriver
from shared.support import SCENARIO, SOCKET, playbook
from steps import TRANSPORTS, look, steps, variables_file

HOST = "mattermost-modules"
TOKEN_FILE = "/root/steps.token"
LOOK = "curl -sS --write-out '\\n%%{http_code}\\n' --unix-socket " + SOCKET + " 'http://local/api/v4%s'"
# printf is the shell's own, so that no process has the token in its command line.
CURL_FILE = """umask 077; printf 'header = "Authorization: Bearer %%s"\\n' "$(cat %s)" > /root/steps.curl"""
PEOPLE = ("jane", "alice", "bob", "gone", "pat-socket", "pat-http", "sam-socket", "sam-http")
CHANNELS = (("news", "home"), ("board", "home"), ("vault", "home"), ("attic", "home"), ("annexe", "annex"))
THERE = {name: "/users/username/" + name for name in PEOPLE}
THERE.update((name, "/teams/name/" + name) for name in ("home", "annex", "shelf"))
THERE.update((name, "/teams/name/%s/channels/name/%s?include_deleted=true" % (team, name)) for name, team in CHANNELS)
THERE["town"] = "/teams/name/home/channels/name/town-square"
PUT_AWAY = ("/users/%(gone)s", "/teams/%(shelf)s", "/channels/%(attic)s")


@pytest.fixture(scope="session")
def server():
    """Return the host with the server."""
    return testinfra.get_host("ansible://" + HOST)


@pytest.fixture(scope="session")
def ids(server):
    """Return the ids of what converge made, and archive some of it."""
    there = look(server.check_output("; ".join(LOOK % path for path in THERE.values())))
    assert [status for status, _data in there] == [200] * len(THERE)
    found = {name: data["id"] for name, (_status, data) in zip(THERE, there)}
    # A channel that is archived already is an error to the server, and all the same to us.
    server.check_output("; ".join(LOOK % (path % found) + " --request DELETE" for path in PUT_AWAY))
    return found


@pytest.fixture(scope="session")
def token(server):
    """Return the administrator's token, which the module token makes first of all."""
    run = playbook(str(SCENARIO / "token.yml"), variables={"token_file": TOKEN_FILE})
    assert run.code == 0, run.messages
    server.check_output(CURL_FILE % TOKEN_FILE)
    return server.file(TOKEN_FILE).content_string.strip()


@pytest.fixture(scope="session")
def plugin_sums(server):
    """Return the sums of the plugins' archives by their names."""
    lines = server.check_output("cd /srv/plugins && sha256sum *.tar.gz").splitlines()
    return {name.removesuffix(".tar.gz"): digest for digest, name in (line.split() for line in lines)}


@pytest.fixture(scope="session", autouse=True)
def known(ids, token, plugin_sums):
    """Tell the steps what they need to know of this server. The token goes by a file: argv is for all to see."""
    file = variables_file()
    file.touch(mode=0o600)
    file.write_text(json.dumps({"ids": ids, "steps_token": token, "plugin_sums": plugin_sums}), encoding="utf-8")
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
