# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module that keeps something has in common: predicted, made, again, changed, again, removed, again.

The files in tasks/ name these steps alike. Each look is the server's own answer, so that one which differs in nothing,
times of the last change among it, says that nothing was written in between.
"""

from __future__ import annotations

import pytest
from kinds import KINDS
from steps import TRANSPORTS, steps

ORDER = (
    "Look before",
    "Predict making it",
    "Look after the prediction",
    "Make it",
    "Look at it",
    "Make it again",
    "Check it",
    "Predict changing it",
    "Look at it again",
    "Change it",
    "Look at the change",
    "Change it again",
    "Predict removing it",
    "Look at it before the removal",
    "Remove it",
    "Look for it",
    "Remove it again",
)
CHANGE = ("Predict changing it", "Change it", "Change it again")
CHANGING = ("Predict making it", "Make it", "Predict changing it", "Change it", "Predict removing it", "Remove it")


class Case:
    """A module's steps over one transport, with what is known of the module."""

    def __init__(self, module: str, transport: str):
        self.kind = KINDS[module]
        self.done = steps(module)[transport]
        self.changes = transport in self.kind.changes_over
        left_out = CHANGE if not self.changes else () if self.kind.repeats_the_change else CHANGE[-1:]
        self.order = [name for name in ORDER if name not in left_out]

    def state(self, step: str):
        """Return the object in a step's result, without what tells about the run."""
        state = self.done[step][self.kind.result]
        return state if state is None else {key: state[key] for key in state if key not in self.kind.passing}


@pytest.fixture(
    scope="module", params=[(module, transport) for module in sorted(KINDS) for transport in TRANSPORTS], ids="-".join
)
def case(request, known):
    """Return a case for each module and transport."""
    return Case(*request.param)


def test_all_steps_were_taken_and_only_the_refused_ones_failed(case):
    assert [name for name in case.done if name in ORDER] == case.order
    refused = {name for name in case.done if name.startswith("Refuse ")}
    assert case.done.failed == refused, {name: case.done[name].get("msg") for name in case.done.failed ^ refused}


def test_each_refusal_says_what_kind_of_failure_it_is(case):
    told = {name: (case.done[name].get("failure") or {}).get("kind") for name in case.done.failed}
    assert set(told.values()) <= {"input", "refused", "request", "not_taken", "host"}, told


def test_what_changes_says_so_and_nothing_else_does(case):
    taken = [name for name in case.order if not name.startswith("Look")]
    assert {name: case.done[name]["changed"] for name in taken} == {name: name in CHANGING for name in taken}


def test_check_mode_writes_nothing(case):
    for before, after in (
        ("Look before", "Look after the prediction"),
        ("Look at it", "Look at it again"),
        (case.kind.last_look, "Look at it before the removal"),
    ):
        assert case.done.look(before) == case.done.look(after), (before, after)


def test_check_mode_predicts_the_result(case):
    for predicted, real in zip(CHANGING[::2], CHANGING[1::2]):
        if real not in case.order:
            continue
        told, came = case.done[predicted], case.done[real]
        assert set(told) == set(came), predicted
        told_state, came_state = dict(told[case.kind.result] or {}), dict(came[case.kind.result] or {})
        for key in case.kind.unknown:
            if key in told_state and not told_state[key]:
                del told_state[key], came_state[key]
        assert told_state == came_state, predicted
        assert told["diff"] == came["diff"], predicted
        if real == "Make it" and "id" in case.kind.unknown:
            assert told[case.kind.result]["id"] is None
            assert came[case.kind.result]["id"]


def test_a_second_run_writes_nothing_and_tells_the_same(case):
    assert case.state("Make it again") == case.state("Check it") == case.state("Make it")
    assert case.state("Remove it again") == case.state("Remove it")
    if "Change it again" in case.order:
        assert case.state("Change it again") == case.state("Change it")


def test_the_server_saw_each_change(case):
    made, changed, removed = (case.done.look(name) for name in ("Look at it", "Look at the change", "Look for it"))
    assert case.done.look("Look before") != made
    assert (made != changed) is case.changes
    assert removed not in (made, changed)


def test_the_diff_shows_managed_fields_only(case):
    made, removed = (case.done[name]["diff"] for name in ("Make it", "Remove it"))
    assert (made["before"] == {}) is (removed["after"] == {}) is case.kind.made_from_nothing
    assert set(made["after"]) == set(case.kind.made)
    if case.changes:
        changed = case.done["Change it"]["diff"]
        assert set(changed["after"]) == set(case.kind.changed)
        # Of a new secret there is nothing to show before.
        assert set(changed["after"]) - set(changed["before"]) <= {"value"}
