# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison that the contract rests on: it must let pass what varies, and nothing else."""

from __future__ import annotations

import importlib.util
import pathlib
import sys

import pytest

PATH = pathlib.Path(__file__).resolve().parents[2] / "contract" / "match.py"
SPEC = importlib.util.spec_from_file_location("contract_match", PATH)
match = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = match
SPEC.loader.exec_module(match)

ONE, TWO = "y" * 26, "b" * 26
NOON = 1_790_000_000_000


@pytest.fixture(name="bindings")
def fixture_bindings():
    return match.Bindings()


def differences(bindings, wanted, found, unordered=()):
    bindings.exchange += 1
    return [str(item) for item in match.Matcher(bindings, unordered).body(wanted, found)]


def test_a_placeholder_keeps_its_first_value(bindings):
    assert not differences(bindings, {"id": "<id:user_alice>"}, {"id": ONE})
    assert not differences(bindings, {"id": "<id:user_alice>"}, {"id": ONE})
    assert differences(bindings, {"id": "<id:user_alice>"}, {"id": TWO})


def test_two_placeholders_are_two_values(bindings):
    assert not differences(bindings, ["<id:1>"], [ONE])
    assert differences(bindings, ["<id:2>"], [ONE])


def test_an_id_must_look_like_one(bindings):
    assert differences(bindings, {"id": "<id:1>"}, {"id": "short"})


def test_a_bound_value_is_sent_in_later_requests(bindings):
    differences(bindings, {"id": "<id:user_alice>"}, {"id": ONE})
    assert bindings.fill("/api/v4/users/<id:user_alice>/patch") == "/api/v4/users/%s/patch" % ONE
    assert bindings.fill({"a": ["<id:user_alice>"]}) == {"a": [ONE]}


def test_an_unknown_id_is_made_up_once(bindings):
    made_up = bindings.fill("<id:9>")
    assert len(made_up) == 26
    assert bindings.fill("x<id:9>") == "x" + made_up


def test_a_secret_nobody_has_seen_cannot_be_sent(bindings):
    with pytest.raises(LookupError):
        bindings.fill("<secret:PublicLinkSalt>")


def test_text_of_the_server_in_angle_brackets_is_no_placeholder(bindings):
    assert not differences(bindings, "<no value>", "<no value>")
    assert differences(bindings, "<no value>", "something")


@pytest.mark.parametrize(
    "wanted, found", [(1, "1"), (0, False), (True, 1), (None, ""), ("", None), ("a", "b"), ([], None), ({}, []), (1, 2)]
)
def test_types_and_values_count(bindings, wanted, found):
    assert differences(bindings, {"key": wanted}, {"key": found})


def test_missing_and_additional_keys_count(bindings):
    assert differences(bindings, {"a": 1, "b": 2}, {"a": 1}) == ["b: wanted 2, found '(absent)'"]
    assert differences(bindings, {"a": 1}, {"a": 1, "b": 2}) == ["b: wanted '(absent)', found 2"]


def test_a_time_that_moved_is_noticed(bindings):
    wanted = {"id": "<id:1>", "update_at": "<ms:1>"}
    assert not differences(bindings, wanted, {"id": ONE, "update_at": NOON})
    assert differences(bindings, wanted, {"id": ONE, "update_at": NOON + 1})


def test_a_time_that_should_have_moved_is_noticed(bindings):
    assert not differences(bindings, {"id": "<id:1>", "update_at": "<ms:1>"}, {"id": ONE, "update_at": NOON})
    assert differences(bindings, {"id": "<id:1>", "update_at": "<ms:2>"}, {"id": ONE, "update_at": NOON})


def test_equal_times_of_different_fields_only_have_to_be_close(bindings):
    wanted = {"id": "<id:1>", "create_at": "<ms:1>", "update_at": "<ms:1>"}
    assert not differences(bindings, wanted, {"id": ONE, "create_at": NOON, "update_at": NOON + 3})
    far = {"id": TWO, "create_at": NOON, "update_at": NOON + 10 * match.CLOSE_MS}
    assert differences(match.Bindings(), wanted, far)


def test_a_time_is_a_number_of_milliseconds(bindings):
    assert differences(bindings, {"create_at": "<ms:1>"}, {"create_at": 0})
    assert differences(bindings, {"create_at": "<ms:1>"}, {"create_at": str(NOON)}) == []
    assert differences(match.Bindings(), {"create_at": "<ms:1>"}, {"create_at": 12.5})


def test_a_time_goes_back_as_a_number(bindings):
    differences(bindings, {"id": "<id:1>", "create_at": "<ms:1>"}, {"id": ONE, "create_at": NOON})
    assert bindings.fill({"create_at": "<ms:1>"}) == {"create_at": NOON}


def test_the_end_of_a_list_counts(bindings):
    wanted = ["a", "... 2 more"]
    assert not differences(bindings, wanted, ["a", "b", "c"])
    assert differences(bindings, wanted, ["a", "b"])
    assert differences(bindings, wanted, ["b", "a", "c"])


def test_only_the_kept_paths_of_a_trimmed_answer_count(bindings):
    wanted = {"...": "trimmed, only the named paths are kept", "TeamSettings": {"SiteName": "Chat", "Map": {"a": 1}}}
    found = {"TeamSettings": {"SiteName": "Chat", "Other": 1, "Map": {"a": 1}}, "SqlSettings": {}}
    assert not differences(bindings, wanted, found)
    found["TeamSettings"]["Map"] = {"a": 1, "b": 2}
    assert differences(bindings, wanted, found)
    assert differences(bindings, wanted, {"TeamSettings": {"SiteName": "Chat"}})


def test_lists_have_an_order_unless_it_is_said(bindings):
    assert differences(bindings, ["b", "a"], ["a", "b"])
    assert not differences(bindings, ["b", "a"], ["a", "b"], ("",))
    assert differences(bindings, ["b", "a"], ["a", "c"], ("",))


def test_a_sorted_list_keeps_its_order_even_then(bindings):
    wanted = {"permissions": ["a", "b"]}
    assert differences(bindings, wanted, {"permissions": ["b", "a"]}, ("permissions",))


def test_objects_without_order_bind_as_they_fit(bindings):
    wanted = [{"id": "<id:user_bob>", "name": "bob"}, {"id": "<id:user_alice>", "name": "alice"}]
    found = [{"id": ONE, "name": "alice"}, {"id": TWO, "name": "bob"}]
    assert not differences(bindings, wanted, found, ("",))
    assert bindings.values == {"id:user_alice": ONE, "id:user_bob": TWO}


def test_headers_are_compared_with_their_number():
    bindings = match.Bindings()
    cookie = "MMAUTHTOKEN=<id:3>; Path=/; Expires=<date>; HttpOnly"
    real = "MMAUTHTOKEN=%s; Path=/; Expires=Mon, 01 Jan 2029 00:00:00 GMT; HttpOnly" % ONE
    assert not match.headers(bindings, [["Set-Cookie", cookie]], [["set-cookie", real]])
    assert match.headers(bindings, [["Set-Cookie", cookie]], [["set-cookie", real + "; Secure"]])
    assert match.headers(bindings, [["Set-Cookie", cookie]], [])
    assert match.headers(bindings, [], [["X-Frame-Options", "DENY"]])
    assert not match.headers(bindings, [], [["X-Frame-Options", "DENY"]], ("set-cookie",))


def test_the_same_token_in_two_headers_is_one_value():
    bindings = match.Bindings()
    wanted = [["Set-Cookie", "MMAUTHTOKEN=<id:3>; Path=/"], ["Token", "<id:3>"]]
    assert not match.headers(bindings, wanted, [["Set-Cookie", "MMAUTHTOKEN=%s; Path=/" % ONE], ["Token", ONE]])
    assert match.headers(match.Bindings(), wanted, [["Set-Cookie", "MMAUTHTOKEN=%s; Path=/" % ONE], ["Token", TWO]])


def test_a_negative_time_is_generated(bindings):
    assert not differences(bindings, {"last_picture_update": -1795362549407}, {"last_picture_update": -NOON})
    assert differences(bindings, {"last_picture_update": -1795362549407}, {"last_picture_update": -1})
