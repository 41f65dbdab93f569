# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies, decoded as Go's typed structures do it: any letter case, null is absent, a wrong type is an error."""

from __future__ import annotations

import json

TYPES: dict[str, tuple] = {"str": (str,), "bool": (bool,), "int": (int,), "map": (dict,), "list": (list,)}


class WrongType(Exception):
    """The body does not fit the structure."""


def parse(raw: bytes):
    """JSON, or WrongType for an empty or broken body."""
    try:
        return json.loads(raw)
    except ValueError as error:
        raise WrongType from error


def structure(raw: bytes, fields: dict[str, str]) -> dict:
    """Only the known fields that were sent with a value."""
    body = parse(raw)
    if body is None:
        return {}
    return fields_of(body, fields)


def fields_of(body, fields: dict[str, str]) -> dict:
    """The same for a value that is decoded already."""
    if not isinstance(body, dict):
        raise WrongType
    found = {}
    for key, value in body.items():
        kind = fields.get(key.lower())
        if kind is None or value is None:
            continue
        if not isinstance(value, TYPES[kind]) or (kind == "int" and isinstance(value, bool)):
            raise WrongType
        if kind == "map" and not all(isinstance(item, str) for item in value.values()):
            raise WrongType
        if kind == "list" and not all(isinstance(item, str) for item in value):
            raise WrongType
        found[key.lower()] = value
    return found


def string_map(raw: bytes) -> dict[str, str]:
    """A map of strings; anything else counts as an empty one, as the server does."""
    try:
        body = parse(raw)
    except WrongType:
        return {}
    if not isinstance(body, dict) or not all(isinstance(value, (str, type(None))) for value in body.values()):
        return {}
    return {key: value or "" for key, value in body.items()}


def any_map(raw: bytes) -> dict:
    """A map of anything; a broken body counts as an empty one."""
    try:
        body = parse(raw)
    except WrongType:
        return {}
    return body if isinstance(body, dict) else {}


def string_list(raw: bytes) -> list[str]:
    """A list of strings, without repetitions."""
    body = parse(raw)
    if body is None:
        return []
    if not isinstance(body, list) or not all(isinstance(item, str) for item in body):
        raise WrongType
    return list(dict.fromkeys(body))
