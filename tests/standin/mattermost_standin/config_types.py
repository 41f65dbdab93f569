# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoding of a configuration as the server's typed structures do it.

Keys match in any letter case, unknown ones are dropped, null counts as absent, a wrong type is an error.
"""

from __future__ import annotations

from .gojson import JSONError, Node

# These hold any keys and are replaced whole; everything else that is an object is a structure.
MAPS = {
    ("PluginSettings", "Plugins"),
    ("PluginSettings", "PluginStates"),
    ("ContentFlaggingSettings", "NotificationSettings", "EventTargetMapping"),
}
ANY = {("LogSettings", "AdvancedLoggingJSON"), ("ExperimentalAuditSettings", "AdvancedLoggingJSON")}
OBJECT_LISTS = {("SqlSettings", "ReplicaLagSettings")}

_STRUCTS = {"GitLabSettings": "SSOSettings", "GoogleSettings": "SSOSettings", "OpenIdSettings": "SSOSettings"}
_INT64 = {
    "ReadTimeout": "int",
    "MaxFileSize": "int64",
    "MaxImageResolution": "int64",
    "MaxImageDecoderConcurrency": "int64",
    "MaxChannelsPerTeam": "int64",
    "MaxNotificationsPerChannel": "int64",
    "UserStatusAwayTimeout": "int64",
    "MaximumPayloadSizeBytes": "int64",
    "TLSStrictTransportMaxAge": "int64",
    "TimeBetweenUserTypingUpdatesMilliseconds": "int64",
    "AmazonS3RequestTimeoutMilliseconds": "int64",
    "AmazonS3UploadPartSizeBytes": "int64",
}


def _found(value) -> str:
    """Go's word for the kind of a JSON value."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, float):
        return "number %s" % repr(value).rstrip("0").rstrip(".")
    if isinstance(value, int):
        return "number"
    kinds: dict = {str: "string", list: "array", dict: "object"}
    return kinds[type(value)]


def _refuse(node: Node, path: tuple, wanted: str):
    if not path:
        raise JSONError(
            "json: cannot unmarshal %s into Go value of type model.Config" % _found(node.value), node.offset
        )
    struct = _STRUCTS.get(path[-2], path[-2]) if len(path) > 1 else "Config"
    where = "%s.%s" % (struct, ".".join(path))
    raise JSONError(
        "json: cannot unmarshal %s into Go struct field %s of type %s" % (_found(node.value), where, wanted),
        node.offset,
    )


def _integer(node: Node, path: tuple) -> int:
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        _refuse(node, path, _INT64.get(path[-1], "int"))
    return node.value


def _typed(node: Node, path: tuple, kind: type, name: str):
    if not isinstance(node.value, kind):
        _refuse(node, path, name)
    return node.value


def _strings(node: Node, path: tuple) -> list:
    _typed(node, path, list, "[]string")
    # A null in a list of strings becomes an empty one, as in Go.
    return ["" if item.value is None else _typed(item, path, str, "string") for item in node.value]


def _map(node: Node, path: tuple) -> dict:
    _typed(node, path, dict, "map[string]" + path[-1])
    if path[-1] == "Plugins":
        for item in node.value.values():
            if item.value is not None:
                _typed(item, path, dict, "map[string]interface {}")
        return node.plain()
    if path[-1] == "EventTargetMapping":
        return {key: _strings(item, path) for key, item in node.value.items()}
    states = {}
    for plugin, item in node.value.items():
        if item.value is None:
            continue
        enable = [
            value for key, value in _typed(item, path, dict, "model.PluginState").items() if key.lower() == "enable"
        ]
        states[plugin] = {"Enable": _typed(enable[-1], path, bool, "bool") if enable else False}
    return states


def decode(node: Node, shape: dict, path: tuple = ()) -> dict:
    """The known keys of an object, sparse: only what the text sets."""
    _typed(node, path, dict, "model." + (path[-1] if path else "Config"))
    names = {name.lower(): name for name in shape}
    found = {}
    for key, item in node.value.items():
        name = key if key in shape else names.get(key.lower())
        if name is None or item.value is None:
            continue
        found[name] = _leaf(item, shape[name], path + (name,))
    return found


def _leaf(node: Node, default, path: tuple):
    if path in MAPS:
        return _map(node, path)
    if path in ANY:
        return node.plain()
    if path in OBJECT_LISTS:
        _typed(node, path, list, "[]*model.ReplicaLagSettings")
        return node.plain()
    if isinstance(default, dict):
        return decode(node, default, path)
    if isinstance(default, bool):
        return _typed(node, path, bool, "bool")
    if isinstance(default, int):
        return _integer(node, path)
    if isinstance(default, list):
        return _strings(node, path)
    return _typed(node, path, str, "string")


def is_structure(path: tuple, value) -> bool:
    """Whether the value at this path is a structure, merged key by key."""
    return isinstance(value, dict) and path not in MAPS and path not in ANY


def merge(base: dict, over: dict, path: tuple = ()) -> dict:
    """A copy of base with what `over` sets; structures key by key, maps and lists whole. Keeps the order of base."""
    result = {}
    for key, value in base.items():
        here = path + (key,)
        if key not in over:
            result[key] = value
        elif is_structure(here, value):
            result[key] = merge(value, over[key], here)
        else:
            result[key] = over[key]
    return result
