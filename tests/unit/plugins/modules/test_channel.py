# SPDX-License-Identifier: GPL-3.0-or-later
"""Module channel."""

from __future__ import annotations

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.groupware.mattermost.plugins.module_utils._objects.channel import OPTIONS, Channel, parse

TEAM = "homehomehomehomehomehomeho"
BY_NAME = "/api/v4/teams/%s/channels/name/" % TEAM
BY_ID = "/api/v4/channels/newsnewsnewsnewsnewsnewsne"
NAMES = {"team": "home", "name": "news"}
REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
GONE = 1700000000009
NEW = {"team_id": TEAM, "name": "news", "display_name": "News", "type": "O", "header": "", "purpose": ""}
KEYS = {"id", "team", "name", "display_name", "type", "header", "purpose", "state"}


def in_home(server, bodies, team=None):
    """Expect the team to be looked up."""
    server.expect("GET", "/api/v4/teams/name/home", 200, team or bodies["team"])


def read(server, body, name="news"):
    """Expect the channel to be read, also if it is archived."""
    server.expect("GET", BY_NAME + name, 200, body, query={"include_deleted": "true"})


def missing(server, bodies, name="news"):
    """Expect the channel to be asked for in vain."""
    server.expect("GET", BY_NAME + name, 404, bodies["errors"]["no_channel"], query={"include_deleted": "true"})


def resource(**options):
    """Return the resource of a task with the options."""
    return Channel(dict({name: spec.get("default") for name, spec in OPTIONS.items()}, **options))


def test_create(server, run, bodies):
    in_home(server, bodies)
    missing(server, bodies)
    made = dict(bodies["news"], header="", purpose="")
    server.expect("POST", "/api/v4/channels", 201, made, body=NEW)
    read(server, made)
    result = run("channel", display_name="News", **NAMES)
    assert result["changed"] is True
    assert result["channel"] == {
        "id": "newsnewsnewsnewsnewsnewsne",
        "team": "home",
        "name": "news",
        "display_name": "News",
        "type": "O",
        "header": "",
        "purpose": "",
        "state": "present",
    }
    assert result["diff"] == {
        "before": {},
        "after": {"team": "home", "name": "news", "display_name": "News", "state": "present"},
    }


def test_create_in_check_mode_gives_the_same_but_no_id(server, run, bodies):
    in_home(server, bodies)
    missing(server, bodies)
    result = run("channel", check=True, type="P", **NAMES)
    assert result["changed"] is True
    assert set(result["channel"]) == KEYS
    assert (result["channel"]["id"], result["channel"]["type"]) == (None, "P")


def test_a_new_channel_without_a_display_name_shows_its_name(server, run, bodies):
    in_home(server, bodies)
    missing(server, bodies)
    made = dict(bodies["news"], display_name="news", header="", purpose="")
    server.expect("POST", "/api/v4/channels", 201, made, body=dict(NEW, display_name="news"))
    read(server, made)
    assert run("channel", **NAMES)["channel"]["display_name"] == "news"


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    in_home(server, bodies)
    read(server, bodies["news"])
    result = run(
        "channel",
        check=check,
        team="home",
        name="NEWS",
        display_name="News",
        type="O",
        header="The news",
        purpose="Daily",
    )
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]
    assert set(result["channel"]) == KEYS


def test_update_sends_what_differs_and_no_more(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"header": ""})
    read(server, dict(bodies["news"], header=""))
    result = run("channel", display_name="News", header="", **NAMES)
    assert result["diff"]["before"]["header"] == "The news"
    assert result["diff"]["after"]["header"] == ""


def test_update_in_check_mode(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    result = run("channel", check=True, purpose="Weekly", **NAMES)
    assert result["changed"] is True
    assert (result["channel"]["purpose"], result["channel"]["id"]) == ("Weekly", bodies["news"]["id"])


def test_the_type_is_no_part_of_a_patch(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("PUT", BY_ID + "/privacy", 200, {}, body={"privacy": "P"})
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"purpose": "Weekly"})
    read(server, dict(bodies["news"], type="P", purpose="Weekly"))
    assert run("channel", type="P", purpose="Weekly", **NAMES)["channel"]["type"] == "P"


def test_archive_after_changing(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"header": "Closed"})
    server.expect("DELETE", BY_ID, 200, bodies["ok"])
    read(server, dict(bodies["news"], header="Closed", delete_at=GONE))
    assert run("channel", state="archived", header="Closed", **NAMES)["channel"]["state"] == "archived"


def test_archive_in_check_mode(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    assert run("channel", check=True, state="archived", **NAMES)["channel"]["state"] == "archived"


@pytest.mark.parametrize("there", (False, True))
def test_archive_what_is_archived_or_never_was(server, run, bodies, there):
    in_home(server, bodies)
    if there:
        read(server, dict(bodies["news"], delete_at=GONE))
    else:
        missing(server, bodies)
    result = run("channel", state="archived", display_name="News", **NAMES)
    assert result["changed"] is False
    assert (result["channel"] is not None) == there


def test_an_archived_channel_that_differs_is_restored_for_a_moment(server, run, bodies):
    in_home(server, bodies)
    read(server, dict(bodies["news"], delete_at=GONE))
    server.expect("POST", BY_ID + "/restore", 200, {})
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"header": "Closed"})
    server.expect("DELETE", BY_ID, 200, bodies["ok"])
    read(server, dict(bodies["news"], delete_at=GONE, header="Closed"))
    assert run("channel", state="archived", header="Closed", **NAMES)["changed"] is True


def test_restore_alone(server, run, bodies):
    in_home(server, bodies)
    read(server, dict(bodies["news"], delete_at=GONE))
    server.expect("POST", BY_ID + "/restore", 200, {})
    read(server, bodies["news"])
    assert run("channel", display_name="News", **NAMES)["channel"]["state"] == "present"


def test_present_restores_before_it_changes(server, run, bodies):
    in_home(server, bodies)
    read(server, dict(bodies["news"], delete_at=GONE))
    server.expect("POST", BY_ID + "/restore", 200, {})
    server.expect("PUT", BY_ID + "/privacy", 200, {}, body={"privacy": "P"})
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"display_name": "Back"})
    read(server, dict(bodies["news"], display_name="Back", type="P"))
    assert run("channel", display_name="Back", type="P", **NAMES)["channel"]["state"] == "present"


def test_delete(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("DELETE", BY_ID, 200, bodies["ok"], query={"permanent": "true"})
    missing(server, bodies)
    result = run("channel", state="absent", permanent=True, **NAMES)
    assert (result["changed"], result["channel"], result["diff"]["after"]) == (True, None, {})


def test_delete_in_check_mode(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    result = run("channel", check=True, state="absent", permanent=True, **NAMES)
    assert (result["changed"], result["channel"]) == (True, None)


def test_delete_when_absent(server, run, bodies):
    in_home(server, bodies)
    missing(server, bodies)
    assert run("channel", state="absent", permanent=True, **NAMES)["changed"] is False


@pytest.mark.parametrize("options", ({"state": "absent", "permanent": True}, {"state": "archived"}))
def test_no_team_has_no_channel(server, run, bodies, options):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    assert run("channel", **NAMES, **options)["changed"] is False


def test_delete_must_be_meant(server, run):
    result = run("channel", state="absent", **NAMES)
    assert result["failure"]["kind"] == "refused"
    assert "permanent: true" in result["msg"] and "state: archived" in result["msg"]


@pytest.mark.parametrize("check", (False, True))
def test_over_http_deletion_needs_a_setting(server, run, bodies, check):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("GET", "/api/v4/config", 200, {"ServiceSettings": {"EnableAPIChannelDeletion": False}})
    result = run("channel", check=check, state="absent", permanent=True, **NAMES, **REMOTE)
    assert result["failure"]["setting"] == "ServiceSettings.EnableAPIChannelDeletion"
    assert result["failure"]["option"] == "permanent"


def test_over_http_the_setting_may_be_hidden(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("GET", "/api/v4/config", 403, bodies["errors"]["no_rights"])
    server.expect("DELETE", BY_ID, 401, bodies["errors"]["channel_deletion_off"], query={"permanent": "true"})
    result = run("channel", state="absent", permanent=True, **NAMES, **REMOTE)
    assert result["msg"].startswith("over HTTP channels are deleted only while")


@pytest.mark.parametrize("check", (False, True))
def test_the_server_itself_would_make_a_channel_for_no_team(server, run, bodies, check):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    assert run("channel", check=check, **NAMES)["msg"] == "option team: there is no team named home"


def test_an_archived_team_gets_no_channel(server, run, bodies):
    in_home(server, bodies, dict(bodies["team"], delete_at=GONE))
    result = run("channel", check=True, **NAMES)
    assert result["failure"]["option"] == "team" and "archived" in result["msg"]


@pytest.mark.parametrize(
    "options, option",
    (({"type": "P"}, "type"), ({"state": "archived"}, "state"), ({"state": "absent", "permanent": True}, "state")),
)
def test_town_square_stays(server, run, options, option):
    assert run("channel", check=True, team="home", name="town-square", **options)["failure"]["option"] == option


def test_town_square_can_be_changed(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["town_square"], "town-square")
    server.expect("PUT", "/api/v4/channels/%s/patch" % bodies["town_square"]["id"], 200, {}, body={"header": "Hello"})
    read(server, dict(bodies["town_square"], header="Hello"), "town-square")
    result = run("channel", team="home", name="town-square", type="O", header="Hello")
    assert result["channel"]["display_name"] == "Town Square"


def test_a_new_team_has_its_default_channels_already(bodies):
    channel = resource(team="home", name="off-topic", header="Anything")
    channel.refer({"team": {"id": None}})
    planned = channel.steps(None, channel.desired(None), True)
    assert planned[0].method == "GET"
    channel.refer({"team": {"id": TEAM}})
    (step,) = channel.steps(None, channel.desired(None), True)
    assert (step.route, step.path) == ("/teams/{team}/channels/name/{name}", {"team": TEAM, "name": "off-topic"})
    (change,) = step.then(dict(bodies["town_square"], name="off-topic"))
    assert (change.method, change.body) == ("PUT", {"header": "Anything"})
    assert step.then(dict(bodies["town_square"], name="off-topic", header="Anything")) == []


def test_a_default_channel_that_somebody_deleted_is_made_again():
    channel = resource(team="home", name="off-topic")
    channel.refer({"team": {"id": TEAM}})
    (step,) = channel.steps(None, channel.desired(None), True)
    assert (step.method, step.route) == ("POST", "/channels")


def test_another_channel_of_a_new_team_is_made(bodies):
    channel = resource(**NAMES)
    channel.refer({"team": {"id": None}})
    assert channel.steps(None, channel.desired(None), True)[0].method == "POST"
    channel.refer({"team": {"id": TEAM}})
    (step,) = channel.steps(None, channel.desired(None), True)
    assert step.body == dict(NEW, display_name="news")


def test_the_list_of_all_channels_names_the_team(bodies):
    state = parse(bodies["listed_channel"])
    assert (state["team"], state["name"], state["display_name"]) == ("home", "nodisplay", "")


@pytest.mark.parametrize("name", ("x" * 26, "y" * 26 + "__" + "z" * 26))
def test_a_new_name_like_an_id_is_refused(server, run, bodies, name):
    in_home(server, bodies)
    missing(server, bodies, name)
    result = run("channel", check=True, team="home", name=name)
    assert result["failure"]["option"] == "name" and "looks like an id" in result["msg"]


def test_an_existing_name_like_an_id_is_kept(server, run, bodies):
    in_home(server, bodies)
    read(server, dict(bodies["news"], name="y" * 26), "y" * 26)
    assert run("channel", team="home", name="y" * 26, header="The news")["changed"] is False


@pytest.mark.parametrize(
    "option, value",
    (
        ("team", "Home"),
        ("team", "x"),
        ("name", ""),
        ("name", "-ab"),
        ("name", "_ab"),
        ("name", "a b"),
        ("name", "n" * 65),
        ("display_name", ""),
        ("display_name", "d" * 65),
        ("header", "h" * 1025),
        ("purpose", "p" * 251),
    ),
)
def test_bad_values_are_refused_before_anything_is_asked(server, run, option, value):
    assert run("channel", **dict(NAMES, **{option: value}))["failure"]["option"] == option


def test_an_unknown_type_is_refused_without_ansible_too():
    with pytest.raises(InvalidInput, match="option type"):
        resource(type="D", **NAMES).check()


def test_a_channel_that_the_account_may_not_see(server, run, bodies):
    in_home(server, bodies)
    missing(server, bodies)
    server.expect(
        "POST", "/api/v4/channels", 400, bodies["errors"]["channel_taken"], body=dict(NEW, display_name="news")
    )
    result = run("channel", **NAMES, **REMOTE)
    assert result["msg"].startswith("option name: the team home has a channel named news already")
    assert result["failure"]["error_id"] == "store.sql_channel.save_channel.exists.app_error"


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 401, bodies["errors"]["no_session"])
    assert run("channel", **NAMES, **REMOTE)["failure"]["status"] == 401


def test_no_rights_is_not_taken_for_absent(server, run, bodies):
    in_home(server, bodies)
    server.expect("GET", BY_NAME + "news", 403, bodies["errors"]["no_rights"], query={"include_deleted": "true"})
    assert run("channel", **NAMES)["failure"]["status"] == 403


def test_server_error(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("PUT", BY_ID + "/patch", 500, bodies["errors"]["server"], body={"header": "New"})
    assert run("channel", header="New", **NAMES)["failure"]["status"] == 500


def test_a_change_that_the_server_does_not_make_is_an_error(server, run, bodies):
    in_home(server, bodies)
    read(server, bodies["news"])
    server.expect("PUT", BY_ID + "/patch", 200, {}, body={"display_name": " News"})
    read(server, bodies["news"])
    assert run("channel", display_name=" News", **NAMES)["failure"]["fields"] == ["display_name"]


def test_a_team_that_an_earlier_task_would_make(server, run, bodies):
    server.expect("GET", "/api/v4/teams/name/home", 404, bodies["errors"]["no_team"])
    result = run("channel", check=True, predict_without_server=True, **NAMES)
    assert (result["changed"], result["channel"]["id"]) == (True, None)


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/teams/name/home", raises=ConnectionRefusedError(111, "Connection refused"))
    assert run("channel", check=True, predict_without_server=True, **NAMES)["changed"] is True
