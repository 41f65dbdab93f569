# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of the recorder around single starts, by the name of the recorded entry."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

from boot import Seen, Start, boot, own_only, take_away
from harness import USER, Server, own


def socket_facts(path: str) -> dict:
    """Return the kind of file at the path of a socket."""
    there = os.path.lexists(path)
    mode = os.lstat(path).st_mode if there else 0
    return {
        "exists": there,
        "mode": "%04o" % (mode & 0o7777) if there else None,
        "is_socket": there and mode & 0o170000 == 0o140000,
    }


# Before the start


def _written(server: Server) -> str:
    """The file as the server itself writes it."""
    boot(server, Start(config=server.base_config(), argv=["server", "-c", str(server.config_file)]))
    return server.config_file.read_text(encoding="utf-8")


def _resorted(server: Server) -> str:
    return json.dumps(json.loads(_written(server)), indent=2, sort_keys=True)


# The configuration of entries whose text was too long to keep.
CONFIGS = {
    "the file the server wrote itself, unchanged": _written,
    "the same content with keys sorted and two blanks of indent": _resorted,
    "own file that already holds everything, mode 0400": _written,
}


def _folder_read_only(server: Server):
    return take_away(server.config_file.parent, "root", 0o555, 0o755)


def _leftover_socket(server: Server) -> None:
    pathlib.Path(server.socket).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(server.socket)
    own_only(pathlib.Path(server.socket), USER)


def _plain_file(server: Server) -> None:
    pathlib.Path(server.socket).unlink(missing_ok=True)
    pathlib.Path(server.socket).write_text("x", encoding="utf-8")
    own(pathlib.Path(server.socket))


BEFORE = {
    "file of another user, readable only": lambda server: take_away(server.config_file, "root", 0o644, 0o600),
    "file of another user, not readable": lambda server: take_away(server.config_file, "root", 0o600, 0o600),
    "own file, mode 0400": lambda server: take_away(server.config_file, USER, 0o400, 0o600),
    "own file that already holds everything, mode 0400": lambda server: take_away(
        server.config_file, USER, 0o400, 0o600
    ),
    "own file in a directory that cannot be written": _folder_read_only,
    "missing file in a directory that cannot be written": _folder_read_only,
    "a socket file left over": _leftover_socket,
    "a plain file in the place of the socket": _plain_file,
}


# The database before the start, as SQL; the others get one that a server has migrated.
EMPTY_DATABASE = ("empty database: migrated at start",)
SQL = {
    "schema newer than the server (a later migration is recorded)": (
        "insert into db_migrations (version, name) values (9999, 'from_the_future')",
    ),
    "schema one migration older": (
        "delete from db_migrations where version = (select max(version) from db_migrations)",
    ),
}


# While it runs


def _signalled(number: signal.Signals, limit: float):
    def after(_server: Server, process: subprocess.Popen, seen: Seen) -> None:
        began = time.monotonic()
        process.send_signal(number)
        try:
            process.wait(limit)
            seen.extra["seen"] = "ended by the signal after %.1f s" % (time.monotonic() - began)
        except subprocess.TimeoutExpired:
            seen.extra["seen"] = "still running after %d s" % limit

    return after


def _stays_up(seconds: float):
    def after(_server: Server, process: subprocess.Popen, _seen: Seen) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)

    return after


def _hold_a_request(server: Server, _process: subprocess.Popen, seen: Seen) -> None:
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(b"POST /api/v4/users/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    # Kept with the result, so that it stays open until the server has stopped.
    seen.extra["connection"] = connection
    seen.extra["seen"] = "a client holds a request open"


def _look_at_socket(server: Server, _process: subprocess.Popen, seen: Seen) -> None:
    # The socket appears just after the port.
    deadline = time.monotonic() + 10
    while not socket_facts(server.socket)["is_socket"] and time.monotonic() < deadline:
        time.sleep(0.02)
    seen.extra["seen"] = socket_facts(server.socket)


AFTER = {
    "SIGINT": _signalled(signal.SIGINT, 30),
    "SIGHUP": _signalled(signal.SIGHUP, 5),
    "SIGUSR1": _signalled(signal.SIGUSR1, 5),
    "SIGTERM 3 s after the server answers": _stays_up(3),
    "SIGTERM 10 s after the server answers": _stays_up(10),
    "SIGTERM 30 s after the server answers": _stays_up(30),
    "SIGTERM while a client holds a request open": _hold_a_request,
    "the socket while the server runs": _look_at_socket,
    "a socket file left over": _look_at_socket,
    "a plain file in the place of the socket": _look_at_socket,
}


# Entries that are more than one start


def _start_of(server: Server, entry: dict) -> Start:
    """The start that an entry describes."""
    before = server.actual(entry.get("config_before"))
    if before == "...":
        before = CONFIGS[entry["name"]](server)
    argv = server.actual(entry.get("argv", ["mattermost", "server", "-c", "/opt/mattermost/config/config.json"]))[1:]
    # The four SIGTERM entries do not repeat the configuration.
    config = server.base_config() if "config_before" not in entry else before
    return Start(
        config=config,
        argv=argv,
        env=server.actual(entry.get("environment", {})),
        before=BEFORE.get(entry["name"]),
        after=AFTER.get(entry["name"]),
    )


def _with_notify_socket(server: Server, entry: dict, default: dict | None) -> Seen:
    """Listen where systemd would, until the server has stopped."""
    path = server.run_dir / "notify.socket"
    messages: list[dict] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sink:
        sink.bind(str(path))
        own_only(path, USER)
        sink.settimeout(0.2)
        done = threading.Event()

        def listen():
            while not done.is_set():
                with contextlib.suppress(TimeoutError):
                    messages.append({"message": sink.recv(4096).decode()})

        reader = threading.Thread(target=listen)
        reader.start()
        try:
            seen = boot(server, _start_of(server, entry), default)
        finally:
            done.set()
            reader.join()
    seen.extra["messages"] = messages
    return seen


def _with_first_server(server: Server, entry: dict, default: dict | None) -> Seen:
    """A server runs; another one is started on the same port."""
    start = _start_of(
        server,
        dict(
            entry,
            config_before=(
                server.recorded(server.base_config()) if entry["config_before"] == "..." else entry["config_before"]
            ),
        ),
    )
    server.start()
    if entry["config_before"] == "...":
        start.config = server.read_config()
    start.path = server.config_file.parent / "second.json"
    start.watch_port = False
    seen = boot(server, start, default)
    seen.extra["first_server_afterwards"] = {
        "http": server.ping(),
        "socket": server.request("GET", "/api/v4/system/ping", local=True).status,
    }
    server.kill()
    return seen


def _killed(server: Server, _entry: dict, _default: dict | None) -> Seen:
    server.start()
    process = server.process
    server.kill()
    return Seen(exit_code=process.returncode, extra={"socket": socket_facts(server.socket)})


def _socket_after_stop(server: Server, entry: dict, default: dict | None) -> Seen:
    seen = boot(server, _start_of(server, entry), default)
    seen.extra["socket_after_stop"] = socket_facts(server.socket)
    return seen


WHOLE = {
    "NOTIFY_SOCKET set": _with_notify_socket,
    "a second server on the same port, with its own socket": _with_first_server,
    "a second server on the same port and with the same socket": _with_first_server,
    "after SIGKILL": _killed,
    "the socket while the server runs": _socket_after_stop,
}


def perform(server: Server, entry: dict, default: dict | None) -> Seen:
    """Do what the recorder did for one entry of start/{config,process,database}."""
    if entry["name"] in EMPTY_DATABASE:
        server.db.create(server.database)
    if entry["name"] in SQL:
        server.sql(*SQL[entry["name"]])
    if entry["name"] in WHOLE:
        return WHOLE[entry["name"]](server, entry, default)
    return boot(server, _start_of(server, entry), default)
