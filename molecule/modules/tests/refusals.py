# SPDX-License-Identifier: GPL-3.0-or-later
"""What each step named "Refuse ..." has to say: an option, a status of the server, or a kind of failure alone.

An option: refused by the module itself before anything was sent, in words of that option. A status: the server refused,
and the text, where one is given, is what the module makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """The kind of a failure, and what it names."""

    kind: str
    option: str = None
    status: int = None
    words: str = ""


def bad(option, words=""):
    """A value that cannot be."""
    return Told("input", option, words=words)


def no(option, words=""):
    """Possible for the server, but not done."""
    return Told("refused", option, words=words)


def server(status, words=""):
    """Refused by the server."""
    return Told("request", status=status, words=words)


def host(words=""):
    """Something of the host."""
    return Told("host", words=words)


FOR_GOOD = no("permanent", "permanently; say permanent: true")
REFUSALS = {
    "user": {
        "Refuse removing without a word about for good": FOR_GOOD,
        "Refuse deleting while the setting is off": server(401, "EnableAPIUserDeletion"),
        "Refuse the last administrator's leave in check mode": no("username", "last active system administrator"),
        "Refuse the last administrator's leave": no("username", "last active system administrator"),
        "Refuse the last administrator's demotion": no("username", "last active system administrator"),
        "Refuse roles without which the account is of no use": bad("roles"),
        "Refuse an unknown role": server(400, "option roles: "),
        "Refuse an address that another has": server(400, "option email: another account has the address"),
        "Refuse a new account without a password": bad("password"),
        "Refuse a password that is too short": server(400, "option password: "),
        "Refuse a name that cannot be": bad("username", "reserved"),
        "Refuse a wrong token": server(401),
    },
    "team": {
        "Refuse removing without a word about for good": FOR_GOOD,
        "Refuse deleting while the setting is off": server(401, "EnableAPITeamDeletion"),
        "Refuse a name that begins like a reserved one": bad("name", "begins with admin"),
        "Refuse a renaming by mistake": bad("name", "the team 'home' has the display name 'Home' already"),
        "Refuse another name for an id": bad("name", "can never change"),
        "Refuse a long display name": bad("display_name", "at most 64"),
        "Refuse an empty display name": bad("display_name"),
    },
    "team_member": {
        "Refuse to make an administrator over the socket": no("scheme_admin", "local socket; give url"),
        "Refuse an unknown account": bad("user", "no user named nobody"),
        "Refuse an unknown team": bad("team", "no team named nowhere"),
        "Refuse a deactivated account": bad("user", "deactivated"),
        "Refuse an archived team": bad("team", "archived"),
    },
    "channel": {
        "Refuse removing without a word about for good": FOR_GOOD,
        "Refuse deleting while the setting is off in check mode": bad("permanent", "EnableAPIChannelDeletion"),
        "Refuse deleting while the setting is off": bad("permanent", "EnableAPIChannelDeletion"),
        "Refuse archiving the channel of all": bad("state", "town-square"),
        "Refuse hiding the channel of all": bad("type", "town-square"),
        "Refuse an unknown team": bad("team", "no team named nowhere"),
        "Refuse an archived team": bad("team", "archived"),
        "Refuse a long name": bad("name", "1 to 64"),
        "Refuse a name with a blank": bad("name"),
    },
    "channel_member": {
        "Refuse to make an administrator over the socket": no("scheme_admin", "give url"),
        "Refuse who is not in the team in check mode": bad("user", "not in the team annex"),
        "Refuse who is not in the team": server(404, "not in the team annex"),
        "Refuse an unknown channel": bad("channel", "no channel named nowhere"),
        "Refuse an archived channel": bad("channel", "archived"),
        "Refuse a deactivated account": bad("user", "deactivated"),
        "Refuse to leave the channel of all": bad("channel", "town-square"),
    },
    "role": {
        "Refuse an unknown role": bad("name", "no role named no_such_role"),
        "Refuse an unknown permission": server(400, "no_such_permission"),
        "Refuse a permission that only the server gives": no("permissions_added", "manage_system"),
        "Refuse an empty list by mistake": no("permissions", "allow_empty"),
        "Refuse to give and take the same": bad("permissions_added", "view_team"),
        "Refuse a role of guests without a licence": bad("name", "license"),
    },
    "bot": {
        "Refuse removing without a word about for good": FOR_GOOD,
        "Refuse deleting while the setting is off": server(401, "EnableAPIUserDeletion"),
        "Refuse making one while the setting is off": bad("username", "EnableBotAccountCreation"),
        "Refuse a person's account": bad("username", "account of a person"),
        "Refuse an unknown owner": bad("owner", "no user named nobody"),
        "Refuse one without an owner over the socket": bad("owner", "nobody is signed in"),
        "Refuse a bot as owner": bad("owner", "is a bot"),
    },
    "token": {
        "Refuse a lost file in check mode": no("path", "rotate: true"),
        "Refuse a lost file": no("path", "rotate: true"),
        "Refuse to choose one of two": no("description", "2 tokens"),
        "Refuse a person while the setting is off in check mode": bad("user", "EnableUserAccessTokens"),
        "Refuse a person while the setting is off": bad("user", "EnableUserAccessTokens"),
        "Refuse an unknown account": bad("user", "no user named nobody"),
        "Refuse a deactivated account": bad("user", "deactivated"),
        "Refuse a file without a folder": host("no directory /root/nowhere"),
        "Refuse a file of somebody else's": host("left untouched"),
    },
    "incoming_webhook": {
        "Refuse to read while the setting is off in check mode": server(501, "EnableIncomingWebhooks"),
        "Refuse to read while the setting is off": server(501, "EnableIncomingWebhooks"),
        "Refuse a name while the server forgets it in check mode": bad("username", "EnablePostUsernameOverride"),
        "Refuse a name while the server forgets it": bad("username", "EnablePostUsernameOverride"),
        "Refuse another owner": bad("user", "belongs to alice"),
        "Refuse an unknown channel": bad("channel", "no channel named nowhere"),
        "Refuse an unknown team": bad("team", "no team named nowhere"),
        "Refuse one without an owner over the socket": bad("user", "nobody is signed in"),
        "Refuse a long title": bad("display_name", "at most 64"),
        "Refuse to choose one of two": no("display_name", "not known which one is meant"),
    },
    "outgoing_webhook": {
        "Refuse to read while the setting is off in check mode": server(501, "EnableOutgoingWebhooks"),
        "Refuse to read while the setting is off": server(501, "EnableOutgoingWebhooks"),
        # The server's own status for it.
        "Refuse one that meets another": server(500, "allows only one such"),
        "Refuse a private channel": bad("channel", "public channels only"),
        "Refuse one that nothing triggers": bad("trigger_words", "has to trigger it"),
        "Refuse a callback that is no URL": bad("callback_urls", "nonsense"),
        "Refuse another creator": bad("creator", "belongs to alice"),
        "Refuse an unknown team": bad("team", "no team named nowhere"),
    },
    "command": {
        "Refuse to read while the setting is off in check mode": server(501, "EnableCommands"),
        "Refuse to read while the setting is off": server(501, "EnableCommands"),
        "Refuse a command of the server in check mode": bad("trigger", "/join"),
        "Refuse a command of the server": bad("trigger", "/join"),
        "Refuse a slash": bad("trigger", "without the slash"),
        "Refuse an address that is none": bad("request_url", "nonsense"),
        "Refuse an unknown team": bad("team", "no team named nowhere"),
        "Refuse one without a creator over the socket": bad("creator", "nobody is signed in"),
        "Refuse another creator": bad("creator", "belongs to alice"),
    },
    "plugin": {
        "Refuse settings over HTTP": no("config", "over the local socket"),
        "Refuse an older archive by mistake": no("version", "1.1.0 is installed"),
        "Refuse one with the old key backend in check mode": bad("src", "backend"),
        "Refuse one with the old key backend": bad("src", "backend"),
        "Refuse one with nothing to run": bad("src", "neither a webapp nor a server part"),
        "Refuse one without its program": bad("src", "server/plugin is not in the archive"),
        "Refuse one for a newer server": bad("src", "99.0.0"),
        "Refuse a wrong checksum": bad("checksum", "has the checksum sha256:"),
        "Refuse a wrong checksum of a download": bad("checksum", "has the checksum sha256:"),
        "Refuse a download that is not there": host("404"),
        "Refuse another plugin's archive": bad("id", "not org.example.other"),
        "Refuse another version's archive": bad("version", "not 2.0.0"),
        "Refuse what is no archive": bad("src", "not a gzip-compressed tar archive"),
        "Refuse to enable what is not installed": bad("id", "is not installed"),
        "Refuse an upload while the setting is off in check mode": bad("src", "EnableUploads"),
        "Refuse an upload while the setting is off": bad("src", "EnableUploads"),
        "Refuse one that ends as soon as it is started": Told("not_taken", words="does not run"),
    },
    "license": {
        "Refuse a file that is no licence in check mode": bad("path", "not a license file"),
        "Refuse a file that is no licence": bad("path", "not a license file"),
        "Refuse a file that is not there": host("/etc/no-licence"),
        "Refuse one with a false signature": server(400, "its signature is not meant for"),
    },
    "email_test": {
        "Refuse the socket": no("url", "does not serve this on its local socket"),
        "Refuse where no mail server answers": server(500, "connection refused"),
        "Refuse who may not ask for it": server(403),
    },
    "emoji": {
        "Refuse the socket": no("url", "local socket"),
        "Refuse another creator": no("creator", "jane"),
        "Refuse a file that is no image": bad("src"),
        "Refuse the name of a built-in emoji": server(400, "built-in"),
    },
    "config": {
        "Refuse asterisks for a secret": bad("settings", "asterisks"),
        "Refuse an unknown setting": bad("settings", "does not know TeamSettings.NoSuchSetting"),
        "Refuse an unknown section": bad("settings", "does not know NoSuchSettings"),
        "Refuse a value of the wrong type": bad("settings", "is a number"),
        "Refuse a value that makes no sense": bad("settings", "ServiceSettings.SiteURL"),
        "Refuse a value that the server finds invalid": server(400, "TLS"),
        "Refuse to change what somebody owns": Told("refused", words="scope mattermost"),
        "Refuse over HTTP what only the socket may set": server(403, "EnableUploads"),
        "Refuse settings of plugins over HTTP": no("settings", "over the local socket only"),
    },
    "server_info": {
        "Refuse a server that is not there": Told("not_ready", words="no server is running"),
        "Refuse an address that does not answer in time": Told("not_ready", words="after 1 s"),
    },
    "user_info": {
        "Refuse a wrong password": server(401),
        "Refuse an unknown team": bad("team", "no team named nowhere"),
        "Refuse an unknown role": bad("roles", "no role named no_such_role"),
    },
    "channel_info": {"Refuse an unknown team": bad("team", "no team named nowhere")},
    "team_info": {},
    "plugin_info": {},
}
