# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl team."""

from __future__ import annotations

from urllib.parse import quote

from . import mmctl_user
from .mmctl_base import APIFailure, Client, Command, Failure, Printer, confirmed, pages, several

KEYS = (
    "id",
    "create_at",
    "update_at",
    "delete_at",
    "display_name",
    "name",
    "description",
    "email",
    "type",
    "company_name",
    "allowed_domains",
    "invite_id",
    "allow_open_invite",
    "last_team_icon_update",
    "scheme_id",
    "group_constrained",
    "policy_id",
    "cloud_limits_archived",
)


def as_struct(team: dict) -> dict:
    """A team as mmctl prints it in JSON."""
    return {key: team.get(key) for key in KEYS if team.get(key) or key != "last_team_icon_update"}


def find(client: Client, word: str) -> dict | None:
    """A team by name or id."""
    for path in ("/teams/name/", "/teams/"):
        try:
            return client.call("GET", path + quote(word, safe=""))
        except APIFailure:
            continue
    return None


def _found(client: Client, word: str) -> dict:
    team = find(client, word)
    if team is None:
        raise Failure("Unable to find team '%s'" % word)
    return team


def create(client: Client, out: Printer, _words: list, options: dict) -> None:
    """mmctl team create."""
    for option in ("name", "display-name"):
        if not options.get(option):
            raise Failure("%s is required" % option)
    body = {
        "name": options["name"],
        "display_name": options["display-name"],
        "email": options.get("email", ""),
        "type": "I" if options.get("private") else "O",
    }
    try:
        team = client.call("POST", "/teams", body)
    except APIFailure as error:
        raise Failure("Team creation failed: %s" % error) from error
    out.show("New team %s successfully created" % team["name"], as_struct(team))


def listing(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl team list."""
    for team in pages(client, "/teams"):
        out.show(team["name"] + (" (archived)" if team["delete_at"] else ""), as_struct(team))


def search(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl team search."""
    for word in words:
        teams = client.call("POST", "/teams/search", {"term": word})
        if not teams:
            out.error("Unable to find team '%s'" % word)
        for team in teams or []:
            archived = " (archived)" if team["delete_at"] else ""
            out.show("%s: %s (%s)%s" % (team["name"], team["display_name"], team["id"], archived), as_struct(team))


def users_add(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl team users add."""
    _each_member(
        client,
        out,
        words,
        lambda team, user: client.call(
            "POST", "/teams/%s/members" % team["id"], {"team_id": team["id"], "user_id": user["id"]}
        ),
    )


def users_remove(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl team users remove."""
    _each_member(
        client, out, words, lambda team, user: client.call("DELETE", "/teams/%s/members/%s" % (team["id"], user["id"]))
    )


def _each_member(client: Client, out: Printer, words: list, act) -> None:
    team, errors = _found(client, words[0]), []
    for word in words[1:]:
        user = mmctl_user.find(client, word)
        if user is None:
            errors.append("can't find user '%s'" % word)
            out.error(errors[-1])
        else:
            act(team, user)
    if errors:
        raise several(errors)


def modify(client: Client, out: Printer, words: list, options: dict) -> None:
    """mmctl team modify."""
    if bool(options.get("private")) == bool(options.get("public")):
        raise Failure("must specify one of --private or --public")
    for word in words:
        team = _found(client, word)
        client.call("PUT", "/teams/%s/privacy" % team["id"], {"privacy": "I" if options.get("private") else "O"})
        out.show("Modified team '%s'" % team["name"])


def rename(client: Client, out: Printer, words: list, options: dict) -> None:
    """mmctl team rename."""
    team = _found(client, words[0])
    client.call("PUT", "/teams/%s/patch" % team["id"], {"display_name": options["display-name"]})
    out.show("'%s' team renamed" % team["name"])


def _removal(query: str, word_for_it: str):
    def run(client: Client, out: Printer, words: list, options: dict) -> None:
        confirmed(options)
        for word in words:
            team = _found(client, word)
            client.call("DELETE", "/teams/%s%s" % (team["id"], query))
            out.show("%s team '%s'" % (word_for_it, team["name"]))

    return run


def restore(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl team restore."""
    for word in words:
        team = _found(client, word)
        client.call("POST", "/teams/%s/restore" % team["id"])
        out.show("Restored team '%s'" % team["name"])


COMMANDS = {
    ("team", "create"): Command(create, {"name": str, "display-name": str, "email": str, "private": bool}, single=True),
    ("team", "list"): Command(listing, noun="team"),
    ("team", "search"): Command(search, words=(1, None)),
    ("team", "users", "add"): Command(users_add, words=(2, None)),
    ("team", "users", "remove"): Command(users_remove, words=(2, None)),
    ("team", "modify"): Command(modify, {"private": bool, "public": bool}, words=(1, None)),
    ("team", "rename"): Command(rename, {"display-name": str}, ("display-name",), words=(1, 1)),
    ("team", "archive"): Command(_removal("", "Archived"), {"confirm": bool}, words=(1, None)),
    ("team", "delete"): Command(_removal("?permanent=true", "Deleted"), {"confirm": bool}, words=(1, None)),
    ("team", "restore"): Command(restore, words=(1, None)),
}
