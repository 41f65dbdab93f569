# SPDX-License-Identifier: GPL-3.0-or-later
"""Module user."""

from __future__ import annotations

import os

import pytest

BY_NAME = "/api/v4/users/username/alice"
BY_ID = "/api/v4/users/alicealicealicealicealicea"
PASSWORD = "correct-horse-battery"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}


def read(server, body, name="alice"):
    """Expect the account to be read."""
    server.expect("GET", "/api/v4/users/username/" + name, 200, body)


def missing(server, bodies):
    """Expect the account to be asked for in vain."""
    server.expect("GET", BY_NAME, 404, bodies["errors"]["no_user"])


def admins(server, *found):
    """Expect the administrators to be listed."""
    server.expect(
        "GET",
        "/api/v4/users",
        200,
        list(found),
        query={"role": "system_admin", "active": "true", "page": "0", "per_page": "200"},
    )


def test_create(server, run, bodies):
    missing(server, bodies)
    server.expect(
        "POST",
        "/api/v4/users",
        201,
        bodies["alice"],
        body={
            "username": "alice",
            "email": "alice@example.com",
            "password": PASSWORD,
            "disable_welcome_email": True,
            "first_name": "Alice",
        },
    )
    read(server, bodies["alice"])
    result = run("user", username="alice", email="Alice@Example.com", password=PASSWORD, first_name="Alice")
    assert result["changed"] is True
    assert result["user"] == {
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
    assert result["diff"]["before"] == {}
    assert result["diff"]["after"]["password"] == "set, not shown"
    assert PASSWORD not in str(result)


def limit_asked(server, bodies, active):
    """Expect the questions about the limit of a server without a license."""
    server.expect("GET", "/api/v4/system/ping", 200, bodies["ping"], headers={"X-Version-Id": "11.6.0.11.6.0.x.false"})
    server.expect("GET", "/api/v4/config/client", 200, bodies["client_config"], query={"format": "old"})
    for page in range(active // 200 + 1):
        server.expect(
            "GET",
            "/api/v4/users",
            200,
            [bodies["alice"]] * min(200, active - 200 * page),
            query={"active": "true", "page": str(page), "per_page": "200"},
        )


def test_check_mode_knows_the_limit_of_a_server_without_a_license(server, run, bodies):
    missing(server, bodies)
    limit_asked(server, bodies, 250)
    result = run("user", check=True, username="alice", email="alice@example.com", password=PASSWORD)
    assert "no more than 250 active users" in result["msg"]


def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies):
    missing(server, bodies)
    limit_asked(server, bodies, 249)
    result = run(
        "user",
        check=True,
        username="alice",
        email="alice@example.com",
        password=PASSWORD,
        roles=["system_user", "system_admin"],
    )
    assert result["changed"] is True
    assert result["user"]["id"] is None
    assert result["user"]["roles"] == ["system_admin", "system_user"]
    assert set(result["user"]) == {
        "id",
        "username",
        "email",
        "nickname",
        "first_name",
        "last_name",
        "position",
        "locale",
        "roles",
        "state",
    }


def test_the_welcome_mail_is_sent_only_if_wanted(server, run, bodies):
    missing(server, bodies)
    server.expect(
        "POST",
        "/api/v4/users",
        201,
        bodies["alice"],
        body={"username": "alice", "email": "alice@example.com", "password": PASSWORD, "disable_welcome_email": False},
    )
    read(server, bodies["alice"])
    run("user", username="alice", email="alice@example.com", password=PASSWORD, welcome_email=True)


def test_roles_of_a_new_account_follow_in_a_second_request(server, run, bodies):
    missing(server, bodies)
    server.expect(
        "POST",
        "/api/v4/users",
        201,
        bodies["alice"],
        body={
            "username": "alice",
            "email": "alice@example.com",
            "password": PASSWORD,
            "disable_welcome_email": True,
            "email_verified": True,
        },
    )
    made = bodies["alice"]
    read(server, made)
    server.expect("PUT", BY_ID + "/roles", 200, bodies["ok"], body={"roles": "system_admin system_user"})
    read(server, dict(made, roles="system_user system_admin"))
    result = run(
        "user",
        username="alice",
        email="alice@example.com",
        password=PASSWORD,
        email_verified=True,
        roles=["system_user", "system_admin"],
        update_password="always",
        password_record="",
    )
    assert result["user"]["roles"] == ["system_admin", "system_user"]


def test_the_first_account_of_a_server_may_be_an_administrator_already(server, run, bodies):
    missing(server, bodies)
    server.expect(
        "POST",
        "/api/v4/users",
        201,
        bodies["alice"],
        body={"username": "alice", "email": "alice@example.com", "password": PASSWORD, "disable_welcome_email": True},
    )
    read(server, dict(bodies["alice"], roles="system_admin system_user"))
    result = run(
        "user", username="alice", email="alice@example.com", password=PASSWORD, roles=["system_user", "system_admin"]
    )
    assert result["changed"] is True


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    read(server, bodies["alice"])
    result = run(
        "user",
        check=check,
        username="Alice",
        email="ALICE@example.com",
        password=PASSWORD,
        nickname="al",
        roles=["system_user"],
        email_verified=True,
    )
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


@pytest.mark.parametrize("check", (False, True))
def test_an_existing_account_may_be_left_to_its_owner(server, run, bodies, check):
    read(server, dict(bodies["alice"], delete_at=1))
    result = run(
        "user",
        check=check,
        username="alice",
        email="elsewhere@example.com",
        password=PASSWORD,
        roles=["system_user", "system_admin"],
        update="on_create",
    )
    assert result["changed"] is False
    assert result["user"]["state"] == "inactive"


def test_a_new_account_gets_all_though_later_it_would_be_left(server, run, bodies):
    missing(server, bodies)
    server.expect(
        "POST",
        "/api/v4/users",
        201,
        bodies["alice"],
        body={"username": "alice", "email": "alice@example.com", "password": PASSWORD, "disable_welcome_email": True},
    )
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/roles", 200, bodies["ok"], body={"roles": "system_admin system_user"})
    read(server, dict(bodies["alice"], roles="system_user system_admin"))
    result = run(
        "user",
        username="alice",
        email="alice@example.com",
        password=PASSWORD,
        update="on_create",
        roles=["system_user", "system_admin"],
    )
    assert result["user"]["roles"] == ["system_admin", "system_user"]


def test_the_order_of_roles_does_not_matter(server, run, bodies):
    read(server, dict(bodies["alice"], roles="system_user system_admin"))
    assert run("user", username="alice", roles=["system_admin", "system_user"])["changed"] is False


def test_update_over_the_socket_sends_the_whole_account(server, run, bodies):
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID, 200, {}, body=dict(bodies["alice"], last_name="Hargreaves"))
    read(server, dict(bodies["alice"], last_name="Hargreaves"))
    result = run("user", username="alice", last_name="Hargreaves")
    assert result["diff"]["before"] == {"username": "alice", "last_name": "Liddell", "state": "present"}
    assert result["diff"]["after"] == {"username": "alice", "last_name": "Hargreaves", "state": "present"}


def test_update_over_http_sends_what_differs(server, run, bodies):
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"last_name": "Hargreaves"})
    read(server, dict(bodies["alice"], last_name="Hargreaves"))
    run("user", username="alice", last_name="Hargreaves", **REMOTE)
    assert server.sent_headers[0]["Authorization"] == "Bearer " + REMOTE["token"]


def test_update_in_check_mode(server, run, bodies):
    read(server, bodies["alice"])
    result = run("user", check=True, username="alice", last_name="Hargreaves")
    assert result["changed"] is True
    assert result["user"]["last_name"] == "Hargreaves"
    assert result["user"]["id"] == bodies["alice"]["id"]


def test_an_address_is_verified_again_after_it_changed(server, run, bodies):
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"email": "a@example.com"})
    server.expect("POST", BY_ID + "/email/verify/member", 200, {})
    read(server, dict(bodies["alice"], email="a@example.com"))
    run("user", username="alice", email="a@example.com", email_verified=True, **REMOTE)


def test_password_is_left_alone_by_default(server, run, bodies):
    read(server, bodies["alice"])
    assert run("user", username="alice", password=PASSWORD)["changed"] is False


@pytest.fixture
def record(tmp_path):
    """Return the path of a record of passwords."""
    return str(tmp_path / "state" / "passwords.json")


def password_set(server, bodies, password):
    """Expect the account to be read and given a password."""
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/password", 200, bodies["ok"], body={"new_password": password})
    read(server, bodies["alice"])


def always(run, record, password=PASSWORD, **options):
    """Run the module with a password for an account that exists."""
    return run("user", username="alice", password=password, update_password="always", password_record=record, **options)


def test_password_is_set_each_time_without_a_record(server, run, bodies):
    for dummy in range(2):
        password_set(server, bodies, PASSWORD)
        result = always(run, "")
        assert result["changed"] is True
        assert PASSWORD not in str(result)


def test_password_is_set_once_with_a_record(server, run, bodies, record):
    password_set(server, bodies, PASSWORD)
    result = always(run, record)
    assert result["diff"]["after"]["password"] == "unknown so far; set, not shown"
    for check in (True, False):
        read(server, bodies["alice"])
        result = always(run, record, check=check)
        assert result["changed"] is False
        assert result["diff"]["before"] == result["diff"]["after"]
    password_set(server, bodies, "another-one")
    assert always(run, record, "another-one")["diff"]["after"]["password"] == "set, not shown"
    # The one before the last is no longer the account's.
    password_set(server, bodies, PASSWORD)
    assert always(run, record)["changed"] is True


def test_a_new_accounts_password_is_remembered(server, run, bodies, record):
    missing(server, bodies)
    server.expect(
        "POST",
        "/api/v4/users",
        201,
        bodies["alice"],
        body={"username": "alice", "email": "alice@example.com", "password": PASSWORD, "disable_welcome_email": True},
    )
    read(server, bodies["alice"])
    assert always(run, record, email="alice@example.com")["diff"]["after"]["password"] == "set, not shown"
    read(server, bodies["alice"])
    assert always(run, record, email="alice@example.com")["changed"] is False


def test_password_in_check_mode(server, run, bodies, record):
    read(server, bodies["alice"])
    result = always(run, record, check=True)
    assert result["changed"] is True
    assert result["diff"]["after"]["password"] == "unknown so far; set, not shown"
    assert not os.path.exists(os.path.dirname(record))


def test_a_password_that_may_not_have_been_taken_is_unknown(server, run, bodies, record):
    password_set(server, bodies, PASSWORD)
    always(run, record)
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/password", 500, bodies["errors"]["server"], body={"new_password": "another-one"})
    assert always(run, record, "another-one")["failure"]["status"] == 500
    read(server, bodies["alice"])
    assert "unknown" in always(run, record, check=True)["diff"]["after"]["password"]


def test_a_record_need_not_be_believed(server, run, bodies, record):
    for dummy in range(2):
        password_set(server, bodies, PASSWORD)
        assert always(run, record, trust_password_record=False)["changed"] is True
    read(server, bodies["alice"])
    assert always(run, record)["changed"] is False


def test_no_password_is_set_if_it_could_not_be_remembered(server, run, bodies, record):
    os.makedirs(record + ".lock")
    read(server, bodies["alice"])
    result = always(run, record)
    assert result["failure"]["kind"] == "host"
    assert "cannot be written: Is a directory" in result["msg"]


def test_no_record_where_passwords_are_not_managed(server, run, bodies, record):
    read(server, bodies["alice"])
    run("user", username="alice", password=PASSWORD, password_record=record)
    assert not os.path.exists(os.path.dirname(record))


def test_deactivate(server, run, bodies):
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/active", 200, bodies["ok"], body={"active": False})
    read(server, dict(bodies["alice"], delete_at=1700000000009))
    assert run("user", username="alice", state="inactive")["user"]["state"] == "inactive"


def test_deactivate_in_check_mode(server, run, bodies):
    read(server, bodies["alice"])
    assert run("user", check=True, username="alice", state="inactive")["user"]["state"] == "inactive"


def test_deactivate_again(server, run, bodies):
    read(server, dict(bodies["alice"], delete_at=1700000000009))
    assert run("user", username="alice", state="inactive")["changed"] is False


def test_inactive_makes_no_account(server, run, bodies):
    missing(server, bodies)
    result = run("user", username="alice", state="inactive")
    assert (result["changed"], result["user"]) == (False, None)


def test_present_activates_first(server, run, bodies):
    read(server, dict(bodies["alice"], delete_at=1700000000009))
    server.expect("PUT", BY_ID + "/active", 200, bodies["ok"], body={"active": True})
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"nickname": "back"})
    read(server, dict(bodies["alice"], nickname="back"))
    run("user", username="alice", nickname="back", **REMOTE)


def test_delete(server, run, bodies):
    read(server, bodies["alice"])
    server.expect("DELETE", BY_ID, 200, bodies["ok"], query={"permanent": "true"})
    missing(server, bodies)
    result = run("user", username="alice", state="absent", permanent=True)
    assert (result["changed"], result["user"], result["diff"]["after"]) == (True, None, {})


def test_delete_in_check_mode(server, run, bodies):
    read(server, bodies["alice"])
    assert run("user", check=True, username="alice", state="absent", permanent=True)["user"] is None


def test_delete_when_absent(server, run, bodies):
    missing(server, bodies)
    assert run("user", username="alice", state="absent", permanent=True)["changed"] is False


def test_delete_must_be_meant(server, run):
    result = run("user", username="alice", state="absent")
    assert result["failure"]["kind"] == "refused"
    assert "permanent: true" in result["msg"] and "state: inactive" in result["msg"]


@pytest.mark.parametrize(
    "options", ({"roles": ["system_user"]}, {"state": "inactive"}, {"state": "absent", "permanent": True})
)
@pytest.mark.parametrize("check", (False, True))
def test_the_last_administrator_stays(server, run, bodies, options, check):
    read(server, bodies["admin"], "admin")
    admins(
        server,
        bodies["admin"],
        dict(bodies["alice"], roles="system_admin system_user", is_bot=True),
        dict(bodies["alice"], roles="system_admin system_user", delete_at=1700000000009),
    )
    result = run("user", check=check, username="admin", **options)
    assert result["failure"]["kind"] == "refused"
    assert "last active system administrator" in result["msg"]


def test_an_administrator_may_go_while_there_is_another(server, run, bodies):
    read(server, bodies["admin"], "admin")
    admins(server, bodies["admin"], dict(bodies["alice"], roles="system_admin system_user"))
    server.expect("PUT", "/api/v4/users/adminadminadminadminadmina/active", 200, bodies["ok"], body={"active": False})
    read(server, dict(bodies["admin"], delete_at=1700000000009), "admin")
    assert run("user", username="admin", state="inactive")["changed"] is True


@pytest.mark.parametrize(
    "option, value",
    (
        ("username", "a b"),
        ("username", ".alice"),
        ("username", "system"),
        ("username", "u" * 65),
        ("username", ""),
        ("email", "alice"),
        ("email", "Alice <alice@example.com>"),
        ("email", "a b@example.com"),
        ("nickname", "n" * 65),
        ("position", "p" * 129),
        ("password", "p" * 73),
        ("password", ""),
        ("roles", []),
        ("roles", ["system_admin"]),
        ("roles", ["system_user system_admin"]),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    options = {"username": "alice", "email": "alice@example.com", "password": PASSWORD, option: value}
    assert run("user", **options)["failure"]["option"] == option


@pytest.mark.parametrize("option", ("email", "password"))
@pytest.mark.parametrize("check", (False, True))
def test_a_new_account_needs_address_and_password(server, run, bodies, option, check):
    missing(server, bodies)
    options = {"username": "alice", "email": "alice@example.com", "password": PASSWORD}
    del options[option]
    assert run("user", check=check, **options)["failure"]["option"] == option


@pytest.mark.parametrize(
    "error, words",
    (
        ("email_taken", "option email: another account has the address alice@example.com"),
        ("password_short", "option password: Your password must contain at least 8 characters."),
        ("user_limit", "takes no more active users"),
    ),
)
def test_refusals_are_told_in_words_of_the_options(server, run, bodies, error, words):
    missing(server, bodies)
    server.expect(
        "POST",
        "/api/v4/users",
        400,
        bodies["errors"][error],
        body={"username": "alice", "email": "alice@example.com", "password": PASSWORD, "disable_welcome_email": True},
    )
    result = run("user", username="alice", email="alice@example.com", password=PASSWORD)
    assert words in result["msg"]
    assert result["failure"]["error_id"] == bodies["errors"][error]["id"]
    assert PASSWORD not in str(result)


def test_bots_are_left_alone(server, run, bodies):
    read(server, dict(bodies["alice"], is_bot=True))
    assert run("user", username="alice", nickname="x")["failure"]["option"] == "username"


def test_a_language_that_the_server_does_not_know(server, run, bodies):
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"locale": "xx"})
    read(server, dict(bodies["alice"], locale="en"))
    result = run("user", username="alice", locale="xx", **REMOTE)
    assert result["failure"]["kind"] == "not_taken"
    assert "locale 'en' instead of 'xx'" in result["msg"]


def test_not_signed_in(server, run, bodies):
    server.expect("GET", BY_NAME, 401, bodies["errors"]["no_session"])
    assert run("user", username="alice", **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    read(server, bodies["alice"])
    server.expect("PUT", BY_ID + "/patch", 500, bodies["errors"]["server"], body={"nickname": "x"})
    assert run("user", username="alice", nickname="x", **REMOTE)["failure"]["status"] == 500


def test_login_and_logout(server, run, bodies):
    server.expect(
        "POST",
        "/api/v4/users/login",
        200,
        bodies["admin"],
        headers={"Token": "t" * 26},
        body={"login_id": "admin", "password": PASSWORD},
    )
    read(server, bodies["alice"])
    server.expect("POST", "/api/v4/users/logout", 200, bodies["ok"])
    result = run("user", username="alice", url="https://chat.example.com", login_id="admin", login_password=PASSWORD)
    assert result["changed"] is False
    assert [headers.get("Authorization") for headers in server.sent_headers] == [None] + ["Bearer " + "t" * 26] * 2
    assert PASSWORD not in str(result)


def test_prediction_without_a_server(server, run):
    server.expect("GET", BY_NAME, raises=FileNotFoundError(2, "No such file or directory"))
    result = run(
        "user", check=True, predict_without_server=True, username="alice", email="alice@example.com", password=PASSWORD
    )
    assert (result["changed"], result["user"]["id"]) == (True, None)
