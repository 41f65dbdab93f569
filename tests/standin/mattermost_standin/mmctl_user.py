# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl user."""

from __future__ import annotations

from urllib.parse import quote

from .mmctl_base import APIFailure, Client, Command, Failure, Printer, confirmed, pages, several

# The order of Go's structure; the second group is left out when empty.
KEYS = (
    "id",
    "create_at",
    "update_at",
    "delete_at",
    "username",
    "auth_data",
    "auth_service",
    "email",
    "email_verified",
    "nickname",
    "first_name",
    "last_name",
    "position",
    "roles",
    "allow_marketing",
    "props",
    "notify_props",
    "last_password_update",
    "last_picture_update",
    "failed_attempts",
    "locale",
    "timezone",
    "mfa_active",
    "remote_id",
    "is_bot",
    "disable_welcome_email",
    "last_login",
)
OMITTED = (
    "create_at",
    "update_at",
    "auth_data",
    "email_verified",
    "allow_marketing",
    "props",
    "notify_props",
    "last_password_update",
    "last_picture_update",
    "failed_attempts",
    "mfa_active",
    "is_bot",
    "last_login",
)


def as_struct(user: dict) -> dict:
    """A user as mmctl prints it in JSON."""
    found = {}
    for key in KEYS:
        value = user.get(key, False if key == "disable_welcome_email" else "")
        if value or key not in OMITTED:
            # Go writes maps sorted by key.
            found[key] = dict(sorted(value.items())) if isinstance(value, dict) else value
    return found


def find(client: Client, word: str) -> dict | None:
    """A user by email, name or id."""
    paths = ["/users/username/" + quote(word, safe=""), "/users/" + quote(word, safe="")]
    if "@" in word:
        paths.insert(0, "/users/email/" + quote(word, safe=""))
    for path in paths:
        try:
            return client.call("GET", path)
        except APIFailure:
            continue
    return None


def _found(client: Client, word: str) -> dict:
    user = find(client, word)
    if user is None:
        raise several(["user %s not found" % word])
    return user


def create(client: Client, out: Printer, _words: list, options: dict) -> None:
    """mmctl user create."""
    body = {"username": options["username"], "email": options["email"], "password": options["password"]}
    for option, key in (
        ("firstname", "first_name"),
        ("lastname", "last_name"),
        ("nickname", "nickname"),
        ("locale", "locale"),
    ):
        if option in options:
            body[key] = options[option]
    body["email_verified"] = bool(options.get("email-verified"))
    body["disable_welcome_email"] = bool(options.get("disable-welcome-email"))
    try:
        user = client.call("POST", "/users", body)
    except APIFailure as error:
        raise Failure("Unable to create user. Error: %s" % error) from error
    if options.get("system-admin"):
        client.call("PUT", "/users/%s/roles" % user["id"], {"roles": "system_user system_admin"})
    out.show("Created user %s" % user["username"], as_struct(user))


def search(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl user search."""
    errors = []
    for word in words:
        user = find(client, word)
        if user is None:
            errors.append("user %s not found" % word)
            continue
        deactivated = user["delete_at"] != 0
        lines = ["id: " + user["id"], "deactivated: %s" % str(deactivated).lower()]
        lines += [
            "%s: %s" % (key, user.get(key) or "")
            for key in (
                "username",
                "nickname",
                "position",
                "first_name",
                "last_name",
                "email",
                "auth_service",
                "auth_data",
            )
        ]
        thing = dict(as_struct(user), Deactivated=deactivated, AuthData=user.get("auth_data") or "")
        out.show("\n".join(lines), thing)
    if errors:
        # One unknown name spoils the output of the others.
        out.things.clear()
        failure = several(errors)
        out.error(str(failure))
        raise failure


def listing(client: Client, out: Printer, _words: list, options: dict) -> None:
    """mmctl user list."""
    if options.get("all"):
        users = pages(client, "/users")
    else:
        users = client.call(
            "GET", "/users?page=%d&per_page=%d" % (options.get("page", 0), options.get("per-page", 200))
        )
    for user in users:
        out.show("%s: %s (%s)" % (user["id"], user["username"], user["email"]), as_struct(user))


def _activity(active: bool):
    def run(client: Client, _out: Printer, words: list, _options: dict) -> None:
        for word in words:
            client.call("PUT", "/users/%s/active" % _found(client, word)["id"], {"active": active})

    return run


def change_password(client: Client, out: Printer, words: list, options: dict) -> None:
    """mmctl user change-password."""
    user = _found(client, words[0])
    client.call("PUT", "/users/%s/password" % user["id"], {"new_password": options.get("password", "")})
    out.show("Password for user %s successfully changed" % user["username"])


def verify(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl user verify."""
    for word in words:
        user = _found(client, word)
        client.call("POST", "/users/%s/email/verify/member" % user["id"])
        out.show("User %s verified" % user["username"])


def _edit(key: str):
    def run(client: Client, out: Printer, words: list, _options: dict) -> None:
        user = _found(client, words[0])
        client.call("PUT", "/users/%s" % user["id"], dict(user, **{key: words[1]}))
        out.show("User %s %s updated successfully" % (user["username"], key))

    return run


def delete(client: Client, out: Printer, words: list, options: dict) -> None:
    """mmctl user delete: permanently."""
    confirmed(options)
    errors = []
    for word in words:
        user = find(client, word)
        if user is None:
            errors.append("user %s not found" % word)
            continue
        client.call("DELETE", "/users/%s?permanent=true" % user["id"])
        out.show("Deleted user '%s'" % user["username"])
    if errors:
        raise several(errors)


def convert(client: Client, out: Printer, words: list, options: dict) -> None:
    """mmctl user convert --bot."""
    if not options.get("bot"):
        raise Failure("the stand-in's mmctl converts with --bot only")
    for word in words:
        user = _found(client, word)
        bot = client.call("POST", "/users/%s/convert_to_bot" % user["id"])
        out.show("%s converted to bot." % bot["username"], bot)


COMMANDS = {
    ("user", "create"): Command(
        create,
        {
            "username": str,
            "email": str,
            "password": str,
            "firstname": str,
            "lastname": str,
            "nickname": str,
            "locale": str,
            "system-admin": bool,
            "email-verified": bool,
            "disable-welcome-email": bool,
        },
        ("username", "email", "password"),
        single=True,
    ),
    ("user", "search"): Command(search, words=(1, None), single=True),
    ("user", "list"): Command(listing, {"all": bool, "page": int, "per-page": int}, noun="user"),
    ("user", "activate"): Command(_activity(True), words=(1, None)),
    ("user", "deactivate"): Command(_activity(False), words=(1, None)),
    ("user", "change-password"): Command(change_password, {"password": str}, words=(1, 1)),
    ("user", "verify"): Command(verify, words=(1, None)),
    ("user", "edit", "email"): Command(_edit("email"), words=(2, 2)),
    ("user", "edit", "username"): Command(_edit("username"), words=(2, 2)),
    ("user", "convert"): Command(convert, {"bot": bool}, words=(1, None)),
    ("user", "delete"): Command(delete, {"confirm": bool}, words=(1, None)),
}
