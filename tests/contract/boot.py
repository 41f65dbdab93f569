# SPDX-License-Identifier: GPL-3.0-or-later
"""One start of the server, observed the way the recorder observed it."""

from __future__ import annotations

import json
import pathlib
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from harness import Server, own

# A start that neither answers nor ends is given up after this long; a stop gets what systemd would give it.
START_LIMIT = 60
STOP_LIMIT = 40


@dataclass
class Seen:
    """The observations of one start, in the words of the recordings."""

    exit_code: int | None = None
    answered: bool = False
    ended: str = ""
    lived: float = 0.0
    stop_seconds: float = 0.0
    stdout: str = ""
    stderr: str = ""
    config_after: object = None
    flat_after: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)


def flat(value, path: str = "") -> dict:
    """Leaves by dotted path; an empty object is a leaf."""
    if isinstance(value, dict) and value:
        found: dict = {}
        for key, item in value.items():
            found.update(flat(item, path + "." + key if path else key))
        return found
    return {path: value}


def _parsed(text: str | None) -> dict:
    """The leaves of a text that may be missing or broken."""
    if not text:
        return {}
    try:
        return flat(json.loads(text))
    except ValueError:
        return {}


def compare(before: str | None, path: pathlib.Path, default: dict | None) -> tuple[object, dict]:
    """Return the recorder's summary of the file, and all leaves. Without a default the file is compared with itself."""
    if not path.exists():
        return "no file", {}
    now = path.read_text(encoding="utf-8")
    found: dict = {"mode": "%04o" % (path.stat().st_mode & 0o7777), "rewritten": now != before}
    try:
        new = flat(json.loads(now))
    except ValueError:
        found["text"] = now
        return found, {}
    old = _parsed(before)
    base = new if default is None else default
    found["keys"] = len(new)
    found["dropped"] = sorted(key for key in old if key not in new)
    found["changed"] = {key: [old[key], new[key]] for key in old if key in new and old[key] != new[key]}
    added = {key: value for key, value in new.items() if key not in old and base.get(key) != value}
    found["added_unlike_default"] = added if found["rewritten"] else {}
    return found, new


def text_of(config) -> str | None:
    """A configuration as the recorder wrote it."""
    if config is None or isinstance(config, str):
        return config
    return json.dumps(config, indent=4)


@dataclass
class Start:
    """How to start: the file before, the command line, and what happens around it."""

    config: object = None
    argv: list[str] = field(default_factory=list)
    env: dict = field(default_factory=dict)
    path: pathlib.Path | None = None
    before: Callable[[Server], Callable[[], None] | None] | None = None
    after: Callable[[Server, subprocess.Popen, Seen], None] | None = None
    # Whether the port is a sign of life: not when another server listens there.
    watch_port: bool = True


def boot(server: Server, start: Start, default: dict | None = None) -> Seen:
    """Start, wait until it answers or ends, look, stop, and return all observations."""
    path = start.path or server.config_file
    text = text_of(start.config)
    path.unlink(missing_ok=True)
    if text is not None:
        server.write_config(text, path)
    undo = start.before(server) if start.before else None
    seen = Seen()
    out_path, err_path = server.work / "boot.stdout", server.work / "boot.stderr"
    began = time.monotonic()
    with out_path.open("wb") as out, err_path.open("wb") as err:
        process = server.spawn(*start.argv, env=start.env, out=out, err=err)
    try:
        while process.poll() is None and time.monotonic() - began < START_LIMIT and not seen.answered:
            seen.answered = start.watch_port and server.ping()
            time.sleep(0.02)
        seen.lived = time.monotonic() - began
        if start.after and process.poll() is None:
            start.after(server, process, seen)
        _end(process, seen)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    seen.stdout = out_path.read_text(encoding="utf-8", errors="replace")
    seen.stderr = err_path.read_text(encoding="utf-8", errors="replace")
    seen.config_after, seen.flat_after = compare(text, path, default)
    if undo:
        undo()
    return seen


def _end(process: subprocess.Popen, seen: Seen) -> None:
    if process.poll() is not None:
        seen.ended, seen.exit_code = "by itself", process.returncode
        return
    stopping = time.monotonic()
    process.terminate()
    seen.ended = "SIGTERM"
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        seen.ended = "SIGKILL, %d s after SIGTERM" % STOP_LIMIT
        process.kill()
        process.wait()
    seen.stop_seconds = time.monotonic() - stopping
    seen.exit_code = process.returncode


def take_away(path: pathlib.Path, owner: str, mode: int, back: int) -> Callable[[], None]:
    """Set owner or mode of a file or directory; return a function that undoes it."""

    def undo():
        # The file may have been left out on purpose.
        if path.exists():
            path.chmod(back)
            own(path)

    own_only(path, owner)
    path.chmod(mode)
    return undo


def own_only(path: pathlib.Path, owner: str) -> None:
    """Change the owner of this path alone, not of what lies below."""
    subprocess.run(["chown", "%s:%s" % (owner, owner), str(path)], check=True)
