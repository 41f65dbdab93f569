# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters that join the switch of team creation with a list of roles."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.team_creation import FilterModule as TeamCreation

team_creation, said = (TeamCreation().filters()[name] for name in ("team_creation", "team_creation_said"))


@pytest.mark.parametrize("call", [lambda: team_creation({}, True), lambda: said("roles")])
def test_what_is_of_another_type_is_an_error(call):
    with pytest.raises(AnsibleFilterError):
        call()


OTHER = {"name": "team_user", "permissions_removed": ["create_team"]}


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ([], None),
        ([OTHER], None),
        ([{"name": "system_user"}], None),
        ([{"name": "system_user", "permissions_added": ["a"], "permissions_removed": None}], None),
        ([OTHER, {"name": "system_user", "permissions_added": ["create_team"]}], True),
        ([{"name": "system_user", "permissions_removed": ["create_team"]}], False),
        ([{"name": "system_user", "permissions": ["create_team"]}], True),
        ([{"name": "system_user", "permissions": ["a"]}], False),
        ([{"name": "system_user", "permissions": []}], False),
    ],
)
def test_what_a_list_says_of_team_creation(own, says):
    assert said(own) is says
    # Where it speaks, nothing is added; where it does not, the wanted thing is.
    for wanted in (True, False):
        assert said(team_creation(own, wanted)) is (wanted if says is None else says)
    assert team_creation(own, None) == own


def test_an_entry_of_the_list_is_extended_and_not_changed_itself():
    own = [OTHER, {"name": "system_user", "permissions_removed": ["a"]}]
    assert team_creation(own, False) == [OTHER, {"name": "system_user", "permissions_removed": ["a", "create_team"]}]
    assert team_creation(own, True)[1] == {
        "name": "system_user",
        "permissions_removed": ["a"],
        "permissions_added": ["create_team"],
    }
    assert own[1] == {"name": "system_user", "permissions_removed": ["a"]}


def test_a_text_is_a_list_too():
    assert said([{"name": "system_user", "permissions_added": "a, create_team"}]) is True
    assert team_creation([{"name": "system_user", "permissions_removed": "a,b"}], False) == [
        {"name": "system_user", "permissions_removed": ["a", "b", "create_team"]}
    ]


def test_a_malformed_entry_is_left_to_those_who_check_it():
    assert said(["system_user"]) is None
