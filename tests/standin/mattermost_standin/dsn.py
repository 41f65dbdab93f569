# SPDX-License-Identifier: GPL-3.0-or-later
"""The DataSource as Go's lib/pq reads it, and its errors in lib/pq's words."""

from __future__ import annotations

import os
import pwd
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from . import godial

SSL_MODES = ("require", "verify-full", "verify-ca", "disable")
# Parameters that libpq knows too; the others are lib/pq's own or settings of the session, and are left out here.
KNOWN = (
    "host",
    "port",
    "user",
    "password",
    "dbname",
    "sslmode",
    "sslcert",
    "sslkey",
    "sslrootcert",
    "connect_timeout",
    "application_name",
    "options",
    "passfile",
    "target_session_attrs",
    "krbsrvname",
)


class ConnectError(Exception):
    """No connection; the text is what the server logs."""


def explain(error: psycopg.Error) -> str:
    """psycopg's text as lib/pq would put it."""
    text = str(error).strip()
    fatal = re.search(r"(?:FATAL|ERROR): +(.*)", text)
    if fatal:
        return "pq: " + fatal.group(1).strip()
    if "server does not support SSL" in text:
        return "pq: SSL is not enabled on the server"
    if "no password supplied" in text:
        return "pq: password authentication failed"
    return "pq: " + text.splitlines()[0] if text else "pq: unknown error"


def _pairs(text: str) -> dict:
    """lib/pq's key=value form; everything else is refused in its words."""
    found, rest = {}, text.strip()
    while rest:
        match = re.match(r"([^\s=]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s\\]|\\.)*)\s*", rest)
        if not match:
            word = re.match(r"[^\s=]+", rest)
            raise ConnectError('missing "=" after "%s" in connection info string"' % (word.group() if word else rest))
        value = match.group(2)
        value = value[1:-1] if value.startswith("'") else value
        found[match.group(1)] = re.sub(r"\\(.)", r"\1", value)
        rest = rest[match.end() :]
    return found


def _sanitized(text: str) -> str:
    """The DSN with user and password hidden, in the server's own way: what is no URL shows through."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*://", text):
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")[2]
        query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)), safe="/")
        return "%s://****:****@%s%s%s" % (parts.scheme, host, parts.path, "?" + query if query else "")
    if re.fullmatch(r"[^:/?#\s]+", text):
        return "//****:****@" + text
    return text


class Target:
    """Where to connect. A DSN that cannot be read is reported at the first try, as the server does it."""

    def __init__(self, data_source: str):
        self.data_source = data_source
        self.sanitized = _sanitized(data_source)
        self.error = ""
        self.params: dict = {}
        self.conninfo = ""
        try:
            self._read()
        except ConnectError as error:
            self.error = str(error)

    def _read(self) -> None:
        if self.data_source.startswith(("postgres://", "postgresql://")):
            params = self._from_url()
        else:
            params = _pairs(self.data_source)
        params = {"host": os.environ.get("PGHOST", "localhost"), "port": os.environ.get("PGPORT", "5432"), **params}
        params.setdefault("user", os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name)
        if not str(params["port"]).isdigit():
            raise ConnectError('parse "%s": invalid port ":%s" after host' % (self.sanitized, params["port"]))
        mode = params.setdefault("sslmode", "require")
        if mode not in SSL_MODES:
            raise ConnectError(
                'pq: unsupported sslmode "%s"; only "require" (default), "verify-full", "verify-ca",'
                ' and "disable" supported' % mode
            )
        if params["host"].startswith("/"):
            params["sslmode"] = "disable"
        self.params = params
        self.conninfo = make_conninfo(**{key: value for key, value in params.items() if key in KNOWN and value != ""})

    def _from_url(self) -> dict:
        parts = urlsplit(self.data_source)
        account, at, place = parts.netloc.rpartition("@")
        user, colon, password = account.partition(":")
        params: dict = {}
        if at and user:
            params["user"] = unquote(user)
        if colon:
            params["password"] = unquote(password)
        match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(.*))?", place)
        if match is None:
            raise ConnectError('parse "%s": invalid host' % self.sanitized)
        if match.group(1):
            params["host"] = match.group(1).strip("[]")
        if match.group(2):
            params["port"] = match.group(2)
        if len(parts.path) > 1:
            params["dbname"] = unquote(parts.path[1:])
        params.update(parse_qsl(parts.query, keep_blank_values=True))
        return params

    def probe(self) -> None:
        """After a failure: raise when nobody listens, because libpq words that differently from Go."""
        host, port = self.params["host"], int(self.params["port"])
        wait = float(self.params.get("connect_timeout") or 10)
        text = (
            godial.unix("%s/.s.PGSQL.%d" % (host, port), wait) if host.startswith("/") else godial.tcp(host, port, wait)
        )
        if text:
            raise ConnectError(text)
