# SPDX-License-Identifier: GPL-3.0-or-later
"""Module config: the site's settings with nothing to change, against a ping, and fifty changed settings at once."""

from __future__ import annotations

import statistics
import sys

from figures import Figure
from host import HERE, Host, Run

FOLDER = HERE / "config"
ACTION = "groupware.mattermost.config"
PING = "ansible.builtin.ping"
ROUNDS = 3
MOST_ABOVE_PING = 0.6

RELAY, REQUESTS = "/run/bench-relay.socket", "/run/bench-requests"
SOCKET = "/run/mattermost/local.socket"
LINK = "https://bench.example.test/"
# Known to all versions that the collection runs, and read by the server when they are needed.
FIFTY: dict[str, dict] = {
    "SupportSettings": dict.fromkeys(
        ("TermsOfServiceLink", "PrivacyPolicyLink", "AboutLink", "HelpLink", "ReportAProblemLink"), LINK
    ),
    "AnnouncementSettings": {
        "EnableBanner": True,
        "BannerText": "Bench",
        "BannerColor": "#112233",
        "BannerTextColor": "#ddeeff",
        "AllowBannerDismissal": False,
    },
    "NativeAppSettings": dict.fromkeys(("AppDownloadLink", "AndroidAppDownloadLink", "IosAppDownloadLink"), LINK),
    "PrivacySettings": {"ShowEmailAddress": False, "ShowFullName": False},
    "PasswordSettings": {"Lowercase": True, "Number": True, "Uppercase": True, "Symbol": True, "MinimumLength": 12},
    "ServiceSettings": {
        "EnableOAuthServiceProvider": False,
        "EnableIncomingWebhooks": False,
        "EnableOutgoingWebhooks": False,
        "EnableCommands": False,
        "EnableLinkPreviews": False,
        "EnablePermalinkPreviews": False,
        "EnableMultifactorAuthentication": True,
        "EnableUserAccessTokens": True,
        "EnableGifPicker": False,
        "EnableCustomEmoji": False,
        "EnableEmojiPicker": False,
        "EnablePostSearch": False,
        "EnableFileSearch": False,
        "EnableUserTypingMessages": False,
        "EnableTutorial": False,
        "EnableOnboardingFlow": False,
        "EnableBotAccountCreation": True,
        "EnableSVGs": False,
        "EnableLatex": False,
        "EnableInlineLatex": False,
        "EnableChannelViewedMessages": False,
    },
    "TeamSettings": {
        "SiteName": "Bench",
        "MaxUsersPerTeam": 77,
        "MaxChannelsPerTeam": 777,
        "EnableCustomUserStatuses": False,
        "EnableLastActiveTime": False,
        "EnableConfirmNotificationsToChannel": False,
        "CustomDescriptionText": "Bench",
        "TeammateNameDisplay": "full_name",
        "EnableJoinLeaveMessageByDefault": False,
    },
}


def measure(host: Host) -> list[Figure]:
    """Measure both; the site is there."""
    return measure_nothing(host) + measure_fifty(host)


def seconds(run: Run, action: str) -> list[float]:
    """Return what each task with an action took."""
    return [task["seconds"] for task in run.tasks if task["action"] == action]


def measure_nothing(host: Host) -> list[Figure]:
    """Take turns between the settings and a ping, in one play."""
    pings: list[float] = []
    settings: list[float] = []
    for number in range(1, ROUNDS + 1):
        print(f"config: settings with nothing to change and pings, {number} of {ROUNDS}", flush=True)
        run = host.play(FOLDER / "settings.yml")
        if run.changed:
            sys.exit(f"a run with nothing to do changed something, so it measures nothing: {run.changed}")
        pings += seconds(run, PING)
        settings += seconds(run, ACTION)
    if not settings or not pings:
        sys.exit("no task was timed")
    above = statistics.median(settings) - statistics.median(pings)
    return [
        Figure("config_nochange_seconds_above_ping", round(above, 3), "s", MOST_ABOVE_PING),
        Figure("config_nochange_seconds", round(statistics.median(settings), 3), "s"),
    ]


def measure_fifty(host: Host) -> list[Figure]:
    """Count the requests that change fifty settings, and the restarts, and give the settings back."""
    print("config: fifty changed settings", flush=True)
    count = sum(len(keys) for keys in FIFTY.values())
    host.run("rm", "-f", RELAY, REQUESTS)
    host.run(
        "systemd-run",
        "--quiet",
        "--collect",
        "--unit=bench-relay",
        "/usr/bin/python3",
        "-c",
        (FOLDER / "relay.py").read_text(encoding="utf-8"),
        RELAY,
        SOCKET,
        REQUESTS,
    )
    try:
        before = main_pid(host)
        run = host.play(FOLDER / "fifty.yml", {"bench_socket": RELAY, "bench_settings": FIFTY})
        if len(run.changed) != 1:
            sys.exit(f"{count} settings were to change, and no task or several changed something: {run.changed}")
        writes = [line for line in host.run("cat", REQUESTS).splitlines() if not line.startswith("GET ")]
        restarts = int(main_pid(host) != before)
        host.play(FOLDER / "fifty.yml", {"bench_socket": RELAY, "bench_settings": {}})
    finally:
        host.run("systemctl", "stop", "bench-relay")
        host.run("rm", "-f", RELAY, REQUESTS)
    return [
        Figure("config_changed_settings", count, "settings", least=50),
        Figure("config_changed_write_requests", len(writes), "requests", 1, least=1),
        Figure("config_changed_restarts", restarts, "restarts", 0),
    ]


def main_pid(host: Host) -> str:
    """Return the server's process."""
    return host.run("systemctl", "show", "--value", "--property=MainPID", "mattermost").strip()
