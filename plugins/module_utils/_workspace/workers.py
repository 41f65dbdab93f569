# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Run several jobs at once, each on a client of its own: a client has one connection, which takes one request."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

# The server mostly waits for its database and hashes passwords, which uses all its processors.
LEAST_LOCAL = 2
MOST_LOCAL = 16
REMOTE = 4


def open_pool(client, wanted=None):
    """Return as many workers as are wanted, by default as the local host has processors, each with a client."""
    number = wanted or (min(max(os.cpu_count() or 1, LEAST_LOCAL), MOST_LOCAL) if client.local else REMOTE)
    return WorkerPool([client] + [client.sibling() for dummy in range(number - 1)])


class WorkerPool:
    """A job is a function that takes a client and handles its own errors."""

    def __init__(self, clients):
        self._clients = clients

    def run_all(self, jobs, deadline=None):
        """Run the jobs and return whether all began: none begins after the deadline, a time of time.monotonic().

        No job begins after one that raised an error either, and the error is raised when the running jobs have ended.
        """
        free = self._clients[::-1]  # the last one is taken first, which is the client that is already connected
        errors = []

        def run_one(job):
            if errors or deadline is not None and time.monotonic() >= deadline:
                return False
            client = free.pop()
            try:
                job(client)
            except BaseException as exc:
                errors.append(exc)
            finally:
                free.append(client)
            return True

        with ThreadPoolExecutor(len(self._clients)) as executor:
            try:
                all_began = all(executor.map(run_one, jobs))
            except BaseException as exc:  # an interrupt from the keyboard
                errors.append(exc)
        if errors:
            raise errors[0]
        return all_began
