# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparison of a start or a command with its recording: the words and figures that matter."""

from __future__ import annotations

import json
import re

from boot import Seen
from harness import Server

# Lines of background work that a stop may or may not interrupt, and of the world outside.
NOISE = re.compile(
    r"Failed to get system bot|Failed to get security update|Post count is lower|Watcher|stop signal|Flushing any"
)


def normal(line: str) -> str:
    """A text without what differs from run to run."""
    line = re.sub(r"\x1b\[\d+m", "", line)
    line = re.sub(r"\[\d{4}-\d\d-\d\d [\d:.]+ Z\]", "[<time>]", line)
    line = re.sub(r"\(\d+\.\d+s\)  =+$", "(<seconds>)", line)
    line = re.sub(r"  =+$", "", line)
    # Which source line of the server spoke is no part of the contract.
    line = re.sub(r'caller="[^"]*"', "caller=<place>", line)
    # Which of this machine's two names for itself comes first is the resolver's affair.
    line = line.replace("tcp [::1]:", "tcp 127.0.0.1:")
    return line.rstrip()


def _lines(text: str) -> list:
    found: list = []
    for line in text.splitlines():
        try:
            item = json.loads(line)
        except ValueError:
            found.append(normal(line)[:600])
            continue
        found.append(
            {key: normal(value) if isinstance(value, str) else value for key, value in item.items()}
            if isinstance(item, dict)
            else normal(line)
        )
    return found


def _is_said(wanted, said: list) -> bool:
    if isinstance(wanted, dict):
        expected = {key: normal(value) if isinstance(value, str) else value for key, value in wanted.items()}
        return any(isinstance(item, dict) and expected.items() <= item.items() for item in said)
    pattern = re.escape(normal(wanted)[:600]).replace("<build>", ".*")
    return any(isinstance(item, str) and re.fullmatch(pattern, item) for item in said)


def unsaid(wanted: list, text: str, server: Server) -> list:
    """The recorded lines that the output lacks."""
    said = _lines(server.recorded(text))
    kept = [line for line in wanted if not NOISE.search(line["msg"] if isinstance(line, dict) else line)]
    return [
        line for line in kept if not (isinstance(line, str) and line.startswith("... ")) and not _is_said(line, said)
    ]


def secretless(value):
    """Generated secrets hidden as the recorder hid them."""
    if isinstance(value, dict):
        return {key: "<secret>" if _is_secret(key, item) else secretless(item) for key, item in value.items()}
    return [secretless(item) for item in value] if isinstance(value, list) else value


def _is_secret(key: str, value) -> bool:
    return key.split(".")[-1] in ("PublicLinkSalt", "AtRestEncryptKey") and isinstance(value, str) and len(value) == 32


def differences(entry: dict, seen: Seen, server: Server) -> list[str]:
    """Everything in which a start differs from its recording."""
    found = []

    def check(name, wanted, got):
        if wanted != got:
            found.append("%s: recorded %r, seen %r" % (name, wanted, got))

    check("exit code", entry["exit_code"], seen.exit_code)
    if "ended" in entry:
        check("ended", entry["ended"], seen.ended)
        check("answers", entry["answers_after_seconds"] is not None, seen.answered)
        check("config_after", entry["config_after"], _config_after(seen, server))
    for stream in ("stdout", "stderr"):
        for line in unsaid(entry.get(stream, []), getattr(seen, stream), server):
            found.append("%s lacks %r" % (stream, line))
    found.extend(_slow(entry, seen))
    for key in ("seen", "messages", "socket_after_stop", "first_server_afterwards", "socket"):
        if key in entry:
            check(key, _comparable(entry[key]), _comparable(server.recorded(seen.extra.get(key))))
    return found


def _config_after(seen: Seen, server: Server):
    found = secretless(server.recorded(seen.config_after))
    # Cut as the recorder cut it, but with the recorded places in it.
    return dict(found, text=found["text"][:200]) if "text" in found else found


def _slow(entry: dict, seen: Seen) -> list[str]:
    """Seconds count only roughly: an end at once stays quick, the wait for a database stays a wait that ends."""
    recorded = entry.get("seconds_until_it_ended_or_was_stopped")
    if entry.get("ended") != "by itself" or recorded is None or "seen" in entry:
        return []
    if recorded < 2 and seen.lived > 15:
        return ["ended after %.1f s, recorded %.1f" % (seen.lived, recorded)]
    if recorded > 8 and not 6 < seen.lived < 30:
        return ["ended after %.1f s, recorded %.1f" % (seen.lived, recorded)]
    return []


def _comparable(value):
    if isinstance(value, str):
        return re.sub(r"\d+\.\d+ s", "<seconds>", value)
    if isinstance(value, list):
        return [item["message"] for item in value]
    return value
