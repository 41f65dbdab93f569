# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules emoji and, for custom emoji, workspace and workspace_info."""

from __future__ import annotations

import base64
import json

import pytest

from ansible_collections.groupware.mattermost.tests.unit.fake_server.emojis import add_emoji
from ansible_collections.groupware.mattermost.tests.unit.fake_server.people import add_user
from ansible_collections.groupware.mattermost.tests.unit.workspace_cases import REMOTE
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import new_model

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
BY_NAME = "/api/v4/emoji/name/parrot"
ALICE = {"id": "alicealicealicealicealicea", "username": "alice", "delete_at": 0}
PARROT = {"id": "parrotparrotparrotparrotpa", "name": "parrot", "creator_id": ALICE["id"], "delete_at": 0}
NONE = {"id": "app.emoji.get_by_name.no_result", "message": "None.", "status_code": 404}


def refusal(error_id, status):
    return {"id": error_id, "message": "No.", "detailed_error": "", "status_code": status}


class World:
    """The requests that the scripted server expects."""

    def __init__(self, server):
        self.expect = server.expect

    def read(self, found=True):
        """Expect the emoji to be read."""
        if not found:
            self.expect("GET", BY_NAME, 404, NONE)
            return
        self.expect("GET", BY_NAME, 200, PARROT)
        self.expect("GET", "/api/v4/users/" + ALICE["id"], 200, ALICE)

    def settings(self, allowed=True):
        """Expect the settings to be read."""
        self.expect("GET", "/api/v4/config", 200, {"ServiceSettings": {"EnableCustomEmoji": allowed}})

    def upload(self, status=200, answer=None):
        """Expect the upload of the image by the user of the token."""
        self.expect("GET", "/api/v4/users/me", 200, ALICE)
        emoji = json.dumps({"name": "parrot", "creator_id": ALICE["id"]}).encode()
        self.expect("POST", "/api/v4/emoji", status, answer or PARROT, body={"emoji": emoji, "image": GIF})


@pytest.fixture
def world(server):
    return World(server)


@pytest.fixture
def keep(run, tmp_path):
    """Return a function that runs the module with the image, over HTTP."""
    path = tmp_path / "parrot.gif"
    path.write_bytes(GIF)

    def keep_emoji(check=False, **options):
        options = dict({"name": "parrot", "src": str(path)}, **options)
        return run("emoji", check=check, **REMOTE, **{name: options[name] for name in options if options[name]})

    return keep_emoji


def test_create(world, keep):
    world.read(found=False)
    world.settings()
    world.upload()
    world.read()
    result = keep()
    assert result["changed"] is True
    assert result["emoji"] == {"id": PARROT["id"], "name": "parrot", "creator": "alice"}
    assert result["diff"] == {"before": {}, "after": {"name": "parrot", "image": "uploaded, not shown"}}


def test_create_from_content(world, keep):
    world.read(found=False)
    world.settings()
    world.upload()
    world.read()
    content = base64.b64encode(GIF).decode()
    result = keep(src=None, content=content)
    assert result["changed"] is True
    assert content not in json.dumps(result)


def test_create_in_check_mode(world, keep):
    world.read(found=False)
    world.settings()
    result = keep(check=True)
    assert (result["changed"], result["emoji"]) == (True, {"id": None, "name": "parrot", "creator": None})


def test_nothing_to_do_and_the_image_is_not_read(world, keep):
    world.read()
    assert keep(src="/does/not/exist")["changed"] is False


def test_replace(world, keep):
    world.read()
    world.settings()
    world.expect("DELETE", "/api/v4/emoji/" + PARROT["id"], 200, {"status": "OK"})
    world.upload()
    world.read()
    assert keep(replace=True)["changed"] is True


@pytest.mark.parametrize("check", (False, True))
def test_remove(world, keep, check):
    world.read()
    world.settings()
    if not check:
        world.expect("DELETE", "/api/v4/emoji/" + PARROT["id"], 200, {"status": "OK"})
        world.read(found=False)
    result = keep(check, state="absent", src=None)
    assert (result["changed"], result["emoji"]) == (True, None)


def test_remove_when_absent(world, keep):
    world.read(found=False)
    assert keep(state="absent", src=None)["changed"] is False


@pytest.mark.parametrize(
    ("options", "option"),
    (({"name": "Party Parrot"}, "name"), ({"name": "p" * 65}, "name"), ({"replace": True, "src": None}, "replace")),
)
def test_options_that_cannot_be(run, options, option):
    result = run("emoji", **dict(REMOTE, **dict({"name": "parrot"}, **options)))
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("input", option)


@pytest.mark.parametrize(
    ("options", "option"),
    (({"src": None}, "src"), ({"src": None, "content": "-"}, "content"), ({"src": __file__}, "src")),
)
def test_an_image_that_cannot_be(world, keep, options, option):
    world.read(found=False)
    assert keep(**options)["failure"]["option"] == option


def test_an_image_that_is_not_there(world, keep):
    world.read(found=False)
    assert keep(src="/does/not/exist")["failure"]["kind"] == "host"


@pytest.mark.parametrize("state", ("present", "absent"))
def test_the_socket_serves_none_of_it(run, state):
    failure = run("emoji", name="parrot", state=state)["failure"]
    assert (failure["kind"], failure["option"]) == ("refused", "url")


def test_the_creator_is_whoever_is_signed_in(world, keep):
    world.expect("GET", "/api/v4/users/username/bob", 200, dict(ALICE, id="b" * 26, username="bob"))
    world.read(found=False)
    world.expect("GET", "/api/v4/users/me", 200, ALICE)
    result = keep(check=True, creator="bob")
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("refused", "creator")


def test_the_creator_never_changes(world, keep):
    world.expect("GET", "/api/v4/users/username/bob", 200, dict(ALICE, id="b" * 26, username="bob"))
    world.read()
    assert "belongs to alice" in keep(creator="bob")["msg"]


def test_switched_off(world, keep):
    world.expect("GET", BY_NAME, 501, refusal("api.emoji.disabled.app_error", 501))
    assert "ServiceSettings.EnableCustomEmoji" in keep()["msg"]


@pytest.mark.parametrize(
    ("status", "error_id", "words"),
    (
        (400, "model.emoji.system_emoji_name.app_error", "option name: parrot is the name of a built-in emoji"),
        (413, "api.emoji.create.too_large.app_error", "512 KiB"),
    ),
)
def test_what_the_server_refuses(world, keep, status, error_id, words):
    world.read(found=False)
    world.settings()
    world.upload(status, refusal(error_id, status))
    result = keep()
    assert words in result["msg"]
    assert result["failure"]["status"] == status


def test_authentication_error(world, keep):
    world.expect("GET", BY_NAME, 401, refusal("api.context.session_expired.app_error", 401))
    assert keep()["failure"]["status"] == 401


def test_server_error(world, keep, bodies):
    world.read(found=False)
    world.settings()
    world.upload(500, bodies["errors"]["server"])
    assert keep()["failure"]["status"] == 500


# In a workspace


@pytest.fixture
def chat(connect):
    """Return a server in memory that has two custom emoji."""
    model = connect(new_model())
    for name in ("old", "older"):
        add_emoji(model, name, model.caller)
    return model


def names(model):
    return sorted(row["name"] for row in model.emojis.values())


def test_a_workspace_creates_and_deletes_them(chat, run):
    content = base64.b64encode(GIF).decode()
    emojis = [{"name": "parrot", "content": content}, {"name": "old"}, {"name": "older", "state": "absent"}]
    result = run("workspace", emojis=emojis, **REMOTE)
    assert sorted("%(action)s %(name)s" % entry for entry in result["plan"]) == ["create parrot", "delete older"]
    assert names(chat) == ["old", "parrot"]
    assert run("workspace", emojis=emojis, **REMOTE)["changed"] is False


def test_what_is_not_listed_is_deleted_if_exclusive(chat, run):
    emojis = [{"name": "old"}]
    assert run("workspace", emojis=emojis, **REMOTE)["changed"] is False
    run("workspace", emojis=emojis, exclusive=["emojis"], removal_confirmed=True, **REMOTE)
    assert names(chat) == ["old"]


@pytest.mark.parametrize("options", ({"emojis": [{"name": "old"}]}, {"emojis": [], "exclusive": ["emojis"]}))
def test_a_workspace_over_the_socket_refuses_them(chat, run, options):
    result = run("workspace", **options)
    assert (result["failure"]["kind"], result["failure"]["option"]) == ("refused", "emojis")


def test_an_export_has_the_names_and_says_that_images_are_missing(chat, run):
    add_user(chat, "alice", "alice@example.com")
    result = run("workspace_info", kinds=["emojis"], **REMOTE)
    assert result["workspace"] == {"emojis": [{"name": "old"}, {"name": "older"}]}
    assert [(entry["kind"], entry["name"]) for entry in result["left_out"]] == [("emoji", "old"), ("emoji", "older")]
    assert run("workspace", check=True, emojis=result["workspace"]["emojis"], **REMOTE)["changed"] is False


def test_an_export_over_the_socket_says_that_they_are_missing(chat, run):
    result = run("workspace_info", kinds=["emojis"])
    assert result["workspace"] == {"emojis": []}
    assert [(entry["kind"], entry["name"]) for entry in result["left_out"]] == [("emoji", "all")]
