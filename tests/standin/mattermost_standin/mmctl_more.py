# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl bot, token, ldap, license, job: little more than their refusals was recorded."""

from __future__ import annotations

from . import mmctl_user
from .mmctl_base import APIFailure, Client, Command, Failure, Printer, Refusal


def bot_create(_client: None, _out: Printer, _words: list, _options: dict) -> None:
    """mmctl bot create: never over the socket."""
    raise Refusal("This command cannot be run in local mode")


def bot_list(client: Client, _out: Printer, _words: list, _options: dict) -> None:
    """mmctl bot list: without bots it asks for no owners, and the server refuses that."""
    try:
        bots = client.call("GET", "/bots?page=0&per_page=200")
        client.call("POST", "/users/ids", [bot["owner_id"] for bot in bots])
    except APIFailure as error:
        raise Failure("Failed to fetch bots: %s" % error) from error
    raise Failure("the stand-in's mmctl does not list bots")


def token_generate(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl token generate."""
    user = mmctl_user.find(client, words[0])
    if user is None:
        raise Failure('could not retrieve user information of "%s"' % words[0])
    try:
        token = client.call("POST", "/users/%s/tokens" % user["id"], {"description": words[1]})
    except APIFailure as error:
        raise Failure('could not create token for "%s": %s' % (words[0], error)) from error
    out.show("%s: %s" % (token["token"], token["description"]), token)


def ldap_sync(client: Client, _out: Printer, _words: list, _options: dict) -> None:
    """mmctl ldap sync."""
    client.call("POST", "/ldap/sync")


def license_get(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl license get."""
    if client.call("GET", "/license/client?format=old").get("IsLicensed") != "false":
        raise Failure("the stand-in's mmctl shows no license")
    out.show("No license installed")


def job_list(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl job list."""
    if client.call("GET", "/jobs?page=0&per_page=5"):
        raise Failure("the stand-in's mmctl shows no jobs")
    out.show("No jobs found")


COMMANDS = {
    ("bot", "create"): Command(bot_create, words=(1, 1), needs_server=False),
    ("bot", "list"): Command(bot_list, noun="bot"),
    ("token", "generate"): Command(token_generate, words=(2, 2)),
    ("ldap", "sync"): Command(ldap_sync),
    ("license", "get"): Command(license_get),
    ("job", "list"): Command(job_list, noun="job"),
}
