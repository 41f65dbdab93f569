# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded starts, run in the background while the other tests use the time: most of a start is waiting."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import start_steps
from harness import Cluster, Installation, Server
from scope import Exchange, exchanges

FILES = ("start/config", "start/database", "start/process")
# Two beside the server that the tests themselves talk to: more would only wait for the processor.
SIDE_BY_SIDE = 2


def _slowness(exchange: Exchange) -> float:
    """Roughly the seconds of an entry, so that the long ones begin first."""
    named = {"SIGTERM 30 s after the server answers": 30, "SIGTERM 10 s after the server answers": 10}
    return named.get(exchange.name, exchange.entry.get("seconds_until_it_ended_or_was_stopped") or 0)


@contextlib.contextmanager
def running(chosen: list[Exchange], archive: Installation, cluster: Cluster) -> Iterator[dict[str, Future]]:
    """The outcome of each start by its key: the server and what was seen."""

    def perform(exchange: Exchange, default: dict | None):
        server = Server(archive, cluster)
        try:
            return server, start_steps.perform(server, exchange.entry, default)
        finally:
            server.remove()

    # Each recording took the file of its first start for the defaults.
    firsts = {file: exchanges(file)[0] for file in sorted({item.file for item in chosen})}
    outcomes: dict[str, Future] = {}
    pool = ThreadPoolExecutor(SIDE_BY_SIDE)
    try:
        for exchange in firsts.values():
            outcomes[exchange.key] = pool.submit(perform, exchange, None)
        bases = {file: outcomes[exchange.key].result()[1].flat_after for file, exchange in firsts.items()}
        for exchange in sorted(chosen, key=_slowness, reverse=True):
            if exchange.key not in outcomes:
                outcomes[exchange.key] = pool.submit(perform, exchange, bases[exchange.file])
        yield outcomes
    finally:
        pool.shutdown(cancel_futures=True)
