# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused says so in words of the options, over both transports and in check mode alike."""

from __future__ import annotations

import pytest
from refusals import REFUSALS
from steps import TRANSPORTS, steps

CASES = [(module, step) for module in sorted(REFUSALS) for step in REFUSALS[module]]


@pytest.mark.parametrize("module", sorted(REFUSALS))
def test_exactly_the_known_steps_are_refused(module, known):
    # What Ansible refuses by the argument spec never reaches our code.
    failed = {
        name
        for transport in TRANSPORTS
        for name, result in steps(module)[transport].items()
        if result.get("failed") and "failure" in result
    }
    assert failed == set(REFUSALS[module])


@pytest.mark.parametrize(("module", "step"), CASES, ids=[" - ".join(case) for case in CASES])
def test_the_refusal_names_what_is_wrong(module, step, known):
    told = REFUSALS[module][step]
    seen = [steps(module)[transport][step] for transport in TRANSPORTS if step in steps(module)[transport]]
    assert seen
    for result in seen:
        failure = result["failure"]
        assert failure["kind"] == told.kind, result["msg"]
        if told.option:
            assert failure["option"] == told.option, result["msg"]
        if told.status:
            assert failure["status"] == told.status, result["msg"]
        assert told.words in result["msg"]
        assert failure["message"] == result["msg"]
