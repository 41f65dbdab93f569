# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter workspace: what the role checks and decides before it changes anything."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.groupware.mattermost.plugins.filter.workspace import FilterModule

workspace = FilterModule().filters()["workspace"]
GOOD = {
    "admin": {"username": "jane", "email": "jane@example.com"},
    "teams": [{"name": "home", "display_name": "Home", "members": ["jane", "alice"]}],
    "users": [{"username": "alice", "email": "alice@example.com"}],
    "channels": [{"team": "home", "name": "news", "members": ["alice"]}],
    "roles": [{"name": "system_user", "permissions_removed": ["create_team"]}],
    "bots": [{"username": "robo", "owner": "jane"}],
    "webhooks": {"incoming": [{"team": "home", "channel": "news", "display_name": "Build", "user": "jane"}]},
    "commands": [{"team": "home", "trigger": "w", "request_url": "https://hooks.example.com/", "creator": "jane"}],
    "plugins": [{"id": "com.example.one", "enabled": True}],
    "exclusive": ["users", "team_members", "webhooks"],
    "removal_limit": 25,
}


def workspace_problems(*arguments):
    return workspace(*arguments)["problems"]


def test_nothing_is_wrong():
    assert workspace_problems(GOOD) == []


@pytest.mark.parametrize(
    "workspace",
    (
        {},
        {"admin": {}, "teams": [], "webhooks": {}},
        dict.fromkeys(GOOD.keys() - {"exclusive", "removal_limit"}),
        {"admin": dict.fromkeys(("username", "email"))},
    ),
)
def test_nothing_is_given(workspace):
    assert workspace_problems(workspace) == []


@pytest.mark.parametrize(
    "option, value, words",
    (
        ("teams", [{"name": "Home"}], "teams[0]: option name: 'Home'"),
        ("teams", [{"name": "administrators"}], "begins with admin, which is reserved"),
        ("users", [{"username": "a b"}], "users[0]: option username: 'a b'"),
        ("users", [{"username": "ann"}, {"username": "ANN"}], "users[1] (ann): is given twice, in users[0] too"),
        ("users", [{"username": "ann", "state": "absent"}], "say permanent: true"),
        ("channels", [{"team": "home", "name": "x y"}], "channels[0]: option name"),
        ("channels", [{"team": "home", "name": "x", "members": ["a b"]}], "channels[0].members: option user"),
        ("roles", [{"name": "system_user"}], "roles[0]: option permissions"),
        ("bots", [{"username": "all"}], "bots[0]: option username: 'all': all is reserved"),
        (
            "webhooks",
            {"outgoing": [{"team": "home", "display_name": "Ask", "callback_urls": ["ftp://x"]}]},
            "webhooks.outgoing[0]: option callback_urls: 'ftp://x'",
        ),
        ("commands", [{"team": "home", "trigger": "/w"}], "commands[0]: option trigger"),
        ("plugins", [{"id": "x"}], "plugins[0]: option id"),
        ("removal_limit", 101, "removal_limit: is a share in percent"),
        ("admin", {"username": "jane"}, "admin: email is missing"),
        ("admin", {"username": "a b", "email": "jane@example.com"}, "admin: option username: 'a b'"),
    ),
)
def test_each_problem_names_the_variable(option, value, words):
    problems = workspace_problems({option: value}, "mattermost_workspace_")
    assert len(problems) == 1
    assert words in problems[0]
    assert problems[0].startswith("mattermost_workspace_" + option)


def test_all_problems_are_told_at_once():
    wrong = {
        "admin": {"username": "jane"},
        "exclusive": ["bots"],
        "teams": [{"name": "x"}],
        "users": [{"username": ""}],
    }
    problems = workspace_problems(wrong, "v_")
    assert [problem.partition(":")[0] for problem in problems] == ["v_admin", "v_exclusive", "v_users[0]", "v_teams[0]"]


@pytest.mark.parametrize("bots", (None, []))
def test_an_exclusive_kind_of_which_nothing_is_listed(bots):
    """The role's lists are empty when nobody has said anything, so an empty one is none."""
    assert workspace_problems({"exclusive": ["bots"], "bots": bots}, "v_") == [
        "v_exclusive: names bots, but bots is not given; list what has to stay"
    ]


def test_the_administrators_password_may_come_from_a_file():
    assert workspace_problems({"admin": {"username": "jane", "email": "jane@example.com"}}) == []


def test_numbers_become_names_as_in_the_module():
    """Variables of YAML are often what they do not look like."""
    wanted = {
        "admin": {"username": 123, "email": "jane@example.com"},
        "users": [{"username": 12345}, {"username": 12346}],
        "teams": [{"name": 2024, "members": [12345]}],
        "channels": [{"team": 2024, "name": 2024}],
        "removal_limit": "25",
        "exclusive": "users",
    }
    assert workspace_problems(wanted) == []
    wanted["users"].append({"username": "12345"})
    assert workspace_problems(wanted) == ["users[2] (12345): is given twice, in users[0] too; merge the entries"]


@pytest.mark.parametrize(
    "option, value, words",
    (
        ("users", [{"username": "ann", "state": "gone"}], "value of state must be one of"),
        ("users", [{"username": "ann", "usernam": "bob"}], "unknown: users.usernam. Supported parameters include"),
        ("users", [{"email": "x@y.z"}], "missing required arguments: username"),
        ("teams", ["home"], "dictionary requested"),
        ("teams", "home", "dictionary requested"),
        ("webhooks", {"incoming": [{"display_name": "Build"}]}, "missing required arguments: team"),
        ("admin", ["jane"], "unable to convert to dict"),
        ("exclusive", ["posts"], "value of exclusive must be one or more of"),
        ("removal_limit", "many", "unable to convert to int"),
        ("userz", [], "unknown; there are "),
    ),
)
def test_what_the_module_would_not_even_take(option, value, words):
    problems = workspace_problems({option: value}, "mattermost_workspace_")
    assert words in "\n".join(problems)
    assert all(problem.startswith("mattermost_workspace_%s: " % option) for problem in problems)


def test_the_variables_are_left_as_they_are():
    entry = {"username": "ANN", "roles": "system_user"}
    workspace_problems({"users": [entry], "admin": {"username": "jane", "email": "x@y.z"}})
    assert entry == {"username": "ANN", "roles": "system_user"}


@pytest.mark.parametrize("wrong", (None, [], "text"))
def test_what_is_no_workspace(wrong):
    with pytest.raises(AnsibleFilterError, match="needs a dictionary"):
        workspace_problems(wrong)


TAKEN = [{"name": "system_user", "permissions_removed": ["create_team"]}]
GRANTED = [{"name": "system_user", "permissions_added": "create_team,list_team_channels"}]


@pytest.mark.parametrize(
    ("variables", "granted", "owner"),
    (
        ({"profile": "recommended"}, False, "mattermost_profile"),
        ({"profile": "upstream"}, None, "mattermost_profile"),
        ({"profile": "recommended", "enable_team_creation": "yes"}, True, "mattermost_enable_team_creation"),
        ({"profile": "upstream", "enable_team_creation": False}, False, "mattermost_enable_team_creation"),
        ({"profile": "recommended", "enable_team_creation": ""}, False, "mattermost_profile"),
        ({"profile": "recommended", "roles": GRANTED}, True, "mattermost_workspace_roles"),
        ({"profile": "upstream", "roles": TAKEN}, False, "mattermost_workspace_roles"),
        ({"roles": [{"name": "system_user", "permissions": ["view_team"]}]}, False, "mattermost_workspace_roles"),
        ({"profile": "upstream", "roles": [{"name": "team_user"}]}, None, "mattermost_profile"),
    ),
)
def test_who_may_create_teams(variables, granted, owner):
    found = workspace(variables)
    assert found["permissions"] == {"system_user": {"create_team": granted}}
    assert found["owners"] == {"Permissions.system_user.create_team": owner}


def test_a_list_and_a_variable_that_differ():
    found = workspace({"roles": GRANTED, "enable_team_creation": False}, "mattermost_workspace_")["problems"]
    assert found == [
        "mattermost_workspace_roles: system_user is granted create_team, but mattermost_enable_team_creation is false."
        " Remove one of them."
    ]
    assert workspace({"roles": TAKEN, "enable_team_creation": False})["problems"] == []
