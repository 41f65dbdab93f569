# SPDX-License-Identifier: GPL-3.0-or-later
"""Module role."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.role import OPTIONS, Role

BY_NAME = "/api/v4/roles/name/system_user"
PATCH = "/api/v4/roles/systemuserrolesystemuserro/patch"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
UNLICENSED = {"X-Version-Id": "11.6.0.11.6.0.x.false"}
LICENSED = {"X-Version-Id": "11.6.0.11.6.0.x.true"}


@pytest.fixture
def role(bodies):
    """Return the recorded role."""
    return bodies["system_user_role"]


def read(server, body, without=(), more=(), headers=None):
    """Expect the role to be read: as recorded, or with fewer and more permissions, sorted as after a change."""
    if without or more:
        body = dict(body, permissions=sorted(set(body["permissions"]) - set(without) | set(more)))
    server.expect("GET", "/api/v4/roles/name/" + body["name"], 200, body, headers=headers)


def changed(body, without=(), more=()):
    """Return the answer to a change: the role with sorted permissions."""
    return dict(body, permissions=sorted(set(body["permissions"]) - set(without) | set(more)))


def test_take_a_permission_and_keep_the_order_of_the_others(server, run, role):
    read(server, role)
    left = [name for name in role["permissions"] if name != "create_team"]
    server.expect("PUT", PATCH, 200, changed(role, ["create_team"]), body={"permissions": left})
    read(server, role, ["create_team"])
    result = run("role", name="system_user", permissions_removed=["create_team", "invite_user"])
    assert result["changed"] is True
    assert result["role"] == {
        "id": "systemuserrolesystemuserro",
        "name": "system_user",
        "permissions": sorted(left),
        "added": [],
        "removed": ["create_team"],
    }
    assert "create_team" in result["diff"]["before"]["permissions"]
    assert result["diff"]["after"] == {"name": "system_user", "permissions": sorted(left)}


def test_take_a_permission_in_check_mode(server, run, role):
    read(server, role)
    result = run("role", check=True, name="system_user", permissions_removed=["create_team"])
    assert result["changed"] is True
    assert result["role"]["removed"] == ["create_team"]
    assert set(result["role"]) == {"id", "name", "permissions", "added", "removed"}


def test_give_and_take(server, run, role):
    read(server, role)
    wanted = [name for name in role["permissions"] if name != "create_team"] + ["create_bot", "manage_bots"]
    server.expect(
        "PUT", PATCH, 200, changed(role, ["create_team"], ["create_bot", "manage_bots"]), body={"permissions": wanted}
    )
    read(server, role, ["create_team"], ["create_bot", "manage_bots"])
    result = run(
        "role",
        name="system_user",
        permissions_added=["manage_bots", "create_bot", "view_members"],
        permissions_removed=["create_team"],
    )
    assert (result["role"]["added"], result["role"]["removed"]) == (["create_bot", "manage_bots"], ["create_team"])


@pytest.mark.parametrize("check", (False, True))
@pytest.mark.parametrize(
    "options",
    ({"permissions_added": ["create_team"]}, {"permissions_removed": ["invite_user"]}, {"permissions_added": []}),
)
def test_nothing_to_do(server, run, role, options, check):
    read(server, role)
    result = run("role", check=check, name="system_user", **options)
    assert result["changed"] is False
    assert (result["role"]["added"], result["role"]["removed"]) == ([], [])
    assert result["diff"]["before"] == result["diff"]["after"]


def test_the_complete_list_in_any_order_and_twice(server, run, role):
    read(server, role)
    wanted = list(reversed(role["permissions"])) + ["create_team"]
    assert run("role", name="system_user", permissions=wanted)["changed"] is False


def test_a_complete_list(server, run, role):
    read(server, role)
    server.expect(
        "PUT",
        PATCH,
        200,
        dict(role, permissions=["create_bot", "view_members"]),
        body={"permissions": ["view_members", "create_bot"]},
    )
    server.expect("GET", BY_NAME, 200, dict(role, permissions=["create_bot", "view_members"]))
    result = run("role", name="system_user", permissions=["create_bot", "view_members"])
    assert result["role"]["permissions"] == ["create_bot", "view_members"]
    assert result["role"]["added"] == ["create_bot"]


def test_an_empty_list_must_be_meant(server, run, role):
    read(server, role)
    result = run("role", check=True, name="system_user", permissions=[])
    assert result["failure"]["kind"] == "refused" and "allow_empty: true" in result["msg"]


def test_an_empty_list_that_is_meant(server, run, role):
    read(server, role)
    server.expect("PUT", PATCH, 200, dict(role, permissions=[]), body={"permissions": []})
    server.expect("GET", BY_NAME, 200, dict(role, permissions=[]))
    assert run("role", name="system_user", permissions=[], allow_empty=True)["role"]["permissions"] == []


def test_an_empty_list_of_an_empty_role(server, run, bodies):
    read(server, bodies["channel_user_role_emptied"])
    assert run("role", name="channel_user", permissions=[])["changed"] is False


@pytest.mark.parametrize(
    "options, option",
    (
        ({"permissions_added": ["manage_system"]}, "permissions_added"),
        ({"permissions": ["manage_roles"]}, "permissions"),
    ),
)
@pytest.mark.parametrize("check", (False, True))
def test_locked_permissions_are_not_given(server, run, role, options, option, check):
    read(server, role)
    result = run("role", check=check, name="system_user", **options)
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("refused", option)


def test_locked_permissions_are_not_taken(server, run, role):
    admin = dict(role, name="system_admin", permissions=["manage_system", "create_team"])
    read(server, admin)
    result = run("role", name="system_admin", permissions_removed=["manage_system"])
    assert result["failure"]["option"] == "permissions_removed" and "manage_system" in result["msg"]


def test_locked_permissions_may_stay(server, run, role):
    admin = dict(role, name="system_admin", permissions=["manage_system", "create_team"])
    read(server, admin)
    server.expect(
        "PUT", PATCH, 200, dict(admin, permissions=["manage_system"]), body={"permissions": ["manage_system"]}
    )
    server.expect("GET", "/api/v4/roles/name/system_admin", 200, dict(admin, permissions=["manage_system"]))
    assert run("role", name="system_admin", permissions=["manage_system"])["role"]["removed"] == ["create_team"]


def test_locked_for_a_reason_that_we_do_not_know(server, run, bodies, role):
    read(server, role)
    wanted = role["permissions"] + ["new_power"]
    server.expect("PUT", PATCH, 501, bodies["errors"]["permission_locked"], body={"permissions": wanted})
    assert run("role", name="system_user", permissions_added=["new_power"])["failure"]["status"] == 501


def test_an_unknown_permission(server, run, bodies, role):
    read(server, role)
    wanted = role["permissions"] + ["nonsense"]
    server.expect("PUT", PATCH, 400, bodies["errors"]["unknown_permission"], body={"permissions": wanted})
    result = run("role", name="system_user", permissions_added=["nonsense"])
    assert result["msg"].startswith("the server does not know one of the permissions; wanted for system_user: nonsense")
    assert result["failure"]["error_id"] == "app.role.save.invalid_role.app_error"


@pytest.mark.parametrize("check", (False, True))
def test_guests_need_a_license(server, run, role, check):
    guest = dict(role, name="system_guest")
    read(server, guest, headers=UNLICENSED)
    result = run("role", check=check, name="system_guest", permissions_removed=["create_team"])
    assert result["failure"]["option"] == "name" and "without a license" in result["msg"]


def test_guests_with_a_license_or_with_nothing_to_change(server, run, role):
    guest = dict(role, name="system_guest")
    read(server, guest, headers=LICENSED)
    assert run("role", check=True, name="system_guest", permissions_removed=["create_team"])["changed"] is True
    read(server, guest, headers=UNLICENSED)
    assert run("role", name="system_guest", permissions_added=["create_team"])["changed"] is False


def test_the_server_knows_of_the_license_where_we_do_not(server, run, bodies, role):
    guest = dict(role, name="system_guest")
    read(server, guest)
    server.expect(
        "PUT",
        PATCH,
        501,
        bodies["errors"]["role_unlicensed"],
        body={"permissions": [name for name in role["permissions"] if name != "create_team"]},
    )
    result = run("role", name="system_guest", permissions_removed=["create_team"])
    assert result["msg"].startswith("option name: without a license")


def test_what_a_given_permission_brings_along_is_no_error(server, run, role):
    more = ["read_jobs", "sysconsole_read_jobs"]
    read(server, role)
    server.expect(
        "PUT", PATCH, 200, changed(role, (), more), body={"permissions": role["permissions"] + ["sysconsole_read_jobs"]}
    )
    read(server, role, more=more)
    assert run("role", name="system_user", permissions_added=["sysconsole_read_jobs"])["role"]["added"] == more


@pytest.mark.parametrize("complete", (False, True))
def test_what_is_brought_along_and_not_wanted_is_an_error(server, run, role, complete):
    read(server, role)
    asked = role["permissions"] + ["sysconsole_read_jobs"]
    options = {"permissions": asked}
    if not complete:
        options = {"permissions_added": ["sysconsole_read_jobs"], "permissions_removed": ["read_jobs"]}
    answer = changed(role, (), ["read_jobs", "sysconsole_read_jobs"])
    server.expect("PUT", PATCH, 200, answer, body={"permissions": asked})
    result = run("role", name="system_user", **options)
    assert result["failure"]["kind"] == "not_taken" and "read_jobs" in result["msg"]


def test_a_change_that_the_server_does_not_make_is_an_error(server, run, role):
    read(server, role)
    left = [name for name in role["permissions"] if name != "create_team"]
    server.expect("PUT", PATCH, 200, role, body={"permissions": left})
    result = run("role", name="system_user", permissions_removed=["create_team"])
    assert (result["failure"]["kind"], result["failure"]["fields"]) == ("not_taken", ["permissions"])


def test_a_permission_that_the_server_does_not_give_is_an_error(server, run, role):
    read(server, role)
    server.expect("PUT", PATCH, 200, role, body={"permissions": role["permissions"] + ["create_bot"]})
    read(server, role)
    result = run("role", name="system_user", permissions_added=["create_bot"])
    assert (result["failure"]["kind"], result["failure"]["fields"]) == ("not_taken", ["permissions"])


@pytest.mark.parametrize("check", (False, True))
def test_roles_are_not_made(server, run, bodies, check):
    server.expect("GET", "/api/v4/roles/name/nonsense", 404, bodies["errors"]["no_role"])
    assert run("role", check=check, name="nonsense", permissions_added=["create_bot"])["failure"]["option"] == "name"


@pytest.mark.parametrize(
    "options, option",
    (
        ({"name": "System User"}, "name"),
        ({"permissions_added": ["create team"]}, "permissions_added"),
        ({"permissions_added": ["create_bot"]}, "permissions_added"),
        ({"permissions_removed": [""]}, "permissions_removed"),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, options, option):
    options = dict({"name": "system_user", "permissions_removed": ["create_bot"]}, **options)
    assert run("role", **options)["failure"]["option"] == option


@pytest.mark.parametrize("options", ({}, {"permissions": ["a"], "permissions_added": ["b"]}))
def test_the_lists_exclude_each_other_without_ansible_too(options):
    given = {name: spec.get("default") for name, spec in OPTIONS.items()}
    given.update(options, name="system_user")
    with pytest.raises(InvalidInput, match="option permissions"):
        Role(given).check()


def test_the_lists_exclude_each_other(run):
    assert run("role", name="system_user")["failed"] is True
    assert run("role", name="system_user", permissions=["a"], permissions_removed=["b"])["failed"] is True


def test_not_signed_in(server, run, bodies):
    server.expect("GET", BY_NAME, 401, bodies["errors"]["no_session"])
    assert run("role", name="system_user", permissions_added=["create_bot"], **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies, role):
    read(server, role)
    wanted = role["permissions"] + ["create_bot"]
    server.expect("PUT", PATCH, 500, bodies["errors"]["server"], body={"permissions": wanted})
    assert run("role", name="system_user", permissions_added=["create_bot"])["failure"]["status"] == 500


def test_prediction_without_a_server(server, run):
    server.expect("GET", BY_NAME, raises=FileNotFoundError(2, "No such file or directory"))
    result = run("role", check=True, predict_without_server=True, name="system_user", permissions_added=["create_bot"])
    assert result["changed"] is True
    assert result["role"] == {
        "id": None,
        "name": "system_user",
        "permissions": ["create_bot"],
        "added": ["create_bot"],
        "removed": [],
    }
