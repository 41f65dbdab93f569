# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl roles and mmctl permissions."""

from __future__ import annotations

import json
import pathlib
from urllib.parse import quote

from . import mmctl_user
from .mmctl_base import Client, Command, Failure, Printer, several

# Permissions that a server adds to a role after making it: `permissions reset` takes them away again.
ADDED_LATER = ("create_emojis", "delete_emojis")


def _role(client: Client, name: str) -> dict:
    return client.call("GET", "/roles/name/" + quote(name, safe=""))


def _change_admin(client: Client, out: Printer, words: list, admin: bool) -> None:
    errors = []
    for word in words:
        user = mmctl_user.find(client, word)
        if user is None:
            errors.append('unable to find user "%s"' % word)
            out.error(errors[-1])
            continue
        roles = user["roles"].split()
        if ("system_admin" in roles) == admin:
            continue
        roles = roles + ["system_admin"] if admin else [role for role in roles if role != "system_admin"]
        client.call("PUT", "/users/%s/roles" % user["id"], {"roles": " ".join(roles)})
        what = "assigned to" if admin else "revoked for"
        out.show('System admin role %s user "%s". Current roles are: %s' % (what, word, ", ".join(roles)))
    if errors:
        failure = several(errors)
        raise failure


def system_admin(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl roles system-admin."""
    _change_admin(client, out, words, True)


def member(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl roles member."""
    _change_admin(client, out, words, False)


def listing(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl roles list."""
    for role in client.call("GET", "/roles"):
        out.show(role["name"], role)


def _show(out: Printer, role: dict) -> None:
    rows = [
        ("Property", "Value"),
        ("--------", "-----"),
        ("Name", role["name"]),
        ("DisplayName", role["display_name"]),
        ("BuiltIn", str(role["built_in"]).lower()),
        ("SchemeManaged", str(role["scheme_managed"]).lower()),
    ]
    names = sorted(role["permissions"])
    rows += [("Permissions" if index == 0 else "", name) for index, name in enumerate(names)]
    # The real command prints no role in JSON.
    out.show("\n%s\n" % "\n".join("%-13s %s" % row for row in rows), [None])
    out.single = True


def show(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl permissions role show."""
    _show(out, _role(client, words[0]))


def add(client: Client, _out: Printer, words: list, _options: dict) -> None:
    """mmctl permissions add."""
    role = _role(client, words[0])
    wanted = role["permissions"] + [name for name in words[1:] if name not in role["permissions"]]
    client.call("PUT", "/roles/%s/patch" % role["id"], {"permissions": wanted})


def remove(client: Client, _out: Printer, words: list, _options: dict) -> None:
    """mmctl permissions remove."""
    role = _role(client, words[0])
    wanted = [name for name in role["permissions"] if name not in words[1:]]
    client.call("PUT", "/roles/%s/patch" % role["id"], {"permissions": wanted})


def reset(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl permissions reset."""
    known = json.loads((pathlib.Path(__file__).resolve().parent / "roles.json").read_text(encoding="utf-8"))
    default = next((role["permissions"] for role in known if role["name"] == words[0]), None)
    if default is None:
        raise Failure("default role does not exist")
    role = _role(client, words[0])
    wanted = [name for name in default if name not in ADDED_LATER]
    _show(out, client.call("PUT", "/roles/%s/patch" % role["id"], {"permissions": wanted}))


COMMANDS = {
    ("roles", "system-admin"): Command(system_admin, words=(1, None)),
    ("roles", "member"): Command(member, words=(1, None)),
    ("roles", "list"): Command(listing, noun="roles"),
    ("permissions", "role", "show"): Command(show, words=(1, 1)),
    ("permissions", "add"): Command(add, words=(2, None)),
    ("permissions", "remove"): Command(remove, words=(2, None)),
    ("permissions", "reset"): Command(reset, words=(1, 1)),
}
