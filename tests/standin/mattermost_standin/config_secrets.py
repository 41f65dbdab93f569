# SPDX-License-Identifier: GPL-3.0-or-later
"""Which settings are masked in answers, and how masks that come back are undone."""

from __future__ import annotations

import copy

MASK = "*" * 32

# Masked even when empty.
ALWAYS = (
    ("CacheSettings", "RedisPassword"),
    ("ElasticsearchSettings", "Password"),
    ("FileSettings", "PublicLinkSalt"),
    ("ServiceSettings", "SplitKey"),
    ("SqlSettings", "AtRestEncryptKey"),
    ("SqlSettings", "DataSource"),
)
# Masked when they hold something.
WHEN_SET = (
    ("AutoTranslationSettings", "LibreTranslate", "APIKey"),
    ("EmailSettings", "SMTPPassword"),
    ("FileSettings", "AmazonS3SecretAccessKey"),
    ("FileSettings", "ExportAmazonS3SecretAccessKey"),
    ("GitLabSettings", "Secret"),
    ("GoogleSettings", "Secret"),
    ("LdapSettings", "BindPassword"),
    ("MessageExportSettings", "GlobalRelaySettings", "SMTPPassword"),
    ("Office365Settings", "Secret"),
    ("OpenIdSettings", "Secret"),
)
LISTS = (("SqlSettings", "DataSourceReplicas"), ("SqlSettings", "DataSourceSearchReplicas"))

# The server forgets this one: a mask sent back is stored as the value.
NOT_RESTORED = {("CacheSettings", "RedisPassword")}


def _parent(tree: dict, path: tuple) -> dict:
    for key in path[:-1]:
        tree = tree[key]
    return tree


def masked(config: dict) -> dict:
    """A copy with the secrets replaced by 32 asterisks."""
    result = copy.deepcopy(config)
    for path in ALWAYS + WHEN_SET:
        parent = _parent(result, path)
        if path in ALWAYS or parent[path[-1]]:
            parent[path[-1]] = MASK
    for path in LISTS:
        parent = _parent(result, path)
        parent[path[-1]] = [MASK for _unused in parent[path[-1]]]
    return result


def unmask(new: dict, old: dict) -> None:
    """Put the stored values back, in place, where a full mask was sent; an empty Plugins keeps the stored one."""
    for path in ALWAYS + WHEN_SET:
        parent = _parent(new, path)
        if path not in NOT_RESTORED and parent[path[-1]] == MASK:
            parent[path[-1]] = _parent(old, path)[path[-1]]
    for path in LISTS:
        stored = _parent(old, path)[path[-1]]
        parent = _parent(new, path)
        parent[path[-1]] = [
            stored[index] if item == MASK and index < len(stored) else item
            for index, item in enumerate(parent[path[-1]])
        ]
    for plugin, settings in new["PluginSettings"]["Plugins"].items():
        for key, value in settings.items():
            if value == MASK:
                settings[key] = old["PluginSettings"]["Plugins"].get(plugin, {}).get(key)
    if not new["PluginSettings"]["Plugins"]:
        new["PluginSettings"]["Plugins"] = copy.deepcopy(old["PluginSettings"]["Plugins"])


def without_masked(config: dict) -> dict:
    """A copy of a masked configuration from which the masked values are removed; an empty list counts as masked."""

    def walk(value):
        if not isinstance(value, dict):
            return value
        return {key: walk(item) for key, item in value.items() if not _is_mask(item)}

    return walk(config)


def _is_mask(value) -> bool:
    if isinstance(value, list):
        return all(item == MASK for item in value)
    return value == MASK
