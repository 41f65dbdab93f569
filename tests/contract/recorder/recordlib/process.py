# SPDX-License-Identifier: GPL-3.0-or-later
"""Response headers, and what the server does at start and stop."""

import base64
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

from .base import PW, Rec, Scrub, recording


def all_headers(r, name, who, method, path, body=None, headers=None, data=None):
    status, head, _unused = r.raw(who, method, path, body, None, headers, data)
    hide = {
        "Date": "<date>",
        "X-Request-Id": "<request_id>",
        "Last-Modified": "<date>",
        "Etag": "<etag>",
        "Content-Length": "<length>",
    }
    kept = [
        [
            k,
            hide.get(k)
            or re.sub(r"(Expires|expires)=[^;]*", r"\1=<date>", re.sub(r"\.[0-9a-f]{32,64}\.", ".<config_hash>.", v)),
        ]
        for k, v in head.items()
    ]
    return {
        "name": name,
        "as": who,
        "request": {
            "method": method,
            "path": path.lstrip("=") if path.startswith("=") else "/api/v4" + path,
            "headers": headers or {},
            "body": body,
        },
        "response": {"status": status, "headers": r.scrub(kept)},
    }


@recording
def headers__pages(env):
    r, out = Rec(env), []
    r.quiet("local", "POST", "/teams/%s/members" % r.ids["home"], {"team_id": r.ids["home"], "user_id": r.ids["alice"]})
    square = r.quiet("local", "GET", "/teams/%s/channels/name/town-square" % r.ids["home"])["id"]
    line = "----recording"
    data = (
        '--%s\r\nContent-Disposition: form-data; name="channel_id"\r\n\r\n%s\r\n--%s\r\nContent-Disposition: form-data;'
        ' name="files"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--%s--\r\n'
        % (line, square, line, line)
    ).encode()
    info = r.quiet(
        "alice", "POST", "/files", data=data, headers={"Content-Type": "multipart/form-data; boundary=" + line}
    )["file_infos"][0]
    r.scrub.name(info["id"], "id:file")
    secret = r.quiet(
        "admin",
        "POST",
        "/oauth/apps",
        {
            "name": "app",
            "description": "d",
            "callback_urls": ["https://app.example.com/cb"],
            "homepage": "https://app.example.com",
        },
    )
    r.scrub.name(secret["id"], "id:oauth_app")
    for frames in ("", "https://webapp.example.com", "https://webapp.example.com https://portal.example.org"):
        r.quiet("local", "PUT", "/config/patch", {"ServiceSettings": {"FrameAncestors": frames}})
        for name, who, path in (
            ("web application", "anonymous", "=/"),
            ("login page", "anonymous", "=/login"),
            ("any other page", "anonymous", "=/home/channels/town-square"),
            ("unknown static file", "anonymous", "=/static/x"),
            ("ping", "anonymous", "/system/ping"),
            ("unknown api route", "anonymous", "/nonsense"),
            ("api error 404", "admin", "/users/username/nobody"),
            ("api error 401", "anonymous", "/users/me"),
            ("file download", "alice", "/files/%s" % info["id"]),
            ("image proxy (off)", "alice", "/image?url=https%3A%2F%2Fexample.com%2Fi.png"),
            ("profile image", "alice", "/users/%s/image" % r.ids["alice"]),
            (
                "OAuth authorise page without a session",
                "anonymous",
                "=/oauth/authorize?response_type=code&client_id=%s&redirect_uri=https%%3A%%2F%%2Fapp.example.com%%2Fcb"
                % secret["id"],
            ),
            (
                "OAuth authorise page with a session",
                "alice",
                "=/oauth/authorize?response_type=code&client_id=%s&redirect_uri=https%%3A%%2F%%2Fapp.example.com%%2Fcb"
                % secret["id"],
            ),
            ("plugin route of a plugin that is not there", "anonymous", "=/plugins/nonsense/x"),
            ("unknown hook", "anonymous", "=/hooks/x"),
            ("robots.txt", "anonymous", "=/robots.txt"),
            ("manifest", "anonymous", "=/manifest.json"),
        ):
            entry = all_headers(r, name, who, "GET", path)
            out.append(r.scrub({"frame_ancestors": frames, **entry}))
    out.append(
        r.scrub({"frame_ancestors": frames, **all_headers(r, "HEAD of the web application", "anonymous", "HEAD", "=/")})
    )
    env.stop()
    env.save("headers/pages", out)


@recording
def headers__cookies(env):
    r, out = Rec(env), []
    body = {"login_id": "alice", "password": PW}
    xhr, tls, embed = {"X-Requested-With": "XMLHttpRequest"}, {"X-Forwarded-Proto": "https"}, {"Cookie": "MMEMBED=1"}
    for name, headers in (
        ("without X-Requested-With: a token, no cookies", {}),
        ("without X-Requested-With, behind a TLS proxy", tls),
        ("plain http", xhr),
        ("behind a TLS proxy", {**xhr, **tls}),
        ("MMEMBED without TLS", {**xhr, **embed}),
        ("MMEMBED behind a TLS proxy", {**xhr, **tls, **embed}),
    ):
        out.append(all_headers(r, name, "anonymous", "POST", "/users/login", body, headers))
    _unused, head, _unused = r.raw(
        "anonymous", "POST", "/users/login", body, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    cookies = dict(c.split(";")[0].split("=", 1) for c in head.get_all("Set-Cookie"))
    jar = "; ".join("%s=%s" % c for c in cookies.items())
    for name, value in cookies.items():
        r.scrub.name(value, "cookie:" + name)
    for name, headers in (
        ("with cookies, no CSRF header", {}),
        ("with X-CSRF-Token", {"X-CSRF-Token": cookies.get("MMCSRF", "")}),
        ("with a wrong X-CSRF-Token", {"X-CSRF-Token": "y" * 26}),
        ("with X-Requested-With only", {"X-Requested-With": "XMLHttpRequest"}),
    ):
        out.append(
            r.scrub(
                all_headers(
                    r, "POST " + name, "anonymous", "POST", "/users/ids", [r.ids["alice"]], {"Cookie": jar, **headers}
                )
            )
        )
    out.append(r.scrub(all_headers(r, "GET with cookies", "anonymous", "GET", "/users/me", None, {"Cookie": jar})))
    out.append(
        r.scrub(
            all_headers(
                r,
                "logout with cookies",
                "anonymous",
                "POST",
                "/users/logout",
                None,
                {"Cookie": jar, "X-CSRF-Token": cookies.get("MMCSRF", "")},
            )
        )
    )
    r.quiet("local", "PUT", "/config/patch", {"ServiceSettings": {"AllowCookiesForSubdomains": True}})
    out.append(all_headers(r, "AllowCookiesForSubdomains", "anonymous", "POST", "/users/login", body, {**xhr, **tls}))
    r.quiet(
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"AllowCookiesForSubdomains": False, "SiteURL": "https://chat.example.com/chat"}},
    )
    out.append(
        all_headers(
            r, "SiteURL with a path, before a restart", "anonymous", "POST", "/users/login", body, {**xhr, **tls}
        )
    )
    env.stop()
    env.start()
    out.append(
        all_headers(
            r,
            "SiteURL with a path, after a restart: the api below the path",
            "anonymous",
            "POST",
            "=/chat/api/v4/users/login",
            body,
            {**xhr, **tls},
        )
    )
    out.append(
        all_headers(
            r,
            "SiteURL with a path, after a restart: the api without the path",
            "anonymous",
            "POST",
            "/users/login",
            body,
            {**xhr, **tls},
        )
    )
    out.append(all_headers(r, "SiteURL with a path, after a restart: the root", "anonymous", "GET", "=/"))
    env.stop()
    env.save("headers/cookies", [r.scrub(e) for e in out])


@recording
def headers__websocket(env):
    r, out = Rec(env), []

    def shake(name, host="chat.example.com", **headers):
        key = base64.b64encode(b"0123456789abcdef").decode()
        lines = {
            "Host": host,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key,
            **headers,
        }
        with socket.create_connection(("127.0.0.1", env.port), timeout=5) as conn:
            conn.sendall(
                (
                    "GET /api/v4/websocket HTTP/1.1\r\n" + "".join("%s: %s\r\n" % x for x in lines.items()) + "\r\n"
                ).encode()
            )
            conn.settimeout(1)
            raw = b""
            try:
                while part := conn.recv(4096):
                    raw += part
            except TimeoutError:
                pass
        head, _unused, rest = raw.partition(b"\r\n\r\n")
        head = head.decode().split("\r\n")
        sent = {k: v for k, v in lines.items() if k != "Sec-WebSocket-Key"}
        out.append(
            r.scrub(
                {
                    "name": name,
                    "allow_cors_from": cors,
                    "request": {"path": "/api/v4/websocket", "headers": sent},
                    "response": {
                        "status": int(head[0].split()[1]),
                        "headers": [
                            h.split(": ", 1)
                            for h in head[1:]
                            if h.split(":")[0] in ("Upgrade", "Connection", "Content-Type")
                        ],
                        "body": rest.decode("utf-8", "replace")[:300] if b" 101 " not in raw[:20] else None,
                    },
                }
            )
        )

    for cors in ("", "https://webapp.example.com", "*"):
        r.quiet("local", "PUT", "/config/patch", {"ServiceSettings": {"AllowCorsFrom": cors}})
        env.stop()
        env.start()
        shake("Origin equal to SiteURL", Origin="https://chat.example.com")
        shake(
            "Origin equal to SiteURL, Host as the proxy's upstream",
            host="127.0.0.1:8065",
            Origin="https://chat.example.com",
        )
        shake("Origin equal to Host, not to SiteURL", host="other.example.com", Origin="https://other.example.com")
        shake("Origin of another site", Origin="https://webapp.example.com")
        shake("Origin of SiteURL with http", Origin="http://chat.example.com")
        shake("Origin of SiteURL with a port", Origin="https://chat.example.com:8443")
        shake("no Origin")
        shake(
            "Origin equal to SiteURL, with a session",
            Origin="https://chat.example.com",
            Authorization="Bearer " + r.tokens["alice"],
        )
    shake("no Upgrade header", Connection="keep-alive", Upgrade="", Origin="https://chat.example.com")
    env.stop()
    env.save("headers/websocket", out)


def flat(obj, path=""):
    if isinstance(obj, dict) and obj:
        out = {}
        for key, value in obj.items():
            out.update(flat(value, path + "." + key if path else key))
        return out
    return {path: obj}


def log_lines(text, limit=14):
    """What matters of the output: what is not JSON, and the JSON lines that tell of trouble or of listening."""
    out = []
    text = re.sub(r"\x1b\[\d+m", "", text.decode("utf-8", "replace"))
    for line in re.sub(r"\[\d{4}-\d\d-\d\d [\d:.]+ Z\]", "[<time>]", text).splitlines():
        try:
            item = json.loads(line)
            wanted = item.get("level") not in ("debug", "info") or re.search(
                "listening|Server is|migrat|Stopping|stopped|Signal|signal|ound config|local mode|Local mode",
                item.get("msg", ""),
            )
            if wanted and "msg" in item and not re.search("icense|product notices|assets subpath", item["msg"]):
                entry = {
                    k: item[k]
                    for k in (
                        "level",
                        "msg",
                        "error",
                        "errors",
                        "dataSource",
                        "address",
                        "socketPath",
                        "num_connected_users",
                    )
                    if k in item
                }
                if entry not in out:
                    out.append(entry)
        except ValueError:
            if line.strip() and not line.startswith(
                ("goroutine", "\t", "runtime", "main.", "github.com", "created by")
            ):
                out.append(line[:600])
    return out[:limit] + (["... %d more" % (len(out) - limit)] if len(out) > limit else [])


class Boot:
    def __init__(self, env):
        self.env, self.scrub, self.list, self.default = env, Scrub(env), [], None
        env.make_template()

    def __call__(
        self, name, config=None, argv=None, environ=None, wait=12, path=None, before=None, after=None, note=None
    ):
        """Start the server with a configuration, wait until it answers, ends, or the time is up, then stop it."""
        env = self.env
        path = pathlib.Path(path or env.config_file)
        text = config if isinstance(config, str) else json.dumps(config, indent=4) if config is not None else None
        if path.exists():
            path.unlink()
        if text is not None:
            path.write_text(text)
            os.chmod(path, 0o600)
            env.own(path)
        undo = before() if before else None
        argv = argv or ["server", "-c", str(path)]
        began = time.time()
        proc = env.run_binary(*argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        parts = {}
        readers = [
            threading.Thread(target=lambda n=n, f=f: parts.__setitem__(n, f.read()))
            for n, f in (("stdout", proc.stdout), ("stderr", proc.stderr))
        ]
        for thread in readers:
            thread.start()
        ready = None
        while proc.poll() is None and time.time() - began < wait and ready is None:
            if self.env_ping():
                ready = time.time() - began
            time.sleep(0.05)
        lived = time.time() - began
        extra = after(proc) if after and proc.poll() is None else None
        ended, stopping = "by itself" if proc.poll() is not None else "SIGTERM", time.time()
        if proc.poll() is None:
            stopping = time.time()
            proc.terminate()
            try:
                proc.wait(20)
            except subprocess.TimeoutExpired:
                ended = "SIGKILL, 20 s after SIGTERM"
                proc.kill()
                proc.wait()
        for thread in readers:
            thread.join()
        entry = {
            "name": name,
            "argv": ["mattermost", *argv],
            "environment": environ or {},
            "config_before": config if text is None or len(text) < 3000 else "...",
            "answers_after_seconds": round(ready, 1) if ready else None,
            "ended": ended,
            "exit_code": proc.returncode,
            "seconds_until_it_ended_or_was_stopped": round(lived, 1) if ended == "by itself" or not ready else None,
            "seconds_to_stop": round(time.time() - stopping, 1) if ended != "by itself" else None,
            "stdout": log_lines(parts["stdout"]),
            "stderr": log_lines(parts["stderr"]),
        }
        entry["config_after"] = self.compare(text, path)
        if extra is not None:
            entry["seen"] = extra
        if note:
            entry["note"] = note
        if undo:
            undo()
        self.list.append(self.scrub(entry))
        return entry

    def env_ping(self):
        return self.env.ping()

    def compare(self, text, path):
        if not path.exists():
            return "no file"
        now = path.read_text()
        out = {"mode": "%04o" % (path.stat().st_mode & 0o7777), "rewritten": now != text}
        try:
            new = json.loads(now)
        except ValueError:
            return dict(out, text=now[:200])
        if self.default is None:
            self.default = flat(new)
        try:
            old = flat(json.loads(text)) if text else {}
        except ValueError:
            old = {}
        new_flat = flat(new)
        out["keys"] = len(new_flat)
        out["dropped"] = sorted(k for k in old if k not in new_flat)
        out["changed"] = {k: [old[k], new_flat[k]] for k in old if k in new_flat and old[k] != new_flat[k]}
        out["added_unlike_default"] = (
            {k: v for k, v in new_flat.items() if k not in old and self.default.get(k) != v} if out["rewritten"] else {}
        )
        return out


def secretless(obj):
    """Hide generated secrets under dotted keys."""
    if isinstance(obj, dict):
        return {
            k: (
                "<secret>"
                if k.split(".")[-1] in ("PublicLinkSalt", "AtRestEncryptKey") and isinstance(v, str) and len(v) == 32
                else secretless(v)
            )
            for k, v in obj.items()
        }
    return [secretless(v) for v in obj] if isinstance(obj, list) else obj


@recording
def start__config(env):
    b = Boot(env)
    dsn = env.fresh_db()
    listen = "127.0.0.1:%d" % env.port
    quiet = {
        "MM_LOGSETTINGS_ENABLEDIAGNOSTICS": "false",
        "MM_SERVICESETTINGS_ENABLESECURITYFIXALERT": "false",
        "MM_PLUGINSETTINGS_ENABLEREMOTEMARKETPLACE": "false",
        "MM_ANNOUNCEMENTSETTINGS_ADMINNOTICESENABLED": "false",
        "MM_ANNOUNCEMENTSETTINGS_USERNOTICESENABLED": "false",
    }
    envs = {"MM_SQLSETTINGS_DATASOURCE": dsn, "MM_SERVICESETTINGS_LISTENADDRESS": listen, **quiet}
    b("missing file, database and listener from the environment", environ=envs)
    env.save("start/default_config", [secretless(b.scrub(json.loads(env.config_file.read_text())))])
    b("empty file, database and listener from the environment", "", environ=envs)
    b("empty object, database and listener from the environment", "{}", environ=envs)
    b("missing file, nothing in the environment: the default database cannot be reached", wait=15, environ=quiet)

    def mini(**over):
        return env.base_config(dsn, **over)

    small = {"SqlSettings": {"DataSource": dsn}}
    b(
        "only SqlSettings.DataSource, listener from the environment",
        small,
        environ={k: envs[k] for k in envs if k != "MM_SQLSETTINGS_DATASOURCE"},
    )
    full = mini()
    b("minimal file of a role", full)
    written = env.config_file.read_text()
    b("the file the server wrote itself, unchanged", written, note="rewritten tells whether the text changed at all")
    b(
        "the same content with keys sorted and two blanks of indent",
        json.dumps(json.loads(written), indent=2, sort_keys=True),
    )
    b(
        "unknown section and unknown keys",
        dict(mini(), NonsenseSettings={"A": 1}, TeamSettings={"EnableTeamCreation": False, "Nonsense": [1]}),
    )
    b(
        "keys in lower case",
        {
            "servicesettings": {"listenaddress": listen, "siteurl": "https://lower.example.com"},
            "sqlsettings": {"datasource": dsn},
        },
    )
    b("a value of the wrong type", dict(mini(), TeamSettings={"MaxUsersPerTeam": "many"}))
    b("a number where a string is wanted", dict(mini(), TeamSettings={"SiteName": 5}))
    b("null for a value", dict(mini(), TeamSettings={"SiteName": None}))
    b("SiteURL with a trailing slash", mini(ServiceSettings__SiteURL="https://chat.example.com/"))
    b("SiteURL with a path and a trailing slash", mini(ServiceSettings__SiteURL="https://chat.example.com/chat/"))
    b("SiteURL empty", mini(ServiceSettings__SiteURL=""))
    b("SiteURL without a scheme", mini(ServiceSettings__SiteURL="chat.example.com"))
    b("SiteURL with another scheme", mini(ServiceSettings__SiteURL="ftp://chat.example.com"))
    b("email batching without SiteURL", mini(ServiceSettings__SiteURL="", EmailSettings__EnableEmailBatching=True))
    b("email batching with SiteURL", mini(EmailSettings__EnableEmailBatching=True))
    b(
        "FeedbackEmail and SMTPServer empty",
        mini(EmailSettings__FeedbackEmail="", EmailSettings__SMTPServer="", EmailSettings__SMTPPort=""),
    )
    b("EnableSMTPAuth left out with ConnectionSecurity STARTTLS", mini(EmailSettings__ConnectionSecurity="STARTTLS"))
    b("ConnectionSecurity PLAIN", mini(EmailSettings__ConnectionSecurity="PLAIN"))
    b("ConnectionSecurity SSL", mini(EmailSettings__ConnectionSecurity="SSL"))
    b("SMTPPort a number", mini(EmailSettings__SMTPPort=25))
    b("ListenAddress without a colon", mini(ServiceSettings__ListenAddress="8065"))
    b("ListenAddress empty", mini(ServiceSettings__ListenAddress=""))
    b("ListenAddress: port out of range", mini(ServiceSettings__ListenAddress="127.0.0.1:99999"))
    b(
        "ListenAddress: an address this machine does not have",
        mini(ServiceSettings__ListenAddress="192.0.2.1:%d" % env.port),
        wait=25,
    )
    b("ListenAddress: port below 1024 as a normal user", mini(ServiceSettings__ListenAddress="127.0.0.1:80"), wait=25)
    b("MaxUsersPerTeam 0", mini(TeamSettings__MaxUsersPerTeam=0))
    b("FrameAncestors: one origin", mini(ServiceSettings__FrameAncestors="https://webapp.example.com"))
    b("FrameAncestors: nonsense", mini(ServiceSettings__FrameAncestors="not an origin;"))
    b("FrameAncestors: a list", mini(ServiceSettings__FrameAncestors=["https://webapp.example.com"]))
    b(
        "local mode: the directory of the socket is missing",
        mini(ServiceSettings__LocalModeSocketLocation="/nonexistent/local.socket"),
    )
    b(
        "local mode: the directory of the socket cannot be written",
        mini(ServiceSettings__LocalModeSocketLocation="/etc/local.socket"),
    )
    b("data directory without a trailing slash", mini(FileSettings__Directory="./data"))
    b(
        "PublicLinkSalt and AtRestEncryptKey too short",
        mini(FileSettings__PublicLinkSalt="short", SqlSettings__AtRestEncryptKey="short"),
    )
    b("the old key ExperimentalViewArchivedChannels false", mini(TeamSettings__ExperimentalViewArchivedChannels=False))
    b("broken JSON", '{"ServiceSettings": {"SiteURL": "https://chat.example.com",}}')
    b("broken JSON: a comment", '{ // comment\n "ServiceSettings": {}}')
    b("not an object", "[1]")
    b("with a byte order mark", "\ufeff" + json.dumps(mini()))
    b(
        "environment overrides SiteURL: what is written back?",
        mini(),
        environ={"MM_SERVICESETTINGS_SITEURL": "https://from-environment.example.com/", **quiet},
    )
    b(
        "environment overrides a key with an invalid value",
        mini(),
        environ={"MM_SERVICESETTINGS_SITEURL": "nonsense", **quiet},
    )
    b(
        "environment sets a number to nonsense: ignored",
        mini(),
        environ={"MM_TEAMSETTINGS_MAXUSERSPERTEAM": "nonsense", **quiet},
    )
    b(
        "configuration from MM_CONFIG, no -c",
        mini(),
        argv=["server"],
        environ={"MM_CONFIG": str(env.config_file), **quiet},
    )
    b("no command at all, configuration from config/config.json of the working directory", mini(), argv=[])
    if env.args.user:
        folder = env.config_file.parent

        def change(mode, owner, path):
            return (
                shutil.chown(path, owner, owner),
                os.chmod(path, mode),
                lambda: (
                    shutil.chown(path, env.args.user, env.args.user),
                    os.chmod(path, 0o755 if path == folder else 0o600),
                ),
            )[2]

        b("file of another user, readable only", mini(), before=lambda: change(0o644, "root", env.config_file))
        b("file of another user, not readable", mini(), before=lambda: change(0o600, "root", env.config_file))
        b("own file, mode 0400", mini(), before=lambda: change(0o400, env.args.user, env.config_file))
        b("own file in a directory that cannot be written", mini(), before=lambda: change(0o555, "root", folder))
        b(
            "own file that already holds everything, mode 0400",
            written,
            before=lambda: change(0o400, env.args.user, env.config_file),
        )
        b(
            "missing file in a directory that cannot be written",
            None,
            environ=envs,
            before=lambda: change(0o555, "root", folder),
        )
    env.save("start/config", [secretless(e) for e in b.list])


@recording
def start__database(env):
    b = Boot(env)
    dsn = env.fresh_db("rec", empty=True)
    b("empty database: migrated at start", env.base_config(dsn), wait=40)
    b("database migrated before", env.base_config(dsn))

    def bad(name, text, wait=25, **kw):
        return b(name, env.base_config(text), wait=wait, **kw)

    bad("database does not exist", env.dsn("rec_missing"))
    bad(
        "database server down (nothing listens)",
        "postgres://mmuser:mostest@127.0.0.1:1/mattermost?sslmode=disable&connect_timeout=2",
    )
    bad("not a DSN", "nonsense", wait=12)
    bad("a mysql DSN", "mmuser:mostest@tcp(127.0.0.1:3306)/mattermost", wait=12)
    env.psql("insert into db_migrations (version, name) values (9999, 'from_the_future')", db="rec")
    b("schema newer than the server (a later migration is recorded)", env.base_config(dsn))
    env.psql(
        "delete from db_migrations where version = 9999",
        "delete from db_migrations where version = (select max(version) from db_migrations)",
        db="rec",
    )
    b("schema one migration older", env.base_config(dsn))
    env.fresh_db()
    env.save("start/database", [secretless(e) for e in b.list])


def command(env, scrub, name, *argv, environ=None, config=None, timeout=60, cwd=None):
    if config is not None:
        env.write_config(config)
    began = time.time()
    proc = env.run_binary(
        *argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **({"cwd": cwd} if cwd else {})
    )
    try:
        out, err = proc.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        proc.kill()
        out, err = proc.communicate()
    return scrub(
        {
            "name": name,
            "argv": ["mattermost", *argv],
            "environment": environ or {},
            "cwd": str(cwd or env.home),
            "exit_code": proc.returncode,
            "seconds": round(time.time() - began, 1),
            "stdout": log_lines(out, 60),
            "stderr": log_lines(err, 60),
        }
    )


@recording
def start__commands(env):
    env.make_template()
    scrub, out = Scrub(env), []
    dsn = env.fresh_db("rec", empty=True)
    good, file = env.base_config(dsn), str(env.config_file)

    def run(name, *argv, **kw):
        return out.append(command(env, scrub, name, *argv, **kw))

    run("version", "version", "-c", file, config=good)
    run("version without a configuration", "version", cwd=env.work)
    run("version with a broken configuration", "version", "-c", file, config="{ broken")
    run(
        "version with an invalid value in the configuration",
        "version",
        "-c",
        file,
        config=env.base_config(dsn, ServiceSettings__SiteURL="nonsense"),
    )
    run("help", "--help")
    out[-1]["stdout"] = [line for line in out[-1]["stdout"] if isinstance(line, str) and re.match(r"  [a-z]+ ", line)]
    run("help db", "db", "--help")
    run("db ping, database there but empty", "db", "ping", "-c", file, config=good)

    def short(key, count):
        return out[-1].__setitem__(key, out[-1][key][:count] + ["... %d lines in all" % len(out[-1][key])])

    run("db version, database empty: migrates it", "db", "version", "-c", file)
    short("stderr", 6)
    env.fresh_db("rec", empty=True)
    run("db migrate --dry-run, database empty", "db", "migrate", "--dry-run", "-c", file)
    short("stdout", 6)
    short("stderr", 6)
    run("db migrate, after the dry run on an empty database", "db", "migrate", "-c", file)
    short("stderr", 6)
    run("db migrate again", "db", "migrate", "-c", file)
    run("db migrate --dry-run, database migrated", "db", "migrate", "--dry-run", "-c", file)
    run("db version, database migrated", "db", "version", "-c", file)
    run("db version --all", "db", "version", "--all", "-c", file)
    short("stdout", 3)
    run(
        "db ping without a configuration: the DSN from the environment",
        "db",
        "ping",
        environ={"MM_CONFIG": str(env.work / "none.json"), "MM_SQLSETTINGS_DATASOURCE": dsn},
        cwd=env.work,
    )
    run(
        "db ping, database missing",
        "db",
        "ping",
        "-c",
        file,
        config=env.base_config(env.dsn("rec_missing")),
        timeout=25,
    )
    run("db migrate, database missing", "db", "migrate", "-c", file, timeout=25)
    short("stdout", 3)
    run("db init with a file as configuration", "db", "init", "-c", file, config=good)
    short("stderr", 1)
    run("unknown command", "nonsense", "-c", file)
    run("a command of old releases: user", "user", "create", "-c", file)
    run("a command of old releases: config", "config", "validate", "-c", file)
    run("unknown option", "server", "--nonsense")
    env.save("start/commands", out)


@recording
def start__process(env):
    b = Boot(env)
    dsn, path = env.fresh_db(), env.work / "run" / "notify.socket"
    config = env.base_config(dsn)
    got = []

    def notify():
        path.unlink(missing_ok=True)
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sock.bind(str(path))
        env.own(path)
        began = time.time()

        def listen():
            while True:
                text = sock.recv(4096).decode()
                if text == "stop":
                    return
                got.append({"message": text, "seconds_after_start": round(time.time() - began, 2)})

        threading.Thread(target=listen, daemon=True).start()
        return sock.close

    entry = b(
        "NOTIFY_SOCKET set",
        config,
        environ={"NOTIFY_SOCKET": str(path)},
        before=notify,
        note="messages are those received until the end, the stop included",
    )
    b.list[-1]["messages"] = got
    b.list[-1]["answers_after_seconds"] = round(entry["answers_after_seconds"], 2)
    b("NOTIFY_SOCKET set, nothing there", config, environ={"NOTIFY_SOCKET": "/run/nothing.socket"})
    for number, name in ((signal.SIGINT, "SIGINT"), (signal.SIGHUP, "SIGHUP"), (signal.SIGUSR1, "SIGUSR1")):

        def send(proc, number=number):
            time.sleep(0.5)
            began = time.time()
            proc.send_signal(number)
            try:
                proc.wait(20 if number == signal.SIGINT else 5)
                return "ended by the signal after %.1f s" % (time.time() - began)
            except subprocess.TimeoutExpired:
                return "still running after 5 s"

        b(name, config, after=send)

    for seconds in (0, 3, 10, 30):
        b("SIGTERM %d s after the server answers" % seconds, config, after=lambda proc, s=seconds: time.sleep(s))
        b.list[-1] = {k: b.list[-1][k] for k in ("name", "exit_code", "seconds_to_stop", "stdout")}

    def open_connection(proc):
        open_connection.conn = socket.create_connection(("127.0.0.1", env.port))
        open_connection.conn.sendall(b"POST /api/v4/users/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        return "a client holds a request open"

    b("SIGTERM while a client holds a request open", config, after=open_connection)

    def facts(p):
        return {
            "exists": os.path.lexists(p),
            "mode": "%04o" % (os.lstat(p).st_mode & 0o7777) if os.path.lexists(p) else None,
            "is_socket": os.path.lexists(p) and (os.lstat(p).st_mode & 0o170000) == 0o140000,
        }

    b("the socket while the server runs", config, after=lambda proc: facts(env.socket))
    b.list[-1]["socket_after_stop"] = facts(env.socket)

    def leftover():
        left = socket.socket(socket.AF_UNIX)
        pathlib.Path(env.socket).unlink(missing_ok=True)
        left.bind(env.socket)
        left.close()
        env.own(pathlib.Path(env.socket))

    b("a socket file left over", config, before=leftover, after=lambda proc: facts(env.socket))

    def plain():
        pathlib.Path(env.socket).unlink(missing_ok=True)
        pathlib.Path(env.socket).write_text("x")
        env.own(pathlib.Path(env.socket))

    b("a plain file in the place of the socket", config, before=plain, after=lambda proc: facts(env.socket))
    r = Rec(env)
    first_config = env.config_file.read_text()
    second = env.config_file.parent / "second.json"
    b.env_ping = lambda: False
    b(
        "a second server on the same port, with its own socket",
        env.base_config(dsn, ServiceSettings__LocalModeSocketLocation=str(env.work / "run" / "second.socket")),
        path=second,
        wait=8,
    )
    b.list[-1]["first_server_afterwards"] = {"http": env.ping(), "socket": r.raw("local", "GET", "/system/ping")[0]}

    def reach():
        try:
            return r.raw("local", "GET", "/system/ping")[0]
        except OSError as error:
            return type(error).__name__

    b(
        "a second server on the same port and with the same socket",
        json.loads(first_config),
        path=second,
        wait=8,
        after=lambda proc: {"first_server": {"http": env.ping(), "socket": reach()}},
    )
    b.list[-1]["first_server_afterwards"] = {"http": env.ping(), "socket": reach()}
    env.stop()
    env.start()
    os.kill(env.proc.pid, signal.SIGKILL)
    env.proc.wait()
    b.list.append({"name": "after SIGKILL", "exit_code": env.proc.returncode, "socket": facts(env.socket)})
    env.proc = None
    second.unlink(missing_ok=True)
    env.save("start/process", [secretless(e) for e in b.list])
