# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Names that the server accepts. Used by the modules and by the roles."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

USERNAME = re.compile(r"[a-z0-9_][a-z0-9._-]{0,63}")
RESERVED_USERNAMES = ("all", "channel", "matterbot", "system")
TEAM_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}[a-z0-9]")
# A team's name must not even begin with one of them: the web application has pages there.
RESERVED_TEAM_NAMES = (
    "admin",
    "api",
    "boards",
    "channel",
    "claim",
    "error",
    "files",
    "help",
    "landing",
    "login",
    "mfa",
    "oauth",
    "playbooks",
    "plug",
    "post",
    "signup",
)
EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")
EMAIL_LENGTH = 128
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
IPV6 = re.compile(r"[0-9a-f:]+(\.[0-9.]+)?")


def username_problem(name):
    """Return why the server would reject or change the username, None if it is valid."""
    if not isinstance(name, str) or not USERNAME.fullmatch(name):
        return (
            "a username has 1 to 64 lowercase letters, digits and the characters . - _ and begins with a letter,"
            " a digit or _"
        )
    if name in RESERVED_USERNAMES:
        return "%s is reserved by Mattermost" % name
    return None


def email_problem(address):
    """Return why the server would reject the address."""
    if not isinstance(address, str) or not EMAIL.fullmatch(address):
        return "an e-mail address has the form name@domain, without a display name"
    if len(address) > EMAIL_LENGTH:
        return "an e-mail address has at most %d characters" % EMAIL_LENGTH
    return None


def team_name_problem(name):
    """Return why the server would reject the team's name."""
    if not isinstance(name, str) or not TEAM_NAME.fullmatch(name):
        return "a team name has 2 to 64 lowercase letters, digits and dashes, and does not begin or end with a dash"
    for word in RESERVED_TEAM_NAMES:
        if name.startswith(word):
            return "it begins with %s, which is reserved by Mattermost. Use another name" % word
    return None


def _parts(text):
    """Split a URL; None if it is invalid or contains parts that origins and site URLs cannot have."""
    if not isinstance(text, str) or not re.fullmatch(r"[!-~]+", text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2]
    host = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
    named = IPV6.fullmatch(host[1:-1]) if host.startswith("[") else HOST.fullmatch(host)
    if parts.scheme not in ("http", "https") or not named or "@" in parts.netloc:
        return None
    if "?" in text or "#" in text or port == 0 or parts.netloc.endswith(":"):
        return None
    return parts if text.startswith(parts.scheme + "://") else None


def network_problem(text):
    """Return why the text is not an IP address or network, None if it is one."""
    try:
        ipaddress.ip_network(text, strict=False)
    except (TypeError, ValueError):
        return "is not an IPv4 or IPv6 address or network"
    return None


def origin_problem(text):
    """Return why the text is not one exact origin for Content-Security-Policy or CORS.

    The server copies any text into its header, so "x; script-src *" would disable the rest of the policy.
    """
    parts = _parts(text)
    if parts is None or parts.path:
        return "an origin is http:// or https://, a lowercase host name and an optional port, without path or wildcard"
    return None


def site_url_problem(text):
    """Return why the text cannot be the server's site URL."""
    parts = _parts(text)
    if parts is None or parts.path.endswith("/") or "//" in parts.path or not re.fullmatch(r"[\w./~-]*", parts.path):
        return (
            "a site URL is http:// or https:// with a lowercase host name and optional port and path, without trailing"
            " slash, query and credentials"
        )
    if any(part in (".", "..") for part in parts.path.split("/")):
        return "the path of a site URL cannot contain . or .. as a part"
    return None
