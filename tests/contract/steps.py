# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unrecorded steps of the recorder between exchanges: logins, files edited by hand, rows filled in by SQL.

The tables map a recording and a pattern of names to a function of the replay.
"""

from __future__ import annotations

import copy
import fnmatch
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import attachments

if TYPE_CHECKING:
    from replay import Replay

Step = Callable[["Replay"], None]

# Without them admin, alice, bob and the team home are there before the first exchange.
MAKES_ITS_OWN_PEOPLE = ("api/users",)
ENVIRON = {
    "api/config_environment": {
        "MM_SERVICESETTINGS_SITEURL": "https://from-environment.example.com/",
        "MM_TEAMSETTINGS_MAXUSERSPERTEAM": "321",
        "MM_TEAMSETTINGS_NONSENSE": "1",
        "MM_EMAILSETTINGS_SENDEMAILNOTIFICATIONS": "nonsense",
        "MM_TEAMSETTINGS_EXPERIMENTALDEFAULTCHANNELS": "one two",
        "MM_PLUGINSETTINGS_PLUGINSTATES": '{"one":{"Enable":true}}',
    }
}

FILLERS = (
    "insert into users select (jsonb_populate_record(u, jsonb_build_object('id', lpad(to_hex(g), 26, 'y'),"
    " 'username', 'filler' || g, 'email', 'filler' || g || '@example.com'))).* from users u,"
    " generate_series(%d, %d) g where u.username = 'alice'"
)


def _login(*names: str) -> Step:
    def step(replay: Replay) -> None:
        for name in names:
            replay.login(name)

    return step


def _patch(body: dict) -> Step:
    return lambda replay: replay.server.local("PUT", "/config/patch", body)


def _sql(statement: str) -> Step:
    return lambda replay: replay.server.sql(statement)


def _all(*steps: Step) -> Step:
    def step(replay: Replay) -> None:
        for one in steps:
            one(replay)

    return step


def _remember_config(replay: Replay) -> None:
    replay.memory["config"] = replay.server.local("GET", "/config")


def _put_back(replay: Replay) -> None:
    """Undo what the exchange changed, so that the next one begins as it did."""
    original = replay.memory["config"]
    body = {
        section: {key: original[section][key] for key in values}
        for section, values in replay.current.entry["request"]["body"].items()
    }
    replay.server.local("PUT", "/config/patch", body)


def _clear_secrets(replay: Replay) -> None:
    original = replay.memory["config"]
    if "*" in replay.server.local("GET", "/config")["SqlSettings"]["DataSource"]:
        _patch({"SqlSettings": {"DataSource": original["SqlSettings"]["DataSource"]}})(replay)
    _patch(
        {
            "CacheSettings": {"RedisPassword": ""},
            "LdapSettings": {"BindPassword": ""},
            "ElasticsearchSettings": {"Password": ""},
            "GitLabSettings": {"Secret": ""},
        }
    )(replay)


def _edit(section: str, key: str, value) -> Step:
    def step(replay: Replay) -> None:
        config = copy.deepcopy(replay.memory["good"]) if "good" in replay.memory else replay.server.read_config()
        config[section][key] = value
        replay.server.write_config(config)

    return step


def _break(replay: Replay) -> None:
    replay.memory["good"] = replay.server.read_config()
    replay.server.write_config("{ broken")


def _make_unwritable(replay: Replay) -> None:
    replay.server.write_config(replay.memory["good"])
    replay.server.config_file.chmod(0o400)


def _make_readable(replay: Replay) -> None:
    replay.server.config_file.chmod(0o644)


def _join_home(*names: str) -> Step:
    def step(replay: Replay) -> None:
        ids = replay.server.ids
        for name in names or ("alice",):
            replay.server.local(
                "POST", "/teams/%s/members" % ids["home"], {"team_id": ids["home"], "user_id": ids[name]}
            )

    return step


def _know_channel(name: str) -> Step:
    def step(replay: Replay) -> None:
        path = "/teams/%s/channels/name/%s" % (replay.server.ids["home"], name)
        replay.bindings.bind("id:channel_" + name, replay.server.local("GET", path)["id"])

    return step


def _make_news(replay: Replay) -> None:
    channel = {"team_id": replay.server.ids["home"], "name": "news", "display_name": "News", "type": "O"}
    replay.bindings.bind("id:channel_news", replay.server.local("POST", "/channels", channel)["id"])


def _make_elsewhere(replay: Replay) -> None:
    team = {"name": "elsewhere", "display_name": "Elsewhere", "type": "O"}
    replay.bindings.bind("id:team_elsewhere", replay.server.local("POST", "/teams", team)["id"])


def _keep_access_token(replay: Replay) -> None:
    replay.server.tokens["pat"] = replay.bindings.values["token"]


def _keep_cookies(replay: Replay) -> None:
    answer = replay.server.request(
        "POST",
        "/api/v4/users/login",
        {"login_id": "alice", "password": replay.PASSWORD},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    for line in answer.headers.get_all("Set-Cookie"):
        name, _unused, value = line.split(";")[0].partition("=")
        replay.bindings.bind("cookie:" + name, value)


def _restart(replay: Replay) -> None:
    replay.server.restart()


BEFORE: dict[str, dict[str, Step]] = {
    "api/users": {"create a user as admin over http": _login("admin", "alice", "bob")},
    "api/teams": {"read by name, an open team without allow_open_invite, as a normal user": _login("bob")},
    "api/team_members": {"add by a normal user who is not in an invite-only team": _login("bob")},
    "api/config": {
        "PUT of the whole masked config, over http": _clear_secrets,
        "read after the file was edited by hand": _edit("TeamSettings", "SiteName", "Edited by hand"),
        "the file was edited by hand, then a patch of another key": _edit("TeamSettings", "SiteName", "Edited again"),
        "reload: the file is broken JSON": _break,
        "reload: the file holds an invalid value": _edit("ServiceSettings", "SiteURL", "nonsense"),
        "patch while the file cannot be written (mode 0400)": _make_unwritable,
        "patch when the file has mode 0644": _make_readable,
    },
    "api/limits": {
        "199 users: server limits": _sql(FILLERS % (1000, 1195)),
        "249 users: server limits": _sql(FILLERS % (2000, 2047)),
    },
    "api/channel_members": {"town-square: remove a member": _know_channel("town-square")},
    "api/incoming_webhooks": {"update: other channel": _know_channel("off-topic")},
    "api/commands": {"move to another team": _make_elsewhere},
    "api/email_test": {
        "SMTP server down": attachments.no_mail_server,
        "SMTP server wants authentication": attachments.mail_server(auth=True),
        "site url test": attachments.no_mail_server,
    },
    "headers/cookies": {
        "POST with cookies, no CSRF header": _keep_cookies,
        "AllowCookiesForSubdomains": _patch({"ServiceSettings": {"AllowCookiesForSubdomains": True}}),
        "SiteURL with a path, before a restart": _patch(
            {"ServiceSettings": {"AllowCookiesForSubdomains": False, "SiteURL": "https://chat.example.com/chat"}}
        ),
        "SiteURL with a path, after a restart: the api below the path": _restart,
    },
}
FIRST: dict[str, Step] = {
    "headers/pages": _join_home(),
    "api/channels": _join_home("alice", "admin"),
    "api/channel_members": _all(_join_home("alice", "admin"), _make_news),
    "api/incoming_webhooks": _all(_join_home("alice", "admin"), _know_channel("town-square")),
    "api/outgoing_webhooks": _join_home(),
    "api/commands": _join_home(),
    "api/email_test": attachments.mail_server(),
}
AFTER: dict[str, dict[str, Step]] = {
    "api/users": {
        "roles: the first admin again": _login("admin"),
        "sessions of a user who was deactivated and activated": _login("admin"),
    },
    "api/team_members": {"(activated again)": _login("bob")},
    "api/email_test": {"good SMTP server": attachments.keep_mails},
    "api/tokens": {"create over the socket": _keep_access_token},
    "api/config": {
        "read over the socket: nothing is masked": _remember_config,
        "invalid[?] *": _put_back,
        "refused over http[?] *": _put_back,
    },
}


def found(table: dict[str, dict], file: str, name: str):
    """The entry of a table for an exchange, or None."""
    return next((value for pattern, value in table.get(file, {}).items() if fnmatch.fnmatchcase(name, pattern)), None)


# Bodies that the recordings only describe.


def _members(count: int):
    def body(replay: Replay) -> list:
        return [{"team_id": replay.server.ids["home"], "user_id": replay.server.ids["alice"]}] * count

    return body


def _whole_config(replay: Replay) -> dict:
    answer = replay.server.request("GET", "/api/v4/config", token=replay.server.tokens["admin"])
    answer.body["TeamSettings"]["SiteName"] = "Whole"
    return answer.body


def _config_with_smtp_port(port: str = ""):
    def body(replay: Replay) -> dict:
        found = replay.server.request("GET", "/api/v4/config", token=replay.server.tokens["admin"]).body
        found["EmailSettings"]["SMTPPort"] = port or found["EmailSettings"]["SMTPPort"]
        return found

    return body


BODIES = {
    "api/email_test": {
        "good SMTP server, the whole config in the body": _config_with_smtp_port(),
        "another SMTP server in the body: is it used[?]": _config_with_smtp_port("1"),
    },
    "api/team_members": {"batch: 257 entries": _members(257), "batch: 256 entries of the same user": _members(256)},
    "api/config": {"PUT of the whole masked config, over http": _whole_config},
    "api/system": {"a body over MaximumPayloadSizeBytes (300000)": lambda _replay: json.dumps(["u" * 20] * 20000)},
}

# Where a real server gives no order: names of lists, "" for the answer itself.
UNORDERED = {
    "api/users": {"read by ids*": ("",)},
    "api/roles": {"list*": ("", "permissions"), "read by names*": ("", "permissions"), "*": ("permissions",)},
    "api/team_members": {"list by ids*": ("",)},
    "api/plugins": {"web application plugins": ("",)},
}


def _first_rows(count: int):
    def cut(wanted, answer):
        if len(wanted) != len(answer):
            return wanted, answer
        return wanted[:count], answer[:count]

    return cut


def _without_connections(wanted, answer):
    """How many connections the pool holds at the moment is nobody's promise."""

    def rows(body):
        return [dict(row, value=0) if row["name"] == "total_master_db_connections" else row for row in body]

    return rows(wanted), rows(answer) if isinstance(answer, list) else answer


def _whoever_is_first(wanted, answer):
    """Members come in the order of their ids, which are random; one a page shows either."""

    def nameless(rows):
        return [{key: value for key, value in row.items() if key != "user_id"} for row in rows]

    return nameless(wanted), nameless(answer)


def _me_first(wanted, answer):
    """The built-in commands come in no order; of the recorded list one was kept."""
    return wanted, sorted(answer, key=lambda row: row["trigger"] != "me")


# Answers of a real server that differ each time.
VARIES = {
    "api/channel_members": {"list": _whoever_is_first},
    "api/commands": {"list of a team": _me_first},
    # The third name is made up by the server: it comes before or after admin.
    "api/users": {"list": _first_rows(2)},
    "api/system": {"analytics": _without_connections},
}
