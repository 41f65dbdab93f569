# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's log: one JSON object per line, on the console and in mattermost.log, each with its own level."""

from __future__ import annotations

import datetime
import json
import logging
import os
import pathlib
import re
import sys

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
    "fatal": logging.CRITICAL,
    "panic": logging.CRITICAL,
}
NAMES = {
    logging.DEBUG: "debug",
    logging.INFO: "info",
    logging.WARNING: "warn",
    logging.ERROR: "error",
    logging.CRITICAL: "fatal",
}


def _now() -> str:
    now = datetime.datetime.now(datetime.UTC)
    return now.strftime("%Y-%m-%d %H:%M:%S.") + "%03d Z" % (now.microsecond // 1000)


class JSONLines(logging.Formatter):
    """`{"timestamp", "level", "msg", …}`; the fields of a record are `extra={"fields": {...}}`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"timestamp": _now(), "level": NAMES.get(record.levelno, "info"), "msg": record.getMessage()}
        line["caller"] = "standin/%s:%d" % (record.filename, record.lineno)
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class Plain(logging.Formatter):
    """The other form of the server: level, time, text, and the fields as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [
            "%s [%s] %s" % (NAMES.get(record.levelno, "info"), _now(), record.getMessage()),
            'caller="standin/%s:%d"' % (record.filename, record.lineno),
        ]
        for key, value in getattr(record, "fields", {}).items():
            parts.append("%s=%s" % (key, '"%s"' % value if re.search(r'[\s="]', str(value)) else value))
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        return " ".join(parts)


def bare(name: str = "standin") -> logging.Logger:
    """A logger before the configuration is known: plain lines on the standard output."""
    log = logging.getLogger(name)
    log.handlers.clear()
    log.propagate = False
    log.setLevel(logging.DEBUG)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Plain())
    log.addHandler(handler)
    return log


def configured(settings: dict, home: pathlib.Path) -> logging.Logger:
    """The logger that LogSettings describes; a log file that cannot be opened is reported on the console."""
    log = logging.getLogger("mattermost")
    log.handlers.clear()
    log.propagate = False
    log.setLevel(logging.DEBUG)
    if settings["EnableConsole"]:
        _add(log, logging.StreamHandler(sys.stdout), settings["ConsoleLevel"], settings["ConsoleJson"])
    if settings["EnableFile"]:
        folder = pathlib.Path(settings["FileLocation"] or home / "logs")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder / "mattermost.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        except OSError as error:
            log.error("Failed to open the log file", extra={"fields": {"error": str(error)}})
        else:
            stream = os.fdopen(handle, "a", encoding="utf-8")
            _add(log, logging.StreamHandler(stream), settings["FileLevel"], settings["FileJson"])
    return log


def _add(log: logging.Logger, handler: logging.Handler, level: str, as_json: bool) -> None:
    # An unknown level is accepted by the server; it then logs from info on.
    handler.setLevel(LEVELS.get(level.lower(), logging.INFO))
    handler.setFormatter(JSONLines() if as_json else Plain())
    log.addHandler(handler)
