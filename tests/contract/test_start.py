# SPDX-License-Identifier: GPL-3.0-or-later
"""Start-up, signals, the configuration file, the database, the commands: every entry of start/."""

from __future__ import annotations

import command_steps
import pytest
import start_match
from boot import flat
from scope import exchanges, replayed
from starts import FILES


def _check(differences: list[str]) -> None:
    if differences:
        pytest.fail("\n".join(differences), pytrace=False)


@pytest.mark.parametrize("exchange", [item for file in FILES for item in replayed(file)], ids=str)
def test_start(background_starts, exchange):
    """A start ends, answers, says and writes what was recorded."""
    server, seen = background_starts[exchange.key].result()
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
