# SPDX-License-Identifier: GPL-3.0-or-later
"""How many exchanges were replayed of how many, and why the others were not."""

from __future__ import annotations

import collections
import json
import pathlib

import harness
import scope


class Account:
    """Collects outcomes while the tests run."""

    def __init__(self):
        self.outcomes: dict[str, str] = {}
        self.version = "unknown"

    def note(self, key: str, outcome: str) -> None:
        """Keep the worst outcome of an exchange."""
        if self.outcomes.get(key) != "failed":
            self.outcomes[key] = outcome

    def groups(self) -> list[dict]:
        """The figures of each group of recordings."""
        found = []
        by_group = collections.defaultdict(list)
        for item in scope.everything():
            by_group[item.file.split("/")[0]].append(item)
        for group, items in sorted(by_group.items()):
            reasons = collections.Counter(item.left_out for item in items if item.left_out)
            outcomes = collections.Counter(
                self.outcomes.get(item.key, "not run") for item in items if not item.left_out
            )
            found.append(
                {
                    "group": group,
                    "recorded": len(items),
                    "replayed": outcomes["passed"] + outcomes["failed"],
                    "passed": outcomes["passed"],
                    "failed": outcomes["failed"],
                    "not_run": outcomes["not run"],
                    "left_out": dict(reasons),
                }
            )
        return found

    def lines(self) -> list[str]:
        """The account in words: one line for each group, then one for all."""
        groups = self.groups()
        lines = []
        for item in groups:
            left = ", ".join("%s: %d" % pair for pair in sorted(item["left_out"].items()))
            lines.append(
                "contract %s: %d of %d exchanges replayed (%d failed), %d left out%s%s"
                % (
                    item["group"],
                    item["replayed"],
                    item["recorded"],
                    item["failed"],
                    sum(item["left_out"].values()),
                    " (%s)" % left if left else "",
                    ", %d in scope not run" % item["not_run"] if item["not_run"] else "",
                )
            )
        lines.append(self.total(groups))
        return lines

    def total(self, groups: list[dict]) -> str:
        """The last line."""
        left = collections.Counter()
        for item in groups:
            left.update(item["left_out"])
        reasons = ", ".join("%s: %d" % pair for pair in sorted(left.items()))
        line = "contract: %d of %d exchanges replayed, %d left out (%s)" % (
            sum(item["replayed"] for item in groups),
            sum(item["recorded"] for item in groups),
            sum(left.values()),
            reasons,
        )
        if self.version != harness.RECORDED_VERSION:
            line += "; the server is %s, the recordings are of %s" % (self.version, harness.RECORDED_VERSION)
        return line

    def write(self, path: pathlib.Path) -> None:
        """The same for machines."""
        data = {
            "server_version": self.version,
            "recorded_version": harness.RECORDED_VERSION,
            "groups": self.groups(),
            "exchanges": self.outcomes,
        }
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


ACCOUNT = Account()
