# SPDX-License-Identifier: GPL-3.0-or-later
"""Sum up what module config found on several hosts."""

from __future__ import annotations

import json

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: drift_report
short_description: Summarize the drift of several hosts
version_added: 0.1.0
author:
  - Groupware Mattermost contributors (@groupware-ansible)
description:
  - Takes results of module M(groupware.mattermost.config) in check mode with C(drift=keep) and gives a report for
    programs and a table for people.
options:
  _input:
    description: Names of the hosts.
    type: list
    elements: str
    required: true
  results:
    description: For each host the result of the module, empty if there is none.
    type: list
    elements: dict
    required: true
  more:
    description:
      - For each host another result, of a task that needs a running server. It counts only if the server ran.
    type: list
    elements: dict
    required: true
  problems:
    description: For each host why it could not be checked, empty if it could.
    type: list
    elements: str
    required: true
positional: results, more, problems
"""

EXAMPLES = r"""
- name: Show drift
  ansible.builtin.debug:
    msg: "{{ [inventory_hostname] | groupware.mattermost.drift_report([result], [{}], ['']) }}"
"""

RETURN = r"""
_value:
  description: The report.
  type: dict
  contains:
    drift:
      description: Whether any host has settings that somebody else changed.
      type: bool
    unchecked:
      description: Hosts that could not be checked.
      type: list
      elements: str
    hosts:
      description:
        - For each host C(checked), C(problem), C(drift) (a list of C(setting), C(owner), C(wanted), C(found)) and
          C(pending), what the next run would change because variables changed, of the same form with C(reason).
      type: dict
    table:
      description: The lines of the table.
      type: list
      elements: str
"""

HEAD = ("HOST", "SETTING", "OWNER", "WANTED", "FOUND", "STATE")
WIDTH = 40  # of a value in the table; the file has all of it


def drift_report(hosts, results, more, problems):
    """Return the report."""
    lists = [list(values) for values in (hosts, results, more, problems)]
    if len({len(values) for values in lists}) != 1:
        raise AnsibleFilterError("drift_report needs lists of the same length")
    report = {str(host): _host(result, other, problem) for host, result, other, problem in zip(*lists)}
    return {
        "drift": any(entry["drift"] for entry in report.values()),
        "unchecked": [name for name, entry in report.items() if not entry["checked"]],
        "hosts": report,
        "table": _table(report),
    }


def _host(result, other, problem):
    seen = [result] + ([other] if other and other.get("live") else [])
    results = [found for found in seen if found and "drift" in found]
    problem = str(problem) or (None if result and "drift" in result else "no answer")
    return {
        "checked": problem is None,
        "problem": problem,
        "drift": [row for found_in in results for row in _drift(found_in)],
        "pending": [
            dict(_row(change, "after", "before"), reason=change["reason"])
            for found_in in results
            for change in found_in["changes"]
        ],
    }


def _drift(result):
    rows = [_row(found, "wanted", "found") for found in result["drift"]]
    if result.get("restored"):
        # Nobody would call a server whose configuration is lost "as wanted".
        rows.append(
            {
                "setting": "config.json",
                "owner": "the server",
                "wanted": "the whole file",
                "found": result["restored"]["reason"],
            }
        )
    return rows


def _row(entry, wanted, found):
    return {"setting": entry["setting"], "owner": entry["owner"], "wanted": entry[wanted], "found": entry[found]}


def _table(report):
    rows = []
    for name, entry in report.items():
        if not entry["checked"]:
            reason = str(entry["problem"]).split("\n", maxsplit=1)[0]
            rows.append((name, "-", "-", "-", "-", "NOT CHECKED: %s" % reason))
        for kind, state in (("drift", "drift"), ("pending", "not applied yet")):
            rows.extend(
                (name, row["setting"], str(row["owner"]), _text(row["wanted"]), _text(row["found"]), state)
                for row in entry[kind]
            )
        if entry["checked"] and not entry["drift"] and not entry["pending"]:
            rows.append((name, "-", "-", "-", "-", "as wanted"))
    rows.insert(0, HEAD)
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD) - 1)]
    return ["  ".join([cell.ljust(width) for cell, width in zip(row, widths)] + [row[-1]]).rstrip() for row in rows]


def _text(value):
    text = value if isinstance(value, str) else json.dumps(value)
    text = " ".join(text.split()) or '""'
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


class FilterModule:
    """The filter of this file."""

    def filters(self):
        """Return the filter by name."""
        return {"drift_report": drift_report}
