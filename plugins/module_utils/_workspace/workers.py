# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Several connections at once: each worker has a client of its own and takes one job after the other."""

from __future__ import annotations

import os
import threading
import time

# What the server does for us is mostly waiting for its database and hashing passwords, which uses all its processors.
LEAST_LOCAL = 2
MOST = 16
REMOTE = 4


def size(wanted, local):
    """Return how many workers there are: on the server's own host as many as it has processors."""
    if wanted:
        return wanted
    return min(max(os.cpu_count() or 1, LEAST_LOCAL), MOST) if local else REMOTE


class Crew:
    """Workers that share a list of jobs; a job is a function of a client."""

    def __init__(self, clients):
        self._clients = clients
        self._deadline = None
        self._lock = threading.Lock()

    def begin(self, seconds):
        """Let no job begin any more after so many seconds, None for no limit; only the first call counts."""
        if self._deadline is None and seconds is not None:
            self._deadline = time.monotonic() + seconds

    @property
    def late(self):
        """Tell whether no new job may begin."""
        return self._deadline is not None and time.monotonic() >= self._deadline

    def run(self, jobs):
        """Do the jobs, a few at a time, and return whether all were begun.

        A job handles its own errors; one that raises all the same ends the whole.
        """
        waiting = iter(jobs)
        left = [False]
        raised = []

        def work(client):
            while not raised:
                with self._lock:
                    job = next(waiting, None)
                    if job is None:
                        return
                    if self.late:
                        left[0] = True
                        return
                try:
                    job(client)
                except BaseException as exc:  # handed to the caller, whichever it is
                    raised.append(exc)

        helpers = [threading.Thread(target=work, args=(client,), daemon=True) for client in self._clients[1:]]
        if len(jobs) > 1:
            for helper in helpers[: len(jobs) - 1]:
                helper.start()
        work(self._clients[0])
        for helper in helpers:
            if helper.ident is not None:
                helper.join()
        if raised:
            raise raised[0]
        return not left[0]

    def ask(self, questions):
        """Do the jobs, however late it is."""
        deadline, self._deadline = self._deadline, None
        try:
            self.run(questions)
        finally:
            self._deadline = deadline
