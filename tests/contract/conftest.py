# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the contract suite, and its account of what was replayed."""

from __future__ import annotations

import os
import pathlib
import shutil

import harness
import pytest
import replay
import starts
import summary


@pytest.fixture(scope="session")
def cluster():
    """One PostgreSQL cluster for all servers."""
    shutil.rmtree(harness.WORK, ignore_errors=True)
    harness.WORK.mkdir(parents=True)
    found = harness.Cluster()
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="session")
def archive(cluster):
    """The unpacked release under test; MATTERMOST_CONTRACT_ARCHIVE names it."""
    found = harness.Installation(pathlib.Path(os.environ["MATTERMOST_CONTRACT_ARCHIVE"]))
    summary.ACCOUNT.version = found.version
    return found


@pytest.fixture(scope="session")
def server_factory(archive, cluster):
    """Makes servers that end with the session: `server_factory(config_overrides={...}, env={...})`, not yet started."""
    made = []

    def make(**kw):
        made.append(harness.Server(archive, cluster, **kw))
        return made[-1]

    yield make
    for server in made:
        server.kill()


def _exchange(item):
    """The exchange that a test replays, or None."""
    return getattr(item, "callspec", None) and item.callspec.params.get("exchange")


@pytest.fixture(scope="session", autouse=True)
def background_starts(request):
    """The outcomes of the recorded starts that were asked for; they begin before the first test."""
    found = (_exchange(item) for item in request.session.items)
    chosen = [exchange for exchange in found if exchange and exchange.file in starts.FILES]
    if not chosen:
        yield {}
        return
    archive, cluster = request.getfixturevalue("archive"), request.getfixturevalue("cluster")
    with starts.running(chosen, archive, cluster) as outcomes:
        yield outcomes


@pytest.fixture(scope="session")
def replay_of(server_factory):
    """The replay of a recording, on a server of its own: `replay_of("api/users")`. One server at a time."""
    stage = replay.Stage(server_factory)
    yield stage.replay_of
    stage.clear()


def pytest_collection_modifyitems(items):
    """Note which exchanges have a test: a parameter named `exchange` carries them."""
    for item in items:
        exchange = _exchange(item)
        if exchange:
            item.user_properties.append(("exchange", exchange.key))


def pytest_runtest_logreport(report):
    """An exchange counts as replayed when its test ran, passed or failed."""
    for name, key in report.user_properties:
        if name == "exchange" and (report.when == "call" or report.failed):
            summary.ACCOUNT.note(key, report.outcome)


def pytest_terminal_summary(terminalreporter):
    """Say at the end what was replayed of what, and write it down for machines."""
    for line in summary.ACCOUNT.lines():
        terminalreporter.write_line(line)
    folder = os.environ.get("MATTERMOST_CONTRACT_OUTPUT")
    if folder:
        summary.ACCOUNT.write(pathlib.Path(folder) / "summary.json")
