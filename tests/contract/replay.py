# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replay a recording against a server: what was sent is sent again, in order, and the answers are compared."""

from __future__ import annotations

import ast
import base64
import json
import re
import socket

import attachments
import harness
import match
import scope
import steps

# The recorder kept these of the API's answers; of pages, cookies and websockets it kept all.
KEPT = ("content-type", "token", "set-cookie", "location", "allow", "retry-after", "warning")
WEBSOCKET_KEPT = ("upgrade", "connection", "content-type")


class Replay:
    """One recording and the server it is played to."""

    PASSWORD = harness.PASSWORD

    def __init__(self, server: harness.Server, file: str):
        self.server = server
        self.file = file
        self.bindings = match.Bindings()
        self.memory: dict = {}
        self.settings: dict = {}
        self.results: dict[int, list[str]] = {}
        self.current: scope.Exchange | None = None
        self.left = iter(scope.exchanges(file))
        server.start()
        if file not in steps.MAKES_ITS_OWN_PEOPLE:
            server.people()
            for name, value in server.ids.items():
                self.bindings.bind("id:%s_%s" % ("team" if name == "home" else "user", name), value)
            for name, value in server.tokens.items():
                self.bindings.bind("token:session_" + name, value)
        if file in steps.FIRST:
            steps.FIRST[file](self)

    def login(self, name: str) -> None:
        """A session of the named user, which his requests have from now on."""
        self.bindings.bind("token:session_" + name, self.server.login(name))

    def play(self, exchange: scope.Exchange) -> list[str]:
        """Return the differences of the answer. Exchanges before it are played first."""
        while exchange.number not in self.results:
            item = next(self.left)
            if not item.left_out:
                self.results[item.number] = self._one(item)
        return self.results[exchange.number]

    def _one(self, item: scope.Exchange) -> list[str]:
        self.current = item
        self.bindings.exchange += 1
        self._settings_of(item.entry)
        before = steps.found(steps.BEFORE, self.file, item.name)
        if before:
            before(self)
        entry = self._here(item.entry)
        differences = [str(one) for one in self._compare(entry)]
        differences += self._note(item.entry.get("note", ""))
        after = steps.found(steps.AFTER, self.file, item.name)
        if after:
            after(self)
        return differences

    def _here(self, entry: dict) -> dict:
        """The recorded exchange with this server's places and version."""
        # The recorder wrote its own port as 8065: a bare ":8065" is the server's default, and stays.
        text = json.dumps(entry).replace('":8065"', '"<default_port>"')
        text = json.dumps(self.server.actual(json.loads(text))).replace('"<default_port>"', '":8065"')
        return json.loads(text.replace(harness.RECORDED_VERSION, self.server.archive.version))

    def _settings_of(self, entry: dict) -> None:
        """The headers' recordings say with each exchange what was set at the time."""
        for name, key in (("frame_ancestors", "FrameAncestors"), ("allow_cors_from", "AllowCorsFrom")):
            if name in entry and self.settings.get(key) != entry[name]:
                self.settings[key] = entry[name]
                self.server.local("PUT", "/config/patch", {"ServiceSettings": {key: entry[name]}})
                if key == "AllowCorsFrom":
                    self.server.restart()

    # One exchange

    def _compare(self, entry: dict) -> list[match.Difference]:
        request, wanted = entry["request"], entry["response"]
        if "method" not in request:
            return self._websocket(request, wanted)
        answer = self._send(entry)
        differences = (
            []
            if answer.status == wanted["status"]
            else [match.Difference("status", wanted["status"], "%s %s" % (answer.status, str(answer.body)[:300]))]
        )
        kept = KEPT if isinstance(wanted["headers"], dict) else None
        fields = wanted["headers"].items() if kept else wanted["headers"]
        differences += match.headers(self.bindings, list(fields), list(answer.headers.items()), kept)
        if "body" in wanted and not (differences and answer.status != wanted["status"]):
            differences += self._body(wanted["body"], answer.body)
        return differences

    def _body(self, wanted, found) -> list[match.Difference]:
        varies = steps.found(steps.VARIES, self.file, self.current.name)
        if varies and isinstance(wanted, list) and isinstance(found, list):
            wanted, found = varies(wanted, found)
        unordered = steps.found(steps.UNORDERED, self.file, self.current.name) or ()
        return match.Matcher(self.bindings, unordered).body(wanted, found)

    def _send(self, entry: dict) -> harness.Answer:
        request = entry["request"]
        who = entry.get("as_name", "alice") if entry["as"] == "user" else entry["as"]
        path = self.bindings.fill(request["path"])
        if request.get("query"):
            path += "?" + self.bindings.fill(request["query"])
        make = steps.found(steps.BODIES, self.file, self.current.name)
        body = make(self) if make else self.bindings.fill(request["body"])
        data = None
        if isinstance(body, dict) and "multipart" in body:
            body, data = None, attachments.form(self.current.name, request)
        return self.server.request(
            request["method"],
            path,
            body,
            local=who == "local",
            data=data,
            token=self.server.tokens.get(who),
            headers=self.bindings.fill(request["headers"]),
        )

    def _note(self, note: str) -> list[str]:
        """Check the notes about the file after the exchange."""
        mode = re.fullmatch(r"mode of the file after the patch: (\d+)", note)
        if mode:
            have = "%04o" % (self.server.config_file.stat().st_mode & 0o7777)
            return [] if have == mode.group(1) else ["file mode: wanted %s, found %s" % (mode.group(1), have)]
        if not note.startswith("in the file: "):
            return []
        wanted = _noted(note[len("in the file: ") :])
        config = self.server.read_config()
        held = {path: config[path.split(".")[0]].get(path.split(".")[1]) for path in wanted}
        return [
            "in the file, %s: wanted %r, found %r" % (path, value, held[path])
            for path, value in wanted.items()
            if held[path] != value
        ]

    # Websockets

    def _websocket(self, request: dict, wanted: dict) -> list[match.Difference]:
        """A handshake by hand: the recorded headers and no others."""
        key = base64.b64encode(b"0123456789abcdef").decode()
        lines = ["GET %s HTTP/1.1" % request["path"], "Sec-WebSocket-Key: " + key]
        lines += ["%s: %s" % pair for pair in self.bindings.fill(request["headers"]).items()]
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as line:
            line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            status, fields, body = _read_answer(line)
        if status != wanted["status"]:
            return [match.Difference("status", wanted["status"], "%s %s" % (status, body))]
        differences = match.headers(self.bindings, wanted["headers"], fields, WEBSOCKET_KEPT)
        if wanted["body"] is not None:
            differences += match.Matcher(self.bindings).body(wanted["body"], body)
        return differences


def _noted(text: str) -> dict:
    """A note as paths and values: `{json}`, `A.B = json` or `A.B is now 'text'`."""
    if text.startswith("{"):
        return json.loads(text)
    path, _unused, value = text.partition(" is now ")
    if value:
        return {path: ast.literal_eval(value)}
    path, _unused, value = text.partition(" = ")
    return {path: json.loads(value)}


def _read_answer(line: socket.socket) -> tuple[int, list, str]:
    """Status, header fields, and the body up to the end of its JSON; nothing more comes while the line stays open."""
    raw = b""
    while b"\r\n\r\n" not in raw or (b" 101 " not in raw[:20] and not raw.rstrip().endswith(b"}")):
        part = line.recv(4096)
        if not part:
            break
        raw += part
    head, _unused, rest = raw.partition(b"\r\n\r\n")
    first, *fields = head.decode().split("\r\n")
    return int(first.split()[1]), [field.split(": ", 1) for field in fields], rest.decode("utf-8", "replace")


class Stage:
    """The one replay that runs; when another recording is asked for, its server goes."""

    def __init__(self, server_factory):
        self.make = server_factory
        self.replay: Replay | None = None

    def replay_of(self, file: str) -> Replay:
        """The replay of this recording, begun when it is not the present one."""
        if self.replay is None or self.replay.file != file:
            self.clear()
            self.replay = Replay(self.make(env=steps.ENVIRON.get(file, {})), file)
        return self.replay

    def clear(self) -> None:
        """End the present one."""
        if self.replay is not None:
            self.replay.server.remove()
        self.replay = None
