# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploaded archives and the recorder's mail server, which the recordings name but do not contain.

Both come from the recorder, so that they are the same to the byte: the hash of a plugin's web part is recorded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recorder.recordlib import api_server
from recorder.recordlib.base import Smtp

if TYPE_CHECKING:
    from replay import Replay

bundle = api_server.bundle
BACKEND = {"executable": "server/hello"}

# By the name of the exchange; all others upload the plain one.
ARCHIVES = {
    "upload as admin over http, other version, with force": lambda: bundle(version="1.1.0"),
    "upload: not an archive": lambda: b"nonsense",
    "upload: archive without manifest": lambda: bundle(name="no manifest"),
    "upload: empty archive": lambda: bundle(name="empty"),
    "upload: manifest without id": lambda: bundle(plugin_id=""),
    "upload: id with a blank": lambda: bundle(plugin_id="bad id"),
    "upload: id in upper case": lambda: bundle(plugin_id="Org.Example.Upper"),
    "upload: no version": lambda: bundle(plugin_id="org.example.nover", version=None),
    "upload: newer server wanted": lambda: bundle(plugin_id="org.example.newer", min_server_version="99.0.0"),
    "upload: manifest with the old key backend": lambda: bundle(plugin_id="org.example.backend", backend=BACKEND),
    "upload: manifest with the old key backend and no webapp": lambda: bundle(
        plugin_id="org.example.backendonly", webapp=None, backend=BACKEND
    ),
    "upload: server executable that is missing": lambda: bundle(plugin_id="org.example.noexe", server=BACKEND),
}


def form(name: str, entry: dict, archive: bytes | None = None) -> bytes:
    """The multipart body of an exchange, which the archive belongs to; `force` is its only field that is no file."""
    line = re.search("boundary=(.+)", entry["headers"]["Content-Type"]).group(1).encode()
    parts = []
    for field, value in entry["body"]["multipart"].items():
        head = b'Content-Disposition: form-data; name="%s"' % field.encode()
        if field != "force":
            head += b'; filename="file"'
        data = value.encode()
        if value == "<archive>":
            data = ARCHIVES.get(name, bundle)() if archive is None else archive
        parts.append(b"--" + line + b"\r\n" + head + b"\r\n\r\n" + data + b"\r\n")
    return b"".join(parts) + b"--" + line + b"--\r\n"


class _MailServer(Smtp):
    """The recorder's, but silent about clients that hang up: TLS to a server without it ends so."""

    def handle_error(self, request, client_address):
        pass


def mail_server(**options):
    """A step: from here on this mail server runs, and none that ran before."""

    def step(replay: Replay) -> None:
        no_mail_server(replay)
        replay.memory["mail"] = _MailServer(replay.server.smtp_port, **options)

    return step


def no_mail_server(replay: Replay) -> None:
    """A step: from here on no mail server runs."""
    running = replay.memory.pop("mail", None)
    if running:
        running.stop()


class _Unchanged:
    """Return the values unchanged."""

    def scrub(self, value):
        return value


def keep_mails(replay: Replay) -> None:
    """A step: remember the mails that came, in the recorded form."""
    replay.memory["mails"] = api_server.mails(_Unchanged(), replay.memory["mail"], replay.current.name, wait=0)
