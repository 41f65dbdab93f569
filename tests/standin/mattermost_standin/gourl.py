# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of Go's url.ParseRequestURI and net.SplitHostPort, in their words."""

from __future__ import annotations

import re


class InvalidURL(Exception):
    """The text is no request URI; the argument is Go's whole message."""


def _scheme(text: str) -> tuple[str, str]:
    match = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", text)
    return (match.group(1).lower(), text[match.end() :]) if match else ("", text)


def check_request_uri(text: str) -> None:
    """Raise InvalidURL where Go's parser would refuse."""

    def bad(reason):
        raise InvalidURL('parse "%s": %s' % (text, reason))

    if not text:
        bad("empty url")
    if re.search(r"[\x00-\x1f\x7f]", text):
        bad("net/url: invalid control character in URL")
    if text == "*":
        return
    if text.startswith(":"):
        bad("missing protocol scheme")
    scheme, rest = _scheme(text)
    rest = rest.split("?", 1)[0]
    if not rest.startswith("/"):
        if scheme:
            return
        bad("invalid URI for request")
    if not rest.startswith("//"):
        return
    authority, _slash, path = rest[2:].partition("/")
    host = authority.rpartition("@")[2]
    wrong = re.search(r"[ \"<>\\^`{|}]", host)
    if wrong:
        bad('invalid character "%s" in host name' % wrong.group().replace('"', '\\"'))
    port = re.search(r":([^:\]]*)$", host)
    if port and not re.fullmatch(r"[0-9]*", port.group(1)):
        bad('invalid port ":%s" after host' % port.group(1))
    escape = re.search(r"%(?![0-9A-Fa-f]{2}).{0,2}", path)
    if escape:
        bad('invalid URL escape "%s"' % escape.group())


def split_host_port(address: str) -> tuple[str, str] | None:
    """Host and port, or None where Go's net.SplitHostPort fails."""
    match = re.fullmatch(r"\[([^\[\]]*)\]:([^:]*)", address) or re.fullmatch(r"([^:\[\]]*):([^:\[\]]*)", address)
    return (match.group(1), match.group(2)) if match else None
