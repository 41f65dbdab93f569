# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module's steps over both transports and return their results."""

from __future__ import annotations

import functools
import json
import os
import pathlib
import re

import yaml
from shared.support import SCENARIO, playbook

TRANSPORTS = ("socket", "http")
MODULES = sorted(path.stem for path in (SCENARIO / "tasks").glob("*.yml"))


@functools.cache
def declared(module: str) -> dict:
    """Return the tasks of a module's file by the step's name."""
    tasks = yaml.safe_load((SCENARIO / "tasks" / (module + ".yml")).read_text(encoding="utf-8"))
    return {task["name"].partition(" | ")[2]: task for task in tasks}


def expected(module: str, key: str) -> dict:
    """Return this variable of the steps that have it, by the step's name."""
    return {name: task["vars"][key] for name, task in declared(module).items() if key in task.get("vars", {})}


def looks(module: str) -> list:
    """Name the steps that ask the server itself, past our modules."""
    return [name for name, task in declared(module).items() if "ansible.builtin.raw" in task]


class Steps(dict):
    """Results by the step's name, without the steps that are not for this transport.

    Both transports take the steps at the same time, each with objects that have the transport in their names.
    """

    def __init__(self, transport: str):
        super().__init__()
        self.transport = transport

    @property
    def failed(self) -> set:
        """Name the steps that failed."""
        return {name for name, result in self.items() if result.get("failed")}

    def look(self, name: str) -> list:
        """Return the server's answers in a step that looks: pairs of status and data, one per path.

        Lists have the objects of this transport only.
        """
        return [(status, self._mine(data)) for status, data in look(self[name]["stdout"])]

    def _mine(self, data):
        if isinstance(data, list) and all(isinstance(entry, dict) for entry in data):
            # As a word, and not the beginning of a URL.
            mine = re.compile(r"\b%s\b(?!:)" % self.transport)
            return [entry for entry in data if mine.search(json.dumps(entry))]
        if isinstance(data, dict):
            return {key: self._mine(value) for key, value in data.items()}
        return data

    def seen(self, name: str):
        """Return the data of a step that looks at one path."""
        ((status, data),) = self.look(name)
        assert status == 200, (status, data)
        return data


def look(text: str) -> list:
    """Parse the output of curl: an answer and the line with its status, for each path."""
    answers = []
    decoder = json.JSONDecoder()
    text = text.lstrip()
    while text:
        data, end = decoder.raw_decode(text)
        line, _newline, text = text[end:].lstrip().partition("\n")
        if isinstance(data, dict):
            data.pop("request_id", None)  # every error has its own
        answers.append((int(line), data))
        text = text.lstrip()
    return answers


def variables_file() -> pathlib.Path:
    """Return the file with variables about this server, the administrator's token included."""
    return pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], "steps.json")


@functools.cache
def steps(module: str) -> dict:
    """Run the steps of a module, once per session; return Steps by transport."""
    run = playbook(
        str(SCENARIO / "steps.yml"), "--extra-vars=@%s" % variables_file(), variables={"steps_module": module}
    )
    assert run.code == 0, run.output
    found = {transport: Steps(transport) for transport in TRANSPORTS}
    for task in run.data["plays"][-1]["tasks"]:
        prefix, _bar, name = task["task"]["name"].partition(" | ")
        for transport, result in task["hosts"].items():
            if prefix == module and not result.get("skipped"):
                assert name not in found[transport], "two steps are named %s" % name
                found[transport][name] = result
    return found
