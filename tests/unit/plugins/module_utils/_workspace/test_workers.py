# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that run at once."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._workspace.workers import WorkerPool


def test_jobs_run_at_once_each_on_its_own_client():
    meeting = threading.Barrier(3, timeout=10)
    used = []

    def job(client):
        used.append(client)
        meeting.wait()  # for the two others: one after the other they would never meet

    assert WorkerPool(["one", "two", "three"]).run_all([job] * 6)
    assert sorted(used) == ["one", "one", "three", "three", "two", "two"]


def test_a_single_job_uses_the_client_that_is_connected():
    used = []
    WorkerPool(["connected", "other"]).run_all([used.append])
    assert used == ["connected"]


def test_no_jobs():
    assert WorkerPool(["client"]).run_all([])


def test_no_job_begins_after_the_deadline(clock):
    ran = []

    def job(client):
        ran.append(client)
        clock.sleep(10)

    assert not WorkerPool(["client"]).run_all([job] * 5, deadline=clock.monotonic() + 15)
    assert len(ran) == 2


def test_without_a_deadline_all_jobs_run(clock):
    ran = []
    assert WorkerPool(["client"]).run_all([ran.append] * 5)
    assert len(ran) == 5


@pytest.mark.parametrize("error", (ValueError, KeyboardInterrupt))
def test_no_job_begins_after_an_unexpected_error(error):
    ran = []

    def fail(client):
        raise error("unexpected")

    with pytest.raises(error, match="unexpected"):
        WorkerPool(["client"]).run_all([ran.append, fail, ran.append, ran.append])
    assert ran == ["client"]


def test_the_running_jobs_end_before_the_error_is_raised():
    both_run = threading.Barrier(2, timeout=10)
    failing = threading.Event()
    ended = []

    def fail(client):
        both_run.wait()
        failing.set()
        raise ValueError("unexpected")

    def go_on(client):
        both_run.wait()
        failing.wait(10)
        ended.append(client)

    with pytest.raises(ValueError, match="unexpected"):
        WorkerPool(["one", "two"]).run_all([fail, go_on])
    assert len(ended) == 1
