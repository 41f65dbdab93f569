# SPDX-License-Identifier: GPL-3.0-or-later
"""The server, the requests made to it, and the replacement of what differs from run to run."""

import copy
import http.client
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import socketserver
import subprocess
import tarfile
import threading
import time

KEEP_HEADERS = ("content-type", "token", "set-cookie", "location", "allow", "retry-after", "warning")
PW = "Recorded-Passw0rd-1"
ID = re.compile(r"(?<![A-Za-z0-9_\-])[ybndrfg8ejkmcpqxot1uwisza345h769]{26}(?![A-Za-z0-9_\-])")

FILLERS = (
    "insert into users select (jsonb_populate_record(u, jsonb_build_object('id', lpad(to_hex(g), 26, 'y'), 'username',"
    " 'filler' || g, 'email', 'filler' || g || '@example.com'))).* from users u, generate_series(%d, %d) g where"
    " u.username = 'alice'"
)


class Smtp(socketserver.ThreadingTCPServer):
    """A mail sink: keeps every mail, can ask for authentication or refuse recipients."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port, auth=False):
        self.mails, self.auth = [], auth
        super().__init__(("127.0.0.1", port), SmtpHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class SmtpHandler(socketserver.StreamRequestHandler):
    def handle(self):
        def say(text):
            self.wfile.write(text.encode() + b"\r\n")

        say("220 mail.example.com ESMTP")
        envelope = {"mail_from": None, "rcpt_to": []}
        for raw in self.rfile:
            line = raw.decode("latin-1").strip()
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb in ("EHLO", "HELO"):
                say("250-mail.example.com")
                if self.server.auth:
                    say("250-AUTH PLAIN LOGIN")
                say("250 8BITMIME")
            elif verb == "MAIL" and self.server.auth:
                say("530 5.7.0 Authentication required")
            elif verb == "MAIL":
                envelope = {"mail_from": line[10:], "rcpt_to": []}
                say("250 OK")
            elif verb == "RCPT":
                envelope["rcpt_to"].append(line[8:])
                say("250 OK")
            elif verb == "DATA":
                say("354 go on")
                data = b""
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    data += part[1:] if part.startswith(b"..") else part
                self.server.mails.append(dict(envelope, data=data))
                say("250 OK queued")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 OK" if verb in ("RSET", "NOOP") else "502 not implemented")


class UnixHTTP(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


class Scrub:
    """Replaces what differs from run to run by placeholders, the same value always by the same one."""

    def __init__(self, env):
        self.env, self.names, self.taken, self.ms = env, {}, {}, {}

    def learn(self, obj):
        """Give the ids found in a response a name that says what they are."""
        if isinstance(obj, list):
            for item in obj:
                self.learn(item)
        if not isinstance(obj, dict):
            return
        for key in obj:
            self.learn(obj[key])
        kind = None
        if "username" in obj and "roles" in obj:
            if re.fullmatch("a[a-z0-9]{26}", obj["username"]):
                self.name(obj["username"], "made-up_username")
            kind = "user_" + self.short(obj["username"])
        elif "username" in obj and "owner_id" in obj and obj.get("user_id"):
            self.name(obj["user_id"], "id:bot_" + obj["username"])
        elif "allow_open_invite" in obj:
            kind = "team_" + self.short(obj["name"])
            self.name(obj.get("invite_id"), "invite:team_" + self.short(obj["name"]))
        elif "purpose" in obj and "team_id" in obj and "__" not in obj["name"]:
            kind = "channel_" + self.short(obj["name"])
        elif "permissions" in obj:
            kind = "role_" + obj["name"]
        elif "channel_locked" in obj:
            kind = "incoming_hook"
        elif "trigger_words" in obj:
            kind = "outgoing_hook"
        elif "trigger" in obj:
            kind = "command_" + obj["trigger"]
        elif (
            obj.get("type") in ("import_process", "export_process", "ldap_sync")
            or "last_activity_at" in obj
            and "progress" in obj
        ):
            kind = "job"
        elif "file_offset" in obj:
            kind = "upload"
        elif "is_active" in obj and "user_id" in obj:
            kind = "access_token"
        if kind:
            self.name(obj.get("id"), "id:" + kind)
        if obj.get("token"):
            self.name(obj["token"], "token")

    @staticmethod
    def short(name):
        return name if len(name) < 27 else name[:8] + "..."

    def name(self, value, name):
        if not isinstance(value, str) or not value or value in self.names or value.startswith("<"):
            return
        count = self.taken[name] = self.taken.get(name, 0) + 1
        self.names[value] = "<%s%s>" % (name, "" if count == 1 else "_%d" % count)

    def text(self, value):
        for old, new in self.env.replacements():
            value = value.replace(old, new)
        for old, new in self.names.items():
            if len(old) >= 20:
                value = value.replace(old, new)
        value = ID.sub(
            lambda m: self.names.setdefault(
                m.group(), "<id:%d>" % (1 + sum(1 for n in self.names.values() if n[4:5].isdigit()))
            ),
            value,
        )
        value = re.sub(
            r"((?:Build (?:Hash|Date)|GoVersion|GitCommit|CommitDate|BuiltDate):[ \t]*)[^\n]+", r"\1<build>", value
        )
        value = re.sub(r"(11\.\d+\.\d+\.)[0-9a-f]{32,64}(\.(?:false|true))", r"\1<config_hash>\2", value)
        value = re.sub(r"t=[a-z0-9]{64}\b", "t=<mail_token>", value)
        value = re.sub(r"(?<!\d)1[6-9]\d{11}(?!\d)", lambda m: self.stamp(int(m.group())), value)
        return value

    def stamp(self, number):
        return self.ms.setdefault(number, "<ms:%d>" % (len(self.ms) + 1))

    def __call__(self, value, key=""):
        if isinstance(value, dict):
            return {self.text(k): self(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self(v) for v in value]
        if isinstance(value, int) and not isinstance(value, bool) and value > 1500000000000:
            return self.stamp(value)
        if isinstance(value, str):
            if key == "request_id" and value:
                return "<request_id>"
            if key in ("PublicLinkSalt", "AtRestEncryptKey") and len(value) == 32 and set(value) != {"*"}:
                return "<secret:%s>" % key
            if (
                key
                in (
                    "AsymmetricSigningPublicKey",
                    "DiagnosticId",
                    "TelemetryId",
                    "BuildHash",
                    "BuildDate",
                    "BuildHashEnterprise",
                )
                and value
            ):
                return "<%s>" % key
            return self.text(value)
        return value


class Env:
    def __init__(self, args):
        self.args, self.port, self.smtp_port = args, args.port, args.port + 1
        self.work = pathlib.Path(args.work).resolve()
        self.out = pathlib.Path(args.out).resolve()
        self.home = self.work / "mattermost"
        self.socket = str(self.work / "run" / "local.socket")
        self.proc = None
        self.template = False

    def replacements(self):
        dsn = self.args.dsn
        host = re.search(r"host=([^&]+)", dsn)
        user = re.search(r"//([^@:/]+)", dsn)
        yield str(self.work / "run"), "/run/mattermost"
        yield str(self.home), "/opt/mattermost"
        yield str(self.work), "/srv/recording"
        for db in ("rec", "rec_template", "rec_tmp"):
            yield self.dsn(db), "postgres://mmuser:mostest@localhost/mattermost?sslmode=disable"
        yield self.db("rec_missing"), "missing"
        if host:
            yield host.group(1), "/run/postgresql"
        if user:
            yield "mmuser" if user.group(1) == "mmuser" else user.group(1), "mmuser"
        yield ":%d" % self.port, ":8065"
        yield str(self.smtp_port), "2525"
        yield "@" + socket.gethostname() + ">", "@<hostname>>"
        yield '"hostname":"%s"' % socket.gethostname(), '"hostname":"<hostname>"'

    def psql(self, *sql, db="postgres"):
        for line in sql:
            subprocess.run(
                shlex.split(self.args.psql) + ["-q", "-At", "-d", self.db(db), "-c", line],
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def db(self, name):
        return re.sub("^rec", self.args.database, name)

    def dsn(self, name):
        return self.args.dsn.format(db=self.db(name))

    def fresh_db(self, name="rec", empty=False):
        self.psql(
            "drop database if exists %s with (force)" % self.db(name),
            "create database %s%s"
            % (self.db(name), "" if empty or not self.template else " template " + self.db("rec_template")),
        )
        return self.dsn(name)

    def own(self, path):
        if self.args.user:
            for p in [path, *path.rglob("*")] if path.is_dir() else [path]:
                shutil.chown(p, self.args.user, self.args.user)

    def unpack(self):
        if not self.home.is_dir():
            self.work.mkdir(parents=True, exist_ok=True)
            with tarfile.open(self.args.archive) as tar:
                tar.extractall(self.work)
        (self.work / "run").mkdir(exist_ok=True)
        os.chmod(self.work, 0o755)
        self.own(self.work)

    def base_config(self, dsn, **over):
        config = {
            "ServiceSettings": {
                "SiteURL": "https://chat.example.com",
                "ListenAddress": "127.0.0.1:%d" % self.port,
                "EnableLocalMode": True,
                "LocalModeSocketLocation": self.socket,
                "EnableSecurityFixAlert": False,
            },
            "SqlSettings": {"DriverName": "postgres", "DataSource": dsn},
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
        for path, value in over.items():
            section, name = path.split("__")
            config.setdefault(section, {})[name] = value
        return config

    @property
    def config_file(self):
        return self.home / "config" / "config.json"

    def write_config(self, config):
        self.config_file.write_text(config if isinstance(config, str) else json.dumps(config, indent=4))
        os.chmod(self.config_file, 0o600)
        self.own(self.config_file)

    def run_binary(self, *argv, env=None, **kw):
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.work), **(env or {})}
        if self.args.user:
            kw.update(user=self.args.user, group=self.args.user, extra_groups=[])
        return subprocess.Popen(
            [str(self.home / "bin" / "mattermost"), *argv], cwd=kw.pop("cwd", self.home), env=clean, **kw
        )

    def start(self, env=None):
        self.log = open(self.work / "server.log", "ab")
        self.proc = self.run_binary("server", "-c", str(self.config_file), env=env, stdout=self.log, stderr=self.log)
        began = time.time()
        while time.time() - began < 60:
            if self.ping():
                return time.time() - began
            if self.proc.poll() is not None:
                raise SystemExit("the server ended with %s, see %s" % (self.proc.returncode, self.log.name))
            time.sleep(0.02)
        raise SystemExit("the server did not start")

    def ping(self):
        try:
            conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            conn.request("GET", "/api/v4/system/ping")
            return conn.getresponse().status in (200, 302)  # 302: SiteURL has a path
        except OSError:
            return False

    def stop(self):
        if self.proc and self.proc.poll() is None:
            self.proc.send_signal(signal.SIGTERM)
            try:
                self.proc.wait(30)
            except subprocess.TimeoutExpired:
                self.proc.kill()
                self.proc.wait()
        self.proc = None

    def make_template(self):
        if not self.template:
            self.write_config(self.base_config(self.fresh_db("rec_template", empty=True)))
            self.start()
            time.sleep(2)
            self.stop()
            self.template = True

    def save(self, name, data):
        path = self.out / (name + ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
        print("%-28s %4d entries" % (name, len(data)), flush=True)


class Rec:
    """One server with a fresh database and the list of exchanges made with it."""

    def __init__(self, env, people=True, environ=None, **over):
        self.env, self.scrub, self.list, self.tokens, self.ids = env, Scrub(env), [], {}, {}
        env.make_template()
        shutil.rmtree(env.home / "data", ignore_errors=True)
        shutil.rmtree(env.home / "plugins", ignore_errors=True)
        env.write_config(env.base_config(env.fresh_db(), **over))
        env.start(environ)
        if people:
            for name in ("admin", "alice", "bob"):
                self.ids[name] = self.quiet(
                    "local", "POST", "/users", {"username": name, "email": name + "@example.com", "password": PW}
                )["id"]
            self.quiet("local", "PUT", "/users/%s/roles" % self.ids["admin"], {"roles": "system_user system_admin"})
            self.quiet("local", "PUT", "/users/%s/roles" % self.ids["alice"], {"roles": "system_user"})
            self.ids["home"] = self.quiet(
                "local", "POST", "/teams", {"name": "home", "display_name": "Home", "type": "I"}
            )["id"]
            self.login("admin")
            self.login("alice")

    def login(self, name, password=PW):
        _unused, head, body = self.raw("anonymous", "POST", "/users/login", {"login_id": name, "password": password})
        self.tokens[name] = head.get("Token")
        self.scrub.learn(body)
        self.scrub.name(self.tokens[name], "token:session_" + name)

    def raw(self, who, method, path, body=None, query=None, headers=None, data=None):
        conn = (
            UnixHTTP(self.env.socket)
            if who == "local"
            else http.client.HTTPConnection("127.0.0.1", self.env.port, timeout=60)
        )
        head = dict(headers or {})
        if who in self.tokens:
            head["Authorization"] = "Bearer " + self.tokens[who]
        if body is not None:
            data = body if isinstance(body, str) else json.dumps(body)
            head.setdefault("Content-Type", "application/json")
        url = path if path.startswith(("//", "=")) else "/api/v4" + path
        conn.request(method, url.lstrip("=") + ("?" + query if query else ""), data, head)
        answer = conn.getresponse()
        text = answer.read()
        try:
            parsed = json.loads(text) if text else None
        except ValueError:
            parsed = text.decode("utf-8", "replace")
        return answer.status, answer.headers, parsed

    def quiet(self, *args, **kw):
        status, _unused, body = self.raw(*args, **kw)
        if status >= 400:
            raise SystemExit("%s: %s %s" % (args, status, body))
        self.scrub.learn(body)
        return body

    def __call__(
        self,
        name,
        who,
        method,
        path,
        body=None,
        query=None,
        headers=None,
        data=None,
        keep=None,
        show=None,
        note=None,
        most=None,
    ):
        """Make and keep one exchange. keep: config paths to keep of a large body; show: the request body to write."""
        status, head, answer = self.raw(who, method, path, body, query, headers, data)
        self.scrub.learn(answer)
        kept = {h: v for h, v in head.items() if h.lower() in KEEP_HEADERS}
        stored = answer
        if most and isinstance(stored, list):
            stored = stored[:most] + ["... %d more" % (len(stored) - most)] if len(stored) > most else stored
        if keep is not None and status < 400:
            stored = {"...": "trimmed, only the named paths are kept"}
            for path_ in keep:
                value, target, parts = answer, stored, path_.split(".")
                for part in parts[:-1]:
                    value, target = value.get(part, {}), target.setdefault(part, {})
                if parts[-1] in value:
                    target[parts[-1]] = value[parts[-1]]
        entry = {
            "name": name,
            "via": "socket" if who == "local" else "http",
            "as": who if who in ("local", "admin", "anonymous") else "user",
            "request": {
                "method": method,
                "path": ("/api/v4" + path) if not path.startswith("=") else path[1:],
                "query": query,
                "headers": headers or {},
                "body": show if show is not None else body,
            },
            "response": {"status": status, "headers": kept, "body": stored},
        }
        if entry["as"] == "user" and who != "alice":
            entry["as_name"] = who
        if note:
            entry["note"] = note
        self.list.append(self.scrub(copy.deepcopy(entry)))
        return answer if isinstance(answer, (dict, list)) else {}

    def save(self, name):
        self.env.stop()
        self.env.save(name, self.list)


RECORDINGS = {}


def recording(function):
    RECORDINGS[function.__name__.replace("__", "/")] = function
    return function
