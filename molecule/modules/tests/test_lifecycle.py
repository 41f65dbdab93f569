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
    "Look before", "Predict making it", "Look after the prediction", "Make it", "Look at it", "Make it again", "Check it",
    "Predict changing it", "Look at it again", "Change it", "Look at the change", "Change it again", "Predict removing it",
    "Look at it before the removal", "Remove it", "Look for it", "Remove it again",
)


@pytest.fixture(scope="module", params=[(module, transport) for module in sorted(KINDS) for transport in TRANSPORTS],
                ids=lambda pair: "-".join(pair))
def case(request, known):
    """Return a module's kind with its steps over one transport."""
    module, transport = request.param
    return KINDS[module], steps(module)[transport]


def without_ids(state):
    """Return a state as check mode can predict it."""
    return state if state is None else {key: value for key, value in state.items() if key not in ("id", "owner_id")}


def test_all_steps_were_taken_and_only_the_refused_ones_failed(case):
    _kind, done = case
    assert [name for name in done if name in ORDER] == list(ORDER)
    refused = {name for name in done if name.startswith("Refuse ")}
    assert done.failed == refused, {name: done[name].get("msg") for name in done.failed ^ refused}


def test_each_refusal_says_what_kind_of_failure_it_is(case):
    _kind, done = case
    told = {name: (done[name].get("failure") or {}).get("kind") for name in done.failed}
    assert set(told.values()) <= {"input", "refused", "request", "not_taken", "host", "connection", "absent"}, told


def test_what_changes_says_so_and_nothing_else_does(case):
    _kind, done = case
    changing = {"Predict making it", "Make it", "Predict changing it", "Change it", "Predict removing it", "Remove it"}
    assert {name: done[name]["changed"] for name in ORDER if not name.startswith("Look")} == {
        name: name in changing for name in ORDER if not name.startswith("Look")}


def test_check_mode_writes_nothing(case):
    _kind, done = case
    for before, after in (("Look before", "Look after the prediction"), ("Look at it", "Look at it again"),
                          (case[0].last_look, "Look at it before the removal")):
        assert done.look(before) == done.look(after), (before, after)


def test_check_mode_predicts_the_result(case):
    kind, done = case
    for predicted, real in (("Predict making it", "Make it"), ("Predict changing it", "Change it"),
                            ("Predict removing it", "Remove it")):
        told, came = done[predicted], done[real]
        assert set(told) - {"warnings"} == set(came) - {"warnings"}
        assert without_ids(told[kind.result]) == without_ids(came[kind.result]), predicted
        assert set(told[kind.result] or ()) == set(came[kind.result] or ())
        assert told["diff"] == came["diff"], predicted
    assert (done["Predict making it"][kind.result] or {}).get("id") is None


def test_a_second_run_writes_nothing_and_tells_the_same(case):
    kind, done = case
    assert done["Make it again"][kind.result] == done["Check it"][kind.result] == done["Make it"][kind.result]
    assert done["Change it again"][kind.result] == done["Change it"][kind.result]
    assert done["Remove it again"][kind.result] == done["Remove it"][kind.result]


def test_the_server_saw_each_change(case):
    _kind, done = case
    made, changed, removed = (done.look(name) for name in ("Look at it", "Look at the change", "Look for it"))
    assert done.look("Look before") != made
    assert made != changed
    assert removed not in (made, changed)


def test_the_diff_shows_managed_fields_only(case):
    kind, done = case
    made, changed, removed = (done[name]["diff"] for name in ("Make it", "Change it", "Remove it"))
    assert (made["before"] == {}) is kind.made_from_nothing
    assert (removed["after"] == {}) is kind.made_from_nothing
    assert set(made["after"]) == set(kind.made)
    assert set(changed["before"]) == set(changed["after"]) == set(kind.changed)
