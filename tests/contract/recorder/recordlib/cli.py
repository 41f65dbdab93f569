# SPDX-License-Identifier: GPL-3.0-or-later
"""mmctl, and how long things take."""

import json
import os
import subprocess
import time

from .api_server import bundle
from .base import FILLERS, PW, Rec, Smtp, recording


def mmctl(r, out, name, *argv, user=None, environ=None, stdin=None, local=True, cut=None):
    env = r.env
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(env.work / "home"),
        "MMCTL_LOCAL_SOCKET_PATH": env.socket,
        **(environ or {}),
    }
    words = [*(["--local"] if local else []), *argv]
    who = user or env.args.user
    began = time.time()
    done = subprocess.run(
        [str(env.home / "bin" / "mmctl"), *words],
        env=variables,
        cwd=env.work,
        capture_output=True,
        text=True,
        input=stdin,
        timeout=60,
        check=False,
        **(
            {"user": who, "group": who if who != "nobody" else "nogroup", "extra_groups": []}
            if who and os.getuid() == 0
            else {}
        ),
    )
    try:
        r.scrub.learn(json.loads(done.stdout))
    except ValueError:
        pass
    lines = done.stdout.splitlines()
    entry = {
        "name": name,
        "argv": ["mmctl", *words],
        "run_as": "root" if user == "root" else "another user" if user else "the service user",
        "environment": {k: variables[k] for k in ("MMCTL_LOCAL_SOCKET_PATH", *(environ or {}))},
        "exit_code": done.returncode,
        "seconds": round(time.time() - began, 1),
        "stdout": (
            "\n".join(lines[:cut] + ["... %d lines in all" % len(lines)]) + "\n"
            if cut and len(lines) > cut
            else done.stdout
        ),
        "stderr": done.stderr,
    }
    if stdin is not None:
        entry["stdin"] = stdin
    out.append(r.scrub(entry))
    return done


@recording
def mmctl__local(env):
    sink, r, out = Smtp(env.smtp_port), Rec(env), []
    (env.work / "home").mkdir(exist_ok=True)
    env.own(env.work / "home")

    def run(name, *argv, **kw):
        return mmctl(r, out, name, *argv, **kw)

    run("version of mmctl", "version", local=False)
    run("system version", "system", "version")
    run("system version, JSON", "system", "version", "--json")
    run("system status", "system", "status")
    run("system status, JSON", "system", "status", "--json")
    make = ["user", "create", "--username", "carol", "--email", "carol@example.com", "--password", PW]
    run("user create", *make)
    r.quiet("local", "GET", "/users/username/carol")
    run("user create again", *make)
    run("user create again, JSON", *make, "--json")
    run(
        "user create, all options, JSON",
        "user",
        "create",
        "--username",
        "dave",
        "--email",
        "dave@example.com",
        "--password",
        PW,
        "--firstname",
        "Dave",
        "--lastname",
        "D",
        "--nickname",
        "dd",
        "--locale",
        "de",
        "--system-admin",
        "--email-verified",
        "--disable-welcome-email",
        "--json",
    )
    run("user create: invalid email", "user", "create", "--username", "erin", "--email", "nonsense", "--password", PW)
    run(
        "user create: password too short",
        "user",
        "create",
        "--username",
        "erin",
        "--email",
        "erin@example.com",
        "--password",
        "short",
    )
    run("user create: no password", "user", "create", "--username", "erin", "--email", "erin@example.com")
    run("user create: no email", "user", "create", "--username", "erin", "--password", PW)
    run("user search by username", "user", "search", "carol")
    run("user search by email, JSON", "user", "search", "carol@example.com", "--json")
    run("user search: unknown", "user", "search", "nobody")
    run("user search: one known, one unknown, JSON", "user", "search", "carol", "nobody", "--json")
    run("user list", "user", "list", "--per-page", "3")
    run("user list, JSON", "user", "list", "--all", "--json", cut=40)
    run("user deactivate", "user", "deactivate", "carol")
    run("user deactivate again", "user", "deactivate", "carol")
    run("user activate", "user", "activate", "carol")
    run("user change-password", "user", "change-password", "carol", "--password", "Another-Passw0rd-2")
    run("user verify", "user", "verify", "carol")
    run("user edit email", "user", "edit", "email", "carol", "carol.new@example.com")
    run("team create", "team", "create", "--name", "sales", "--display-name", "Sales")
    run("team create again", "team", "create", "--name", "sales", "--display-name", "Sales")
    run(
        "team create, private, JSON",
        "team",
        "create",
        "--name",
        "board",
        "--display-name",
        "Board",
        "--private",
        "--email",
        "carol@example.com",
        "--json",
    )
    run("team create: no display name", "team", "create", "--name", "nodisplay")
    run("team create: invalid name", "team", "create", "--name", "A B", "--display-name", "X")
    run("team list", "team", "list")
    run("team list, JSON", "team", "list", "--json", cut=30)
    run("team search", "team", "search", "sales")
    run("team search: unknown", "team", "search", "nonsense")
    run("team users add", "team", "users", "add", "sales", "carol", "alice@example.com")
    run("team users add again", "team", "users", "add", "sales", "carol")
    run("team users add: unknown user", "team", "users", "add", "sales", "nobody")
    run("team users add: unknown team", "team", "users", "add", "nonsense", "carol")
    run("team users remove", "team", "users", "remove", "sales", "carol")
    run("team users remove again", "team", "users", "remove", "sales", "carol")
    run("team modify to private", "team", "modify", "sales", "--private")
    run("team rename", "team", "rename", "sales", "--display-name", "Sales people")
    run("team archive without --confirm", "team", "archive", "sales", stdin="")
    run("team archive", "team", "archive", "sales", "--confirm")
    run("team list after archive", "team", "list")
    run("team restore", "team", "restore", "sales")
    run("team delete: for good, over the socket", "team", "delete", "sales", "--confirm")
    run("user invite", "user", "invite", "new1@example.com", "home")
    run("user invite: unknown team", "user", "invite", "new1@example.com", "nonsense")
    run("user invite: invalid address", "user", "invite", "nonsense", "home")
    run("user invite: two teams", "user", "invite", "new2@example.com", "home", "board")
    sink.stop()
    run("user invite while SMTP is down", "user", "invite", "new3@example.com", "home")
    run("user invite, JSON", "user", "invite", "new3@example.com", "home", "--json")
    run("roles system-admin", "roles", "system-admin", "carol")
    run("roles system-admin again", "roles", "system-admin", "carol")
    run("roles system-admin: unknown user", "roles", "system-admin", "nobody")
    run("roles member", "roles", "member", "carol")
    run("roles member again", "roles", "member", "carol")
    run("roles list", "roles", "list", cut=10)
    run("permissions role show", "permissions", "role", "show", "system_user")
    run("permissions role show, JSON", "permissions", "role", "show", "system_user", "--json")
    run("permissions role show: unknown", "permissions", "role", "show", "nonsense")
    run("permissions remove", "permissions", "remove", "system_user", "create_team")
    run("permissions remove again", "permissions", "remove", "system_user", "create_team")
    run("permissions role show after remove", "permissions", "role", "show", "system_user", cut=12)
    run("permissions add", "permissions", "add", "system_user", "create_team")
    run("permissions add again", "permissions", "add", "system_user", "create_team")
    run("permissions add: unknown permission", "permissions", "add", "system_user", "nonsense")
    run("permissions remove: unknown role", "permissions", "remove", "nonsense", "create_team")
    run("permissions reset", "permissions", "reset", "system_user", cut=12)
    run("config get", "config", "get", "TeamSettings.MaxUsersPerTeam")
    run("config get a string", "config", "get", "TeamSettings.SiteName")
    run("config get, JSON", "config", "get", "TeamSettings.SiteName", "--json")
    run("config get a secret", "config", "get", "FileSettings.AmazonS3SecretAccessKey")
    run("config get a list", "config", "get", "TeamSettings.ExperimentalDefaultChannels")
    run("config get a map", "config", "get", "PluginSettings.PluginStates")
    run("config get: unknown key", "config", "get", "TeamSettings.Nonsense")
    run("config set", "config", "set", "TeamSettings.MaxUsersPerTeam", "1000")
    run("config set again", "config", "set", "TeamSettings.MaxUsersPerTeam", "1000")
    run("config set a list", "config", "set", "TeamSettings.ExperimentalDefaultChannels", "one", "two")
    run("config set a boolean", "config", "set", "TeamSettings.EnableOpenServer", "true")
    run("config set: not a number", "config", "set", "TeamSettings.MaxUsersPerTeam", "many")
    run("config set: refused value", "config", "set", "TeamSettings.MaxUsersPerTeam", "0")
    run("config set: unknown key", "config", "set", "TeamSettings.Nonsense", "1")
    run("config set a plugin state", "config", "set", "PluginSettings.PluginStates.one.Enable", "true")
    run("config reset", "config", "reset", "TeamSettings.MaxUsersPerTeam", "--confirm")
    patch = env.work / "home" / "patch.json"
    for name, body in (
        ("config patch", {"TeamSettings": {"SiteName": "Patched", "MaxUsersPerTeam": 500}}),
        ("config patch: unknown key", {"TeamSettings": {"Nonsense": 1}}),
        ("config patch: refused value", {"TeamSettings": {"MaxUsersPerTeam": 0}}),
    ):
        patch.write_text(json.dumps(body))
        env.own(patch)
        run(name, "config", "patch", str(patch))
        out[-1]["file"] = body
    patch.write_text("{ broken")
    run("config patch: broken JSON", "config", "patch", str(patch))
    run("config patch: missing file", "config", "patch", "/nonexistent.json")
    run("config show", "config", "show", cut=25)
    run("config reload", "config", "reload")
    run("plugin list", "plugin", "list")
    run("plugin list, JSON", "plugin", "list", "--json")
    bundle_file = env.work / "home" / "hello.tar.gz"
    bundle_file.write_bytes(bundle())
    env.own(bundle_file)
    run("plugin add while uploads are off", "plugin", "add", str(bundle_file))
    run("config set EnableUploads", "config", "set", "PluginSettings.EnableUploads", "true")
    run("plugin add", "plugin", "add", str(bundle_file))
    run("plugin add again", "plugin", "add", str(bundle_file))
    run("plugin add --force", "plugin", "add", "--force", str(bundle_file))
    run("plugin enable", "plugin", "enable", "org.example.hello")
    run("plugin enable: unknown", "plugin", "enable", "nonsense")
    run("plugin list after enable", "plugin", "list")
    run("plugin disable", "plugin", "disable", "org.example.hello")
    run("plugin delete", "plugin", "delete", "org.example.hello")
    run("plugin delete again", "plugin", "delete", "org.example.hello")
    run("channel create", "channel", "create", "--team", "home", "--name", "news", "--display-name", "News")
    run("channel create again", "channel", "create", "--team", "home", "--name", "news", "--display-name", "News")
    run("channel list", "channel", "list", "home")
    run("token generate while tokens are off", "token", "generate", "carol", "ci")
    run("bot create over the socket", "bot", "create", "buildbot")
    run("bot list", "bot", "list")
    run("ldap sync", "ldap", "sync")
    run("license get", "license", "get")
    run("job list", "job", "list")
    run("user delete: for good", "user", "delete", "carol", "--confirm")
    run("user delete: unknown", "user", "delete", "nobody", "--confirm")
    run("user convert to bot", "user", "convert", "bob", "--bot")
    run("unknown command", "nonsense")
    run("unknown sub-command", "user", "nonsense")
    run("unknown option", "user", "list", "--nonsense")
    run("suppress-warnings and quiet", "user", "search", "alice", "--quiet", "--suppress-warnings")
    run("without --local and without credentials", "team", "list", local=False)
    run("MMCTL_LOCAL=true", "team", "list", local=False, environ={"MMCTL_LOCAL": "true"})
    if os.getuid() == 0:
        run("as root", "team", "list", user="root")
        run("as another user", "team", "list", user="nobody")
        os.chmod(env.socket, 0o666)
        run("the socket has mode 0666", "team", "list")
        run("the socket has mode 0666, as another user", "team", "list", user="nobody")
        run("the socket has mode 0666, as root", "team", "list", user="root")
        os.chmod(env.socket, 0o600)
    run("no socket", "team", "list", environ={"MMCTL_LOCAL_SOCKET_PATH": "/nonexistent/local.socket"})
    run("the default socket path, not there", "team", "list", environ={"MMCTL_LOCAL_SOCKET_PATH": ""})
    run("not a socket", "team", "list", environ={"MMCTL_LOCAL_SOCKET_PATH": "/etc/hostname"})
    env.stop()
    run("the server is stopped", "team", "list")
    run("the server is stopped: system status", "system", "status")
    env.save("mmctl/local", out)


@recording
def limits(env):
    from concurrent.futures import ThreadPoolExecutor

    result = {"note": "seconds, measured on a machine with %d cores, database on the same machine" % os.cpu_count()}

    def timed(function, times=1):
        began = time.time()
        for number in range(times):
            function(number)
        return round((time.time() - began) / times, 3)

    empty, full = [], []
    for _unused in range(3):
        env.write_config(env.base_config(env.fresh_db("rec_tmp", empty=True)))
        empty.append(round(env.start(), 2))
        env.stop()
        full.append(round(env.start(), 2))
        began = time.time()
        env.stop()
        result.setdefault("stop_by_SIGTERM", []).append(round(time.time() - began, 2))
    result.update({"start_to_ping_empty_database": empty, "start_to_ping_migrated_database": full})
    r = Rec(env)
    team = r.ids["home"]

    def new(n, kind):
        return r.quiet(
            "local",
            "POST",
            "/users",
            {
                "username": "%s%d" % (kind, n),
                "email": "%s%d@example.com" % (kind, n),
                "password": PW,
                "disable_welcome_email": True,
            },
        )

    result["user_create_serial_each"] = timed(lambda n: new(n, "serial"), 10)
    began = time.time()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: new(n, "two"), range(10)))
    result["user_create_two_parallel_each"] = round((time.time() - began) / 10, 3)
    result["user_create_with_welcome_mail_smtp_down"] = timed(
        lambda n: r.quiet(
            "local", "POST", "/users", {"username": "mail%d" % n, "email": "mail%d@example.com" % n, "password": PW}
        ),
        3,
    )
    result["user_create_refused_because_it_exists"] = timed(
        lambda n: r.raw(
            "local", "POST", "/users", {"username": "serial1", "email": "serial1@example.com", "password": PW}
        ),
        5,
    )
    result["login"] = timed(lambda n: r.login("alice"), 5)
    env.psql(FILLERS % (1, 200), db="rec")
    r.quiet("local", "PUT", "/config/patch", {"TeamSettings": {"MaxUsersPerTeam": 1000}})
    ids = [
        u["id"]
        for page in (0, 1)
        for u in r.quiet("local", "GET", "/users", query="page=%d&per_page=200" % page)
        if u["username"].startswith("filler")
    ]
    result["team_member_add_socket_each"] = timed(
        lambda n: r.quiet("local", "POST", "/teams/%s/members" % team, {"team_id": team, "user_id": ids[n]}), 100
    )
    result["team_member_add_socket_again_each"] = timed(
        lambda n: r.quiet("local", "POST", "/teams/%s/members" % team, {"team_id": team, "user_id": ids[n]}), 100
    )
    batch = [{"team_id": team, "user_id": i} for i in ids[100:]]
    result["team_members_batch_of_100_http"] = timed(
        lambda n: r.quiet("admin", "POST", "/teams/%s/members/batch" % team, batch)
    )
    result["team_members_batch_of_100_http_again"] = timed(
        lambda n: r.quiet("admin", "POST", "/teams/%s/members/batch" % team, batch)
    )
    result["users_in_team_page_of_200"] = timed(
        lambda n: r.quiet("local", "GET", "/users", query="in_team=%s&per_page=200" % team), 5
    )
    result["users_by_200_usernames_http"] = timed(
        lambda n: r.quiet("admin", "POST", "/users/usernames", ["filler%d" % i for i in range(1, 201)]), 5
    )
    result["user_by_username_socket"] = timed(lambda n: r.raw("local", "GET", "/users/username/filler1"), 50)
    result["config_get_socket"] = timed(lambda n: r.quiet("local", "GET", "/config"), 10)
    result["config_patch_socket"] = timed(
        lambda n: r.quiet("local", "PUT", "/config/patch", {"TeamSettings": {"MaxUsersPerTeam": 1000 + n}}), 10
    )
    result["config_patch_socket_no_change"] = timed(
        lambda n: r.quiet("local", "PUT", "/config/patch", {"TeamSettings": {"MaxUsersPerTeam": 1009}}), 10
    )
    result["config_reload_socket"] = timed(lambda n: r.quiet("local", "POST", "/config/reload"), 5)
    env.stop()
    (env.out / "limits.json").write_text(json.dumps(result, indent=1) + "\n")
    print(result)
