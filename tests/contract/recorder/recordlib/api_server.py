# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, configuration, invitations, mail and plugins."""

import copy
import io
import json
import os
import re
import tarfile
import time

from .base import PW, Rec, Smtp, recording


@recording
def api__roles(env):
    r = Rec(env)
    r("list, over the socket", "local", "GET", "/roles", most=2)
    r("list as a normal user", "alice", "GET", "/roles", most=1)
    names = ["system_user", "system_admin", "team_user", "team_admin", "channel_user", "channel_admin", "system_guest"]
    by_name = {role["name"]: role for role in r("read by names", "local", "POST", "/roles/names", names)}
    role = by_name["system_user"]
    full, less = role["permissions"], [p for p in role["permissions"] if p != "create_team"]
    r("read by names: an unknown one is left out", "local", "POST", "/roles/names", ["nonsense"])
    r("read by names: empty list", "local", "POST", "/roles/names", [])
    r("read by name", "local", "GET", "/roles/name/system_user")
    r("read by name as a normal user", "alice", "GET", "/roles/name/system_user")
    r("read by id", "local", "GET", "/roles/" + role["id"])
    r("read: unknown name", "local", "GET", "/roles/name/nonsense")
    r("read: unknown id", "local", "GET", "/roles/" + "y" * 26)
    r(
        "a normal user creates a team before",
        "alice",
        "POST",
        "/teams",
        {"name": "before", "display_name": "Before", "type": "O"},
    )
    patch = "/roles/%s/patch" % role["id"]
    r("patch: the same permissions", "local", "PUT", patch, {"permissions": full})
    r("patch: create_team removed", "local", "PUT", patch, {"permissions": less})
    r("patch: the same again", "local", "PUT", patch, {"permissions": less})
    r("read back", "local", "GET", "/roles/name/system_user")
    r(
        "a normal user creates a team after",
        "alice",
        "POST",
        "/teams",
        {"name": "after", "display_name": "After", "type": "O"},
    )
    r(
        "an admin creates a team after",
        "admin",
        "POST",
        "/teams",
        {"name": "byadmin", "display_name": "By admin", "type": "O"},
    )
    r("patch: create_team added at the end, over http", "admin", "PUT", patch, {"permissions": less + ["create_team"]})
    r(
        "a normal user creates a team again",
        "alice",
        "POST",
        "/teams",
        {"name": "again", "display_name": "Again", "type": "O"},
    )
    r("patch: a permission named twice", "local", "PUT", patch, {"permissions": full + ["create_team"]})
    r("patch: unknown permission", "local", "PUT", patch, {"permissions": full + ["nonsense"]})
    r("patch: unknown permission, over http", "admin", "PUT", patch, {"permissions": full + ["nonsense"]})
    r("patch: body without permissions", "local", "PUT", patch, {})
    r("patch: permissions null", "local", "PUT", patch, {"permissions": None})
    r("patch: permissions not a list", "local", "PUT", patch, {"permissions": "create_team"})
    r("patch: as a normal user", "alice", "PUT", patch, {"permissions": full})
    r("patch: without a session", "anonymous", "PUT", patch, {"permissions": full})
    r("patch: unknown role", "local", "PUT", "/roles/%s/patch" % ("y" * 26), {"permissions": full})
    r(
        "patch: system_admin, over http",
        "admin",
        "PUT",
        "/roles/%s/patch" % by_name["system_admin"]["id"],
        {"permissions": by_name["system_admin"]["permissions"]},
    )
    r(
        "patch: system_admin one permission less, over http",
        "admin",
        "PUT",
        "/roles/%s/patch" % by_name["system_admin"]["id"],
        {"permissions": [p for p in by_name["system_admin"]["permissions"] if p != "create_emojis"]},
    )
    r(
        "patch: add manage_system to system_user, over http",
        "admin",
        "PUT",
        patch,
        {"permissions": full + ["manage_system"]},
    )
    r(
        "patch: add manage_system to system_user, over the socket",
        "local",
        "PUT",
        patch,
        {"permissions": full + ["manage_system"]},
    )
    r("patch: back", "local", "PUT", patch, {"permissions": full})
    r(
        "patch: guest role without a licence",
        "local",
        "PUT",
        "/roles/%s/patch" % by_name["system_guest"]["id"],
        {"permissions": ["create_direct_channel"]},
    )
    r(
        "patch: team_user",
        "local",
        "PUT",
        "/roles/%s/patch" % by_name["team_user"]["id"],
        {"permissions": [p for p in by_name["team_user"]["permissions"] if p != "create_private_channel"]},
    )
    r(
        "patch: all permissions removed from channel_user",
        "local",
        "PUT",
        "/roles/%s/patch" % by_name["channel_user"]["id"],
        {"permissions": []},
    )
    r.save("api/roles")


@recording
def api__config(env):
    r = Rec(env)

    def put(name, who, body, keep=(), **kw):
        return r(name, who, "PUT", "/config/patch", body, keep=list(keep) or sorted(body), **kw)

    r("read over http: secrets are masked", "admin", "GET", "/config")
    local = r("read over the socket: nothing is masked", "local", "GET", "/config")
    r(
        "read over http, remove_masked",
        "admin",
        "GET",
        "/config",
        query="remove_masked=true",
        keep=["SqlSettings", "FileSettings", "EmailSettings", "LdapSettings"],
    )
    r("read over http, remove_defaults", "admin", "GET", "/config", query="remove_defaults=true")
    r("read over http, both", "admin", "GET", "/config", query="remove_masked=true&remove_defaults=true")
    r("read over the socket, both", "local", "GET", "/config", query="remove_masked=true&remove_defaults=true")
    r("read as a normal user", "alice", "GET", "/config")
    r("read without a session", "anonymous", "GET", "/config")
    r("client config without a session", "anonymous", "GET", "/config/client", query="format=old")
    r("client config as a user", "alice", "GET", "/config/client", query="format=old")
    r("client config without format", "anonymous", "GET", "/config/client")
    put(
        "patch: a scalar",
        "local",
        {"TeamSettings": {"SiteName": "Example Chat"}},
        ["TeamSettings.SiteName", "TeamSettings.MaxUsersPerTeam"],
    )
    put("patch: the same again", "local", {"TeamSettings": {"SiteName": "Example Chat"}}, ["TeamSettings.SiteName"])
    put(
        "patch: as admin over http",
        "admin",
        {"TeamSettings": {"MaxUsersPerTeam": 1000}},
        ["TeamSettings.SiteName", "TeamSettings.MaxUsersPerTeam"],
    )
    put("patch: as a normal user", "alice", {"TeamSettings": {"SiteName": "Mine"}})
    put("patch: empty object", "local", {}, ["TeamSettings.SiteName"])
    r("patch: body is not JSON", "local", "PUT", "/config/patch", "nonsense")
    r("patch: empty body", "local", "PUT", "/config/patch", "")
    put("patch: unknown section", "local", {"NonsenseSettings": {"A": 1}}, ["NonsenseSettings"])
    put("patch: unknown key", "local", {"TeamSettings": {"Nonsense": 1, "EnableTeamCreation": False}}, ["TeamSettings"])
    put(
        "patch: key in other letter case",
        "local",
        {"teamsettings": {"sitename": "Case Chat"}},
        ["TeamSettings.SiteName"],
    )
    put("patch: null changes nothing", "local", {"TeamSettings": {"SiteName": None}}, ["TeamSettings.SiteName"])
    put(
        "patch: a list is replaced whole",
        "local",
        {"TeamSettings": {"ExperimentalDefaultChannels": ["one", "two"]}},
        ["TeamSettings.ExperimentalDefaultChannels"],
    )
    put(
        "patch: a shorter list",
        "local",
        {"TeamSettings": {"ExperimentalDefaultChannels": ["two"]}},
        ["TeamSettings.ExperimentalDefaultChannels"],
    )
    put(
        "patch: an empty list",
        "local",
        {"TeamSettings": {"ExperimentalDefaultChannels": []}},
        ["TeamSettings.ExperimentalDefaultChannels"],
    )
    states = ["PluginSettings.PluginStates", "PluginSettings.Plugins"]
    put(
        "patch: plugin maps, first value",
        "local",
        {
            "PluginSettings": {
                "PluginStates": {"one": {"Enable": True}, "two": {"Enable": True}},
                "Plugins": {"one": {"key": "a", "other": "b"}, "two": {"key": "c"}},
            }
        },
        states,
    )
    put(
        "patch: plugin maps with one entry: are the others kept?",
        "local",
        {"PluginSettings": {"PluginStates": {"one": {"Enable": False}}, "Plugins": {"one": {"key": "z"}}}},
        states,
    )
    put("patch: plugin maps empty", "local", {"PluginSettings": {"PluginStates": {}, "Plugins": {}}}, states)

    def stored():
        return "in the file: PluginSettings.Plugins = %s" % json.dumps(
            json.loads(env.config_file.read_text())["PluginSettings"]["Plugins"]
        )

    r("read over the socket", "local", "GET", "/config", keep=states, note=stored())
    put(
        "patch: plugin maps again",
        "local",
        {"PluginSettings": {"Plugins": {"one": {"key": "a", "other": "b"}, "two": {"key": "c"}}}},
        states,
    )
    r(
        "read over the socket: it is there, although the answer to the patch did not show it",
        "local",
        "GET",
        "/config",
        keep=states,
        note=stored(),
    )
    put("patch: Plugins with one entry", "local", {"PluginSettings": {"Plugins": {"one": {"key": "z"}}}}, states)
    r("read over the socket", "local", "GET", "/config", keep=states, note=stored())
    r("read over http", "admin", "GET", "/config", keep=states)
    put("patch: Plugins empty", "local", {"PluginSettings": {"Plugins": {}}}, states)
    r("read over the socket", "local", "GET", "/config", keep=states, note=stored())
    put(
        "patch: plugin key in mixed case",
        "local",
        {"PluginSettings": {"Plugins": {"Notifymatters": {"TrustedOrigin": "https://webapp.example.com"}}}},
        states,
    )
    r("read over the socket", "local", "GET", "/config", keep=states, note=stored())
    put(
        "patch: SiteURL with a trailing slash",
        "local",
        {"ServiceSettings": {"SiteURL": "https://chat.example.com/"}},
        ["ServiceSettings.SiteURL"],
    )
    put(
        "patch: data directory without a trailing slash",
        "local",
        {"FileSettings": {"Directory": "./data"}},
        ["FileSettings.Directory"],
    )
    put(
        "patch: empty strings the server refills",
        "local",
        {"TeamSettings": {"SiteName": ""}, "EmailSettings": {"SMTPServer": "", "SMTPPort": ""}},
        ["TeamSettings.SiteName", "EmailSettings.SMTPServer", "EmailSettings.SMTPPort"],
    )
    put(
        "patch: a value that needs a restart is taken at once, without effect",
        "local",
        {"ServiceSettings": {"ListenAddress": ":9999"}},
        ["ServiceSettings.ListenAddress"],
    )
    put(
        "patch: back",
        "local",
        {"ServiceSettings": {"ListenAddress": "127.0.0.1:%d" % env.port}},
        ["ServiceSettings.ListenAddress"],
    )
    put(
        "patch: FrameAncestors takes any text",
        "local",
        {"ServiceSettings": {"FrameAncestors": "not an origin; script-src *"}},
        ["ServiceSettings.FrameAncestors"],
    )
    put(
        "patch: FrameAncestors",
        "local",
        {"ServiceSettings": {"FrameAncestors": "https://webapp.example.com"}},
        ["ServiceSettings.FrameAncestors"],
    )
    for section, key, value in (
        ("ServiceSettings", "SiteURL", "chat.example.com"),
        ("ServiceSettings", "SiteURL", "https://"),
        ("ServiceSettings", "SiteURL", "ftp://chat.example.com"),
        ("ServiceSettings", "ListenAddress", "nonsense"),
        ("ServiceSettings", "ListenAddress", "127.0.0.1:99999"),
        ("ServiceSettings", "ListenAddress", ""),
        ("ServiceSettings", "ConnectionSecurity", "X"),
        ("ServiceSettings", "LocalModeSocketLocation", "/nonexistent/local.socket"),
        ("ServiceSettings", "MaximumLoginAttempts", 0),
        ("ServiceSettings", "WebserverMode", "x"),
        ("ServiceSettings", "SessionLengthWebInHours", 0),
        ("TeamSettings", "MaxUsersPerTeam", 0),
        ("TeamSettings", "MaxUsersPerTeam", -5),
        ("TeamSettings", "MaxUsersPerTeam", "many"),
        ("TeamSettings", "MaxUsersPerTeam", 50.5),
        ("TeamSettings", "SiteName", "s" * 31),
        ("TeamSettings", "SiteName", 5),
        ("TeamSettings", "RestrictDirectMessage", "x"),
        ("TeamSettings", "TeammateNameDisplay", "x"),
        ("TeamSettings", "EnableOpenServer", "true"),
        ("EmailSettings", "ConnectionSecurity", "SSL"),
        ("EmailSettings", "SMTPPort", 25),
        ("EmailSettings", "EmailBatchingInterval", 5),
        ("EmailSettings", "EmailNotificationContentsType", "x"),
        ("EmailSettings", "FeedbackEmail", "nonsense"),
        ("EmailSettings", "SMTPServerTimeout", 0),
        ("SqlSettings", "DataSource", ""),
        ("SqlSettings", "DriverName", "mysql"),
        ("SqlSettings", "AtRestEncryptKey", "short"),
        ("SqlSettings", "MaxOpenConns", 0),
        ("FileSettings", "Directory", ""),
        ("FileSettings", "PublicLinkSalt", "short"),
        ("FileSettings", "MaxFileSize", 0),
        ("FileSettings", "DriverName", "x"),
        ("PasswordSettings", "MinimumLength", 4),
        ("PasswordSettings", "MinimumLength", 73),
        ("LogSettings", "ConsoleLevel", "X"),
        ("LocalizationSettings", "DefaultServerLocale", "xx"),
        ("LdapSettings", "Enable", True),
        ("SamlSettings", "Enable", True),
        ("ClusterSettings", "Enable", True),
        ("RateLimitSettings", "PerSec", 0),
        ("TeamSettings", "ExperimentalViewArchivedChannels", False),
    ):
        put(
            "invalid? %s.%s = %s" % (section, key, json.dumps(value)[:40]),
            "local",
            {section: {key: value}},
            [section + "." + key],
        )
        env_dsn = {"DataSource": local["SqlSettings"]["DataSource"]}
        back = (
            {section: {key: local[section][key]}}
            if (section, key) != ("SqlSettings", "DataSource")
            else {"SqlSettings": env_dsn}
        )
        r.quiet("local", "PUT", "/config/patch", back)
    put("SiteURL cleared, over http", "admin", {"ServiceSettings": {"SiteURL": ""}})
    put("SiteURL cleared, over the socket", "local", {"ServiceSettings": {"SiteURL": ""}}, ["ServiceSettings.SiteURL"])
    put("email batching without SiteURL", "local", {"EmailSettings": {"EnableEmailBatching": True}})
    put(
        "email batching with SiteURL",
        "local",
        {"ServiceSettings": {"SiteURL": "https://chat.example.com"}, "EmailSettings": {"EnableEmailBatching": True}},
        ["ServiceSettings.SiteURL", "EmailSettings.EnableEmailBatching"],
    )
    put("SiteURL cleared while email batching is on", "local", {"ServiceSettings": {"SiteURL": ""}})
    put("email batching with cluster", "local", {"ClusterSettings": {"Enable": True}})
    put(
        "email batching off",
        "local",
        {"EmailSettings": {"EnableEmailBatching": False}},
        ["EmailSettings.EnableEmailBatching"],
    )
    for section, key, value in (
        ("PluginSettings", "EnableUploads", True),
        ("PluginSettings", "MarketplaceURL", "https://market.example.com"),
        ("ImportSettings", "Directory", "./elsewhere"),
        ("ServiceSettings", "LocalModeSocketLocation", "/run/other.socket"),
        ("ServiceSettings", "EnableLocalMode", False),
        ("PluginSettings", "SignaturePublicKeyFiles", ["key"]),
        ("PluginSettings", "AllowInsecureDownloadURL", True),
        ("LogSettings", "FileLocation", "./other"),
        ("SqlSettings", "DataSource", "postgres://other"),
    ):
        put("refused over http? %s.%s" % (section, key), "admin", {section: {key: value}}, [section + "." + key])
        r.quiet("local", "PUT", "/config/patch", {section: {key: local[section][key]}})
    put(
        "EnableUploads over the socket",
        "local",
        {"PluginSettings": {"EnableUploads": True}},
        ["PluginSettings.EnableUploads"],
    )
    stars = "*" * 32
    secret = ["EmailSettings.SMTPPassword", "EmailSettings.SMTPUsername"]
    put(
        "a password is set",
        "local",
        {"EmailSettings": {"SMTPUsername": "mailer", "SMTPPassword": "example-smtp-password"}},
        secret,
    )
    r("read masked", "admin", "GET", "/config", keep=secret)
    put("asterisks sent back by patch, over http", "admin", {"EmailSettings": {"SMTPPassword": stars}}, secret)
    r("what is stored, over the socket", "local", "GET", "/config", keep=secret)
    put("asterisks sent back by patch, over the socket", "local", {"EmailSettings": {"SMTPPassword": stars}}, secret)
    r("what is stored, over the socket", "local", "GET", "/config", keep=secret)
    put("five asterisks are a password like any other", "local", {"EmailSettings": {"SMTPPassword": "*****"}}, secret)
    r("what is stored, over the socket", "local", "GET", "/config", keep=secret)
    put("password emptied", "local", {"EmailSettings": {"SMTPPassword": ""}}, secret)
    many = {
        "FileSettings": {"PublicLinkSalt": stars},
        "SqlSettings": {"DataSource": stars, "AtRestEncryptKey": stars},
        "LdapSettings": {"BindPassword": stars},
        "ElasticsearchSettings": {"Password": stars},
        "CacheSettings": {"RedisPassword": stars},
        "GitLabSettings": {"Secret": stars},
    }
    paths = ["%s.%s" % (s, k) for s in many for k in many[s]]
    put("asterisks for several secrets, over http", "admin", many, paths)
    after = r(
        "what is stored, over the socket",
        "local",
        "GET",
        "/config",
        keep=paths,
        note="asterisks here were stored as the value",
    )
    if "*" in after["SqlSettings"]["DataSource"]:
        r.quiet("local", "PUT", "/config/patch", {"SqlSettings": {"DataSource": local["SqlSettings"]["DataSource"]}})
    r.quiet(
        "local",
        "PUT",
        "/config/patch",
        {
            "CacheSettings": {"RedisPassword": ""},
            "LdapSettings": {"BindPassword": ""},
            "ElasticsearchSettings": {"Password": ""},
            "GitLabSettings": {"Secret": ""},
        },
    )
    whole = r.quiet("admin", "GET", "/config")
    whole["TeamSettings"]["SiteName"] = "Whole"
    r(
        "PUT of the whole masked config, over http",
        "admin",
        "PUT",
        "/config",
        whole,
        show={"...": "the body of GET /config with TeamSettings.SiteName changed"},
        keep=["TeamSettings.SiteName", *paths],
    )
    r("what is stored, over the socket", "local", "GET", "/config", keep=["TeamSettings.SiteName", *paths])
    r("environment: no variables set", "admin", "GET", "/config/environment")
    r("environment over the socket: not served", "local", "GET", "/config/environment")
    edit = json.loads(env.config_file.read_text())
    edit["TeamSettings"]["SiteName"] = "Edited by hand"
    env.write_config(edit)
    r("read after the file was edited by hand", "local", "GET", "/config", keep=["TeamSettings.SiteName"])
    r("reload, over the socket", "local", "POST", "/config/reload")
    r("read after reload", "local", "GET", "/config", keep=["TeamSettings.SiteName"])
    r("reload, over http", "admin", "POST", "/config/reload")
    r("reload as a normal user", "alice", "POST", "/config/reload")
    edit["TeamSettings"]["SiteName"] = "Edited again"
    env.write_config(edit)
    put(
        "the file was edited by hand, then a patch of another key",
        "local",
        {"TeamSettings": {"MaxUsersPerTeam": 77}},
        ["TeamSettings.SiteName", "TeamSettings.MaxUsersPerTeam"],
    )
    site = json.loads(env.config_file.read_text())["TeamSettings"]["SiteName"]
    r(
        "read after that",
        "local",
        "GET",
        "/config",
        keep=["TeamSettings.SiteName"],
        note="in the file: TeamSettings.SiteName is now %r" % site,
    )
    good = env.config_file.read_text()
    env.write_config("{ broken")
    r("reload: the file is broken JSON", "local", "POST", "/config/reload")
    edit = json.loads(good)
    edit["ServiceSettings"]["SiteURL"] = "nonsense"
    env.write_config(edit)
    r("reload: the file holds an invalid value", "local", "POST", "/config/reload")
    r("read after that", "local", "GET", "/config", keep=["ServiceSettings.SiteURL"])
    env.write_config(good)
    os.chmod(env.config_file, 0o400)
    put(
        "patch while the file cannot be written (mode 0400)",
        "local",
        {"TeamSettings": {"SiteName": "Unwritable"}},
        ["TeamSettings.SiteName"],
    )
    r("read after that", "local", "GET", "/config", keep=["TeamSettings.SiteName"])
    put(
        "the same value while the file cannot be written",
        "local",
        {"TeamSettings": {"SiteName": "Edited by hand"}},
        ["TeamSettings.SiteName"],
    )
    os.chmod(env.config_file, 0o644)
    put(
        "patch when the file has mode 0644",
        "local",
        {"TeamSettings": {"SiteName": "Writable"}},
        ["TeamSettings.SiteName"],
    )
    r(
        "read after that",
        "local",
        "GET",
        "/config",
        keep=["TeamSettings.SiteName"],
        note="mode of the file after the patch: %04o" % (env.config_file.stat().st_mode & 0o7777),
    )
    r(
        "PUT /config with a partial body, over the socket: the rest falls back to defaults",
        "local",
        "PUT",
        "/config",
        {"SqlSettings": {"DataSource": local["SqlSettings"]["DataSource"]}, "TeamSettings": {"SiteName": "Partial"}},
        keep=[
            "TeamSettings.SiteName",
            "TeamSettings.MaxUsersPerTeam",
            "ServiceSettings.SiteURL",
            "ServiceSettings.ListenAddress",
            "ServiceSettings.EnableLocalMode",
        ],
    )
    r.save("api/config")


@recording
def api__config_environment(env):
    r = Rec(
        env,
        environ={
            "MM_SERVICESETTINGS_SITEURL": "https://from-environment.example.com/",
            "MM_TEAMSETTINGS_MAXUSERSPERTEAM": "321",
            "MM_TEAMSETTINGS_NONSENSE": "1",
            "MM_EMAILSETTINGS_SENDEMAILNOTIFICATIONS": "nonsense",
            "MM_TEAMSETTINGS_EXPERIMENTALDEFAULTCHANNELS": "one two",
            "MM_PLUGINSETTINGS_PLUGINSTATES": '{"one":{"Enable":true}}',
        },
    )
    paths = [
        "ServiceSettings.SiteURL",
        "TeamSettings.MaxUsersPerTeam",
        "TeamSettings.ExperimentalDefaultChannels",
        "EmailSettings.SendEmailNotifications",
        "PluginSettings.PluginStates",
    ]

    def stored():
        return "in the file: %s" % json.dumps(
            {
                p: json.loads(env.config_file.read_text())[p.split(".", maxsplit=1)[0]].get(p.split(".")[1])
                for p in paths
            }
        )

    r("environment over http", "admin", "GET", "/config/environment")
    r("environment as a normal user", "alice", "GET", "/config/environment")
    r("environment over the socket", "local", "GET", "/config/environment")
    r(
        "config over the socket shows the values of the environment",
        "local",
        "GET",
        "/config",
        keep=paths,
        note=stored(),
    )
    r("config over http", "admin", "GET", "/config", keep=paths)
    r(
        "patch of a key that the environment sets, over http",
        "admin",
        "PUT",
        "/config/patch",
        {"TeamSettings": {"MaxUsersPerTeam": 60}},
        keep=paths,
    )
    r(
        "patch of a key that the environment sets, over the socket",
        "local",
        "PUT",
        "/config/patch",
        {"TeamSettings": {"MaxUsersPerTeam": 61}},
        keep=paths,
    )
    r("read back", "local", "GET", "/config", keep=paths, note=stored())
    r(
        "patch of another key",
        "local",
        "PUT",
        "/config/patch",
        {"TeamSettings": {"SiteName": "Other"}},
        keep=paths + ["TeamSettings.SiteName"],
    )
    r("read back", "local", "GET", "/config", keep=paths, note=stored())
    r.save("api/config_environment")


def mails(r, sink, label, wait=2.0):
    """The mails that arrived since the last call, as data."""
    import email
    import email.policy

    time.sleep(wait)
    found, sink.mails[:] = list(sink.mails), []
    out = []
    for mail in found:
        message = email.message_from_bytes(mail["data"], policy=email.policy.default)
        text = message.get_body(("plain",))
        html = message.get_body(("html",))
        page = re.sub(r"(?s)<(style|script|title).*?</\1>|<!--.*?-->", " ", html.get_content() if html else "")
        out.append(
            r.scrub(
                {
                    "after": label,
                    "mail_from": mail["mail_from"],
                    "rcpt_to": mail["rcpt_to"],
                    "headers": sorted(
                        [
                            k,
                            re.sub(
                                r"<[a-z0-9]+-\d+@",
                                "<message_id@",
                                re.sub(r'boundary=".*"', 'boundary="<boundary>"', "<date>" if k == "Date" else str(v)),
                            ),
                        ]
                        for k, v in message.items()
                    ),
                    "subject": str(message["Subject"]),
                    "text": text.get_content() if text else None,
                    "html_as_text": " ".join(re.sub(r"<[^>]+>", " ", page).split()),
                    "html_links": re.findall(r'href="([^"]*)"', html.get_content()) if html else [],
                }
            )
        )
    return out


@recording
def api__invites(env):
    sink, box = Smtp(env.smtp_port), []
    r = Rec(env)
    base = "/teams/%s/invite/email" % r.ids["home"]

    def patch(name, body):
        return r(name, "local", "PUT", "/config/patch", body, keep=["%s.%s" % (s, k) for s in body for k in body[s]])

    box += mails(r, sink, "users alice, bob and admin were created over the socket")
    r(
        "the setting when SiteURL was set before the first start",
        "local",
        "GET",
        "/config",
        keep=["ServiceSettings.EnableEmailInvitations"],
    )
    patch("invitations off", {"ServiceSettings": {"EnableEmailInvitations": False}})
    r("invite while invitations are off", "admin", "POST", base, ["new1@example.com"])
    r("invite while invitations are off, over the socket", "local", "POST", base, ["new1@example.com"])
    patch("invitations on", {"ServiceSettings": {"EnableEmailInvitations": True}})
    r("invite one, over http", "admin", "POST", base, ["new1@example.com"])
    box += mails(r, sink, "invite one, over http")
    r("invite one, over the socket", "local", "POST", base, ["new2@example.com"])
    time.sleep(2)
    raw = sink.mails[-1]["data"].decode()
    broken = re.search(r"&amp;t=3D((?:[a-z0-9](?:=\r\n)?){64})", raw).group(1)
    token, raw = broken.replace("=\r\n", ""), raw.replace(broken, "<mail_token>")
    box += mails(r, sink, "invite one, over the socket")
    r("invite the same address again", "local", "POST", base, ["new2@example.com"])
    box += mails(r, sink, "invite the same address again")
    r("invite an address that has an account", "local", "POST", base, ["alice@example.com"])
    box += mails(r, sink, "invite an address that has an account")
    r("invite with upper case", "local", "POST", base, ["New3@Example.com"])
    box += mails(r, sink, "invite with upper case")
    r("invite, graceful", "admin", "POST", base, ["new4@example.com"], query="graceful=true")
    r("invite: one address is invalid", "local", "POST", base, ["new5@example.com", "nonsense"])
    box += mails(r, sink, "invite: one address is invalid")
    r(
        "invite, graceful: one address is invalid",
        "local",
        "POST",
        base,
        ["new5@example.com", "nonsense"],
        query="graceful=true",
    )
    r("invite: only invalid addresses", "local", "POST", base, ["nonsense"])
    r("invite: empty list", "local", "POST", base, [])
    r("invite: a blank address", "local", "POST", base, [""])
    r("invite: the same address twice in a call", "local", "POST", base, ["twice@example.com", "twice@example.com"])
    r("invite: not a list", "local", "POST", base, {"nonsense": 1})
    r(
        "invite: object form with a message",
        "admin",
        "POST",
        base,
        {"emails": ["new6@example.com"], "message": "Welcome, all"},
    )
    r("invite: unknown team", "local", "POST", "/teams/%s/invite/email" % ("y" * 26), ["new7@example.com"])
    r("invite by a normal user who is not in the team", "alice", "POST", base, ["new8@example.com"])
    r(
        "(alice joins the team)",
        "local",
        "POST",
        "/teams/%s/members" % r.ids["home"],
        {"team_id": r.ids["home"], "user_id": r.ids["alice"]},
    )
    r("invite by a normal member", "alice", "POST", base, ["new8@example.com"])
    r("invite without a session", "anonymous", "POST", base, ["new8@example.com"])
    r(
        "guests need a licence",
        "admin",
        "POST",
        "/teams/%s/invite-guests/email" % r.ids["home"],
        {"emails": ["guest@example.com"], "channels": [r.ids["home"]]},
    )
    box += mails(r, sink, "the calls up to here")
    r.scrub.name(token, "mail_token")
    (env.out / "mail").mkdir(exist_ok=True)
    border = re.search(r'boundary="?([0-9a-f]+)', raw).group(1)
    text = re.sub(
        r"(?m)^(Date: ).*$",
        r"\1<date>",
        re.sub(r"<[a-z0-9]+-\d+@", "<message_id@", raw.replace("\r\n", "\n").replace(border, "<boundary>")),
    )
    (env.out / "mail" / "invite.eml").write_text(r.scrub.text(text))
    r(
        "accept the invitation: sign up with the token of the mail",
        "anonymous",
        "POST",
        "/users",
        {"username": "invited", "email": "new2@example.com", "password": PW},
        query="t=" + token,
    )
    r("the new account is in the team", "local", "GET", "/users", query="in_team=" + r.ids["home"])
    r(
        "accept with the same token again",
        "anonymous",
        "POST",
        "/users",
        {"username": "invited2", "email": "new2b@example.com", "password": PW},
        query="t=" + token,
    )
    r(
        "accept with a wrong token",
        "anonymous",
        "POST",
        "/users",
        {"username": "invited3", "email": "new2c@example.com", "password": PW},
        query="t=" + "y" * 64,
    )
    invite_id = r.quiet("local", "GET", "/teams/" + r.ids["home"])["invite_id"]
    r(
        "sign up with the invite id of the team (server not open)",
        "anonymous",
        "POST",
        "/users",
        {"username": "byid", "email": "byid@example.com", "password": PW},
        query="iid=" + invite_id,
    )
    box += mails(r, sink, "sign up with the token and with the invite id")
    del sink.mails[:]
    for name in ("carol", "dave"):
        r.ids[name] = r.quiet(
            "local",
            "POST",
            "/users",
            {"username": name, "email": name + "@example.com", "password": PW, "disable_welcome_email": True},
        )["id"]
        r.quiet("local", "PUT", "/users/%s/roles" % r.ids[name], {"roles": "system_user system_admin"})
        r.login(name)
    time.sleep(2)
    del sink.mails[:]

    def bulk(name, who, count, query=None):
        r(name, who, "POST", base, ["%s%d@example.com" % (who, i) for i in range(count)], query=query, most=2)
        time.sleep(1 + count / 10)
        r.list[-1]["note"] = "mails that arrived: %d" % len(sink.mails)
        del sink.mails[:]

    bulk("an admin who has not invited yet: 22 addresses in a call over http", "carol", 22)
    for count in (12, 8, 1, 1, 1):
        bulk("the same admin within the hour: %d more over http" % count, "carol", count)
    bulk("the same admin, graceful", "carol", 1, "graceful=true")
    bulk("the limit is per sender: another admin, 21 addresses in a call", "dave", 21)
    for count in (20, 21, 22, 20, 20):
        bulk("%d addresses in a call over the socket" % count, "local", count)
    bulk("22 addresses in a call over the socket, graceful", "local", 22, "graceful=true")
    patch("domains restricted", {"TeamSettings": {"RestrictCreationToDomains": "example.org"}})
    r("invite: domain not allowed", "local", "POST", base, ["new9@example.com"])
    r(
        "invite, graceful: domain not allowed",
        "local",
        "POST",
        base,
        ["new9@example.com", "new9@example.org"],
        query="graceful=true",
    )
    patch("domains free", {"TeamSettings": {"RestrictCreationToDomains": ""}})
    patch("email batching on", {"EmailSettings": {"EnableEmailBatching": True}})
    del sink.mails[:]
    r("invite while email batching is on: the mail goes out at once", "local", "POST", base, ["batched@example.com"])
    box += mails(r, sink, "invite while email batching is on")
    patch("mail notifications off", {"EmailSettings": {"SendEmailNotifications": False}})
    r("invite while SendEmailNotifications is off", "local", "POST", base, ["new10@example.com"])
    r.list[-1]["note"] = "mails that arrived: %d" % len(mails(r, sink, "invite while SendEmailNotifications is off"))
    patch(
        "mail notifications on, sender name",
        {
            "EmailSettings": {
                "SendEmailNotifications": True,
                "FeedbackName": "Example Chat",
                "FeedbackEmail": "chat@example.com",
            }
        },
    )
    r("invite with FeedbackName set", "local", "POST", base, ["new11@example.com"])
    box += mails(r, sink, "invite with FeedbackName set")
    patch("no SiteURL", {"EmailSettings": {"EnableEmailBatching": False}, "ServiceSettings": {"SiteURL": ""}})
    r("invite without SiteURL", "local", "POST", base, ["new12@example.com"])
    box += mails(r, sink, "invite without SiteURL")
    patch("SiteURL back", {"ServiceSettings": {"SiteURL": "https://chat.example.com"}})
    sink.stop()
    r("invite while SMTP is down", "local", "POST", base, ["new13@example.com"])
    r("invite, graceful, while SMTP is down", "local", "POST", base, ["new14@example.com"], query="graceful=true")
    r("archive the team", "local", "DELETE", "/teams/" + r.ids["home"])
    r("invite to an archived team", "local", "POST", base, ["new15@example.com"])
    r.save("api/invites")
    env.save("mail/mails", box)


@recording
def api__email_test(env):
    r = Rec(env)
    sink = Smtp(env.smtp_port)
    r("good SMTP server", "admin", "POST", "/email/test")
    box = mails(r, sink, "good SMTP server")
    whole = r.quiet("admin", "GET", "/config")
    r(
        "good SMTP server, the whole config in the body",
        "admin",
        "POST",
        "/email/test",
        whole,
        show={"...": "the body of GET /config"},
    )
    r(
        "only EmailSettings in the body",
        "admin",
        "POST",
        "/email/test",
        {"EmailSettings": {"SMTPServer": "127.0.0.1", "SMTPPort": str(env.smtp_port)}},
    )
    r("empty object in the body", "admin", "POST", "/email/test", {})
    bad = copy.deepcopy(whole)
    bad["EmailSettings"]["SMTPPort"] = "1"
    r(
        "another SMTP server in the body: is it used?",
        "admin",
        "POST",
        "/email/test",
        bad,
        show={"...": "the body of GET /config with EmailSettings.SMTPPort 1, where nothing listens"},
    )
    r("as a normal user", "alice", "POST", "/email/test")
    r("without a session", "anonymous", "POST", "/email/test")
    r("over the socket: not served", "local", "POST", "/email/test")
    r(
        "mail notifications off",
        "local",
        "PUT",
        "/config/patch",
        {"EmailSettings": {"SendEmailNotifications": False}},
        keep=["EmailSettings.SendEmailNotifications"],
    )
    r("test while SendEmailNotifications is off", "admin", "POST", "/email/test")
    sink.stop()
    r("SMTP server down", "admin", "POST", "/email/test")
    sink = Smtp(env.smtp_port, auth=True)
    r("SMTP server wants authentication", "admin", "POST", "/email/test")
    r(
        "authentication set, no TLS",
        "local",
        "PUT",
        "/config/patch",
        {"EmailSettings": {"EnableSMTPAuth": True, "SMTPUsername": "mailer", "SMTPPassword": "example-smtp-password"}},
        keep=["EmailSettings.EnableSMTPAuth"],
    )
    r("authentication without TLS", "admin", "POST", "/email/test")
    r(
        "STARTTLS wanted, the server has none",
        "local",
        "PUT",
        "/config/patch",
        {"EmailSettings": {"ConnectionSecurity": "STARTTLS"}},
        keep=["EmailSettings.ConnectionSecurity"],
    )
    r("STARTTLS where the server has none", "admin", "POST", "/email/test")
    r(
        "TLS wanted, the server has none",
        "local",
        "PUT",
        "/config/patch",
        {"EmailSettings": {"ConnectionSecurity": "TLS", "SMTPServerTimeout": 3}},
        keep=["EmailSettings.ConnectionSecurity"],
    )
    r("TLS where the server has none", "admin", "POST", "/email/test")
    sink.stop()
    r("site url test", "admin", "POST", "/site_url/test", {"site_url": "http://127.0.0.1:%d" % env.port})
    r("site url test: nothing listens there", "admin", "POST", "/site_url/test", {"site_url": "http://127.0.0.1:1"})
    r("site url test: not a URL", "admin", "POST", "/site_url/test", {"site_url": "nonsense"})
    r.save("api/email_test")
    env.save("mail/email_test", box)


def bundle(plugin_id="org.example.hello", name="manifest", **manifest):
    """A plugin archive: a web application part of one line."""
    body = {
        "id": plugin_id,
        "name": "Hello",
        "version": "1.0.0",
        "webapp": {"bundle_path": "webapp/main.js"},
        **manifest,
    }
    files = {
        "plugin.json": json.dumps({k: v for k, v in body.items() if v is not None}),
        "webapp/main.js": "window.registerPlugin(%r, {});\n" % plugin_id,
    }
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        for path, text in files.items():
            if name == "empty" or name == "no manifest" and path == "plugin.json":
                continue
            info = tarfile.TarInfo("hello/" + path)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    return raw.getvalue()


@recording
def api__plugins(env):
    r = Rec(env)
    plug = "org.example.hello"

    def upload(name, who, data, force=None, field="plugin"):
        line = "----recording"
        body = (
            (
                '--%s\r\nContent-Disposition: form-data; name="%s"; filename="plugin.tar.gz"\r\nContent-Type:'
                " application/gzip\r\n\r\n" % (line, field)
            ).encode()
            + data
            + b"\r\n"
        )
        if force is not None:
            body += ('--%s\r\nContent-Disposition: form-data; name="force"\r\n\r\n%s\r\n' % (line, force)).encode()
        body += ("--%s--\r\n" % line).encode()
        return r(
            name,
            who,
            "POST",
            "/plugins",
            data=body,
            headers={"Content-Type": "multipart/form-data; boundary=" + line},
            show={"multipart": {field: "<archive>", **({"force": force} if force else {})}},
        )

    def patch(name, body):
        return r(
            name, "local", "PUT", "/config/patch", body, keep=["PluginSettings." + k for k in body["PluginSettings"]]
        )

    states = ["PluginSettings.PluginStates", "PluginSettings.Plugins"]
    r("list on a new server", "local", "GET", "/plugins")
    upload("upload while EnableUploads is off, over the socket", "local", bundle())
    upload("upload while EnableUploads is off, over http", "admin", bundle())
    r(
        "EnableUploads over http is refused",
        "admin",
        "PUT",
        "/config/patch",
        {"PluginSettings": {"EnableUploads": True}},
    )
    patch("uploads on, over the socket", {"PluginSettings": {"EnableUploads": True}})
    upload("upload, over the socket", "local", bundle())
    r("list after the upload: inactive", "local", "GET", "/plugins")
    r("config after the upload", "local", "GET", "/config", keep=states)
    upload("upload again without force", "local", bundle())
    upload("upload again with force", "local", bundle(), force="true")
    upload("upload as admin over http, other version, with force", "admin", bundle(version="1.1.0"), force="true")
    upload("upload as a normal user", "alice", bundle())
    upload("upload: not an archive", "local", b"nonsense")
    upload("upload: archive without manifest", "local", bundle(name="no manifest"))
    upload("upload: empty archive", "local", bundle(name="empty"))
    upload("upload: wrong form field", "local", bundle(), field="file")
    upload("upload: manifest without id", "local", bundle(plugin_id=""))
    upload("upload: id with a blank", "local", bundle(plugin_id="bad id"))
    upload("upload: id in upper case", "local", bundle(plugin_id="Org.Example.Upper"))
    upload("upload: no version", "local", bundle(plugin_id="org.example.nover", version=None))
    upload("upload: newer server wanted", "local", bundle(plugin_id="org.example.newer", min_server_version="99.0.0"))
    upload(
        "upload: manifest with the old key backend",
        "local",
        bundle(plugin_id="org.example.backend", backend={"executable": "server/hello"}),
    )
    upload(
        "upload: manifest with the old key backend and no webapp",
        "local",
        bundle(plugin_id="org.example.backendonly", webapp=None, backend={"executable": "server/hello"}),
    )
    upload(
        "upload: server executable that is missing",
        "local",
        bundle(plugin_id="org.example.noexe", server={"executable": "server/hello"}),
    )
    r("list after that", "local", "GET", "/plugins")
    for pid in (plug, "org.example.backend", "org.example.backendonly", "org.example.noexe"):
        r("enable", "local", "POST", "/plugins/%s/enable" % pid)
    r("enable again", "local", "POST", "/plugins/%s/enable" % plug)
    time.sleep(1)
    r("list after enable", "local", "GET", "/plugins")
    r("config after enable", "local", "GET", "/config", keep=states)
    r("statuses, over http", "admin", "GET", "/plugins/statuses")
    r("statuses, over the socket", "local", "GET", "/plugins/statuses")
    r("list as a normal user", "alice", "GET", "/plugins")
    r("web application plugins", "alice", "GET", "/plugins/webapp")
    r("route of the plugin with the old key backend", "alice", "GET", "=/plugins/org.example.backend/api/v1/config")
    r("enable: unknown plugin", "local", "POST", "/plugins/nonsense/enable")
    r("disable: unknown plugin", "local", "POST", "/plugins/nonsense/disable")
    r("enable as a normal user", "alice", "POST", "/plugins/%s/enable" % plug)
    r("disable", "local", "POST", "/plugins/%s/disable" % plug)
    r("disable again", "local", "POST", "/plugins/%s/disable" % plug)
    patch(
        "enabled through the config",
        {"PluginSettings": {"PluginStates": {plug: {"Enable": True}}, "Plugins": {plug: {"greeting": "hi"}}}},
    )
    time.sleep(1)
    r("list after that", "local", "GET", "/plugins", note="the other plugins: PluginStates was replaced as a whole")
    r("delete", "local", "DELETE", "/plugins/" + plug)
    r("delete again", "local", "DELETE", "/plugins/" + plug)
    r("config after delete", "local", "GET", "/config", keep=states)
    r("delete over http", "admin", "DELETE", "/plugins/org.example.noexe")
    r(
        "install from a URL that does not answer",
        "local",
        "POST",
        "/plugins/install_from_url",
        query="plugin_download_url=https%3A%2F%2F127.0.0.1%3A1%2Fplugin.tar.gz&force=true",
    )
    r(
        "install from an http URL",
        "local",
        "POST",
        "/plugins/install_from_url",
        query="plugin_download_url=http%3A%2F%2F127.0.0.1%3A1%2Fplugin.tar.gz",
    )
    patch("signatures required", {"PluginSettings": {"RequirePluginSignature": True}})
    upload("upload while signatures are required", "local", bundle())
    patch("plugins off", {"PluginSettings": {"RequirePluginSignature": False, "Enable": False}})
    upload("upload while plugins are off", "local", bundle())
    r("list while plugins are off", "local", "GET", "/plugins")
    r("enable while plugins are off", "local", "POST", "/plugins/org.example.backend/enable")
    r.save("api/plugins")
