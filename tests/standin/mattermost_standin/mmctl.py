# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in's mmctl: the recorded words and exit codes, over the local socket only. Standard library only."""

from __future__ import annotations

import os
import sys

from . import mmctl_channel, mmctl_config, mmctl_more, mmctl_plugin, mmctl_roles, mmctl_system, mmctl_team, mmctl_user
from .mmctl_base import Client, Command, Failure, Printer, Refusal

COMMANDS: dict[tuple, Command] = {
    **mmctl_user.COMMANDS,
    **mmctl_team.COMMANDS,
    **mmctl_roles.COMMANDS,
    **mmctl_config.COMMANDS,
    **mmctl_system.COMMANDS,
    **mmctl_plugin.COMMANDS,
    **mmctl_channel.COMMANDS,
    **mmctl_more.COMMANDS,
}

# Known to the real mmctl, but not here: asked for, they fail loudly instead of doing nothing.
MISSING = (
    "auth",
    "command",
    "compliance-export",
    "completion",
    "docs",
    "export",
    "extract",
    "group",
    "import",
    "integrity",
    "logs",
    "oauth",
    "post",
    "report",
    "saml",
    "webhook",
    "websocket",
)
MISSING_BELOW = {
    "bot": ("assign", "disable", "enable", "update"),
    "channel": ("archive", "delete", "modify", "move", "rename", "search", "unarchive", "users"),
    "config": ("edit", "export", "migrate"),
    "job": ("update",),
    "ldap": ("idmigrate", "job"),
    "license": ("remove", "upload", "upload-string"),
    "plugin": ("install-url", "marketplace"),
    "system": ("clearbusy", "getbusy", "setbusy", "supportpacket"),
    "token": ("list", "revoke"),
    "user": (
        "attributes",
        "deleteall",
        "demote",
        "invite",
        "migrate-auth",
        "preference",
        "promote",
        "reset-password",
        "resetmfa",
    ),
}

GLOBAL_OPTIONS = {
    "json": bool,
    "local": bool,
    "quiet": bool,
    "suppress-warnings": bool,
    "strict": bool,
    "disable-pager": bool,
    "insecure-sha1-intermediate": bool,
    "insecure-tls-version": bool,
    "config": str,
    "help": bool,
}

TITLES = {
    "bot": "Management of bots",
    "channel": "Management of channels",
    "config": "Configuration",
    "job": "Management of jobs",
    "ldap": "LDAP related utilities",
    "license": "Licensing commands",
    "permissions": "Management of permissions",
    "plugin": "Management of plugins",
    "roles": "Manage user roles",
    "system": "System management",
    "team": "Management of teams",
    "token": "manage users' access tokens",
    "user": "Management of users",
}

USER_COMMANDS = """  activate        Activate users
  attributes      Management of User Attributes
  change-password Changes a user's password
  convert         Convert users to bots, or a bot to a user
  create          Create a user
  deactivate      Deactivate users
  delete          Delete users
  deleteall       Delete all users and all posts. Local command only.
  demote          Demote users to guests
  edit            Edit user properties
  invite          Send user an email invite to a team.
  list            List users
  migrate-auth    Mass migrate user accounts authentication type
  preference      Manage user preferences
  promote         Promote guests to users
  reset-password  Send users an email to reset their password
  resetmfa        Turn off MFA
  search          Search for users
  verify          Mark user's email as verified
"""

GROUP_HELP = """{title}

Usage:
  mmctl {group} [command]

Available Commands:
{commands}
Flags:
  -h, --help   help for {group}

Global Flags:
      --config string                path to the configuration file (default "$XDG_CONFIG_HOME/mmctl/config")
      --disable-pager                disables paged output
      --insecure-sha1-intermediate   allows to use insecure TLS protocols, such as SHA-1
      --insecure-tls-version         allows to use TLS versions 1.0 and 1.1
      --json                         the output format will be in json format
      --local                        allows communicating with the server through a unix socket
      --quiet                        prevent mmctl to generate output for the commands
      --strict                       will only run commands if the mmctl version matches the server one
      --suppress-warnings            disables printing warning messages

Use "mmctl {group} [command] --help" for more information about a command."""


def _group_help(group: str) -> str:
    names = sorted({key[1] for key in COMMANDS if key[0] == group and len(key) > 1})
    commands = USER_COMMANDS if group == "user" else "".join("  %s\n" % name for name in names)
    return GROUP_HELP.format(title=TITLES[group], group=group, commands=commands)


def _parse(words: list[str], known: dict) -> tuple[list[str], dict]:
    """Plain words and options; options may stand anywhere."""
    plain: list[str] = []
    options: dict = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            plain.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        name = "help" if name == "h" else name
        if name not in known:
            raise Failure("unknown flag: %s" % word.split("=")[0])
        if known[name] is bool:
            options[name] = value != "false"
            continue
        if not equals:
            value = next(rest, "")
        try:
            options[name] = known[name](value)
        except ValueError as error:
            raise Failure(
                'invalid argument "%s" for "--%s" flag: strconv.ParseInt: parsing "%s": invalid syntax'
                % (value, name, value)
            ) from error
    return plain, options


def _select(words: list[str]) -> tuple[Command | None, int, str]:
    """The command, how many words name it, and the group when only that is known."""
    plain = [word for word in words if not word.startswith("-")]
    for length in (3, 2, 1):
        command = COMMANDS.get(tuple(plain[:length]))
        if command and len(plain) >= length:
            return command, length, plain[0]
    first = plain[0] if plain else ""
    second = plain[1] if len(plain) > 1 else ""
    if first in MISSING or second in MISSING_BELOW.get(first, ()):
        raise Failure(
            'the stand-in\'s mmctl has no command "%s"' % " ".join(plain[:2] if first not in MISSING else plain[:1])
        )
    if first and first not in TITLES:
        raise Failure('unknown command "%s" for "mmctl"' % first)
    return None, 0, first


def _check(command: Command, words: list[str], options: dict) -> None:
    missing = ['"%s"' % name for name in command.required if name not in options]
    if missing:
        raise Failure("required flag(s) %s not set" % ", ".join(missing))
    least, most = command.words
    if len(words) < least:
        raise Failure("requires at least %d arg(s), only received %d" % (least, len(words)))
    if most is not None and len(words) > most:
        raise Failure("accepts %d arg(s), received %d" % (most, len(words)))


def _connect(options: dict) -> Client:
    if not options.get("local") and os.environ.get("MMCTL_LOCAL", "").lower() not in ("true", "1"):
        # Nobody can sign in with the stand-in's mmctl, so there never are credentials.
        if not options.get("suppress-warnings"):
            print("Warning: Unable to retrieve credentials, assuming --local mode", file=sys.stderr)
    return Client()


def _run(words: list[str]) -> None:
    command, length, group = _select(words)
    if command is None:
        print(
            _group_help(group)
            if group
            else "\n".join(["Usage:", "  mmctl [command]", "", *sorted({key[0] for key in COMMANDS})])
        )
        return
    plain, options = _parse(words, {**GLOBAL_OPTIONS, **command.options})
    arguments = plain[length:]
    if options.get("help"):
        print("Usage:\n  mmctl %s [flags]" % " ".join(plain[:length]))
        return
    _check(command, arguments, options)
    out = Printer(
        as_json=bool(options.get("json")), quiet=bool(options.get("quiet")), noun=command.noun, single=command.single
    )
    client = None
    try:
        if command.needs_server:
            client = _connect(options)
        command.run(client, out, arguments, options)
    finally:
        out.flush(client is not None)


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        _run(sys.argv[1:] if argv is None else argv)
    except Refusal as error:
        print(error, file=sys.stderr)
        return 1
    except Failure as error:
        print("Error: %s" % error, file=sys.stderr)
        return 1
    return 0
