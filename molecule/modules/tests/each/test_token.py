# SPDX-License-Identifier: GPL-3.0-or-later
"""Module token: what the server has, what the file holds, and who is let in with it."""

from __future__ import annotations

import json


def active(done, step):
    """Return the ids of the tokens that a step saw."""
    tokens = done.seen(step)
    assert all(token["is_active"] and "token" not in token for token in tokens)
    return [token["id"] for token in tokens]


def test_there_is_one_token_and_a_new_one_takes_its_place(done):
    made, changed, left = (
        active(done, name) for name in ("Look at it", "Look at the change", "Look at the only one left")
    )
    assert made == [done["Create it"]["token"]["id"]]
    assert changed == [done["Change it"]["token"]["id"]]
    assert left == [done["Revoke all but a new one"]["token"]["id"]]
    assert len({*made, *changed, *left}) == 3
    assert active(done, "Look for it") == []


def test_the_value_is_in_a_file_for_root_alone(done):
    first, second = (json.loads(done[name]["stdout"]) for name in ("See the file", "See the file of the new one"))
    assert (first["mode"], first["length"], second["mode"], second["length"]) == ("0o600", 26, "0o600", 26)
    assert first["sum"] != second["sum"]
    assert done["Close the file again"]["diff"]["after"]["mode"] == "0600"
    assert done["See that the file is gone"]["stdout"].strip() == "gone"


def test_what_is_found_in_order_is_left_alone(done):
    assert done["Find the new one as it is"]["changed"] is False
    assert done["Find the new one as it is"]["token"]["id"] == done["Change it"]["token"]["id"]


def test_the_value_comes_back_once_where_there_is_no_file(done):
    assert done["See that the value comes back once without a file"]["msg"] == "26 True"


def test_several_of_one_description_are_named(done):
    assert len(done["Refuse to choose one of two"]["failure"]["ids"]) == 2


def test_no_token_was_made_that_could_not_be_kept(done):
    assert done.look("Look at what was refused") == [(200, [])]


def test_the_administrators_token_lets_the_administrator_in(witness):
    assert witness.client.username == "jane"


def test_another_client_finds_what_is_left(done, witness, ids):
    left = done
    assert left["Remove it"]["token"] is None
    found = witness.users.get_user_access_tokens_for_user(ids["sam-" + done.transport])
    assert [entry["description"] for entry in found] == ["Returned " + done.transport]
