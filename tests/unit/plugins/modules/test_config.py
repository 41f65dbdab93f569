# SPDX-License-Identifier: GPL-3.0-or-later
"""Module config with a running server."""

from __future__ import annotations

import pytest

REMOTE = {"url": "https://chat.example.com", "token": "tokentokentokentokentokent"}
SECRET = "hunter2-hunter2"


def read(server, body):
    """Expect the configuration to be read."""
    server.expect("GET", "/api/v4/config", 200, body)


def patch(server, body, status=200, answer=None):
    """Expect a patch."""
    server.expect("PUT", "/api/v4/config/patch", status, answer or {}, body=body)


def test_only_what_differs_is_sent_and_then_read_again(server, run, bodies):
    read(server, bodies["config"])
    patch(server, {"TeamSettings": {"SiteName": "Example Chat"}})
    bodies["config"]["TeamSettings"]["SiteName"] = "Example Chat"
    read(server, bodies["config"])
    result = run("config", settings={"TeamSettings": {"SiteName": "Example Chat", "MaxUsersPerTeam": 50}})
    assert result["changed"] is True
    assert result["changes"] == [{"setting": "TeamSettings.SiteName", "before": "Mattermost", "after": "Example Chat"}]
    assert result["diff"] == {
        "before": {"TeamSettings": {"SiteName": "Mattermost"}},
        "after": {"TeamSettings": {"SiteName": "Example Chat"}},
    }


def test_check_mode_sends_nothing(server, run, bodies):
    read(server, bodies["config"])
    result = run("config", check=True, settings={"TeamSettings": {"SiteName": "Example Chat"}})
    assert result["changed"] is True
    assert result["changes"][0]["after"] == "Example Chat"


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do(server, run, bodies, check):
    read(server, bodies["config"])
    result = run(
        "config",
        check=check,
        settings={
            "teamsettings": {"sitename": "Mattermost"},
            "ServiceSettings": {"SiteURL": "https://chat.example.com/"},
            "EmailSettings": {"SMTPPort": None},
        },
    )
    assert (result["changed"], result["changes"], result["diff"]) == (False, [], {"before": {}, "after": {}})


def test_keys_are_sent_as_the_server_spells_them(server, run, bodies):
    read(server, bodies["config"])
    patch(server, {"TeamSettings": {"SiteName": "Other"}})
    bodies["config"]["TeamSettings"]["SiteName"] = "Other"
    read(server, bodies["config"])
    assert run("config", settings={"teamsettings": {"SITENAME": "Other"}})["changed"] is True


def test_maps_are_sent_whole(server, run, bodies):
    read(server, bodies["config"])
    states = {"com.mattermost.calls": {"Enable": False}, "playbooks": {"Enable": True}}
    plugins = {"one": {"key": "a", "other": "b"}, "notifymatters": {"trustedorigin": "https://webapp.example.com"}}
    patch(server, {"PluginSettings": {"PluginStates": states, "Plugins": plugins}})
    bodies["config"]["PluginSettings"].update(PluginStates=states, Plugins=plugins)
    read(server, bodies["config"])
    result = run(
        "config",
        settings={
            "PluginSettings": {
                "PluginStates": {"com.mattermost.calls": {"Enable": False}},
                "Plugins": {"Notifymatters": {"trustedorigin": "https://webapp.example.com"}},
            }
        },
    )
    assert [change["setting"] for change in result["changes"]] == [
        "PluginSettings.PluginStates.com.mattermost.calls.Enable",
        "PluginSettings.Plugins.notifymatters.trustedorigin",
    ]


def test_settings_of_plugins_are_refused_over_http_where_others_are_hidden(server, run, bodies):
    read(server, bodies["config"])
    result = run("config", settings={"PluginSettings": {"Plugins": {"one": {"key": "z"}}}}, **REMOTE)
    assert result["failure"]["kind"] == "refused"


@pytest.mark.parametrize("check", (False, True))
def test_unknown_keys_are_refused_with_the_nearest_one(server, run, bodies, check):
    read(server, bodies["config"])
    result = run("config", check=check, settings={"TeamSettings": {"MaxUserPerTeam": 100}})
    assert result["failure"]["setting"] == "TeamSettings.MaxUserPerTeam"
    assert "did you mean TeamSettings.MaxUsersPerTeam?" in result["msg"]


def test_unknown_sections_are_refused_with_the_nearest_one(server, run, bodies):
    read(server, bodies["config"])
    result = run("config", settings={"TeamSetting": {"SiteName": "x"}})
    assert "did you mean TeamSettings?" in result["msg"]


@pytest.mark.parametrize(
    "setting, value, words",
    (
        (("EmailSettings", "SMTPPort"), 25, "EmailSettings.SMTPPort is a string; 25 is a number"),
        (("TeamSettings", "MaxUsersPerTeam"), "100", "is a number; '100' is a string"),
        (("TeamSettings", "MaxUsersPerTeam"), 50.5, "is a whole number"),
        (("TeamSettings", "EnableUserCreation"), "true", "is true or false; 'true' is a string"),
        (("ServiceSettings", "FrameAncestors"), ["https://a"], "is a string; ['https://a'] is a list"),
        (("ServiceSettings", "TrustedProxyIPHeader"), "X-Real-IP", "is a list"),
    ),
)
def test_wrong_types_are_refused(server, run, bodies, setting, value, words):
    read(server, bodies["config"])
    result = run("config", settings={setting[0]: {setting[1]: value}})
    assert words in result["msg"]
    assert result["failure"]["setting"] == ".".join(setting)


def test_a_pinned_setting_is_an_error_with_the_name_of_the_variable(server, run, bodies):
    read(server, bodies["config"])
    patch(server, {"TeamSettings": {"MaxUsersPerTeam": 60}})
    read(server, bodies["config"])
    result = run("config", settings={"TeamSettings": {"MaxUsersPerTeam": 60}})
    assert result["failure"]["kind"] == "not_taken"
    assert result["failure"]["settings"] == ["TeamSettings.MaxUsersPerTeam"]
    assert "MM_TEAMSETTINGS_MAXUSERSPERTEAM" in result["msg"]


def test_secrets_are_never_shown(server, run, bodies):
    bodies["config"]["EmailSettings"]["SMTPPassword"] = "old-old-old"
    read(server, bodies["config"])
    patch(
        server,
        {
            "EmailSettings": {"SMTPPassword": SECRET},
            "SqlSettings": {"DataSource": "postgres://mm:%s@db/mattermost" % SECRET},
        },
    )
    bodies["config"]["EmailSettings"]["SMTPPassword"] = SECRET
    bodies["config"]["SqlSettings"]["DataSource"] = "postgres://mm:%s@db/mattermost" % SECRET
    read(server, bodies["config"])
    result = run(
        "config",
        settings={"SqlSettings": {"DataSource": "postgres://mm:%s@db/mattermost" % SECRET}},
        secret_settings={"EmailSettings": {"SMTPPassword": SECRET}},
    )
    assert result["diff"]["before"] == {
        "EmailSettings": {"SMTPPassword": "secret, not shown"},
        "SqlSettings": {"DataSource": "postgres://mmuser:********@localhost/mattermost?sslmode=disable"},
    }
    assert result["diff"]["after"] == {
        "EmailSettings": {"SMTPPassword": "another secret, not shown"},
        "SqlSettings": {"DataSource": "postgres://mm:********(new)@db/mattermost"},
    }
    for text in (SECRET, "old-old-old", "mostest"):
        assert text not in str(result)


@pytest.mark.parametrize("option", ("settings", "secret_settings"))
def test_secrets_are_not_shown_in_errors_either(server, run, bodies, option):
    read(server, bodies["config"])
    result = run("config", **{option: {"EmailSettings": {"SMTPPassword": SECRET, "SMTPServer": ["x"]}}})
    assert result["failed"] and SECRET not in str(result)


def test_secrets_are_not_shown_when_the_options_make_no_sense(server, run):
    result = run("config", settings={"EmailSettings": {"SMTPPassword": SECRET}, "TeamSettings": "x"})
    assert result["failure"]["option"] == "settings" and SECRET not in str(result)


def test_nothing_of_the_invocation_is_logged_on_the_host(server, run, bodies, monkeypatch):
    logged = []
    monkeypatch.setattr(
        "ansible.module_utils.basic.AnsibleModule.log",
        lambda module, msg, log_args=None: logged.append((msg, log_args)),
    )
    read(server, bodies["config"])
    # As a task does, whose keyword no_log replaces what the module says of itself.
    run("config", settings={"TeamSettings": {"CustomDescriptionText": SECRET}}, check=True, _ansible_no_log=False)
    assert logged == [("Invoked, options not logged", None)]


def test_asterisks_are_not_a_password(server, run):
    result = run("config", settings={"EmailSettings": {"SMTPPassword": "*" * 32}})
    assert "32 asterisks" in result["msg"]


def test_a_secret_that_http_hides_is_sent_each_time(server, run, bodies):
    bodies["config"]["EmailSettings"]["SMTPPassword"] = "*" * 32
    read(server, bodies["config"])
    patch(server, {"EmailSettings": {"SMTPPassword": SECRET}})
    read(server, bodies["config"])
    assert run("config", secret_settings={"EmailSettings": {"SMTPPassword": SECRET}}, **REMOTE)["changed"] is True


def test_a_setting_is_given_twice(server, run):
    result = run(
        "config",
        settings={"EmailSettings": {"SMTPPassword": SECRET}},
        secret_settings={"emailsettings": {"smtppassword": SECRET}},
    )
    assert result["failure"]["option"] == "secret_settings"


def test_initial_values_are_for_a_file(server, run):
    assert run("config", initial={"TeamSettings": {"SiteName": "x"}})["failure"]["option"] == "initial"


def test_prediction_without_a_server(server, run):
    server.expect("GET", "/api/v4/config", raises=FileNotFoundError(2, "No such file or directory"))
    result = run("config", check=True, predict_without_server=True, settings={"TeamSettings": {"SiteName": "x"}})
    assert result["changes"] == [{"setting": "TeamSettings.SiteName", "before": None, "after": "x"}]


def test_not_signed_in(server, run, bodies):
    server.expect("GET", "/api/v4/config", 401, bodies["errors"]["no_session"])
    assert run("config", settings={}, **REMOTE)["failure"]["status"] == 401


def test_a_value_that_is_refused_before_it_is_sent(server, run, bodies):
    read(server, bodies["config"])
    result = run("config", settings={"ServiceSettings": {"SiteURL": "chat"}})
    assert (result["failure"]["kind"], result["failure"]["setting"]) == ("input", "ServiceSettings.SiteURL")


def test_a_value_that_the_server_refuses(server, run, bodies):
    folder = {"ServiceSettings": {"LocalModeSocketLocation": "/nonexistent/local.socket"}}
    bodies["config"]["ServiceSettings"]["LocalModeSocketLocation"] = "/run/mattermost/local.socket"
    read(server, bodies["config"])
    patch(server, folder, 400, bodies["errors"]["local_mode_socket"])
    result = run("config", settings=folder)
    assert result["failure"]["error_id"] == "model.config.is_valid.local_mode_socket.app_error"


def test_server_error_is_not_tried_again(server, run, bodies):
    read(server, bodies["config"])
    patch(server, {"TeamSettings": {"SiteName": "x"}}, 500, bodies["errors"]["server"])
    assert run("config", settings={"TeamSettings": {"SiteName": "x"}})["failure"]["status"] == 500
