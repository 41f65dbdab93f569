# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl plugin."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from urllib.parse import quote

from .mmctl_base import APIFailure, Client, Command, Failure, Printer, several

LINE = "----plugin-of-the-stand-in"


def _form(raw: bytes, force: bool) -> bytes:
    head = "--%s\r\nContent-Disposition: form-data; name=" % LINE
    body = (head + '"plugin"; filename="plugin.tar.gz"\r\n\r\n').encode() + raw + b"\r\n"
    if force:
        body += (head + '"force"\r\n\r\ntrue\r\n').encode()
    return body + ("--%s--\r\n" % LINE).encode()


def _each(words: list, out: Printer, verb: str, call: Callable, prefix: str = "") -> None:
    """One call a word; those that fail do not stop the others."""
    errors = []
    for word in words:
        try:
            call(word)
        except APIFailure as error:
            out.error("Unable to %s plugin: %s. Error: %s" % (verb, word, error))
            errors.append(prefix + str(error))
        else:
            out.show("%s plugin: %s" % ({"add": "Added"}.get(verb, verb.capitalize() + "d"), word))
    if errors:
        raise several(errors)


def add(client: Client, out: Printer, words: list, options: dict) -> None:
    """mmctl plugin add."""

    def upload(word: str) -> None:
        try:
            raw = pathlib.Path(word).read_bytes()
        except OSError as error:
            raise Failure("open %s: %s" % (word, str(error.strerror).lower())) from error
        client.call(
            "POST",
            "/plugins",
            _form(raw, bool(options.get("force"))),
            {"Content-Type": "multipart/form-data; boundary=" + LINE},
        )

    _each(words, out, "add", upload)


def delete(client: Client, out: Printer, words: list, _options: dict) -> None:
    """mmctl plugin delete."""
    _each(
        words,
        out,
        "delete",
        lambda word: client.call("DELETE", "/plugins/" + quote(word, safe="")),
        "Unable to delete plugin. ",
    )


def _switch(verb: str):
    def run(client: Client, out: Printer, words: list, _options: dict) -> None:
        _each(words, out, verb, lambda word: client.call("POST", "/plugins/%s/%s" % (quote(word, safe=""), verb)))

    return run


def listing(client: Client, out: Printer, _words: list, _options: dict) -> None:
    """mmctl plugin list: every line counts as a plugin."""
    try:
        found = client.call("GET", "/plugins")
    except APIFailure as error:
        raise Failure("Unable to list plugins. Error: %s" % error) from error
    if out.as_json:
        out.show("", found)
        return
    for title, key in (("Listing enabled plugins", "active"), ("Listing disabled plugins", "inactive")):
        out.show(title)
        for plugin in found[key]:
            out.show("%s: %s, Version: %s" % (plugin["id"], plugin["name"], plugin["version"]))
        if key == "active":
            out.show("")


COMMANDS = {
    ("plugin", "add"): Command(add, {"force": bool}, words=(1, None)),
    ("plugin", "delete"): Command(delete, words=(1, None)),
    ("plugin", "enable"): Command(_switch("enable"), words=(1, None)),
    ("plugin", "disable"): Command(_switch("disable"), words=(1, None)),
    ("plugin", "list"): Command(listing, noun="plugin"),
}
