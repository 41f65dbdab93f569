# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels, integrations, bots, tokens, licence, system, limits and imports."""

import io
import json
import time

from .base import FILLERS, PW, Rec, recording


@recording
def api__channels(env):
    r = Rec(env)
    team = r.ids["home"]
    for who in ("alice", "admin"):
        r.quiet("local", "POST", "/teams/%s/members" % team, {"team_id": team, "user_id": r.ids[who]})

    def new(name, **kw):
        return {"team_id": team, "name": name, "display_name": name.title(), "type": "O", **kw}

    news = r("create over the socket", "local", "POST", "/channels", new("news", header="The news", purpose="Daily"))[
        "id"
    ]
    r("create a private one over the socket", "local", "POST", "/channels", new("secret", type="P"))
    r("create as admin over http: the creator becomes a member", "admin", "POST", "/channels", new("admins"))
    r("create as a normal member", "alice", "POST", "/channels", new("alices"))
    r("create as admin over http: unknown team", "admin", "POST", "/channels", new("lost2", team_id="y" * 26))
    r("create: name is taken", "local", "POST", "/channels", new("news"))
    r("create: name is taken, upper case", "local", "POST", "/channels", new("NEWS"))
    for name, body in (
        ("no name", {"team_id": team, "display_name": "X", "type": "O"}),
        ("name of one letter", new("x")),
        ("name of 64 letters", new("n" * 64, display_name="N")),
        ("name of 65 letters", new("n" * 65, display_name="N")),
        ("name with a blank", new("a b")),
        ("name with an underscore", new("a_b")),
        ("name like an id", new("y" * 26)),
        ("name starting with a dash", new("-ab")),
        ("no display_name: the name is taken", {"team_id": team, "name": "nodisplay", "type": "O"}),
        ("display_name of 65 letters", new("longdisplay", display_name="d" * 65)),
        ("no type", {"team_id": team, "name": "notype", "display_name": "X"}),
        ("type X", new("typex", type="X")),
        ("type D", new("typed", type="D")),
        ("header of 1025 letters", new("longheader", header="h" * 1025)),
        ("purpose of 251 letters", new("longpurpose", purpose="p" * 251)),
        ("unknown team", new("lost", team_id="y" * 26)),
        ("no team", {"name": "noteam", "display_name": "X", "type": "O"}),
    ):
        r("create: " + name, "local", "POST", "/channels", body)
    for who in ("local", "admin", "alice"):
        r("read by name", who, "GET", "/teams/%s/channels/name/news" % team)
        r("read a private one by name", who, "GET", "/teams/%s/channels/name/secret" % team)
    r("read by names of team and channel", "local", "GET", "/teams/name/home/channels/name/news")
    r("read by id", "local", "GET", "/channels/" + news)
    r("read: unknown name", "local", "GET", "/teams/%s/channels/name/nonsense" % team)
    r("read: unknown id", "local", "GET", "/channels/" + "y" * 26)
    r("read: unknown team", "local", "GET", "/teams/name/nonsense/channels/name/news")
    r("list public ones of the team", "local", "GET", "/teams/%s/channels" % team, query="page=0&per_page=2")
    r("list private ones of the team", "local", "GET", "/teams/%s/channels/private" % team)
    r("list private ones of the team as a normal member", "alice", "GET", "/teams/%s/channels/private" % team)
    r("list all", "local", "GET", "/channels", query="per_page=1")
    r("patch", "local", "PUT", "/channels/%s/patch" % news, {"display_name": "Newsroom", "header": "H", "purpose": "P"})
    r(
        "patch again with the same values",
        "local",
        "PUT",
        "/channels/%s/patch" % news,
        {"display_name": "Newsroom", "header": "H", "purpose": "P"},
    )
    r("patch: new name", "local", "PUT", "/channels/%s/patch" % news, {"name": "newsroom"})
    r("patch: name is taken", "local", "PUT", "/channels/%s/patch" % news, {"name": "secret"})
    r("patch: type is ignored", "local", "PUT", "/channels/%s/patch" % news, {"type": "P"})
    r("patch: header of 1025 letters", "local", "PUT", "/channels/%s/patch" % news, {"header": "h" * 1025})
    r(
        "patch as a normal member who is not in the channel",
        "alice",
        "PUT",
        "/channels/%s/patch" % news,
        {"header": "mine"},
    )
    r("update over the socket: not served", "local", "PUT", "/channels/" + news, {"id": news, "display_name": "X"})
    r("privacy to private", "local", "PUT", "/channels/%s/privacy" % news, {"privacy": "P"})
    r("privacy: the same again", "local", "PUT", "/channels/%s/privacy" % news, {"privacy": "P"})
    r("privacy: nonsense", "local", "PUT", "/channels/%s/privacy" % news, {"privacy": "X"})
    r("privacy to public", "local", "PUT", "/channels/%s/privacy" % news, {"privacy": "O"})
    square = r("read town-square", "local", "GET", "/teams/%s/channels/name/town-square" % team)["id"]
    r("town-square: archive", "local", "DELETE", "/channels/" + square)
    r("town-square: make it private", "local", "PUT", "/channels/%s/privacy" % square, {"privacy": "P"})
    r("town-square: new name, over the socket", "local", "PUT", "/channels/%s/patch" % square, {"name": "plaza"})
    r("town-square: new name, over http", "admin", "PUT", "/channels/%s/patch" % square, {"name": "agora"})
    r("town-square: name back", "local", "PUT", "/channels/%s/patch" % square, {"name": "town-square"})
    r("town-square: new display name", "local", "PUT", "/channels/%s/patch" % square, {"display_name": "Plaza"})
    r("archive", "local", "DELETE", "/channels/" + news)
    r("archive again", "local", "DELETE", "/channels/" + news)
    r("read an archived one by name", "local", "GET", "/teams/%s/channels/name/newsroom" % team)
    r(
        "read an archived one by name, include_deleted",
        "local",
        "GET",
        "/teams/%s/channels/name/newsroom" % team,
        query="include_deleted=true",
    )
    r("list archived ones", "local", "GET", "/teams/%s/channels/deleted" % team)
    r("patch an archived one", "local", "PUT", "/channels/%s/patch" % news, {"header": "X"})
    r("create: name of an archived one", "local", "POST", "/channels", new("newsroom"))
    r("restore", "local", "POST", "/channels/%s/restore" % news)
    r("restore again", "local", "POST", "/channels/%s/restore" % news)
    r(
        "delete for good while EnableAPIChannelDeletion is off, over http",
        "admin",
        "DELETE",
        "/channels/" + news,
        query="permanent=true",
    )
    r(
        "delete for good while EnableAPIChannelDeletion is off, over the socket",
        "local",
        "DELETE",
        "/channels/" + news,
        query="permanent=true",
    )
    r("read after that", "local", "GET", "/channels/" + news)
    r.save("api/channels")


@recording
def api__channel_members(env):
    r = Rec(env)
    team, alice, bob, admin = r.ids["home"], r.ids["alice"], r.ids["bob"], r.ids["admin"]
    for user in (alice, admin):
        r.quiet("local", "POST", "/teams/%s/members" % team, {"team_id": team, "user_id": user})
    news = r.quiet(
        "local", "POST", "/channels", {"team_id": team, "name": "news", "display_name": "News", "type": "O"}
    )["id"]
    base = "/channels/%s/members" % news
    r("add over the socket", "local", "POST", base, {"user_id": alice})
    r("add again", "local", "POST", base, {"user_id": alice})
    r("add one who is not in the team", "local", "POST", base, {"user_id": bob})
    r("add several, one is not in the team", "local", "POST", base, {"user_ids": [alice, admin, bob]})
    r("add several", "local", "POST", base, {"user_ids": [alice, admin]})
    r("add several, over http", "admin", "POST", base, {"user_ids": [alice, admin]})
    r("add several, one is not in the team, over http", "admin", "POST", base, {"user_ids": [alice, bob]})
    r("add: unknown user", "local", "POST", base, {"user_id": "y" * 26})
    r("add: no user", "local", "POST", base, {})
    r("add: unknown channel", "local", "POST", "/channels/%s/members" % ("y" * 26), {"user_id": alice})
    r("read one, over the socket", "local", "GET", base + "/" + alice)
    r("read one, over http", "admin", "GET", base + "/" + alice)
    r("read one who is not a member", "local", "GET", base + "/" + bob)
    r("list", "local", "GET", base, query="page=0&per_page=1")
    r("list as users", "local", "GET", "/users", query="in_channel=" + news)
    r(
        "scheme roles: channel admin, over http",
        "admin",
        "PUT",
        "%s/%s/schemeRoles" % (base, alice),
        {"scheme_user": True, "scheme_admin": True},
    )
    r(
        "scheme roles: over the socket",
        "local",
        "PUT",
        "%s/%s/schemeRoles" % (base, alice),
        {"scheme_user": True, "scheme_admin": True},
    )
    r("remove", "local", "DELETE", base + "/" + alice)
    r("remove again", "local", "DELETE", base + "/" + alice)
    square = r.quiet("local", "GET", "/teams/%s/channels/name/town-square" % team)["id"]
    r("town-square: remove a member", "local", "DELETE", "/channels/%s/members/%s" % (square, alice))
    r.save("api/channel_members")


@recording
def api__incoming_webhooks(env):
    r, kind = Rec(env), "/hooks/incoming"
    team = r.ids["home"]
    for who in ("alice", "admin"):
        r.quiet("local", "POST", "/teams/%s/members" % team, {"team_id": team, "user_id": r.ids[who]})
    square = r.quiet("local", "GET", "/teams/%s/channels/name/town-square" % team)["id"]
    new = {
        "channel_id": square,
        "display_name": "Build",
        "description": "Build results",
        "username": "builder",
        "icon_url": "https://example.com/i.png",
        "channel_locked": True,
    }
    r("create over the socket without user_id", "local", "POST", kind, new)
    hook = r("create over the socket", "local", "POST", kind, dict(new, user_id=r.ids["admin"]))
    r("create the same again: a second one", "local", "POST", kind, dict(new, user_id=r.ids["admin"]))
    r("create as admin over http", "admin", "POST", kind, {"channel_id": square, "display_name": "Two"})
    r("create as a normal member", "alice", "POST", kind, {"channel_id": square})
    r("create: unknown channel", "local", "POST", kind, dict(new, user_id=r.ids["admin"], channel_id="y" * 26))
    r(
        "create: display_name of 65 letters",
        "local",
        "POST",
        kind,
        dict(new, user_id=r.ids["admin"], display_name="d" * 65),
    )
    r("list", "local", "GET", kind, query="page=0&per_page=1")
    r("list of a team", "local", "GET", kind, query="team_id=" + team, most=1)
    r("list as a normal member", "alice", "GET", kind, query="team_id=" + team)
    r("read", "local", "GET", "%s/%s" % (kind, hook["id"]))
    r("read: unknown id", "local", "GET", kind + "/" + "y" * 26)
    r("update", "local", "PUT", "%s/%s" % (kind, hook["id"]), dict(hook, description="Changed"))
    r("update with the same values", "local", "PUT", "%s/%s" % (kind, hook["id"]), dict(hook, description="Changed"))
    r(
        "update with a partial body",
        "local",
        "PUT",
        "%s/%s" % (kind, hook["id"]),
        {"id": hook["id"], "description": "Partial"},
    )
    r(
        "update: other channel",
        "local",
        "PUT",
        "%s/%s" % (kind, hook["id"]),
        dict(hook, channel_id=r.quiet("local", "GET", "/teams/%s/channels/name/off-topic" % team)["id"]),
    )
    r("post to it", "anonymous", "POST", "=/hooks/" + hook["id"], {"text": "hello"})
    r("post to an unknown one", "anonymous", "POST", "=/hooks/" + "y" * 26, {"text": "hello"})
    r("post without text", "anonymous", "POST", "=/hooks/" + hook["id"], {})
    r("delete", "local", "DELETE", "%s/%s" % (kind, hook["id"]))
    r("delete again", "local", "DELETE", "%s/%s" % (kind, hook["id"]))
    r("read after delete", "local", "GET", "%s/%s" % (kind, hook["id"]))
    r(
        "incoming webhooks off",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"EnableIncomingWebhooks": False}},
        keep=["ServiceSettings.EnableIncomingWebhooks"],
    )
    r("create while they are off", "local", "POST", kind, dict(new, user_id=r.ids["admin"]))
    r("list while they are off", "local", "GET", kind, most=1)
    r.save("api/incoming_webhooks")


@recording
def api__outgoing_webhooks(env):
    r, kind = Rec(env), "/hooks/outgoing"
    team = r.ids["home"]
    r.quiet("local", "POST", "/teams/%s/members" % team, {"team_id": team, "user_id": r.ids["alice"]})
    new = {
        "team_id": team,
        "display_name": "Ask",
        "description": "Asks",
        "trigger_words": ["ask"],
        "trigger_when": 0,
        "callback_urls": ["https://hooks.example.com/ask"],
        "content_type": "application/json",
    }
    r("create over the socket without creator_id", "local", "POST", kind, new)
    hook = r("create over the socket", "local", "POST", kind, dict(new, creator_id=r.ids["admin"]))
    r("create: the same trigger words and URL again", "local", "POST", kind, dict(new, creator_id=r.ids["admin"]))
    r("create as a normal member", "alice", "POST", kind, dict(new, trigger_words=["x"]))
    r("create: no callback URL", "local", "POST", kind, dict(new, creator_id=r.ids["admin"], callback_urls=[]))
    r(
        "create: callback URL is not one",
        "local",
        "POST",
        kind,
        dict(new, creator_id=r.ids["admin"], callback_urls=["nonsense"], trigger_words=["y"]),
    )
    r(
        "create: neither channel nor trigger words",
        "local",
        "POST",
        kind,
        dict(new, creator_id=r.ids["admin"], trigger_words=[]),
    )
    r(
        "create: unknown team",
        "local",
        "POST",
        kind,
        dict(new, creator_id=r.ids["admin"], team_id="y" * 26, trigger_words=["z"]),
    )
    r("list of a team", "local", "GET", kind, query="team_id=" + team)
    r("list", "local", "GET", kind)
    r("read", "local", "GET", "%s/%s" % (kind, hook["id"]))
    r("read: unknown id", "local", "GET", kind + "/" + "y" * 26)
    r("update", "local", "PUT", "%s/%s" % (kind, hook["id"]), dict(hook, description="Changed"))
    r(
        "update with a partial body",
        "local",
        "PUT",
        "%s/%s" % (kind, hook["id"]),
        {"id": hook["id"], "description": "Partial"},
    )
    r("new token over http", "admin", "POST", "%s/%s/regen_token" % (kind, hook["id"]))
    r("new token over the socket: not served", "local", "POST", "%s/%s/regen_token" % (kind, hook["id"]))
    r("delete", "local", "DELETE", "%s/%s" % (kind, hook["id"]))
    r("delete again", "local", "DELETE", "%s/%s" % (kind, hook["id"]))
    r("read after delete", "local", "GET", "%s/%s" % (kind, hook["id"]))
    r(
        "outgoing webhooks off",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"EnableOutgoingWebhooks": False}},
        keep=["ServiceSettings.EnableOutgoingWebhooks"],
    )
    r("create while they are off", "local", "POST", kind, dict(new, creator_id=r.ids["admin"]))
    r.save("api/outgoing_webhooks")


@recording
def api__commands(env):
    r = Rec(env)
    team = r.ids["home"]
    r.quiet("local", "POST", "/teams/%s/members" % team, {"team_id": team, "user_id": r.ids["alice"]})
    new = {
        "team_id": team,
        "trigger": "weather",
        "method": "P",
        "url": "https://hooks.example.com/weather",
        "display_name": "Weather",
        "description": "Tells the weather",
        "username": "weather",
        "auto_complete": True,
        "auto_complete_hint": "[city]",
        "auto_complete_desc": "the weather",
    }
    r("create over the socket without creator_id", "local", "POST", "/commands", dict(new, trigger="nocreator"))
    command = r("create over the socket", "local", "POST", "/commands", dict(new, creator_id=r.ids["admin"]))
    r("create: trigger is taken", "local", "POST", "/commands", dict(new, creator_id=r.ids["admin"]))
    r("create as admin over http", "admin", "POST", "/commands", dict(new, trigger="other"))
    r("create as a normal member", "alice", "POST", "/commands", dict(new, trigger="mine"))
    for name, change in (
        ("trigger with a slash", {"trigger": "/slash"}),
        ("trigger with a blank", {"trigger": "a b"}),
        ("trigger empty", {"trigger": ""}),
        ("trigger in upper case", {"trigger": "UPPER"}),
        ("trigger of a built-in command", {"trigger": "join"}),
        ("url is not one", {"trigger": "badurl", "url": "nonsense"}),
        ("url empty", {"trigger": "nourl", "url": ""}),
        ("method X", {"trigger": "badmethod", "method": "X"}),
        ("unknown team", {"trigger": "lost", "team_id": "y" * 26}),
        ("trigger of 129 letters", {"trigger": "t" * 129}),
    ):
        r("create: " + name, "local", "POST", "/commands", dict(new, creator_id=r.ids["admin"], **change))
    r("list of a team, custom only", "local", "GET", "/commands", query="team_id=%s&custom_only=true" % team, most=2)
    r("list of a team", "local", "GET", "/commands", query="team_id=" + team, most=1)
    r("list without a team", "local", "GET", "/commands")
    r("list as a normal member", "alice", "GET", "/commands", query="team_id=%s&custom_only=true" % team)
    path = "/commands/" + command["id"]
    r("read", "local", "GET", path)
    r("read: unknown id", "local", "GET", "/commands/" + "y" * 26)
    r("update", "local", "PUT", path, dict(command, description="Changed"))
    r("update with the same values", "local", "PUT", path, dict(command, description="Changed"))
    r(
        "update with a partial body",
        "local",
        "PUT",
        path,
        {"id": command["id"], "team_id": team, "description": "Partial"},
    )
    r("new token over http", "admin", "PUT", path + "/regen_token")
    r("new token over the socket: not served", "local", "PUT", path + "/regen_token")
    other = r.quiet("local", "POST", "/teams", {"name": "elsewhere", "display_name": "Elsewhere", "type": "O"})["id"]
    r("move to another team", "local", "PUT", path + "/move", {"team_id": other})
    r("delete", "local", "DELETE", path)
    r("delete again", "local", "DELETE", path)
    r("read after delete", "local", "GET", path)
    r(
        "commands off",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"EnableCommands": False}},
        keep=["ServiceSettings.EnableCommands"],
    )
    r("create while they are off", "local", "POST", "/commands", dict(new, creator_id=r.ids["admin"], trigger="off"))
    r.save("api/commands")


@recording
def api__bots(env):
    r = Rec(env)
    new = {"username": "buildbot", "display_name": "Build bot", "description": "Builds"}
    r("create while EnableBotAccountCreation is off", "admin", "POST", "/bots", new)
    r(
        "bots on",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"EnableBotAccountCreation": True}},
        keep=["ServiceSettings.EnableBotAccountCreation"],
    )
    r("create over the socket: not served", "local", "POST", "/bots", new)
    bot = r("create over http", "admin", "POST", "/bots", new)["user_id"]
    r("create: username is taken by a bot", "admin", "POST", "/bots", new)
    r("create: username is taken by a user", "admin", "POST", "/bots", dict(new, username="alice"))
    r("create: invalid username", "admin", "POST", "/bots", dict(new, username="a b"))
    r(
        "create: description of 1025 letters",
        "admin",
        "POST",
        "/bots",
        dict(new, username="longbot", description="d" * 1025),
    )
    r("create as a normal user", "alice", "POST", "/bots", dict(new, username="alicebot"))
    for who in ("local", "admin", "alice"):
        r("read", who, "GET", "/bots/" + bot)
    r("read: unknown id", "local", "GET", "/bots/" + "y" * 26)
    r("read: the id of a user", "local", "GET", "/bots/" + r.ids["alice"])
    r("the user of a bot", "local", "GET", "/users/username/buildbot")
    r("list", "local", "GET", "/bots", query="page=0&per_page=5")
    r("list with disabled ones", "local", "GET", "/bots", query="include_deleted=true")
    r("update", "local", "PUT", "/bots/" + bot, {"display_name": "Builder", "description": "Builds all"})
    r(
        "update with the same values",
        "local",
        "PUT",
        "/bots/" + bot,
        {"display_name": "Builder", "description": "Builds all"},
    )
    r("update: username", "local", "PUT", "/bots/" + bot, {"username": "builder"})
    r("update: username is taken", "local", "PUT", "/bots/" + bot, {"username": "alice"})
    r("new owner", "local", "POST", "/bots/%s/assign/%s" % (bot, r.ids["alice"]))
    r("new owner: unknown user", "local", "POST", "/bots/%s/assign/%s" % (bot, "y" * 26))
    r("disable", "local", "POST", "/bots/%s/disable" % bot)
    r("disable again", "local", "POST", "/bots/%s/disable" % bot)
    r("read a disabled one", "local", "GET", "/bots/" + bot)
    r("read a disabled one, include_deleted", "local", "GET", "/bots/" + bot, query="include_deleted=true")
    r("enable", "local", "POST", "/bots/%s/enable" % bot)
    r("enable again", "local", "POST", "/bots/%s/enable" % bot)
    r(
        "token of a bot over the socket, while EnableUserAccessTokens is off",
        "local",
        "POST",
        "/users/%s/tokens" % bot,
        {"description": "ci"},
    )
    r(
        "token of a bot over http, while EnableUserAccessTokens is off",
        "admin",
        "POST",
        "/users/%s/tokens" % bot,
        {"description": "ci"},
    )
    r("a user into a bot, over the socket", "local", "POST", "/users/%s/convert_to_bot" % r.ids["bob"])
    r.save("api/bots")


@recording
def api__tokens(env):
    r = Rec(env)
    base = "/users/%s/tokens" % r.ids["alice"]
    r("create while EnableUserAccessTokens is off, over the socket", "local", "POST", base, {"description": "ci"})
    r("create while EnableUserAccessTokens is off, over http", "admin", "POST", base, {"description": "ci"})
    r(
        "tokens on",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"EnableUserAccessTokens": True}},
        keep=["ServiceSettings.EnableUserAccessTokens"],
    )
    token = r("create over the socket", "local", "POST", base, {"description": "ci"})
    r("create with the same description: a second one", "local", "POST", base, {"description": "ci"})
    r("create: no description", "local", "POST", base, {})
    r("create: description of 513 letters", "local", "POST", base, {"description": "d" * 513})
    r("create: unknown user", "local", "POST", "/users/%s/tokens" % ("y" * 26), {"description": "ci"})
    r("create as a normal user without the role", "alice", "POST", base, {"description": "ci"})
    r(
        "create for an admin over the socket",
        "local",
        "POST",
        "/users/%s/tokens" % r.ids["admin"],
        {"description": "ci"},
    )
    r.tokens["pat"] = token["token"]
    r("use it", "pat", "GET", "/users/me")
    r("list, over the socket", "local", "GET", base)
    r("list, over http", "admin", "GET", base)
    r("read, over http", "admin", "GET", "/users/tokens/" + token["id"])
    r("read, over the socket", "local", "GET", "/users/tokens/" + token["id"])
    r("disable, over http", "admin", "POST", "/users/tokens/disable", {"token_id": token["id"]})
    r("use a disabled one", "pat", "GET", "/users/me")
    r("enable, over http", "admin", "POST", "/users/tokens/enable", {"token_id": token["id"]})
    r("enable, over the socket", "local", "POST", "/users/tokens/enable", {"token_id": token["id"]})
    r("revoke", "local", "POST", "/users/tokens/revoke", {"token_id": token["id"]})
    r("revoke again", "local", "POST", "/users/tokens/revoke", {"token_id": token["id"]})
    r("use a revoked one", "pat", "GET", "/users/me")
    r("list after that", "local", "GET", base)
    r(
        "tokens off again",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"EnableUserAccessTokens": False}},
        keep=["ServiceSettings.EnableUserAccessTokens"],
    )
    r("list while they are off", "local", "GET", base)
    r.save("api/tokens")


@recording
def api__license(env):
    r = Rec(env)
    for who in ("anonymous", "admin", "local"):
        r("read", who, "GET", "/license/client", query="format=old")
    r("read without format", "admin", "GET", "/license/client")
    line = "----recording"
    body = (
        '--%s\r\nContent-Disposition: form-data; name="license";'
        ' filename="x.mattermost-license"\r\n\r\nnonsense\r\n--%s--\r\n' % (line, line)
    ).encode()
    for who in ("local", "admin", "alice"):
        r(
            "upload of nonsense",
            who,
            "POST",
            "/license",
            data=body,
            headers={"Content-Type": "multipart/form-data; boundary=" + line},
            show={"multipart": {"license": "nonsense"}},
        )
    r("upload without a file", "local", "POST", "/license")
    r("remove when there is none", "local", "DELETE", "/license")
    r("remove as a normal user", "alice", "DELETE", "/license")
    r("read: load metric", "admin", "GET", "/license/load_metric")
    r("ldap sync, over the socket", "local", "POST", "/ldap/sync")
    r("ldap sync, over http", "admin", "POST", "/ldap/sync")
    r("ldap test, over the socket", "local", "POST", "/ldap/test")
    r("ldap groups", "local", "GET", "/ldap/groups")
    r("groups", "admin", "GET", "/groups")
    r("schemes", "admin", "GET", "/schemes")
    r("create a scheme", "admin", "POST", "/schemes", {"name": "x", "display_name": "X", "scope": "team"})
    r("data retention", "admin", "GET", "/data_retention/policy")
    r(
        "custom profile attribute",
        "local",
        "POST",
        "/custom_profile_attributes/fields",
        {"name": "Office", "type": "text"},
    )
    r("access control policy", "local", "PUT", "/access_control_policies", {})
    r("saml metadata", "admin", "GET", "/saml/metadata")
    r("cluster status", "admin", "GET", "/cluster/status")
    r.save("api/license")


@recording
def api__system(env):
    r = Rec(env)
    for who in ("anonymous", "local", "admin"):
        r("ping", who, "GET", "/system/ping")
    r("ping with server status", "anonymous", "GET", "/system/ping", query="get_server_status=true")
    r("ping with server status, as admin", "admin", "GET", "/system/ping", query="get_server_status=true")
    r("ping with server status, over the socket", "local", "GET", "/system/ping", query="get_server_status=true")
    r(
        "ping with rest semantics",
        "anonymous",
        "GET",
        "/system/ping",
        query="get_server_status=true&use_rest_semantics=true",
    )
    r("unknown route over http", "admin", "GET", "/nonsense")
    r("unknown route over the socket", "local", "GET", "/nonsense")
    r("known route, wrong method, over http", "admin", "PATCH", "/system/ping")
    r("known route, wrong method, over the socket", "local", "PATCH", "/system/ping")
    r("path outside the api over the socket", "local", "GET", "=/")
    r("old api", "anonymous", "GET", "=/api/v3/users")
    r("schema version", "local", "GET", "/system/schema/version", most=2)
    r("server busy", "local", "GET", "/server_busy")
    r("timezones", "anonymous", "GET", "/system/timezones", most=2)
    r("analytics", "admin", "GET", "/analytics/old", most=30)
    r("analytics over the socket", "local", "GET", "/analytics/old")
    r("caches invalidated over http", "admin", "POST", "/caches/invalidate")
    r("caches invalidated over the socket", "local", "POST", "/caches/invalidate")
    r("database recycled over http", "admin", "POST", "/database/recycle")
    r("server restart over http", "alice", "POST", "/restart")
    r("integrity check over the socket", "local", "POST", "/integrity", most=2)
    r(
        "a body over MaximumPayloadSizeBytes (300000)",
        "admin",
        "POST",
        "/users/usernames",
        json.dumps(["u" * 20] * 20000),
        show=["... 20000 names, 480000 bytes"],
    )
    r.save("api/system")


@recording
def api__limits(env):
    r = Rec(env)
    for who in ("admin", "alice", "local", "anonymous"):
        r("server limits", who, "GET", "/limits/server")
    env.psql(FILLERS % (1000, 1000 + 195), db="rec")

    def new(n):
        return {"username": "extra%d" % n, "email": "extra%d@example.com" % n, "password": PW}

    r("199 users: server limits", "admin", "GET", "/limits/server")
    r("the 200th user", "local", "POST", "/users", new(200))
    r("the 201st user", "local", "POST", "/users", new(201))
    env.psql(FILLERS % (2000, 2000 + 47), db="rec")
    r("249 users: server limits", "admin", "GET", "/limits/server")
    r("the 250th user", "local", "POST", "/users", new(250))
    r("the 251st user, over the socket", "local", "POST", "/users", new(251))
    r("the 251st user, over http", "admin", "POST", "/users", new(251))
    r("250 users: server limits", "admin", "GET", "/limits/server")
    r("deactivate one", "local", "PUT", "/users/%s/active" % r.ids["bob"], {"active": False})
    r("the 250th active user", "local", "POST", "/users", new(252))
    r("activate one over the limit", "local", "PUT", "/users/%s/active" % r.ids["bob"], {"active": True})
    r(
        "bots are not counted: on",
        "local",
        "PUT",
        "/config/patch",
        {"ServiceSettings": {"EnableBotAccountCreation": True}},
        keep=["ServiceSettings.EnableBotAccountCreation"],
    )
    r("a bot at the limit", "admin", "POST", "/bots", {"username": "limitbot", "display_name": "B"})
    r.save("api/limits")


@recording
def api__jobs_import(env):
    import zipfile

    r = Rec(env)
    r("jobs", "local", "GET", "/jobs", query="per_page=2", most=2)
    r("create a job: unknown type", "local", "POST", "/jobs", {"type": "nonsense"})
    r("create a job as a normal user", "alice", "POST", "/jobs", {"type": "import_process"})
    r("read a job: unknown id", "local", "GET", "/jobs/" + "y" * 26)
    r("imports", "local", "GET", "/imports")

    def importing(name, lines, raw=None):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("data.jsonl", "\n".join(json.dumps(x) for x in lines) + "\n")
        data = raw or buffer.getvalue()
        up = r(
            name + ": open an upload over the socket",
            "local",
            "POST",
            "/uploads",
            {"type": "import", "filename": "data.zip", "file_size": len(data), "user_id": "nouser"},
        )
        r(
            name + ": send the data",
            "local",
            "POST",
            "/uploads/" + up["id"],
            data=data,
            headers={"Content-Type": "application/octet-stream"},
            show="<zip with data.jsonl>",
        )
        r(name + ": imports", "local", "GET", "/imports")
        job = r(
            name + ": start the job",
            "local",
            "POST",
            "/jobs",
            {"type": "import_process", "data": {"import_file": up["id"] + "_data.zip", "local_mode": "false"}},
        )
        for _unused in range(120):
            time.sleep(0.5)
            if r.quiet("local", "GET", "/jobs/" + job["id"])["status"] not in ("pending", "in_progress"):
                break
        r(name + ": the job at its end", "local", "GET", "/jobs/" + job["id"])

    version = {"type": "version", "version": 1}
    team = {
        "type": "team",
        "team": {"name": "imported", "display_name": "Imported", "type": "I", "description": "by import"},
    }

    def user(n, **kw):
        return {
            "type": "user",
            "user": {
                "username": "imp%d" % n,
                "email": "imp%d@example.com" % n,
                "teams": [{"name": "imported", "roles": "team_user"}],
                **kw,
            },
        }

    r(
        "upload as a normal user",
        "alice",
        "POST",
        "/uploads",
        {"type": "import", "filename": "data.zip", "file_size": 10},
    )
    importing("good", [version, team, user(1, password=PW), user(2)])
    r("a user made by the import", "local", "GET", "/users/username/imp1")
    r("login with the imported password", "anonymous", "POST", "/users/login", {"login_id": "imp1", "password": PW})
    r(
        "members of the imported team",
        "local",
        "GET",
        "/users",
        query="in_team=" + r.quiet("local", "GET", "/teams/name/imported")["id"],
    )
    importing("again, without a password", [version, team, user(1)])
    r(
        "login with the imported password after that",
        "anonymous",
        "POST",
        "/users/login",
        {"login_id": "imp1", "password": PW},
    )
    importing("no version line", [team])
    importing("invalid user", [version, team, user(3, email="nonsense")])
    importing("unknown team", [version, user(4, teams=[{"name": "nonsense"}])])
    importing("not a zip", [], raw=b"nonsense")
    r("jobs by type", "local", "GET", "/jobs/type/import_process", query="per_page=1")
    r(
        "cancel a job that ended",
        "local",
        "POST",
        "/jobs/%s/cancel" % r.quiet("local", "GET", "/jobs/type/import_process")[0]["id"],
    )
    r("delete an import: unknown name", "local", "DELETE", "/imports/nonsense.zip")
    r("exports", "local", "GET", "/exports")
    r.save("api/jobs_import")
