# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings in the service's environment: the server accepts a change and keeps the value of the environment."""

from __future__ import annotations

import pytest
from owners import beside, keep, live, refused, restart, salts, sums, wait

testinfra_hosts = ["ansible://mattermost"]

DROP_IN = "/etc/systemd/system/mattermost.service.d/pins.conf"
FILE = "/etc/mattermost-pins"
PINNED = {
    "TeamSettings.SiteName": (beside({"TeamSettings": {"SiteName": "Ours"}}), "MM_TEAMSETTINGS_SITENAME"),
    "SupportSettings.HelpLink": (
        beside({"SupportSettings": {"HelpLink": "https://help.example.test"}}),
        "MM_SUPPORTSETTINGS_HELPLINK",
    ),
}


@pytest.fixture(scope="module", params=["running", "stopped"])
def state(request, host):
    """Set two settings in the unit, with Environment= and with EnvironmentFile=; the server runs or is stopped."""
    if request.param == "running":
        host.check_output("mkdir -p $(dirname %s)", DROP_IN)
        host.check_output(
            'printf \'[Service]\\nEnvironment="MM_TEAMSETTINGS_SITENAME=Pinned here"\\n'
            "EnvironmentFile=%s\\n' > %s" % (FILE, DROP_IN)
        )
        host.check_output("echo MM_SUPPORTSETTINGS_HELPLINK=https://pinned.example.test > %s", FILE)
        host.check_output("systemctl daemon-reload")
        restart(host)
    else:
        host.check_output("systemctl stop mattermost")
    return request.param


@pytest.mark.parametrize("setting", PINNED)
def test_a_setting_of_the_environment_is_refused(host, state, setting):
    variables, variable = PINNED[setting]
    before = sums(host)
    result = refused(**variables)
    assert result["failure"]["kind"] == "refused"
    for words in (setting, variable, "mattermost_config"):
        assert words in result["msg"]
    assert result["failure"]["variable"] == variable
    assert sums(host) == before


def test_without_the_environment_variables_it_is_set(host):
    host.check_output("rm %s %s && systemctl daemon-reload", DROP_IN, FILE)
    host.check_output("systemctl start mattermost")
    wait(host)
    keys = salts(host)
    keep(**PINNED["TeamSettings.SiteName"][0])
    assert live(host)["TeamSettings"]["SiteName"] == "Ours"
    keep()
    assert live(host)["TeamSettings"]["SiteName"] == "Mattermost"
    assert salts(host) == keys
