# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties of any workspace: planned, applied, exported, and failed in the middle."""

from __future__ import annotations

import copy
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.groupware.mattermost.tests.unit.fake_server.server import Refusal
from ansible_collections.groupware.mattermost.tests.unit.fake_server.teams import DEFAULTS
from ansible_collections.groupware.mattermost.tests.unit.workspace_runs import (
    converge,
    empty_model,
    export,
    new_model,
    options,
    populate,
    unmet,
    view,
)

BOUNDED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
PASSWORD = "Passw0rd-1"
PEOPLE = ("ann", "ben", "cat", "dan")
BOTS = ("robo", "tick")
TEAMS = ("home", "work")
CHANNELS = ("dev", "news", "off-topic", "town-square")
URLS = ("https://a.example.com/x", "https://b.example.com/y")
TEXT = st.sampled_from(("", "x", "Ä long text"))
# Over HTTP they cannot be given.
SETTINGS = st.fixed_dictionaries(
    {}, optional={"config": st.fixed_dictionaries({}, optional={"a": TEXT, "b": st.integers(0, 3)})}
)
PERMISSIONS = ("create_team", "create_direct_channel", "view_members", "invite_user", "edit_post")


def maybe(strategy):
    """Return a strategy for an option that may be left out."""
    return st.none() | strategy


def some(names):
    """Return a strategy for some of the names, in any order."""
    return st.lists(st.sampled_from(sorted(names)), unique=True) if names else st.just([])


@st.composite
def workspaces(draw, local=True, living=False, passwords=True):
    """Return options; living: nothing is inactive or archived."""
    gone = (lambda state: "present") if living else (lambda state: draw(st.sampled_from(("present", "present", state))))
    users = []
    for name in draw(some(PEOPLE)):
        users.append(
            dict(
                draw(
                    st.fixed_dictionaries(
                        {},
                        optional={
                            "first_name": TEXT,
                            "nickname": TEXT,
                            "position": TEXT,
                            "locale": st.sampled_from(("en", "de")),
                            "roles": st.sampled_from((["system_user"], ["system_user", "system_admin"])),
                        },
                    )
                ),
                username=name,
                email=name + draw(st.sampled_from(("@example.com", "@example.org"))),
                state=gone("inactive"),
                password=PASSWORD,
            )
        )
    here = ["root"] + [user["username"] for user in users if user["state"] == "present"]
    bots = [
        dict(
            draw(st.fixed_dictionaries({}, optional={"display_name": TEXT, "description": TEXT})),
            username=name,
            owner=draw(st.sampled_from(here)),
            state=gone("inactive"),
        )
        for name in draw(some(BOTS))
    ]
    joining = here + [bot["username"] for bot in bots if bot["state"] == "present"]
    teams, channels = [], []
    for name in draw(some(TEAMS)):
        team = dict(
            draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "description": TEXT,
                        "company_name": TEXT,
                        "type": st.sampled_from(("O", "I")),
                        "allow_open_invite": st.booleans(),
                    },
                )
            ),
            name=name,
            display_name=name + draw(st.sampled_from(("", " team"))),
            state=gone("archived"),
        )
        if team["state"] == "present":
            team["members"] = draw(some(joining))
            team["admins"] = [] if local else draw(some(team["members"]))
            channels += [draw(channels_of(team, local, gone)) for _again in range(draw(st.integers(0, 2)))]
        teams.append(team)
    channels = list({(channel["team"], channel["name"]): channel for channel in channels}.values())
    living_teams = [team["name"] for team in teams if team["state"] == "present"]
    return {
        "users": users,
        "bots": bots,
        "teams": teams,
        "channels": channels,
        "webhooks": draw(webhooks(living_teams, channels)),
        "commands": [
            {
                "team": team,
                "trigger": trigger,
                "request_url": draw(st.sampled_from(URLS)),
                "creator": "root",
                "description": draw(TEXT),
            }
            for team in living_teams
            for trigger in draw(some(("ask", "tell")))
        ],
        "roles": [
            {"name": name, "permissions": draw(some(PERMISSIONS)), "allow_empty": True}
            for name in draw(some(("system_user", "team_user")))
        ],
        "plugins": [
            dict({"id": name, "enabled": draw(st.booleans())}, **draw(SETTINGS if local else st.just({})))
            for name in draw(some(("com.example.one", "com.example.two")))
        ],
    }


@st.composite
def channels_of(draw, team, local, gone):
    """Return one channel of a team."""
    name = draw(st.sampled_from(CHANNELS))
    default = name in DEFAULTS
    channel = dict(
        draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "display_name": st.sampled_from(("One", "Two")),
                    "header": TEXT,
                    "purpose": TEXT,
                    "type": st.just("O") if default else st.sampled_from(("O", "P")),
                },
            )
        ),
        team=team["name"],
        name=name,
        state="present" if default else gone("archived"),
    )
    if channel["state"] == "present" and not default:
        channel["members"] = draw(some(team["members"]))
        channel["admins"] = [] if local else draw(some(channel["members"]))
    return channel


@st.composite
def webhooks(draw, teams, channels):
    """Return webhooks in teams and their channels."""
    incoming, outgoing = [], []
    for team in teams:
        there = ["town-square"] + [
            channel["name"] for channel in channels if channel["team"] == team and channel["state"] == "present"
        ]
        for name in draw(some(("Build", "Watch"))):
            incoming.append(
                dict(
                    draw(st.fixed_dictionaries({}, optional={"description": TEXT, "channel_locked": st.booleans()})),
                    team=team,
                    display_name=name,
                    channel=draw(st.sampled_from(sorted(set(there)))),
                    user="root",
                )
            )
        for name in draw(some(("Ask", "Tell"))):
            outgoing.append(
                dict(
                    draw(
                        st.fixed_dictionaries(
                            {},
                            optional={
                                "description": TEXT,
                                "trigger_when": st.sampled_from(("exact", "start")),
                                "content_type": st.just("application/json"),
                            },
                        )
                    ),
                    team=team,
                    display_name=name,
                    channel=draw(st.sampled_from(("", "town-square"))),
                    creator="root",
                    trigger_words=[name.lower(), name.lower() + "2"],
                    callback_urls=draw(st.permutations(URLS)),
                )
            )
    return {"incoming": incoming, "outgoing": outgoing}


def with_plugins(model, wanted):
    """Install the plugins: the tests of the single module show how that is done."""
    for entry in wanted["plugins"] or ():
        if entry["id"] not in model.plugins:
            populate(model, options(plugins=[{"id": entry["id"], "enabled": False}]))
    return model


def server(found, wanted):
    """Return a server in a state, with the plugins that a task wants."""
    model = new_model(EnableBotAccountCreation=True)
    populate(model, options(**found))
    return with_plugins(model, options(**wanted))


WAYS = pytest.mark.parametrize("local", (True, False), ids=("socket", "http"))


def same_but(before, after, ignored=()):
    """Return the differences of two rows, but for times and what goes with a change."""
    ignored = ("update_at", "invite_id") + tuple(ignored)
    return [key for key in before if before[key] != after[key] and key not in ignored]


@WAYS
@BOUNDED
@given(data=st.data())
def test_applying_a_plan_reaches_the_wanted_state_and_nothing_is_left(local, data):
    found, wanted = data.draw(workspaces(local)), data.draw(workspaces(local))
    model = server(found, wanted)
    params = options(writers=data.draw(st.sampled_from((1, 3))), **wanted)
    foreseen = converge(model, params, local, check_mode=True)
    assert model.writes == []
    result = converge(model, params, local)
    assert result["failures"] == [] and result["finished"]
    assert (result["plan"], result["summary"]) == (foreseen["plan"], foreseen["summary"])
    assert unmet(model, params) == []
    model.forget_calls()
    again = converge(model, params, local)
    assert (again["plan"], again["changed"], model.writes) == ([], False, [])
    assert again["summary"]["unchanged"] > 0 or not any(wanted[kind] for kind in ("users", "teams", "roles"))


@BOUNDED
@given(found=workspaces(), wanted=workspaces(), seed=st.integers(0, 99))
def test_the_order_of_the_lists_does_not_matter(found, wanted, seed):
    shuffled = copy.deepcopy(wanted)
    mix = random.Random(seed)
    for entries in list(shuffled.values()) + list(shuffled["webhooks"].values()):
        for entry in entries if isinstance(entries, list) else ():
            for value in entry.values():
                if isinstance(value, list):
                    mix.shuffle(value)
        if isinstance(entries, list):
            mix.shuffle(entries)
    one, other = server(found, wanted), server(found, wanted)
    plans = []
    for model, order in ((one, wanted), (other, shuffled)):
        plans.append(converge(model, options(writers=1, **order))["plan"])
    assert sorted(map(repr, map(in_order, plans[0]))) == sorted(map(repr, map(in_order, plans[1])))
    assert in_order(view(one)) == in_order(view(other))


def in_order(value):
    """Return lists sorted: the order of callback URLs and the like means nothing."""
    if isinstance(value, dict):
        return {key: in_order(each) for key, each in value.items()}
    return sorted(map(in_order, value), key=str) if isinstance(value, list) else value


@WAYS
@BOUNDED
@given(data=st.data())
def test_what_is_not_listed_or_not_managed_stays(local, data):
    found, wanted = data.draw(workspaces(local)), data.draw(workspaces(local))
    model = server(found, wanted)
    adorn(model, data)
    before = copy.deepcopy(view(model))
    assert converge(model, options(**wanted), local)["failures"] == []
    after = view(model)
    listed = {
        "users": {entry["username"]: entry for entry in wanted["users"]},
        "bots": {entry["username"]: entry for entry in wanted["bots"]},
        "teams": {entry["name"]: entry for entry in wanted["teams"]},
        "channels": {(entry["team"], entry["name"]): entry for entry in wanted["channels"]},
        "roles": {entry["name"]: entry for entry in wanted["roles"]},
    }
    listed["users"].update(
        (name, dict(entry, first_name=entry.get("display_name"))) for name, entry in listed["bots"].items()
    )
    gone = {entry["username"] for entry in wanted["users"] if entry["state"] != "present"}
    for kind, entries in listed.items():
        for key, row in before[kind].items():
            entry = entries.get(key, {})
            if before["bots"].get(key, {}).get("owner") in gone:
                entry = dict(entry, delete_at="the server switches off the bots of who leaves")
            managed = [field for field in entry if entry[field] is not None]
            if "type" in managed:
                managed.append("allow_open_invite")  # goes with it
            if entry.get("state"):
                managed.append("delete_at")
            assert same_but(row, after[kind][key], managed) == [], (kind, key)
    # Nobody leaves anything, and what was in a channel that goes, goes with it.
    for kind in ("team_members", "channel_members"):
        assert set(before[kind]) <= set(after[kind])
    assert [row["trigger"] for row in before["commands"]] == [
        row["trigger"] for row in after["commands"] if in_both(row, before["commands"], ("team", "trigger"))
    ]
    for key, settings_of in before["plugins"]["Plugins"].items():
        assert set(settings_of) <= set(after["plugins"]["Plugins"][key])
        config = next((entry.get("config") or {} for entry in wanted["plugins"] if entry["id"] == key), {})
        now = after["plugins"]["Plugins"][key]
        assert all(now[name] == value for name, value in settings_of.items() if name not in config)
    going = {(entry["team"], entry["name"]) for entry in wanted["channels"] if entry["state"] != "present"}
    names = {(entry["team"], entry["display_name"]) for entry in wanted["webhooks"]["incoming"]}
    for row in before["incoming"]:
        if row["channel"] not in going and (row["channel"][0], row["display_name"]) not in names:
            assert row in after["incoming"]


def in_both(row, rows, fields):
    """Return whether there is a row with the same values."""
    return any(all(row[field] == other[field] for field in fields) for other in rows)


def adorn(model, data):
    """Give objects of the server values that no option knows."""
    strange = data.draw(st.lists(st.sampled_from(("mention_keys", "desktop", "auto")), unique=True))
    for user in model.users.values():
        for key in strange:
            user["notify_props"][key] = "changed by %s" % user["username"]
        user["timezone"]["manualTimezone"] = "Europe/Vienna"
        user["auth_service"] = data.draw(st.sampled_from(("", "ldap")))
        user["last_name"] = data.draw(TEXT)
    for table in (model.teams, model.channels):
        for row in table.values():
            row["scheme_id"] = data.draw(st.sampled_from((None, "schemeschemeschemeschemesc")))
            row["group_constrained"] = data.draw(st.sampled_from((None, True)))
    for table in (model.incoming, model.outgoing, model.commands):
        for row in table.values():
            row["description"] = row["description"] or data.draw(TEXT)
    model.config["PluginSettings"]["Plugins"]["com.example.foreign"] = {"secret": "s3cret", "number": 3}


@WAYS
@BOUNDED
@given(data=st.data())
def test_an_export_followed_by_a_check_reports_nothing(local, data):
    found = data.draw(workspaces(local))
    model = server(found, found)
    distort(model, data)
    exported = export(model, local=local)
    checked = converge(model, options(**exported["workspace"]), local, check_mode=True)
    assert checked["plan"] == []
    kinds = data.draw(st.lists(st.sampled_from(sorted(exported["workspace"])), unique=True, min_size=1))
    part = export(model, kinds=kinds, local=local)["workspace"]
    assert part == {kind: exported["workspace"][kind] for kind in kinds}
    assert converge(model, options(**part), local, check_mode=True)["plan"] == []


def distort(model, data):
    """Bring the server into states to which no task leads, and people do."""
    for user in model.users.values():
        if user["username"] != "root" and not user.get("is_bot") and data.draw(st.booleans()):
            user["delete_at"] = model.now()
    for bot in model.bots.values():
        if data.draw(st.booleans()):
            bot["owner_id"] = data.draw(st.sampled_from(("com.example.plugin", model.caller)))
    for channel in model.channels.values():
        if channel["name"] != "town-square" and data.draw(st.sampled_from((True, False, False))):
            channel["delete_at"] = model.now()
        channel["display_name"] = data.draw(st.sampled_from((channel["display_name"], "Other")))
    for team in model.teams.values():
        if data.draw(st.sampled_from((True, False, False))):
            team["delete_at"] = model.now()
    for hook in list(model.incoming.values())[:1]:
        if data.draw(st.booleans()):
            model.incoming["twin"] = dict(hook, id="twintwintwintwintwintwintw")


@BOUNDED
@given(found=workspaces(living=True))
def test_what_one_server_exports_makes_another_one_alike(found):
    model = server(found, {"plugins": []})
    exported = export(model)["workspace"]
    exported["plugins"] = []  # comes from archives
    for user in exported["users"]:
        user["password"] = PASSWORD
    twin = empty_model()
    assert converge(twin, options(**exported))["failures"] == []
    assert unmet(twin, options(**dict(found, plugins=[]))) == []
    for user in exported["users"]:
        del user["password"]
    again = export(twin)["workspace"]
    again["plugins"] = []
    assert again == exported


@WAYS
@BOUNDED
@given(data=st.data())
def test_what_fails_does_not_hide_the_rest_and_a_second_run_finishes(local, data):
    found, wanted = data.draw(workspaces(local)), data.draw(workspaces(local))
    model = server(found, wanted)
    params = options(writers=data.draw(st.sampled_from((1, 3))), **wanted)
    unlucky = data.draw(st.sets(st.integers(0, 12), min_size=1, max_size=6))
    count = [0]

    def refuse(call):
        if call.method != "GET":
            count[0] += 1
            if count[0] - 1 in unlucky:
                raise Refusal(500, "app.unlucky.app_error", "Not today.")

    model.before.append(refuse)
    result = converge(model, params, local)
    failed = {(entry["kind"], entry["name"]) for entry in result["failures"]}
    assert len(failed) == len(result["failures"])
    refused = sum(number < count[0] for number in unlucky)
    told = [entry for entry in result["failures"] if "app.unlucky.app_error" in entry["msg"]]
    assert len(told) == refused
    assert result.get("failed", False) == bool(refused)
    assert all("not tried" in entry["msg"] or entry in told for entry in result["failures"])
    assert not any("went away" in entry["msg"] for entry in result["failures"])
    # The next plan has only the steps that failed and those that depend on them.
    model.before.clear()
    left = converge(model, params, local, check_mode=True)["plan"]
    assert {(entry["kind"], entry["name"]) for entry in left} <= failed
    assert converge(model, params, local)["failures"] == []
    assert unmet(model, params) == []
    assert converge(model, params, local)["plan"] == []


LISTED_IN = {"team_members": "teams", "channel_members": "channels"}
EXCLUSIVE = ("users", "bots", "teams", "team_members", "channels", "channel_members", "webhooks", "commands", "plugins")


@WAYS
@BOUNDED
@given(data=st.data())
def test_of_exclusive_kinds_nothing_stays_that_is_not_listed(local, data):
    found, wanted = data.draw(workspaces(local)), data.draw(workspaces(local))
    model = server(found, wanted)
    if not any(user["username"] == "root" for user in wanted["users"]):
        wanted["users"].append({"username": "root", "roles": ["system_admin", "system_user"]})
    exclusive = data.draw(st.lists(st.sampled_from(EXCLUSIVE), unique=True, min_size=1))
    params = options(exclusive=exclusive, removal_confirmed=True, **wanted)
    result = converge(model, params, local)
    assert result["failures"] == []
    assert unmet(model, params) == []
    after = export(model, local=local)["workspace"]
    for kind in set(exclusive) & {"users", "bots", "teams"}:
        key = "name" if kind == "teams" else "username"
        present = {entry[key] for entry in after[kind] if entry.get("state", "present") == "present"}
        assert present <= {entry[key] for entry in wanted[kind]}
    teams = {entry["name"] for entry in wanted["teams"] if entry["state"] == "present"}
    for kind, key in (("channels", "name"), ("commands", "trigger")):
        if kind in exclusive:
            assert {
                (entry["team"], entry[key])
                for entry in after[kind]
                if entry["team"] in teams and entry.get("state", "present") == "present" and entry[key] not in DEFAULTS
            } <= {(entry["team"], entry[key]) for entry in wanted[kind]}
    for kind, option in LISTED_IN.items():
        if kind in exclusive:
            check_members(model, wanted[option], after[option])
    model.forget_calls()
    assert converge(model, params, local)["plan"] == []
    assert model.writes == []


def check_members(model, wanted, after):
    """Compare the people among the members with those listed."""
    people = {user["username"] for user in model.users.values() if not user.get("is_bot")}
    for entry in wanted:
        key = entry.get("team"), entry["name"]
        there = next((other for other in after if (other.get("team"), other["name"]) == key), {})
        if entry["state"] == "present" and "members" in entry:
            assert set(there.get("members", ())) & people <= set(entry["members"])
