# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals are explained in words of the options, over both transports and in check mode alike."""

from __future__ import annotations

import pytest
from steps import MODULES, TRANSPORTS, expected, steps

REFUSALS = {(module, step): refusal for module in MODULES for step, refusal in expected(module, "refusal").items()}
# The tests of its own file judge its failures, which are lists.
SINGLE = sorted(set(MODULES) - {"workspace", "workspace_info"})


@pytest.mark.parametrize("module", SINGLE)
def test_the_steps_with_a_refusal_fail_and_no_other(module, known):
    # Values that Ansible refuses by the argument spec never reach our code.
    failed = {
        name
        for transport in TRANSPORTS
        for name, result in steps(module)[transport].items()
        if result.get("failed") and "failure" in result
    }
    assert failed == set(expected(module, "refusal"))


@pytest.mark.parametrize(("module", "step"), REFUSALS, ids=[" - ".join(case) for case in REFUSALS])
def test_the_refusal_names_the_mistake(module, step, known):
    refusal = dict(REFUSALS[module, step])
    words = refusal.pop("words", "")
    seen = [steps(module)[transport][step] for transport in TRANSPORTS if step in steps(module)[transport]]
    assert seen
    for result in seen:
        assert {key: result["failure"].get(key) for key in refusal} == refusal, result["msg"]
        assert words in result["msg"]
        assert result["failure"]["message"] == result["msg"]
