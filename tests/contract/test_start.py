# SPDX-License-Identifier: GPL-3.0-or-later
"""Start-up, signals, the configuration file, the database, the commands: every entry of start/."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

import command_steps
import start_match
import start_steps
from boot import flat
from harness import Server
from scope import Exchange, exchanges, replayed

STARTS = ("start/config", "start/database", "start/process")
# Starts are mostly waiting; more at once would make them wait for the two cores.
SIDE_BY_SIDE = 3


def _slowness(exchange: Exchange) -> float:
    """Roughly the seconds of an entry, so that the long ones begin first."""
    named = {"SIGTERM 30 s after the server answers": 30, "SIGTERM 10 s after the server answers": 10}
    return named.get(exchange.name, exchange.entry.get("seconds_until_it_ended_or_was_stopped") or 0)


def _check(differences: list[str]) -> None:
    if differences:
        pytest.fail("\n".join(differences), pytrace=False)


@pytest.fixture(scope="session")
def starts(request, archive, cluster):
    """The outcome of every start that was asked for, by key; they run side by side."""
    wanted = {
        item.callspec.params["exchange"].key: item.callspec.params["exchange"]
        for item in request.session.items
        if getattr(item, "callspec", None) and "exchange" in item.callspec.params
    }
    chosen = [item for item in wanted.values() if item.file in STARTS]
    # Each recording took the file of its first start for the defaults.
    firsts = {exchanges(file)[0].key: exchanges(file)[0] for file in {item.file for item in chosen}}

    def perform(exchange: Exchange, default: dict | None):
        server = Server(archive, cluster)
        try:
            return server, start_steps.perform(server, exchange.entry, default)
        finally:
            server.remove()

    outcomes: dict[str, Future] = {}
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for key, exchange in firsts.items():
            outcomes[key] = pool.submit(perform, exchange, None)
        defaults = {exchange.file: outcomes[key] for key, exchange in firsts.items()}
        bases = {file: future.result()[1].flat_after for file, future in defaults.items()}
        for exchange in sorted(chosen, key=_slowness, reverse=True):
            if exchange.key not in outcomes:
                outcomes[exchange.key] = pool.submit(perform, exchange, bases[exchange.file])
        yield outcomes


@pytest.mark.parametrize("exchange", [item for file in STARTS for item in replayed(file)], ids=str)
def test_start(starts, exchange):
    """A start ends, answers, says and writes what was recorded."""
    server, seen = starts[exchange.key].result()
    _check(start_match.differences(exchange.entry, seen, server))


@pytest.fixture(scope="module")
def command_server(server_factory):
    """The place where the commands run; no server is started in it."""
    made = server_factory()
    made.write_config(made.base_config())
    return made


@pytest.mark.parametrize("exchange", replayed("start/commands"), ids=str)
def test_command(command_server, exchange):
    """A command exits and says what was recorded."""
    seen = command_steps.run(command_server, exchange.entry)
    _check(start_match.differences(exchange.entry, seen, command_server))


@pytest.mark.parametrize("exchange", replayed("start/default_config"), ids=str)
def test_default_config(server_factory, exchange):
    """The file that the server makes by itself, but for its two secrets."""
    server = server_factory()
    recorded = exchange.entry["data"][0]
    server.config_file.unlink()
    server.env = server.actual(exchanges("start/config")[0].entry["environment"])
    server.restart()
    made = server.read_config()
    server.kill()
    for section, key in (("SqlSettings", "AtRestEncryptKey"), ("FileSettings", "PublicLinkSalt")):
        assert len(made[section][key]) == 32
        made[section][key] = recorded[section][key]
    assert flat(made) == flat(recorded)
    assert list(flat(made)) == list(flat(recorded)), "the order of the keys is the server's own"
