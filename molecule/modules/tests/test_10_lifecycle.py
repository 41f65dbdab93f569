# SPDX-License-Identifier: GPL-3.0-or-later
"""Create, change and remove in every module with state: in check mode, for real, and again.

README.md describes the steps. Each look is the server's own answer: if two are the same, times of the last change
included, nothing was written in between.
"""

from __future__ import annotations

import dataclasses

import pytest
from steps import MODULES, TRANSPORTS, declared, expected, looks, steps

ORDER = (
    "Look before",
    "Create it in check mode",
    "Look after check mode",
    "Create it",
    "Look at it",
    "Create it again",
    "Create it again in check mode",
    "Change it in check mode",
    "Look at it again",
    "Change it",
    "Look at the change",
    "Change it again",
    "Remove it in check mode",
    "Look at it before the removal",
    "Remove it",
    "Look for it",
    "Remove it again",
)
PREDICTED = ("Create it", "Change it", "Remove it")
CHANGING = {step + suffix for step in PREDICTED for suffix in ("", " in check mode")}


@dataclasses.dataclass(frozen=True)
class Lifecycle:
    """The variable "lifecycle" of the step "Create it"."""

    # The key of the object in the result, and the fields in the differences.
    result: str
    created: list
    changed: list
    exists_before: bool = False
    # Keys of the object that describe the run.
    about_the_run: tuple = ()
    # Keys without a value in check mode.
    known_to_the_server_only: tuple = ("id",)
    without: tuple = ()


class Case:
    """A module's steps over one transport."""

    def __init__(self, module: str, transport: str):
        self.kind = Lifecycle(**expected(module, "lifecycle")["Create it"])
        self.refused = set(expected(module, "refusal"))
        self.done = steps(module)[transport]
        # Over the socket the server changes nothing of a membership.
        conditional = [name for name, task in declared(module).items() if "when" in task and name not in self.done]
        self.order = [name for name in ORDER if name not in (*self.kind.without, *conditional)]
        self.changes = "Change it" in self.order
        all_looks = looks(module)
        self.last_look = all_looks[all_looks.index("Look at it before the removal") - 1]

    def state(self, step: str):
        """Return the object in a step's result, without the keys that describe the run."""
        state = self.done[step][self.kind.result]
        return state and {key: state[key] for key in state if key not in self.kind.about_the_run}


WITH_LIFECYCLE = [module for module in MODULES if expected(module, "lifecycle")]


@pytest.fixture(
    scope="module", params=[(module, transport) for module in WITH_LIFECYCLE for transport in TRANSPORTS], ids="-".join
)
def case(request, known):
    """Return a case for each module and transport."""
    return Case(*request.param)


def test_all_steps_were_taken_and_only_the_refused_ones_failed(case):
    assert [name for name in case.done if name in ORDER] == case.order
    unexpected = case.done.failed ^ (case.refused & set(case.done))
    assert unexpected == set(), {name: case.done[name].get("msg") for name in unexpected}


def test_only_changes_are_reported_as_changed(case):
    taken = [name for name in case.order if not name.startswith("Look")]
    assert {name: case.done[name]["changed"] for name in taken} == {name: name in CHANGING for name in taken}


def test_check_mode_writes_nothing(case):
    for before, after in (
        ("Look before", "Look after check mode"),
        ("Look at it", "Look at it again"),
        (case.last_look, "Look at it before the removal"),
    ):
        assert case.done.look(before) == case.done.look(after), (before, after)


def test_check_mode_predicts_the_result(case):
    for step in PREDICTED:
        if step not in case.order:
            continue
        predicted, real = case.done[step + " in check mode"], case.done[step]
        assert set(predicted) == set(real), step
        predicted_state, state = dict(predicted[case.kind.result] or {}), dict(real[case.kind.result] or {})
        for key in case.kind.known_to_the_server_only:
            if key in predicted_state and not predicted_state[key]:
                del predicted_state[key], state[key]
        assert predicted_state == state, step
        assert predicted["diff"] == real["diff"], step
        if step == "Create it" and "id" in case.kind.known_to_the_server_only:
            assert predicted[case.kind.result]["id"] is None
            assert real[case.kind.result]["id"]


def test_a_second_run_writes_nothing_and_returns_the_same(case):
    assert case.state("Create it again") == case.state("Create it again in check mode") == case.state("Create it")
    assert case.state("Remove it again") == case.state("Remove it")
    if "Change it again" in case.order:
        assert case.state("Change it again") == case.state("Change it")


def test_the_server_has_each_change(case):
    created, changed, removed = (case.done.look(name) for name in ("Look at it", "Look at the change", "Look for it"))
    assert case.done.look("Look before") != created
    assert (created != changed) is case.changes
    assert removed not in (created, changed)


def test_the_diff_has_the_managed_fields_only(case):
    created, removed = (case.done[name]["diff"] for name in ("Create it", "Remove it"))
    assert (created["before"] != {}) is (removed["after"] != {}) is case.kind.exists_before
    assert set(created["after"]) == set(case.kind.created)
    if case.changes:
        changed = case.done["Change it"]["diff"]
        assert set(changed["after"]) == set(case.kind.changed)
        # A new secret has no old value to show.
        assert set(changed["after"]) - set(changed["before"]) <= {"value"}
