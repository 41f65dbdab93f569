# SPDX-License-Identifier: GPL-3.0-or-later
"""Module emoji: the list of the server, and the image on it."""

from __future__ import annotations

import pytest
from steps import look, steps


@pytest.fixture(scope="module")
def over_http(known):
    """Return the steps over HTTP, as the socket has no such route."""
    return steps("emoji")["http"]


def emojis(done, step):
    """Return {name: id} of the emojis that a step saw."""
    ((status, data),) = look(done[step]["stdout"])
    assert status == 200
    return {entry["name"]: entry["id"] for entry in data}


def test_it_is_created_and_deleted(over_http):
    assert emojis(over_http, "Look at it") == {"parrot": over_http["Create it"]["emoji"]["id"]}
    assert emojis(over_http, "Look for it") == emojis(over_http, "Look before") == {}


def test_check_mode_writes_nothing(over_http):
    assert emojis(over_http, "Look after check mode") == {}


def test_the_server_has_the_image(over_http):
    assert over_http["Compare the image"]["rc"] == 0


def test_a_replaced_one_is_a_new_one(over_http):
    assert emojis(over_http, "Look at the new one")["parrot"] != emojis(over_http, "Look at it")["parrot"]


@pytest.mark.parametrize(
    ("step", "changed"),
    [
        ("Create it in check mode", True),
        ("Create it", True),
        ("Create it again", False),
        ("Replace it with an image of the controller", True),
        ("Remove it in check mode", True),
        ("Remove it", True),
        ("Remove it again", False),
    ],
)
def test_only_changes_are_reported(over_http, step, changed):
    assert over_http[step]["changed"] is changed
