# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes in the System Console and runs of the site in turn: each setting gets the value of its owner."""

from __future__ import annotations

import json
import os
import signal

import pytest
from owners import (
    RECORD,
    TASK,
    background,
    beside,
    keep,
    live,
    process,
    refused,
    restart,
    results,
    salts,
    site,
    starts,
    wait,
    warnings,
    written,
)
from shared.support import SITE, ask, local

testinfra_hosts = ["ansible://mattermost"]

MARKER = "/run/mattermost-restart-required"
SECRET = "set-1n-the-Console-44"
OURS = {"TeamSettings": {"SiteName": "Ours"}, "SupportSettings": {"HelpLink": "https://help.example.test"}}
NAME_OURS = beside(OURS)
FIFTY = {
    "ServiceSettings": {
        "EnableLinkPreviews": False,
        "EnablePermalinkPreviews": False,
        "EnableGifPicker": False,
        "EnableCustomEmoji": False,
        "EnableEmojiPicker": False,
        "EnableCrossTeamSearch": False,
        "EnableUserTypingMessages": False,
        "EnableTutorial": False,
        "EnableOnboardingFlow": False,
        "EnableDesktopLandingPage": False,
        "DisableBotsWhenOwnerIsDeactivated": False,
        "EnableSVGs": False,
        "EnableLatex": False,
        "EnableInlineLatex": False,
        "PostPriority": False,
        "EnableFileSearch": False,
        "EnableCustomGroups": False,
        "AllowSyncedDrafts": False,
        "ScheduledPosts": False,
        "MaximumLoginAttempts": 11,
        "PostEditTimeLimit": 3600,
        "MinimumHashtagLength": 4,
        "UniqueEmojiReactionLimitPerPost": 40,
        "OutgoingIntegrationRequestsTimeout": 31,
        "TimeBetweenUserTypingUpdatesMilliseconds": 6000,
        "SessionLengthWebInHours": 4000,
        "SessionLengthMobileInHours": 4001,
        "SessionLengthSSOInHours": 700,
    },
    "TeamSettings": {
        "EnableJoinLeaveMessageByDefault": False,
        "EnableCustomUserStatuses": False,
        "EnableLastActiveTime": False,
        "EnableConfirmNotificationsToChannel": False,
        "MaxChannelsPerTeam": 1999,
        "MaxNotificationsPerChannel": 999,
        "TeammateNameDisplay": "full_name",
        "UserStatusAwayTimeout": 301,
        "LockTeammateNameDisplay": True,
    },
    "SupportSettings": {
        "TermsOfServiceLink": "https://help.example.test/terms",
        "EnableAskCommunityLink": False,
        "PrivacyPolicyLink": "https://help.example.test/privacy",
        "AboutLink": "https://help.example.test/about",
        "ReportAProblemLink": "https://help.example.test/report",
        "ForgotPasswordLink": "https://help.example.test/password",
    },
    "NativeAppSettings": {
        "AppDownloadLink": "https://help.example.test/apps",
        "AndroidAppDownloadLink": "https://help.example.test/android",
        "IosAppDownloadLink": "https://help.example.test/ios",
    },
    "PrivacySettings": {"ShowEmailAddress": False, "ShowFullName": False},
    "DisplaySettings": {"MaxMarkdownNodes": 5000},
    "EmailSettings": {"FeedbackOrganization": "Example"},
}


def values(tree, wanted):
    """Return the values of a tree for the keys of another one."""
    return {section: {key: tree[section].get(key) for key in keys} for section, keys in wanted.items()}


def test_a_run_without_a_change_restarts_nothing_and_reports_nothing(host):
    running = process(host)
    run = site()
    assert run.changed == []
    assert warnings(run) == []
    assert (results(run)[0]["drift"], results(run)[0]["released"]) == ([], [])
    assert process(host) == running


@pytest.mark.parametrize("way", ["save", "patch"])
def test_every_setting_ends_at_its_owners_value(host, console, way):
    """A run, a change in the Console, a restart, a run, a restart, a run; for each way of editing."""
    keys, name = salts(host), "Edited by " + way
    keep(**NAME_OURS)
    getattr(console, way)(
        {
            "TeamSettings": {"SiteName": name, "CustomDescriptionText": name},
            "SupportSettings": {"SupportEmail": way + "@example.test"},
            "GitLabSettings": {"Secret": SECRET},
        }
    )
    assert live(host)["TeamSettings"]["SiteName"] == name
    restart(host)
    running = process(host)
    if way == "save":
        run = site(**NAME_OURS)
        assert run.changed == [TASK]
        result = results(run)[0]
        assert warnings(run) == result["warnings"]
    else:
        result = keep(**NAME_OURS)
    assert result["drift"] == [
        {
            "setting": "TeamSettings.SiteName",
            "owner": "mattermost_config",
            "wanted": "Ours",
            "found": name,
            "action": "corrected",
        }
    ]
    assert ["TeamSettings.SiteName" in text and name in text for text in result["warnings"]] == [True]
    assert process(host) == running
    for again in range(2):
        for tree in (live(host), written(host)):
            assert values(tree, OURS) == OURS
            assert tree["TeamSettings"]["CustomDescriptionText"] == name
            assert tree["SupportSettings"]["SupportEmail"] == way + "@example.test"
            assert tree["GitLabSettings"]["Secret"] == SECRET
            assert tree["EmailSettings"]["SMTPPassword"] == "kept-Out-0f-Sight-43"
        assert salts(host) == keys
        if not again:
            restart(host)
            result = keep(**NAME_OURS)
            assert (result["changed"], result["drift"], result.get("warnings", [])) == (False, [], [])


def test_a_setting_removed_from_the_variables_is_restored(host, console):
    """Its former value is the Console's or the default. A value that others changed meanwhile is left alone."""
    console.save(
        {"SupportSettings": {"AboutLink": "https://about.example.test"}, "TeamSettings": {"MaxChannelsPerTeam": 2000}}
    )
    keep(
        **beside(
            OURS,
            {
                "SupportSettings": {"AboutLink": "https://ours.example.test"},
                "TeamSettings": {"MaxChannelsPerTeam": 1234},
                "PrivacySettings": {"ShowFullName": False},
            },
        )
    )
    console.patch({"PrivacySettings": {"ShowFullName": True}, "TeamSettings": {"MaxChannelsPerTeam": 4321}})
    running = process(host)
    result = keep()
    assert result["drift"] == []
    released = {entry["setting"]: entry["action"] for entry in result["released"]}
    # The Console restored the former value of ShowFullName, which needs no report.
    assert released == {
        "TeamSettings.SiteName": "restored",
        "SupportSettings.HelpLink": "restored",
        "SupportSettings.AboutLink": "restored",
        "TeamSettings.MaxChannelsPerTeam": "kept",
    }
    assert ["MaxChannelsPerTeam" in text for text in result["warnings"]] == [True]
    for tree in (live(host), written(host)):
        assert tree["TeamSettings"]["SiteName"] == "Mattermost"
        assert tree["SupportSettings"]["HelpLink"] == "https://mattermost.com/pl/help/"
        assert tree["SupportSettings"]["AboutLink"] == "https://about.example.test"
        assert tree["TeamSettings"]["MaxChannelsPerTeam"] == 4321
        assert tree["PrivacySettings"]["ShowFullName"] is True
    assert process(host) == running
    console.patch(
        {
            "SupportSettings": {"AboutLink": "https://mattermost.com/pl/about-mattermost"},
            "TeamSettings": {"MaxChannelsPerTeam": 2000},
        }
    )
    result = keep()
    assert (result["changed"], result["released"], result.get("warnings", [])) == (False, [], [])


def test_a_secret_removed_from_the_variables_stays_and_is_reported(host):
    without = beside()
    del without["mattermost_config"]["EmailSettings"]
    result = keep(**without)
    assert [(entry["setting"], entry["action"]) for entry in result["released"]] == [
        ("EmailSettings.SMTPPassword", "kept")
    ]
    assert ["EmailSettings.SMTPPassword" in text for text in result["warnings"]] == [True]
    assert written(host)["EmailSettings"]["SMTPPassword"] == "kept-Out-0f-Sight-43"
    assert "SMTPPassword" not in host.file(RECORD).content_string
    result = keep(**without)
    assert (result["changed"], result["released"], result.get("warnings", [])) == (False, [], [])
    result = keep()
    assert (result["changes"], result["drift"], result.get("warnings", [])) == ([], [], [])


def test_drift_is_kept_or_refused_on_request(host, console):
    theirs = {"TeamSettings": {"SiteName": "Theirs"}}
    keep(**NAME_OURS)
    console.patch(theirs)
    for dummy in range(2):  # it is reported until somebody decides
        result = keep(mattermost_config_drift="keep", **NAME_OURS)
        assert result["changed"] is False
        assert [(entry["setting"], entry["action"]) for entry in result["drift"]] == [("TeamSettings.SiteName", "kept")]
        assert ["TeamSettings.SiteName" in text and "Theirs" in text for text in result["warnings"]] == [True]
    record = host.file(RECORD).content_string
    running = live(host)
    refusal = refused(mattermost_config_drift="fail", **beside(OURS, {"PrivacySettings": {"ShowFullName": False}}))
    for words in ("TeamSettings.SiteName", "mattermost_config", "'Ours'", "'Theirs'", "Nothing was changed"):
        assert words in refusal["msg"]
    assert refusal["failure"]["kind"] == "drift"
    assert live(host) == running
    assert host.file(RECORD).content_string == record
    assert keep(**NAME_OURS)["drift"][0]["action"] == "corrected"
    assert live(host)["TeamSettings"]["SiteName"] == "Ours"
    keep()


def test_settings_of_plugins_are_merged(host):
    """The server replaces the whole map, so a client that sends a part of it removes the rest."""
    theirs = {"com.example.theirs": {"address": "https://theirs.example.test", "token": "Pl8gin-of-others-secret"}}
    current = live(host)["PluginSettings"]["Plugins"]
    states = live(host)["PluginSettings"]["PluginStates"]
    answer = local(host, "/config/patch", "PUT", {"PluginSettings": {"Plugins": dict(current, **theirs)}})
    assert answer.status == 200, answer.text
    ours = {
        "PluginSettings": {
            "Plugins": {
                "com.example.ours": {
                    "address": "https://ours.example.test",
                    "rooms": [{"name": "one", "size": 3}],
                    "secretkey": "Pl8gin-of-ours-secret",
                }
            },
            "PluginStates": {"com.example.ours": {"Enable": True}},
        }
    }
    result = keep(**beside(ours))
    assert {change["setting"] for change in result["changes"]} == {
        "PluginSettings.Plugins.com.example.ours.address",
        "PluginSettings.Plugins.com.example.ours.rooms",
        "PluginSettings.Plugins.com.example.ours.secretkey",
        "PluginSettings.PluginStates.com.example.ours.Enable",
    }
    assert "Pl8gin-of-ours-secret" not in json.dumps(result)
    for tree in (live(host), written(host)):
        assert tree["PluginSettings"]["Plugins"] == dict(current, **theirs, **ours["PluginSettings"]["Plugins"])
        assert tree["PluginSettings"]["PluginStates"] == dict(states, **ours["PluginSettings"]["PluginStates"])
    # A client that sends only its part makes the server forget the rest.
    local(host, "/config/patch", "PUT", {"PluginSettings": {"Plugins": theirs}})
    assert "com.example.ours" not in live(host)["PluginSettings"]["Plugins"]
    result = keep(**beside(ours))
    assert {entry["setting"].rpartition(".")[2] for entry in result["drift"]} == {"address", "rooms", "secretkey"}
    assert live(host)["PluginSettings"]["Plugins"] == dict(theirs, **ours["PluginSettings"]["Plugins"])
    # Our settings are removed, except for the secret, which stays and is reported.
    result = keep()
    assert [entry["setting"] for entry in result["released"] if entry["action"] == "kept"] == [
        "PluginSettings.Plugins.com.example.ours.secretkey"
    ]
    assert live(host)["PluginSettings"]["Plugins"] == dict(
        theirs, **{"com.example.ours": {"secretkey": "Pl8gin-of-ours-secret"}}
    )
    assert "com.example.ours" not in live(host)["PluginSettings"]["PluginStates"]


def test_the_last_setting_of_the_last_plugin_is_removed(host):
    """The server ignores an empty map, so the plugin stays in it, without a setting."""
    only = {"PluginSettings": {"Plugins": {"com.example.only": {"address": "https://only.example.test"}}}}
    assert local(host, "/config/patch", "PUT", {"PluginSettings": {"Plugins": {"com.example.only": {}}}}).status == 200
    keep(**beside(only))
    assert live(host)["PluginSettings"]["Plugins"]["com.example.only"] == {"address": "https://only.example.test"}
    result = keep()
    assert [entry["setting"] for entry in result["released"]] == ["PluginSettings.Plugins.com.example.only.address"]
    assert live(host)["PluginSettings"]["Plugins"].get("com.example.only", {}) == {}
    assert keep()["changed"] is False


def test_fifty_settings_need_no_restart(host):
    assert sum(len(keys) for keys in FIFTY.values()) == 50
    before, running = values(live(host), FIFTY), process(host)
    result = keep(**beside(FIFTY))
    assert len(result["changes"]) == 50
    assert (result["live"], result["restart_required"]) == (True, [])
    assert values(live(host), FIFTY) == values(written(host), FIFTY) == FIFTY
    assert len(keep()["released"]) == 50
    assert values(live(host), FIFTY) == before
    assert process(host) == running


def upgrade(host, port) -> int:
    """Open a websocket as a page of another origin; return the status."""
    return ask(
        host,
        "http://127.0.0.1:%d/api/v4/websocket" % port,
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Origin": "https://webapp.example.test",
            "Sec-WebSocket-Key": "c2l4dGVlbiBieXRlcyBsbw==",
        },
    ).status


def test_only_settings_that_need_a_restart_cause_one(host):
    """There is one restart for all of them, with its reasons; after an interrupted run, the next one restarts."""
    before = starts(host)
    cors = beside(
        {"ServiceSettings": {"AllowCorsFrom": "https://webapp.example.test"}, "TeamSettings": {"SiteName": "Elsewhere"}}
    )
    run = site(mattermost_listen_address="127.0.0.1:8066", **cors)
    assert set(results(run)[0]["restart_required"]) == {
        "ServiceSettings.ListenAddress",
        "ServiceSettings.AllowCorsFrom",
    }
    reason = [name for name in run.changed if name.startswith("service | Run the server")]
    assert len(reason) == 1
    assert "ServiceSettings.ListenAddress" in reason[0] and "ServiceSettings.AllowCorsFrom" in reason[0]
    assert "SiteName" not in reason[0]
    assert starts(host) == before + 1
    assert upgrade(host, 8066) == 101
    assert ask(host, SITE + "/api/v4/system/ping", connect="127.0.0.1").status == 200
    # Restore the settings with a run that is killed between the new settings and the necessary restart.
    run = background()
    try:
        seen = host.run("timeout 60 sh -c %s", "until test -e %s; do sleep 0.02; done" % MARKER)
    finally:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    assert seen.rc == 0
    assert run.returncode == -signal.SIGKILL
    site()
    assert starts(host) == before + 2
    assert not host.file(MARKER).exists
    assert upgrade(host, 8065) == 403
    assert ask(host, SITE + "/api/v4/system/ping", connect="127.0.0.1").status == 200


def test_a_stopped_servers_settings_go_into_its_file_and_the_same_record(host):
    keep(**NAME_OURS)
    kept, keys = written(host), salts(host)
    host.check_output("systemctl stop mattermost")
    # An administrator may edit the file of a server that does not start.
    host.check_output('sed -i \'s/"SiteName": "Ours"/"SiteName": "By hand"/\' /etc/mattermost/config.json')
    result = keep(**NAME_OURS)
    assert result["live"] is False
    assert [(entry["found"], entry["action"]) for entry in result["drift"]] == [("By hand", "corrected")]
    assert written(host) == kept
    result = keep(**beside({"TeamSettings": {"SiteName": "While it was down"}}))
    assert [(entry["setting"], entry["action"]) for entry in result["released"]] == [
        ("SupportSettings.HelpLink", "restored")
    ]
    assert {change["setting"]: change["reason"] for change in result["changes"]} == {
        "TeamSettings.SiteName": "wanted",
        "SupportSettings.HelpLink": "released",
    }
    assert salts(host) == keys
    host.check_output("systemctl start mattermost")
    wait(host)
    assert live(host)["TeamSettings"]["SiteName"] == "While it was down"
    # The record still has the values of before the stop.
    result = keep()
    assert result["live"] is True
    assert [(entry["setting"], entry["action"]) for entry in result["released"]] == [
        ("TeamSettings.SiteName", "restored")
    ]
    assert live(host)["TeamSettings"]["SiteName"] == "Mattermost"
    assert live(host)["SupportSettings"]["HelpLink"] == "https://mattermost.com/pl/help/"
