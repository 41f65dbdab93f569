# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl channel."""

from __future__ import annotations

from . import mmctl_team
from .mmctl_base import Client, Command, Failure, Printer, pages, several


def create(client: Client, out: Printer, _words: list, options: dict) -> None:
    """mmctl channel create."""
    for option in ("name", "display-name", "team"):
        if not options.get(option):
            raise Failure("%s is required" % option)
    team = mmctl_team.find(client, options["team"])
    if team is None:
        raise Failure("unable to find team: %s" % options["team"])
    body = {
        "team_id": team["id"],
        "name": options["name"],
        "display_name": options["display-name"],
        "header": options.get("header", ""),
        "purpose": options.get("purpose", ""),
        "type": "P" if options.get("private") else "O",
    }
    channel = client.call("POST", "/channels", body)
    out.show("New channel %s successfully created" % channel["name"], channel)


def listing(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl channel list: public ones, then archived, then private."""
    errors = []
    for word in words:
        team = mmctl_team.find(client, word)
        if team is None:
            errors.append('unable to find team "%s"' % word)
            out.error(errors[-1])
            continue
        for below, mark in (("", ""), ("/deleted", " (archived)"), ("/private", " (private)")):
            for channel in pages(client, "/teams/%s/channels%s" % (team["id"], below)):
                out.show(channel["name"] + mark, channel)
    if errors:
        raise several(errors)


COMMANDS = {
    ("channel", "create"): Command(
        create,
        {"name": str, "display-name": str, "team": str, "header": str, "purpose": str, "private": bool},
        single=True,
    ),
    ("channel", "list"): Command(listing, words=(1, None), noun="channel"),
}
