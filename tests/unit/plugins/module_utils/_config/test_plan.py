# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan from the recorded, the current and the configured settings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.groupware.mattermost.plugins.module_utils._config import plan as owner
from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.record import Record, parse, render

KEY = "0f" * 32
DEFAULTS = {"teamsettings.sitename": "Mattermost", "teamsettings.maxusersperteam": 50}
SECRET = ("EmailSettings", "SMTPPassword")


class Server:
    """A configuration and the record of one scope, through several runs."""

    def __init__(self, deletes=False, **sections):
        self.tree = {
            "TeamSettings": {"SiteName": "Mattermost", "MaxUsersPerTeam": 50},
            "EmailSettings": {"SMTPPassword": ""},
            "PluginSettings": {"Plugins": {}, "PluginStates": {}},
        }
        self.tree.update(sections)
        self.record = Record(KEY)
        self.deletes = deletes
        self.overridden = {}
        self.initial = {}

    def plan(self, wanted, keep=False):
        """Return the plan of a run."""
        situation = owner.Situation(
            self.tree,
            KEY,
            self.record.entries("s"),
            lambda path: DEFAULTS.get(config.key_of(path)),
            lambda path: self.overridden.get(config.key_of(path)),
            self.deletes,
            lambda path: self.initial.get(config.key_of(path)),
        )
        return owner.make(situation, config.settings(wanted), lambda path: "somebody", keep)

    def run(self, wanted, keep=False, dies=None):
        """Let a run happen; ``dies`` is where it is cut off."""
        plan = self.plan(wanted, keep)
        self.remember(plan.before)
        if dies != "before":
            self.tree = config.merged(self.tree, plan.changes)
        if not dies:
            self.remember(plan.after)
        return plan

    def remember(self, entries):
        """Write and read the record, as a run does."""
        self.record = parse(render(self.record.with_scope("s", entries)))

    def console(self, section, key, value):
        """Let somebody change a setting."""
        self.tree = dict(self.tree, **{section: dict(self.tree[section], **{key: value})})


def named(name):
    """Return settings with a name of the site."""
    return {"TeamSettings": {"SiteName": name}}


def reasons(plan):
    """Return what a plan changes, and why."""
    return [(config.name_of(p.change.path), p.change.before, p.change.after, p.reason) for p in plan.planned]


def test_a_setting_becomes_ours_and_stays():
    server = Server()
    assert reasons(server.run(named("A"))) == [("TeamSettings.SiteName", "Mattermost", "A", "new")]
    assert reasons(server.run(named("A"))) == []
    assert reasons(server.run(named("B"))) == [("TeamSettings.SiteName", "A", "B", "wanted")]


def test_what_somebody_else_changed_is_drift():
    server = Server()
    server.run(named("A"))
    server.console("TeamSettings", "SiteName", "Theirs")
    plan = server.run(named("A"))
    assert [(d.wanted, d.found, d.owner, d.action) for d in plan.drift] == [("A", "Theirs", "somebody", "corrected")]
    assert reasons(plan) == [("TeamSettings.SiteName", "Theirs", "A", "drift")]
    assert server.run(named("A")).drift == []


def test_drift_can_be_kept_and_is_reported_each_time():
    server = Server()
    server.run(named("A"))
    server.console("TeamSettings", "SiteName", "Theirs")
    for dummy in range(2):
        plan = server.run(named("A"), keep=True)
        assert (reasons(plan), [d.action for d in plan.drift]) == ([], ["kept"])
    assert server.run(named("Theirs")).drift == []


def test_a_new_value_over_what_somebody_else_changed_is_drift_too():
    server = Server()
    server.run(named("A"))
    server.console("TeamSettings", "SiteName", "Theirs")
    assert [d.found for d in server.plan(named("B")).drift] == ["Theirs"]


def test_a_key_that_was_never_ours_is_not_touched():
    server = Server()
    server.run(named("A"))
    server.console("TeamSettings", "MaxUsersPerTeam", 7)
    assert reasons(server.run(named("A"))) == []
    assert reasons(server.run({})) == [("TeamSettings.SiteName", "A", "Mattermost", "released")]
    assert server.tree["TeamSettings"] == {"SiteName": "Mattermost", "MaxUsersPerTeam": 7}


def test_a_dropped_setting_gets_its_former_value():
    server = Server()
    server.console("TeamSettings", "SiteName", "Before")
    server.run(named("A"))
    server.run(named("B"))
    plan = server.run({})
    assert reasons(plan) == [("TeamSettings.SiteName", "B", "Before", "released")]
    assert [(r.action, r.owner) for r in plan.released] == [("restored", "somebody")]
    assert server.record.scopes == {}
    assert reasons(server.run({})) == []


@pytest.mark.parametrize("deletes", (False, True))
def test_a_dropped_setting_that_was_not_there_gets_the_default(deletes):
    server = Server(deletes=deletes, TeamSettings={})
    server.run(named("A"))
    plan = server.run({})
    assert [r.action for r in plan.released] == ["default"]
    assert server.tree["TeamSettings"] == ({} if deletes else {"SiteName": "Mattermost"})


@pytest.mark.parametrize("deletes", (False, True))
def test_a_dropped_setting_that_was_not_there_gets_what_a_new_server_is_told(deletes):
    server = Server(deletes=deletes, TeamSettings={})
    server.initial = {"teamsettings.sitename": "New"}
    server.run(named("A"))
    plan = server.run({})
    assert reasons(plan) == [("TeamSettings.SiteName", "A", "New", "released")]
    assert [(r.action, r.reason) for r in plan.released] == [("default", "its initial value is restored")]


def test_a_dropped_setting_of_which_no_default_is_known_stays():
    server = Server(NewSettings={})
    server.run({"NewSettings": {"Thing": 1}})
    plan = server.run({})
    assert [(r.action, reasons(plan)) for r in plan.released] == [("kept", [])]


def test_a_dropped_setting_that_somebody_else_changed_is_theirs():
    server = Server()
    server.run(named("A"))
    server.console("TeamSettings", "SiteName", "Theirs")
    plan = server.run({})
    assert (reasons(plan), [r.action for r in plan.released]) == ([], ["kept"])
    assert server.record.scopes == {}


def test_a_dropped_secret_stays_and_is_in_no_record():
    server = Server()
    server.console(*SECRET, "former-secret")
    server.run({"EmailSettings": {"SMTPPassword": "hunter2-hunter2"}})
    text = render(server.record)
    assert "hunter2" not in text and "former-secret" not in text
    plan = server.run({})
    assert (reasons(plan), [r.action for r in plan.released]) == ([], ["kept"])
    assert server.tree["EmailSettings"]["SMTPPassword"] == "hunter2-hunter2"


def test_a_changed_secret_is_drift():
    server = Server()
    server.run({"EmailSettings": {"SMTPPassword": "one"}})
    server.console(*SECRET, "two")
    plan = server.run({"EmailSettings": {"SMTPPassword": "one"}})
    assert [d.secret for d in plan.drift] == [True]


def test_a_secret_that_http_hides_is_sent_when_it_changed():
    server = Server()
    server.run({"EmailSettings": {"SMTPPassword": "one"}})
    server.console(*SECRET, "*" * 32)
    assert reasons(server.plan({"EmailSettings": {"SMTPPassword": "one"}})) == []
    assert reasons(server.plan({"EmailSettings": {"SMTPPassword": "two"}})) == [
        ("EmailSettings.SMTPPassword", None, "two", "wanted")
    ]


def test_a_setting_that_turns_out_a_secret_is_forgotten_as_text():
    server = Server()
    server.console("TeamSettings", "SiteName", "Before")
    server.run(named("A"))
    plan = owner.make(
        owner.Situation(server.tree, KEY, server.record.entries("s"), lambda path: None, lambda path: None, False),
        config.settings(named("A"), secret=True),
        lambda path: "x",
        False,
    )
    entry = plan.after["teamsettings.sitename"].as_dict()
    assert entry["secret"] and entry["before"] is None and entry["applied"] != "A"


@pytest.mark.parametrize("dies", ("before", "after"))
def test_a_run_that_was_cut_off_is_no_drift_and_loses_no_former_value(dies):
    server = Server()
    server.console("TeamSettings", "SiteName", "Before")
    server.run(named("A"), dies=dies)
    assert server.plan(named("A")).drift == []
    assert server.plan(named("B")).drift == []
    server.run(named("B"), dies=dies)
    server.run(named("B"))
    server.run({}, dies=dies)
    assert reasons(server.run({}))[:1] in ([], [("TeamSettings.SiteName", "B", "Before", "released")])
    assert server.tree["TeamSettings"]["SiteName"] == "Before"
    assert server.record.scopes == {}


def test_settings_of_plugins_come_and_go():
    server = Server()
    server.tree["PluginSettings"] = {"Plugins": {"other": {"a": 1}}, "PluginStates": {"other": {"Enable": True}}}
    wanted = {
        "PluginSettings": {
            "Plugins": {"com.example.one": {"k": "v"}},
            "PluginStates": {"com.example.one": {"Enable": True}},
        }
    }
    server.run(wanted)
    assert server.tree["PluginSettings"]["Plugins"] == {"other": {"a": 1}, "com.example.one": {"k": "v"}}
    plan = server.plan({})
    assert config.patch(server.tree, plan.changes) == {
        "PluginSettings": {"Plugins": {"other": {"a": 1}}, "PluginStates": {"other": {"Enable": True}}}
    }
    server.run({})
    assert server.record.scopes == {}


def test_the_last_settings_of_plugins_leave_an_object_for_the_server_ignores_an_empty_map():
    server = Server()
    server.run({"PluginSettings": {"Plugins": {"one": {"k": "v"}}}})
    plan = server.plan({})
    assert config.patch(server.tree, plan.changes) == {"PluginSettings": {"Plugins": {"one": {}}}}


def test_the_last_state_of_a_plugin_leaves_nothing_for_the_server_takes_an_empty_state_as_off():
    server = Server()
    server.run({"PluginSettings": {"PluginStates": {"playbooks": {"Enable": False}}}})
    plan = server.plan({})
    assert config.patch(server.tree, plan.changes) == {"PluginSettings": {"PluginStates": {}}}


@pytest.mark.parametrize("first,second", (("v", {"deep": "v"}), ({"deep": "v"}, "v"), ({"a": {"b": 1}}, {"a": 1})))
def test_an_object_takes_the_place_of_a_value_and_the_other_way_round(first, second):
    server = Server()
    server.run({"PluginSettings": {"Plugins": {"one": {"k": first}}}})
    plan = server.run({"PluginSettings": {"Plugins": {"one": {"k": second}}}})
    assert server.tree["PluginSettings"]["Plugins"] == {"one": {"k": second}}
    assert [p.reason for p in plan.planned] == ["new"]
    server.run({})
    assert server.record.scopes == {}


def test_a_former_value_that_the_server_would_not_keep_is_given_back_as_it_keeps_it():
    server = Server(EmailSettings={"SMTPServer": ""})
    server.run({"EmailSettings": {"SMTPServer": "mail.example.org"}})
    plan = server.run({})
    assert reasons(plan) == [("EmailSettings.SMTPServer", "mail.example.org", "localhost", "released")]


def test_a_setting_that_a_plugin_lost_is_drift():
    server = Server()
    server.run({"PluginSettings": {"Plugins": {"one": {"k": "v"}, "two": {"k": "v"}}}})
    server.tree["PluginSettings"]["Plugins"].pop("one")
    plan = server.plan({"PluginSettings": {"Plugins": {"one": {"k": "v"}, "two": {"k": "v"}}}})
    assert [(d.found, d.action) for d in plan.drift] == [(None, "corrected")]


def test_a_dropped_setting_that_is_overridden_stays():
    server = Server()
    server.run(named("A"))
    server.overridden["teamsettings.sitename"] = "MM_TEAMSETTINGS_SITENAME"
    plan = server.plan({})
    assert [(r.action, r.reason) for r in plan.released] == [
        ("kept", "the environment variable MM_TEAMSETTINGS_SITENAME overrides it")
    ]


@pytest.mark.parametrize(
    "text",
    (
        "",
        "[]",
        "{}",
        '{"format": 2}',
        '{"format": 1, "key": "short", "scopes": {}}',
        json.dumps({"format": 1, "key": KEY, "scopes": {"s": {"a.b": {"setting": ["a"]}}}}),
        json.dumps({"format": 1, "key": KEY, "scopes": {"s": []}}),
    ),
)
def test_what_is_no_record_is_none(text):
    assert parse(text) is None


VALUES = st.sampled_from([1, 2, 3, 50])
STEP = st.one_of(
    st.tuples(
        st.just("run"),
        st.dictionaries(st.sampled_from(["SiteName", "MaxUsersPerTeam"]), VALUES),
        st.booleans(),
        st.sampled_from([None, None, "before", "after"]),
    ),
    st.tuples(st.just("console"), st.sampled_from(["SiteName", "MaxUsersPerTeam", "Unmanaged"]), VALUES),
)


@given(st.lists(STEP, max_size=12))
def test_each_key_ends_at_its_owners_value_and_no_run_is_needed_twice(steps):
    server = Server(TeamSettings={"SiteName": 10, "MaxUsersPerTeam": 20, "Unmanaged": 0})
    unmanaged = 0
    for step in steps:
        if step[0] == "console":
            server.console("TeamSettings", step[1], step[2])
            unmanaged = step[2] if step[1] == "Unmanaged" else unmanaged
        else:
            server.run({"TeamSettings": step[1]}, keep=step[2], dies=step[3])
    wanted = {"TeamSettings": {"SiteName": 1}}
    server.run(wanted)
    assert server.tree["TeamSettings"]["SiteName"] == 1
    assert server.tree["TeamSettings"]["Unmanaged"] == unmanaged
    again = server.run(wanted)
    assert (again.planned, again.drift, again.released) == ([], [], [])


def test_a_permission_is_remembered_while_a_file_without_permissions_is_written():
    server = Server(Permissions={"system_user": {"create_team": True}})
    server.run({"Permissions": {"system_user": {"create_team": False}}})
    there = server.tree.pop("Permissions")
    server.run(named("A"))
    server.tree["Permissions"] = there
    plan = server.run({})
    assert ("Permissions.system_user.create_team", False, True, "released") in reasons(plan)
