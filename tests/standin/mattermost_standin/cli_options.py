# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a command line the way the server's does: options anywhere, one or two words of command."""

from __future__ import annotations

SWITCHES = {
    "--help": "help",
    "-h": "help",
    "--dry-run": "dry-run",
    "--all": "all",
    "--confirm": "confirm",
    "--auto-recover": "auto-recover",
    "--save-plan": "save-plan",
}


class UsageError(Exception):
    """A refused command line, with the second line of the message."""

    def __init__(self, text: str, hint: str = ""):
        super().__init__(text)
        self.hint = hint


def parse(words: list[str], commands: tuple) -> tuple[str | None, list[str], dict]:
    """Command, further words, options. Without a command the server is meant."""
    options: dict = {}
    plain: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word in ("-c", "--config"):
            value = next(waiting, None)
            if value is None:
                raise UsageError("flag needs an argument: %s" % ("'c' in -c" if word == "-c" else word))
            options["config"] = value
        elif word.startswith("--config="):
            options["config"] = word.partition("=")[2]
        elif word in SWITCHES:
            options[SWITCHES[word]] = True
        elif word.startswith("-") and word != "-":
            raise UsageError("unknown flag: %s" % word.split("=")[0])
        else:
            plain.append(word)
    if not plain:
        return None, [], options
    if plain[0] not in commands:
        raise UsageError('unknown command "%s" for "mattermost"' % plain[0], "Run 'mattermost --help' for usage.")
    return plain[0], plain[1:], options
