# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers to replay against: an unpacked archive, databases, and the process of one server.

Everything is laid out as the recorder did it, so that what a server says can be compared with the recordings after
`Server.recorded()` has put the recorded places into it.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field

USER = "mmtest"
PASSWORD = "Recorded-Passw0rd-1"
WORK = pathlib.Path("/tmp/contract")
RECORDED_VERSION = "11.6.0"
RECORDED_DSN = "postgres://mmuser:mostest@localhost/mattermost?sslmode=disable"

_PORTS = itertools.count(20000, 2)
_NUMBERS = itertools.count(1)


class HarnessError(Exception):
    """The surroundings of a test do not work; this is not the server's answer."""


def wait_for(condition, seconds: float, what: str):
    """Poll until the condition gives something true; its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise HarnessError("%s did not happen within %s s" % (what, seconds))
        time.sleep(0.02)


def own(path: pathlib.Path, user: str = USER) -> None:
    """Give a file or a tree to the service user."""
    for item in [path, *path.rglob("*")] if path.is_dir() and not path.is_symlink() else [path]:
        shutil.chown(item, user, user)


class Cluster:
    """A PostgreSQL cluster of its own, reached over its socket alone."""

    folder = pathlib.Path("/run/postgresql")

    def __init__(self):
        self._template = threading.Lock()
        self._templated: set[str] = set()
        self.data = WORK / "cluster"
        self.log = WORK / "postgresql.log"
        self.bin = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))

    def _as_postgres(self, *argv: str) -> None:
        subprocess.run(
            argv, user="postgres", group="postgres", extra_groups=[], cwd="/", check=True, capture_output=True
        )

    def start(self) -> None:
        """Make the cluster and start it; nothing is kept, so nothing is synced to the disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(parents=True)
        self.log.touch()
        for path in (self.folder, self.data, self.log):
            own(path, "postgres")
        self.data.chmod(0o700)
        self._as_postgres(
            str(self.bin / "initdb"), "-D", str(self.data), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        options = (
            "-c listen_addresses= -c unix_socket_directories=%s -c fsync=off -c full_page_writes=off" % self.folder
        )
        self._as_postgres(
            str(self.bin / "pg_ctl"), "-D", str(self.data), "-l", str(self.log), "-o", options, "-w", "start"
        )
        self.sql("postgres", "create role mmuser superuser login")

    def stop(self) -> None:
        """End the cluster at once."""
        self._as_postgres(str(self.bin / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def sql(self, database: str, *statements: str, user: str = "postgres") -> str:
        """Run statements one by one, each in its own transaction; what the last one printed."""
        shown = ""
        for statement in statements:
            done = subprocess.run(
                [
                    "psql",
                    "-h",
                    str(self.folder),
                    "-U",
                    user,
                    "-d",
                    database,
                    "-q",
                    "-At",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-c",
                    statement,
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise HarnessError("psql %s: %s" % (statement, done.stderr))
            shown = done.stdout.rstrip("\n")
        return shown

    def create(self, database: str, template: str = "template0") -> None:
        """A fresh database of that name."""
        self.sql(
            "postgres",
            'drop database if exists "%s" with (force)' % database,
            'create database "%s" owner mmuser template "%s"' % (database, template),
        )

    def dsn(self, database: str) -> str:
        """The DataSource, in the form that the recorder used."""
        return "postgres://mmuser@/%s?host=%s&sslmode=disable" % (database, self.folder)

    def migrated(self, home: Installation, database: str) -> None:
        """A fresh database that a server of this archive has migrated before: starts on it are quick."""
        with self._template:
            if "migrated" not in self._templated:
                self.create("migrated")
                server = Server(home, self, database="migrated")
                server.start()
                self._settle("migrated")
                server.stop()
                self._templated.add("migrated")
        self.create(database, "migrated")

    def _settle(self, database: str) -> None:
        """Wait until the work that a first start does in the background has left its marks."""
        seen = {"count": "", "since": time.monotonic()}

        def quiet():
            count = self.sql(database, "select count(*) from systems")
            if count != seen["count"]:
                seen.update(count=count, since=time.monotonic())
            return time.monotonic() - seen["since"] > 1

        wait_for(quiet, 30, "the end of the first start's background work")


class Installation:
    """The unpacked archive, and copies of it that cost nearly nothing."""

    def __init__(self, archive: pathlib.Path):
        self.archive = archive
        self.home = WORK / "unpacked" / "mattermost"
        WORK.mkdir(parents=True, exist_ok=True)
        WORK.chmod(0o755)
        self.home.parent.mkdir()
        # The program, because Python's module is slow on hundreds of megabytes and its safe mode is missing in 3.11.2.
        subprocess.run(["tar", "-xzf", str(archive), "-C", str(self.home.parent)], check=True)
        own(self.home)
        said = self.run("version", cwd=WORK)
        match = re.search(r"^Version: (.*)$", said.stdout, re.MULTILINE)
        if match is None:
            raise HarnessError("the archive's binary does not print its version: %s%s" % (said.stdout, said.stderr))
        self.version = match.group(1)

    def run(
        self, *argv: str, program: str = "mattermost", cwd: pathlib.Path | None = None, **kw
    ) -> subprocess.CompletedProcess:
        """Run a program of the archive as the service user and wait for it."""
        return subprocess.run(
            [str(self.home / "bin" / program), *argv],
            user=USER,
            group=USER,
            extra_groups=[],
            cwd=cwd or self.home,
            env={"PATH": os.environ["PATH"], "HOME": str(WORK)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            **kw,
        )

    def copy(self, target: pathlib.Path) -> None:
        """A tree of hard links; files that a server rewrites in place get an inode of their own."""
        subprocess.run(["cp", "-al", str(self.home), str(target)], check=True)
        rewritten = [
            target / "config" / "config.json",
            *target.glob("client/root.html"),
            *target.glob("client/*.json"),
            *target.glob("client/*.css"),
        ]
        for path in rewritten:
            data, mode = path.read_bytes(), path.stat().st_mode
            path.unlink()
            path.write_bytes(data)
            path.chmod(mode & 0o7777)
            own(path)


@dataclass
class Answer:
    """An answer: `body` is parsed JSON, else text, else None."""

    status: int
    headers: http.client.HTTPMessage
    body: object
    raw: bytes

    def header(self, name: str) -> str | None:
        """One header, or None."""
        return self.headers.get(name)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        """Connect to the socket instead of a port."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


@dataclass
class Server:
    """One server with its own directories, port and database.

    `config_overrides` has keys like `ServiceSettings__SiteURL`; `env` are variables such as MM_… for the process.
    The process is made by start(); people() adds the users and the team that most recordings begin with.
    """

    archive: Installation
    db: Cluster
    config_overrides: dict = field(default_factory=dict)
    env: dict = field(default_factory=dict)
    database: str = ""

    def __post_init__(self):
        self.number = next(_NUMBERS)
        self.port = next(_PORTS)
        self.smtp_port = self.port + 1
        self.work = WORK / ("server%d" % self.number)
        self.home = self.work / "mattermost"
        self.run_dir = self.work / "run"
        self.socket = str(self.run_dir / "local.socket")
        self.url = "http://127.0.0.1:%d" % self.port
        self.tokens: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.process: subprocess.Popen | None = None
        self.out = self.work / "stdout"
        self.err = self.work / "stderr"
        for folder in (self.run_dir, self.work / "home"):
            folder.mkdir(parents=True)
        self.archive.copy(self.home)
        for folder in (self.work, self.run_dir, self.work / "home"):
            own(folder)
        if not self.database:
            self.database = "rec%d" % self.number
            self.db.migrated(self.archive, self.database)

    # Files

    @property
    def dsn(self) -> str:
        """The DataSource of this server."""
        return self.db.dsn(self.database)

    @property
    def config_file(self) -> pathlib.Path:
        """Where config.json lies."""
        return self.home / "config" / "config.json"

    def base_config(self, **overrides) -> dict:
        """The minimal configuration that the recorder used, with `Section__Key=value` on top."""
        config = {
            "ServiceSettings": {
                "SiteURL": "https://chat.example.com",
                "ListenAddress": "127.0.0.1:%d" % self.port,
                "EnableLocalMode": True,
                "LocalModeSocketLocation": self.socket,
                "EnableSecurityFixAlert": False,
            },
            "SqlSettings": {"DriverName": "postgres", "DataSource": self.dsn},
            "LogSettings": {"EnableDiagnostics": False, "EnableSentry": False, "ConsoleLevel": "INFO"},
            "EmailSettings": {
                "SMTPServer": "127.0.0.1",
                "SMTPPort": str(self.smtp_port),
                "SendPushNotifications": False,
                "FeedbackEmail": "chat@example.com",
                "ReplyToAddress": "chat@example.com",
            },
            "PluginSettings": {
                "EnableMarketplace": False,
                "EnableRemoteMarketplace": False,
                "AutomaticPrepackagedPlugins": False,
            },
            "AnnouncementSettings": {"AdminNoticesEnabled": False, "UserNoticesEnabled": False},
        }
        for path, value in {**self.config_overrides, **overrides}.items():
            section, name = path.split("__")
            config.setdefault(section, {})[name] = value
        return config

    def write_config(self, config, path: pathlib.Path | None = None) -> None:
        """Write a configuration (a dictionary, or text as it is) with mode 0600, owned by the service user."""
        target = path or self.config_file
        target.write_text(config if isinstance(config, str) else json.dumps(config, indent=4), encoding="utf-8")
        target.chmod(0o600)
        own(target)

    def read_config(self) -> dict:
        """The configuration file as it is now."""
        return json.loads(self.config_file.read_text(encoding="utf-8"))

    def log_text(self) -> str:
        """Everything the process has printed."""
        return "".join(
            path.read_text(encoding="utf-8", errors="replace") for path in (self.out, self.err) if path.exists()
        )

    def sql(self, *queries: str) -> str:
        """Run SQL in this server's database; what the last query printed, one row a line."""
        return self.db.sql(self.database, *queries, user="mmuser")

    # The process

    def spawn(
        self, *argv: str, env: dict | None = None, cwd: pathlib.Path | None = None, out=None, err=None
    ) -> subprocess.Popen:
        """Run bin/mattermost as the service user, without waiting."""
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.work), **(env or {})}
        return subprocess.Popen(
            [str(self.home / "bin" / "mattermost"), *argv],
            cwd=cwd or self.home,
            env=clean,
            user=USER,
            group=USER,
            extra_groups=[],
            stdout=out,
            stderr=err,
        )

    def start(self, config=None) -> Server:
        """Write the configuration, start the process, wait until it answers."""
        if config is not None or not self.tokens:
            self.write_config(self.base_config() if config is None else config)
        return self.restart()

    def restart(self) -> Server:
        """Start with the file as it is, after stopping a running process."""
        self.stop()
        with self.out.open("ab") as out, self.err.open("ab") as err:
            self.process = self.spawn("server", "-c", str(self.config_file), env=self.env, out=out, err=err)
        wait_for(self._up, 90, "the start of the server")
        return self

    def _up(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise HarnessError("the server ended with %s: %s" % (self.process.returncode, self.log_text()[-2000:]))
        return self.ping()

    def ping(self) -> bool:
        """Whether the port answers; 302 is the answer when SiteURL has a path."""
        try:
            return self.request("GET", "/api/v4/system/ping").status in (200, 302)
        except (OSError, http.client.HTTPException):
            return False

    def stop(self) -> int | None:
        """End it as systemd would; the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, where the manner does not matter."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> int | None:
        if self.process is None:
            return None
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def remove(self) -> None:
        """Forget everything of this server."""
        self.kill()
        shutil.rmtree(self.work, ignore_errors=True)
        with contextlib.suppress(HarnessError):
            self.db.sql("postgres", 'drop database if exists "%s" with (force)' % self.database)

    # Requests

    def request(
        self,
        method: str,
        path: str,
        body=None,
        *,
        local: bool = False,
        token: str | None = None,
        headers: dict | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """One request over the port, or over the socket. `body` is sent as JSON (a text as it is), `data` as bytes."""
        connection = (
            _UnixConnection(self.socket) if local else http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        )
        sent = dict(headers or {})
        if token:
            sent.setdefault("Authorization", "Bearer " + token)
        if body is not None:
            data = (body if isinstance(body, str) else json.dumps(body)).encode()
            sent.setdefault("Content-Type", "application/json")
        with contextlib.closing(connection):
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            raw = answer.read()
        try:
            parsed = json.loads(raw) if raw else None
        except ValueError:
            parsed = raw.decode("utf-8", "replace")
        return Answer(answer.status, answer.headers, parsed, raw)

    def local(self, method: str, path: str, body=None):
        """A call over the socket that has to work; its body."""
        answer = self.request(method, "/api/v4" + path, body, local=True)
        if answer.status >= 400:
            raise HarnessError("%s %s: %s %s" % (method, path, answer.status, answer.body))
        return answer.body

    def login(self, name: str, password: str = PASSWORD) -> str:
        """Sign in over the port; the token, which is remembered too."""
        answer = self.request("POST", "/api/v4/users/login", {"login_id": name, "password": password})
        token = answer.header("Token")
        if answer.status != 200 or not token:
            raise HarnessError("login of %s: %s %s" % (name, answer.status, answer.body))
        self.tokens[name] = token
        return token

    def people(self) -> Server:
        """The users and the team that the recordings' README names; admin and alice signed in."""
        for name in ("admin", "alice", "bob"):
            made = {"username": name, "email": name + "@example.com", "password": PASSWORD}
            self.ids[name] = self.local("POST", "/users", made)["id"]
        self.local("PUT", "/users/%s/roles" % self.ids["admin"], {"roles": "system_user system_admin"})
        self.local("PUT", "/users/%s/roles" % self.ids["alice"], {"roles": "system_user"})
        self.ids["home"] = self.local("POST", "/teams", {"name": "home", "display_name": "Home", "type": "I"})["id"]
        self.login("admin")
        self.login("alice")
        return self

    # Places

    def _places(self) -> list[tuple[str, str]]:
        """Pairs of what is true here and what the recordings say instead."""
        return [
            (str(self.run_dir), "/run/mattermost"),
            (str(self.home), "/opt/mattermost"),
            (str(self.work), "/srv/recording"),
            (self.dsn, RECORDED_DSN),
            (str(self.port), "8065"),
            (str(self.smtp_port), "2525"),
        ]

    def recorded(self, value):
        """A value of this server with the recorded places in it."""
        return _replaced(value, self._places())

    def actual(self, value):
        """A recorded value with this server's places in it."""
        return _replaced(value, [(new, old) for old, new in self._places()])


def _replaced(value, pairs: list[tuple[str, str]]):
    if isinstance(value, dict):
        return {_replaced(key, pairs): _replaced(item, pairs) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, pairs) for item in value]
    if isinstance(value, str):
        for old, new in pairs:
            # A port is never part of a longer number, such as a time in milliseconds.
            value = re.sub(r"(?<!\d)%s(?!\d)" % old, new, value) if old.isdigit() else value.replace(old, new)
    return value
