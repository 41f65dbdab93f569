# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of YAML that plugin manifests use: nested maps of plain or quoted texts. No library is at hand."""

from __future__ import annotations

import json
import re

LINE = re.compile(r"(?P<indent> *)(?P<key>[A-Za-z0-9_.-]+):(?:\s+(?P<value>.*))?\Z")
PLAIN = re.compile(r"[A-Za-z0-9/][^#&*!|>%@`{}\[\]\"']*\Z")
# A plain scalar that YAML does not read as a text.
TYPED = re.compile(r"(?:true|false|yes|no|on|off|null|~|[0-9._+eExo-]*[0-9][0-9._eExo]*)\Z", re.IGNORECASE)


class Unknown(Exception):
    """Something of YAML that is not read here."""


def _scalar(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError as error:
            raise Unknown(text) from error
    # 1.2.0 is a text, 1.2 a number that Go writes into a text as it stands.
    if not PLAIN.match(text) or ": " in text or (TYPED.match(text) and not re.match(r"[0-9.]+\Z", text)):
        raise Unknown(text)
    return text


def parse(raw: bytes) -> dict:
    """The map that a document holds."""
    tree: dict = {}
    open_maps: list[tuple[int, dict]] = [(0, tree)]
    waiting: tuple[dict, str] | None = None
    try:
        lines = raw.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise Unknown("not UTF-8") from error
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#") or line == "---":
            continue
        match = LINE.match(line.rstrip())
        if not match:
            raise Unknown(line)
        indent = len(match["indent"])
        if indent > open_maps[-1][0]:
            if waiting is None:
                raise Unknown(line)
            inner: dict = {}
            waiting[0][waiting[1]] = inner
            open_maps.append((indent, inner))
        while indent < open_maps[-1][0]:
            open_maps.pop()
        here = open_maps[-1][1]
        if indent != open_maps[-1][0] or match["key"] in here:
            raise Unknown(line)
        value = (match["value"] or "").strip()
        here[match["key"]] = _scalar(value) if value else None
        waiting = None if value else (here, match["key"])
    return tree
