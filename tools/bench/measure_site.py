# SPDX-License-Identifier: GPL-3.0-or-later
"""The site playbook: its first run on a bare host, and a run that has nothing to do, against 25 pings."""

from __future__ import annotations

import statistics
import sys

from figures import Figure
from host import HERE, Host, Run

SITE = "groupware.mattermost.site"
ROUNDS = 3
MOST_TASKS = 25
MOST_PINGS = 1.4
SLOWEST = 8


def measure(host: Host) -> list[Figure]:
    """Converge the host, then take turns between the site and the yardstick, and compare medians."""
    print("site: first run", flush=True)
    first = host.play(SITE)
    sites: list[Run] = []
    pings: list[Run] = []
    for number in range(1, ROUNDS + 1):
        print(f"site: no-change run and 25 pings, {number} of {ROUNDS}", flush=True)
        sites.append(host.play(SITE))
        pings.append(host.play(HERE / "ping25.yml"))
        if sites[-1].changed:
            sys.exit(f"a run with nothing to do changed something, so it measures nothing: {sites[-1].changed}")
    seconds = statistics.median(run.seconds for run in sites)
    yardstick = statistics.median(run.seconds for run in pings)
    show_slowest(sites[-1])
    return [
        Figure("site_nochange_tasks", max(len(run.on_host) for run in sites), "tasks", MOST_TASKS),
        Figure("site_nochange_ratio_to_ping", round(seconds / yardstick, 3), "ratio", MOST_PINGS),
        Figure("site_nochange_seconds", round(seconds, 2), "s"),
        Figure("ping25_seconds", round(yardstick, 2), "s"),
        Figure("site_first_run_seconds", round(first.seconds, 2), "s"),
    ]


def show_slowest(run: Run) -> None:
    """Print the tasks that took longest."""
    host = sum(task["seconds"] for task in run.on_host)
    controller = sum(task["seconds"] for task in run.tasks) - host
    print(f"the last no-change run took {run.seconds:.1f} s: {host:.1f} s for {len(run.on_host)} tasks on the host,")
    print(f"{controller:.1f} s for the others, the rest for Ansible itself; the slowest tasks:")
    for task in sorted(run.tasks, key=lambda task: -task["seconds"])[:SLOWEST]:
        place = "host" if task["reaches"] else "controller"
        print(f"  {task['seconds']:6.2f} s  {place:10}  {task['task']}")
