# SPDX-License-Identifier: GPL-3.0-or-later
"""Module user_info."""

from __future__ import annotations

import pytest

USERS = "/api/v4/users"
TEAM = "homehomehomehomehomehomeho"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
GONE = 1700000000009


def page(server, users, number=0, **where):
    """Expect a page of the list."""
    server.expect("GET", USERS, 200, users, query=dict(where, page=str(number), per_page="200"))


def test_all_active_ones(server, run, bodies):
    robot = dict(bodies["alice"], username="robot", is_bot=True)
    page(server, [bodies["admin"], bodies["alice"], robot], active="true")
    result = run("user_info")
    assert result["changed"] is False and result["missing"] == []
    assert [user["username"] for user in result["users"]] == ["admin", "alice"]
    assert result["users"][1] == {
        "id": "alicealicealicealicealicea",
        "username": "alice",
        "email": "alice@example.com",
        "nickname": "al",
        "first_name": "Alice",
        "last_name": "Liddell",
        "position": "Developer",
        "locale": "de",
        "roles": ["system_user"],
        "state": "present",
    }


@pytest.mark.parametrize("check", (False, True))
def test_some_names_and_no_page_more_than_needed(server, run, bodies, check):
    page(server, [bodies["admin"]] * 200)
    page(server, [dict(bodies["alice"], delete_at=GONE)] + [bodies["admin"]] * 199, number=1)
    result = run("user_info", check=check, usernames=["ALICE", "alice"], state="all")
    assert [(user["username"], user["state"]) for user in result["users"]] == [("alice", "inactive")]
    assert result["missing"] == []


def test_missing_names(server, run, bodies):
    page(server, [bodies["alice"]], active="true")
    result = run("user_info", usernames=["nobody", "alice", "Nowhere"])
    assert [user["username"] for user in result["users"]] == ["alice"]
    assert result["missing"] == ["nobody", "nowhere"]


def test_no_names_cost_nothing(server, run):
    result = run("user_info", usernames=[])
    assert (result["users"], result["missing"]) == ([], [])


def test_deactivated_ones(server, run, bodies):
    page(server, [dict(bodies["alice"], delete_at=GONE)], inactive="true")
    assert run("user_info", state="inactive")["users"][0]["state"] == "inactive"


def test_one_role_is_chosen_by_the_server(server, run, bodies):
    page(server, [bodies["admin"]], active="true", role="system_admin")
    assert [user["username"] for user in run("user_info", roles=["system_admin"])["users"]] == ["admin"]


def test_several_roles(server, run, bodies):
    page(server, [bodies["admin"], bodies["alice"]], active="true")
    result = run("user_info", roles=["system_admin", "system_manager"])
    assert [user["username"] for user in result["users"]] == ["admin"]


def test_in_a_team(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 200, bodies["team"])
    bob = dict(bodies["alice"], username="bob", delete_at=GONE)
    page(server, [bodies["admin"], bodies["alice"], bob], in_team=TEAM)
    result = run("user_info", team="home", roles=["system_user"])
    assert [user["username"] for user in result["users"]] == ["admin", "alice"]


def test_in_a_team_that_does_not_exist(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    assert run("user_info", team="home")["failure"]["option"] == "team"


def test_an_unknown_role(server, run, bodies):
    server.expect(
        "GET",
        USERS,
        400,
        bodies["errors"]["unknown_role_filter"],
        query={"active": "true", "role": "nonsense", "page": "0", "per_page": "200"},
    )
    assert run("user_info", roles=["nonsense"])["failure"]["option"] == "roles"


def test_not_signed_in(server, run, bodies):
    server.expect(
        "GET", USERS, 401, bodies["errors"]["no_session"], query={"active": "true", "page": "0", "per_page": "200"}
    )
    assert run("user_info", **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    server.expect(
        "GET", USERS, 500, bodies["errors"]["server"], query={"active": "true", "page": "0", "per_page": "200"}
    )
    assert run("user_info")["failure"]["status"] == 500


def test_nothing_where_no_server_is(server, run):
    server.expect(
        "GET",
        USERS,
        raises=FileNotFoundError(2, "No such file or directory"),
        query={"active": "true", "page": "0", "per_page": "200"},
    )
    result = run("user_info", check=True, predict_without_server=True, usernames=["alice"])
    assert (result["users"], result["missing"]) == ([], ["alice"])


def test_no_server_is_an_error_otherwise(server, run):
    for dummy in range(4):
        server.expect(
            "GET",
            USERS,
            raises=FileNotFoundError(2, "No such file or directory"),
            query={"active": "true", "page": "0", "per_page": "200"},
        )
    assert run("user_info", predict_without_server=True)["failure"]["kind"] == "absent"
