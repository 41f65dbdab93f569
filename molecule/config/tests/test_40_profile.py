# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects of the profile on users."""

from __future__ import annotations

import uuid

import pytest
from owners import keep, live, site
from shared.support import SITE, ask

testinfra_hosts = ["ansible://mattermost"]

PROFILE = {
    "ServiceSettings.EnablePostUsernameOverride": (True, False),
    "ServiceSettings.EnablePostIconOverride": (True, False),
    "EmailSettings.EnableEmailBatching": (True, False),
}


def profile(host) -> dict:
    """Return the settings of the profile as the server has them."""
    tree = live(host)
    return {name: tree[name.partition(".")[0]][name.partition(".")[2]] for name in PROFILE}


@pytest.fixture(scope="module")
def make_team(olaf):
    """Return a function that tries to create a team as an ordinary user and returns the status."""

    def make():
        name = "olafs-" + uuid.uuid4().hex[:8]
        return olaf.ask("/teams", "POST", {"name": name, "display_name": "Olaf's", "type": "I"}).status

    return make


def test_the_profile_decides_about_creating_teams(host, make_team):
    """Only administrators, everybody after the switch, administrators again; everybody with the other profile."""
    assert profile(host) == {name: values[0] for name, values in PROFILE.items()}
    assert make_team() == 403
    site("--tags=mattermost_workspace", mattermost_enable_team_creation=True)
    assert make_team() == 201
    site("--tags=mattermost_workspace")
    assert make_team() == 403
    # Without its reports to Mattermost: a server in a test must not send requests to other servers.
    site(mattermost_profile="upstream", mattermost_enable_diagnostics=False)
    assert make_team() == 201
    assert profile(host) == {name: values[1] for name, values in PROFILE.items()}
    site()
    assert make_team() == 403
    assert profile(host) == {name: values[0] for name, values in PROFILE.items()}


def test_a_webhook_may_show_another_name(host, console):
    team = console.ask("/teams/name/home").json["id"]
    channel = console.ask("/teams/%s/channels/name/town-square" % team).json["id"]
    hook = console.ask("/hooks/incoming", "POST", {"channel_id": channel, "display_name": "Build"})
    assert hook.status == 201, hook.text

    def shown(text):
        body = {"text": text, "username": "Build bot"}
        assert ask(host, SITE + "/hooks/" + hook.json["id"], "POST", body=body, connect="127.0.0.1").status == 200
        posts = console.ask("/channels/%s/posts" % channel).json
        post = posts["posts"][posts["order"][0]]
        assert post["message"] == text
        return post["props"].get("override_username")

    assert shown("with the profile") == "Build bot"
    keep(mattermost_enable_post_username_override=False)
    assert shown("without the switch") is None
    keep()
    assert shown("with the profile again") == "Build bot"
