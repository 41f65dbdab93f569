# SPDX-License-Identifier: GPL-3.0-or-later
"""Module token: the tokens of the server, the file with the value, and signing in with it."""

from __future__ import annotations

import json


def active(done, step):
    """Return the ids of the tokens that a step saw."""
    tokens = done.seen(step)
    assert all(token["is_active"] and "token" not in token for token in tokens)
    return [token["id"] for token in tokens]


def test_a_new_token_replaces_the_old_one(done):
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


def test_a_valid_token_is_left_alone(done):
    assert done["Find the new one without a change"]["changed"] is False
    assert done["Find the new one without a change"]["token"]["id"] == done["Change it"]["token"]["id"]


def test_without_a_file_the_value_is_returned_once(done):
    assert done["See that the value comes back once without a file"]["msg"] == "26 True"


def test_several_of_one_description_are_named(done):
    assert len(done["Refuse to choose one of two"]["failure"]["ids"]) == 2


def test_no_token_is_created_without_a_place_for_it(done):
    assert done.look("Look after the refusals") == [(200, [])]


def test_the_administrators_token_works(witness):
    assert witness.client.username == "jane"


def test_another_client_finds_the_rest(done, witness, ids):
    left = done
    assert left["Remove it"]["token"] is None
    found = witness.users.get_user_access_tokens_for_user(ids["sam-" + done.transport])
    assert [entry["description"] for entry in found] == ["Returned " + done.transport]
