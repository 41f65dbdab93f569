# SPDX-License-Identifier: GPL-3.0-or-later
"""Module token."""

from __future__ import annotations

import errno
import os
import stat

import pytest

BOT = "buildbotbuildbotbuildbotbu"
ALICE = "alicealicealicealicealicea"
ID = "accessaccessaccessaccessac"
NEW_ID = "secondsecondsecondsecondse"
VALUE = "valuevaluevaluevaluevaluev"
OLD = "oldoldoldoldoldoldoldoldol"
USER = "/api/v4/users/username/buildbot"
TOKENS = "/api/v4/users/%s/tokens" % BOT
REVOKE = "/api/v4/users/tokens/revoke"
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
WANTED = {"user": "buildbot", "description": "ci"}
KEYS = {"id", "user", "description", "active", "path", "value"}


@pytest.fixture
def path(tmp_path):
    """Return the path of the file, in its own directory."""
    folder = tmp_path / "build"
    folder.mkdir()
    return folder / "token"


def holding(path, text=OLD + "\n", mode=0o600):
    """Let there be a file."""
    path.write_text(text)
    path.chmod(mode)


def account(server, bodies):
    """Expect the bot's account to be read."""
    server.expect("GET", USER, 200, bodies["bot_account"])


def listed(server, *found, route=TOKENS):
    """Expect the account's tokens to be listed."""
    server.expect("GET", route, 200, list(found), query={"page": "0", "per_page": "200"})


def made(server, bodies, **changes):
    """Expect a token to be made."""
    server.expect("POST", TOKENS, 200, dict(bodies["token_made"], **changes), body={"description": "ci"})


def revoked(server, bodies, token_id=ID, status=200):
    """Expect a token to be revoked."""
    server.expect(
        "POST",
        REVOKE,
        status,
        bodies["ok"] if status == 200 else bodies["errors"]["server"],
        body={"token_id": token_id},
    )


def mode(path):
    """Return the mode of a file."""
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.mark.parametrize("former", (None, "", OLD))
def test_create_in_a_file(server, run, bodies, path, former):
    if former is not None:
        holding(path, former, 0o644)
    account(server, bodies)
    listed(server, dict(bodies["token"], description="other"))
    made(server, bodies)
    listed(server, bodies["token"])
    result = run("token", path=str(path), **WANTED)
    assert result["changed"] is True
    assert result["token"] == dict(WANTED, id=ID, active=True, path=str(path), value=None)
    assert VALUE not in str(result)
    assert path.read_text() == VALUE + "\n"
    assert mode(path) == 0o600
    assert os.listdir(path.parent) == ["token"]
    assert result["diff"]["before"].get("path") == (str(path) if former else None)
    after = dict(WANTED, active=True, path=str(path), value="new, not shown")
    assert dict(result["diff"]["after"], mode=None) == dict(after, mode=None)


def test_create_and_return_the_value_once(server, run, bodies):
    account(server, bodies)
    listed(server)
    made(server, bodies)
    listed(server, bodies["token"])
    result = run("token", **WANTED)
    assert result["token"] == dict(WANTED, id=ID, active=True, path=None, value=VALUE)
    assert VALUE not in str(result["diff"])


@pytest.mark.parametrize("with_path", (False, True))
def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies, path, with_path):
    account(server, bodies)
    listed(server)
    result = run("token", check=True, **WANTED, **({"path": str(path)} if with_path else {}))
    assert result["changed"] is True
    assert set(result["token"]) == KEYS
    assert (result["token"]["id"], result["token"]["value"]) == (None, None)
    assert result["diff"]["before"] == {}
    assert os.listdir(path.parent) == []


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, path, check):
    holding(path)
    account(server, bodies)
    listed(server, bodies["token"])
    result = run("token", check=check, path=str(path), **dict(WANTED, user="BuildBot"))
    assert result["changed"] is False
    assert result["token"]["value"] is None
    assert result["diff"]["before"] == result["diff"]["after"]
    assert path.read_text() == OLD + "\n"


def test_nothing_to_do_without_a_file(server, run, bodies):
    account(server, bodies)
    listed(server, bodies["token"])
    result = run("token", **WANTED)
    assert (result["changed"], result["token"]["value"]) == (False, None)


@pytest.mark.parametrize("check", (False, True))
def test_the_mode_of_the_file_is_mended(server, run, bodies, path, check):
    holding(path, mode=0o640)
    account(server, bodies)
    listed(server, bodies["token"])
    result = run("token", check=check, path=str(path), owner=str(os.getuid()), group=str(os.getgid()), **WANTED)
    assert result["changed"] is True
    assert (result["diff"]["before"]["mode"], result["diff"]["after"]["mode"]) == ("0640", "0600")
    assert mode(path) == (0o640 if check else 0o600)


def test_the_file_is_given_to_its_owner_before_it_has_a_value(server, run, bodies, path, monkeypatch):
    given = []
    monkeypatch.setattr(os, "fchown", lambda handle, uid, gid: given.append((os.fstat(handle).st_size, uid, gid)))
    account(server, bodies)
    listed(server)
    made(server, bodies)
    listed(server, bodies["token"])
    run("token", path=str(path), owner="12", group="34", **WANTED)
    assert given == [(0, 12, 34)]


@pytest.mark.parametrize("check", (False, True))
@pytest.mark.parametrize("empty", (False, True))
def test_a_lost_file_is_an_error(server, run, bodies, path, check, empty):
    if empty:
        holding(path, "")
    account(server, bodies)
    listed(server, bodies["token"])
    result = run("token", check=check, path=str(path), **WANTED)
    assert result["failure"]["option"] == "path"
    assert "rotate: true" in result["msg"]


@pytest.mark.parametrize("there", (False, True))
def test_rotate_revokes_when_the_file_has_the_new_one(server, run, bodies, path, there):
    if there:
        holding(path)
    account(server, bodies)
    listed(server, bodies["token"])
    made(server, bodies, id=NEW_ID)
    revoked(server, bodies)
    listed(server, dict(bodies["token"], id=NEW_ID))
    result = run("token", path=str(path), rotate=True, **WANTED)
    assert (result["changed"], result["token"]["id"]) == (True, NEW_ID)
    assert result["diff"]["after"]["value"] == "new, not shown"
    assert path.read_text() == VALUE + "\n"


def test_whatever_the_server_says_later_does_not_tell_the_value(server, run, bodies, path):
    holding(path)
    account(server, bodies)
    listed(server, bodies["token"])
    made(server, bodies, id=NEW_ID)
    server.expect(
        "POST",
        REVOKE,
        500,
        dict(bodies["errors"]["server"], message="not revoked, only %s" % VALUE),
        body={"token_id": ID},
    )
    assert VALUE not in str(run("token", path=str(path), rotate=True, **WANTED))


def test_nothing_stays_in_the_file_of_what_it_had_for_its_size(server, run, bodies, path):
    account(server, bodies)
    listed(server)
    made(server, bodies, token="short")
    listed(server, bodies["token"])
    run("token", path=str(path), **WANTED)
    assert path.read_text() == "short\n"


def test_rotate_in_check_mode(server, run, bodies, path):
    holding(path)
    account(server, bodies)
    listed(server, bodies["token"])
    result = run("token", check=True, path=str(path), rotate=True, **WANTED)
    assert (result["changed"], result["token"]["id"]) == (True, None)
    assert path.read_text() == OLD + "\n"


@pytest.mark.parametrize("state", ("present", "absent"))
@pytest.mark.parametrize("check", (False, True))
def test_several_of_the_same_description_are_refused(server, run, bodies, state, check):
    account(server, bodies)
    listed(server, bodies["token"], dict(bodies["token"], id=NEW_ID))
    result = run("token", check=check, state=state, **WANTED)
    assert result["failure"]["ids"] == [ID, NEW_ID]
    assert "2 tokens with the description ci" in result["msg"]


def test_rotate_revokes_them_all(server, run, bodies):
    account(server, bodies)
    listed(server, bodies["token"], dict(bodies["token"], id=NEW_ID))
    made(server, bodies, id="thirdthirdthirdthirdthirdt")
    revoked(server, bodies)
    revoked(server, bodies, NEW_ID)
    listed(server, dict(bodies["token"], id="thirdthirdthirdthirdthirdt"))
    assert run("token", rotate=True, **WANTED)["token"]["value"] == VALUE


def test_a_disabled_one_is_enabled_over_http(server, run, bodies, path):
    holding(path)
    account(server, bodies)
    listed(server, dict(bodies["token"], is_active=False))
    server.expect("POST", "/api/v4/users/tokens/enable", 200, bodies["ok"], body={"token_id": ID})
    listed(server, bodies["token"])
    result = run("token", path=str(path), **WANTED, **REMOTE)
    assert (result["diff"]["before"]["active"], result["diff"]["after"]["active"]) == (False, True)


@pytest.mark.parametrize("check", (False, True))
def test_a_disabled_one_is_not_enabled_over_the_socket(server, run, bodies, check):
    account(server, bodies)
    listed(server, dict(bodies["token"], is_active=False))
    result = run("token", check=check, **WANTED)
    assert result["failure"]["kind"] == "refused"
    assert "give url" in result["msg"]


def person(server, bodies, allowed, **changes):
    """Expect what is asked for a person's token."""
    server.expect("GET", "/api/v4/users/username/alice", 200, dict(bodies["alice"], **changes))
    listed(server, route="/api/v4/users/%s/tokens" % ALICE)
    if allowed is not None:
        server.expect("GET", "/api/v4/config", 200, {"ServiceSettings": {"EnableUserAccessTokens": allowed}})


def test_a_person_needs_the_setting(server, run, bodies):
    person(server, bodies, True)
    assert run("token", check=True, user="alice", description="ci")["changed"] is True


@pytest.mark.parametrize("check", (False, True))
def test_persons_have_no_tokens_now(server, run, bodies, check):
    person(server, bodies, False)
    result = run("token", check=check, user="alice", description="ci")
    assert result["failure"]["setting"] == "ServiceSettings.EnableUserAccessTokens"


def test_persons_have_no_tokens_and_the_settings_are_not_to_be_read(server, run, bodies):
    person(server, bodies, None)
    server.expect("GET", "/api/v4/config", 403, bodies["errors"]["no_rights"])
    server.expect(
        "POST", "/api/v4/users/%s/tokens" % ALICE, 501, bodies["errors"]["tokens_off"], body={"description": "ci"}
    )
    result = run("token", user="alice", description="ci", **REMOTE)
    assert "EnableUserAccessTokens" in result["msg"]
    assert result["failure"]["status"] == 501


@pytest.mark.parametrize("check", (False, True))
def test_no_token_for_a_deactivated_account(server, run, bodies, check):
    person(server, bodies, None, delete_at=1700000000009)
    assert run("token", check=check, user="alice", description="ci")["failure"]["option"] == "user"


def test_an_account_that_does_not_exist(server, run, bodies):
    server.expect("GET", USER, 404, bodies["errors"]["no_user"])
    assert run("token", **WANTED)["msg"] == "option user: there is no user named buildbot"


def test_revoke(server, run, bodies, path):
    holding(path)
    account(server, bodies)
    listed(server, bodies["token"])
    revoked(server, bodies)
    listed(server)
    result = run("token", path=str(path), state="absent", **WANTED)
    assert (result["changed"], result["token"]) == (True, None)
    assert result["diff"] == {"before": dict(WANTED, active=True, path=str(path)), "after": {}}
    assert not path.exists()


def test_revoke_in_check_mode(server, run, bodies, path):
    holding(path)
    account(server, bodies)
    listed(server, bodies["token"])
    result = run("token", check=True, path=str(path), state="absent", **WANTED)
    assert (result["changed"], result["token"]) == (True, None)
    assert path.exists()


def test_revoke_several_when_all_are_meant(server, run, bodies):
    account(server, bodies)
    listed(server, bodies["token"], dict(bodies["token"], id=NEW_ID))
    revoked(server, bodies)
    revoked(server, bodies, NEW_ID)
    listed(server)
    assert run("token", state="absent", rotate=True, **WANTED)["changed"] is True


@pytest.mark.parametrize("there", (False, True))
def test_revoke_when_absent(server, run, bodies, path, there):
    if there:
        account(server, bodies)
        listed(server)
    else:
        server.expect("GET", USER, 404, bodies["errors"]["no_user"])
    assert run("token", path=str(path), state="absent", **WANTED)["changed"] is False


def test_what_is_left_of_a_revoked_one_goes_too(server, run, bodies, path):
    holding(path)
    server.expect("GET", USER, 404, bodies["errors"]["no_user"])
    result = run("token", path=str(path), state="absent", **WANTED)
    assert (result["changed"], path.exists()) == (True, False)
    assert result["diff"] == {"before": {"path": str(path)}, "after": {}}


@pytest.mark.parametrize("text", ("root:x:0:0:root:/root:/bin/bash\n", OLD + "\nmore\n", "x" * 5000))
@pytest.mark.parametrize("state", ("present", "absent"))
def test_a_file_with_anything_else_is_left_untouched(server, run, path, text, state):
    holding(path, text)
    result = run("token", path=str(path), rotate=True, state=state, **WANTED)
    assert result["failure"]["kind"] == "host"
    assert path.read_text() == text
    assert text.strip() not in str(result)


def test_a_link_or_folder_is_no_file(server, run, path):
    path.symlink_to("/etc/hostname")
    assert "no plain file" in run("token", path=str(path), **WANTED)["msg"]
    assert "no plain file" in run("token", path=str(path.parent), **WANTED)["msg"]


@pytest.mark.parametrize("check", (False, True))
def test_no_token_is_made_for_a_folder_that_is_not_there(server, run, bodies, path, check):
    account(server, bodies)
    listed(server)
    result = run("token", check=check, path=str(path.parent / "none" / "token"), **WANTED)
    assert (result["failure"]["kind"], result["failure"]["path"]) == ("host", str(path.parent / "none" / "token"))


def test_no_token_is_made_for_a_full_disk(server, run, bodies, path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    account(server, bodies)
    listed(server)
    monkeypatch.setattr(os, "fsync", full)
    result = run("token", path=str(path), **WANTED)
    assert "No space left" in result["msg"]
    assert os.listdir(path.parent) == []


def test_no_token_is_made_for_an_owner_who_does_not_exist(server, run, bodies, path):
    account(server, bodies)
    listed(server)
    assert run("token", path=str(path), owner="nobody-at-all", **WANTED)["failure"]["option"] == "owner"


def fails_to_replace(monkeypatch):
    """Let the last step of writing the file fail."""

    def failing(source, target):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", failing)


@pytest.mark.parametrize("rotate", (False, True))
def test_a_token_that_cannot_be_kept_is_revoked_and_the_old_one_stays(server, run, bodies, path, monkeypatch, rotate):
    if rotate:
        holding(path)
    account(server, bodies)
    listed(server, *[bodies["token"]] * rotate)
    made(server, bodies, id=NEW_ID)
    revoked(server, bodies, NEW_ID)
    fails_to_replace(monkeypatch)
    result = run("token", path=str(path), rotate=rotate, **WANTED)
    assert result["failure"]["kind"] == "host"
    assert VALUE not in str(result)
    assert os.listdir(path.parent) == ["token"] * rotate
    assert not rotate or path.read_text() == OLD + "\n"


def test_a_token_that_can_neither_be_kept_nor_revoked_is_named(server, run, bodies, path, monkeypatch):
    account(server, bodies)
    listed(server)
    made(server, bodies)
    revoked(server, bodies, status=500)
    fails_to_replace(monkeypatch)
    result = run("token", path=str(path), **WANTED)
    assert "the new token %s could not be revoked either" % ID in result["msg"]
    assert VALUE not in str(result)


def test_a_refused_creation_leaves_no_file(server, run, bodies, path):
    account(server, bodies)
    listed(server)
    server.expect("POST", TOKENS, 500, bodies["errors"]["server"], body={"description": "ci"})
    assert run("token", path=str(path), **WANTED)["failure"]["status"] == 500
    assert os.listdir(path.parent) == []


def test_a_revocation_that_the_server_does_not_make(server, run, bodies):
    account(server, bodies)
    listed(server, bodies["token"])
    revoked(server, bodies)
    listed(server, bodies["token"])
    assert run("token", state="absent", **WANTED)["failure"]["kind"] == "not_taken"


def test_a_second_token_made_meanwhile_is_noticed(server, run, bodies):
    account(server, bodies)
    listed(server)
    made(server, bodies)
    listed(server, bodies["token"], dict(bodies["token"], id=NEW_ID))
    assert run("token", **WANTED)["failure"]["kind"] == "not_taken"


@pytest.mark.parametrize(
    "option, value",
    (
        ("user", "a b"),
        ("description", " "),
        ("description", "x" * 256),
        ("description", "\u00e4" * 128),
        ("path", "relative/token"),
        ("owner", "build"),
        ("group", "build"),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("token", **dict(WANTED, **{option: value}))["failure"]["option"] == option


def test_not_signed_in(server, run, bodies):
    server.expect("GET", USER, 401, bodies["errors"]["no_session"])
    assert run("token", **WANTED, **REMOTE)["failure"]["status"] == 401


def test_server_error(server, run, bodies):
    account(server, bodies)
    listed(server, bodies["token"])
    revoked(server, bodies, status=500)
    assert run("token", state="absent", **WANTED)["failure"]["status"] == 500


@pytest.mark.parametrize("check, changed", ((True, True), (False, None)))
def test_prediction_without_a_server(server, run, path, check, changed):
    for dummy in range(1 if check else 4):
        server.expect("GET", USER, raises=FileNotFoundError(2, "No such file or directory"))
    result = run("token", check=check, predict_without_server=True, path=str(path.parent / "none" / "token"), **WANTED)
    assert result.get("changed") is changed


def test_an_account_that_an_earlier_task_would_make(server, run, bodies):
    server.expect("GET", USER, 404, bodies["errors"]["no_user"])
    assert run("token", check=True, predict_without_server=True, **WANTED)["changed"] is True
