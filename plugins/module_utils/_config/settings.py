# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Settings as data: find, compare, merge. No I/O.

A path is a tuple of keys, usually (section, key). The server accepts keys in any letter case; a change keeps the
spelling of the configuration. A tree is a configuration, a dictionary of sections.
"""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import MASK, is_secret, show
from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import InvalidInput

# Objects that are one value, not a section below a section.
OPAQUE = frozenset(("logsettings.advancedloggingjson", "experimentalauditsettings.advancedloggingjson"))
# Objects with keys of free choice. The server replaces the whole object, so they are merged here and sent complete.
MAPS = frozenset(
    (
        "pluginsettings.plugins",
        "pluginsettings.pluginstates",
        "contentflaggingsettings.notificationsettings.eventtargetmapping",
    )
)
PLUGIN_MAPS = frozenset(("pluginsettings.plugins", "pluginsettings.pluginstates"))
# PluginSettings.Plugins.<id>: an empty object down to this depth sets nothing; deeper it is a value of the plugin.
PLUGIN_DEPTH = 3
# Values that the server replaces, and its replacement. Without it, every run would find a difference.
REFILLED = {
    "emailsettings.connectionsecurity": ("PLAIN", ""),
    "emailsettings.smtpport": ("", "10025"),
    "emailsettings.smtpserver": ("", "localhost"),
    "emailsettings.smtpservertimeout": (0, 10),
    "exportsettings.directory": ("", "./export"),
    "filesettings.amazons3endpoint": ("", "s3.amazonaws.com"),
    "importsettings.directory": ("", "./import"),
    "pluginsettings.clientdirectory": ("", "./client/plugins"),
    "pluginsettings.directory": ("", "./plugins"),
    "pluginsettings.marketplaceurl": ("", "https://api.integrations.mattermost.com"),
    "servicesettings.webservermode": ("regular", "gzip"),
    "teamsettings.sitename": ("", "Mattermost"),
}
# In place of a value: the setting is removed, or gets the server's default.
GONE = object()
# A file that the server has completed has far more settings than a hand-written one.
COMPLETE = 100

Setting = namedtuple("Setting", "path value secret")
Change = namedtuple("Change", "path before after secret")


def name_of(path):
    """Return the name of a setting in messages and results, such as TeamSettings.SiteName."""
    return ".".join(path)


def key_of(path):
    """Return the name of a setting in lower case, for comparisons."""
    return ".".join(path).lower()


def settings(tree, secret=False, option="settings", masked=False):
    """Return the list of Setting in an option's dictionary; a value null sets nothing.

    Raise InvalidInput for a value that is the server's mask of a secret, unless C(masked), for a tree of the server.
    """
    found = []
    for section, keys in (tree or {}).items():
        if not isinstance(keys, dict):
            raise InvalidInput(
                option,
                "%s must be a dictionary of settings, not %r%s"
                % (section, type(keys).__name__, _undotted(str(section))),
            )
        _collect((str(section),), keys, secret, None if masked else option, found)
    by_name = {}
    for setting in found:
        first = by_name.setdefault(key_of(setting.path), setting)
        if not same(first.value, setting.value):
            raise InvalidInput(
                option, "%s is set twice with different values. Remove one of them." % name_of(setting.path)
            )
    return list(by_name.values())


def _undotted(name):
    section, dot, key = name.partition(".")
    return ". Write %s: {%s: ...}." % (section, key) if dot else ""


def _collect(path, value, secret, option, found):
    if isinstance(value, dict) and key_of(path) not in OPAQUE and (value or len(path) <= PLUGIN_DEPTH):
        for key, item in value.items():
            part = str(key)
            if key_of(path) in PLUGIN_MAPS:
                part = part.lower()  # the server looks plugins up in lower case only
            _collect(path + (part,), item, secret, option, found)
        return
    if value is None:
        return
    if option and value == MASK:
        raise InvalidInput(
            option,
            "%s is %d asterisks, which the server shows in place of a secret. Set the secret, or remove the setting."
            % (name_of(path), len(MASK)),
        )
    found.append(Setting(path, normal(path, value), secret or is_secret(path)))


def normal(path, value):
    """Return the value in the form in which the server stores it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)  # the server does not accept 60.0 as a whole number
    name = key_of(path)
    if name == "servicesettings.siteurl" and isinstance(value, str):
        return value.rstrip("/")
    if name == "filesettings.directory" and isinstance(value, str) and value:
        return value if value.endswith("/") else value + "/"
    if name in REFILLED and same(value, REFILLED[name][0]):
        return REFILLED[name][1]
    return value


def same(one, other):
    """Return whether two values are equal in JSON: true is not 1, but 1.0 is 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other))
    return one == other


def find(tree, path):
    """Return (path as spelled in the tree, value, whether it is there)."""
    spelled = []
    node = tree
    there = True
    for number, part in enumerate(path):
        key = spelling(node, part, exact=key_of(path[:number]) in PLUGIN_MAPS)
        there = key is not None
        spelled.append(key if there else part)
        node = node[key] if there else None
    return tuple(spelled), node, there


def spelling(node, part, exact=False):
    """Return the key of the dictionary that equals the part in any letter case, None if there is none."""
    if not isinstance(node, dict):
        return None
    if part in node:
        return part
    if exact:
        return None
    wanted = part.lower()
    for key in node:
        if key.lower() == wanted:
            return key
    return None


def is_free(path):
    """Return whether the path is inside an object with keys of free choice, where an unknown key is valid."""
    return any(key_of(path[:length]) in MAPS for length in range(2, len(path)))


def is_complete(tree):
    """Return whether a server has written the tree, with all settings that it knows."""
    return sum(len(keys) for keys in tree.values() if isinstance(keys, dict)) > COMPLETE


def changes(tree, wanted):
    """Return the list of Change that sets the wanted settings in the tree."""
    found = []
    for setting in wanted:
        path, value, dummy = find(tree, setting.path)
        if not same(value, setting.value):
            found.append(Change(path, value, setting.value, setting.secret))
    return found


def missing(tree, wanted):
    """Return the wanted settings that have no value in the tree."""
    return [setting for setting in wanted if find(tree, setting.path)[1] is None]


def type_of(value):
    """Return the JSON type of a value in words."""
    for kinds, words in ((bool, "true or false"), ((int, float), "a number"), (str, "a string"), (list, "a list")):
        if isinstance(value, kinds):
            return words
    return "an object"


def merged(tree, found):
    """Return a copy of the tree with the list of Change applied."""
    answer = dict(tree)
    copied = {(): answer}
    for change in found:
        node = answer
        for length in range(1, len(change.path)):
            here = change.path[:length]
            if here not in copied:
                child = node.get(here[-1])
                node[here[-1]] = copied[here] = dict(child) if isinstance(child, dict) else {}
            node = copied[here]
        if change.after is GONE:
            node.pop(change.path[-1], None)
        else:
            node[change.path[-1]] = change.after
    for change in found:
        if change.after is GONE:
            _prune(answer, change.path)
    return answer


def _prune(tree, path):
    """Remove the objects with keys of free choice that are empty after a setting was removed."""
    for length in range(len(path) - 1, 2, -1):
        here = path[:length]
        if not is_free(here):
            return
        parent = find(tree, here[:-1])[1]
        if not isinstance(parent, dict) or parent.get(here[-1]) != {}:
            return
        # The server ignores an empty Plugins, so the last plugin stays, without settings.
        if len(parent) == 1 and key_of(here[:-1]) == "pluginsettings.plugins":
            return
        del parent[here[-1]]


def patch(tree, found):
    """Return the body of a patch request: only the changes, but complete maps, because the server replaces those."""
    whole = merged(tree, found)
    body = {}
    for change in found:
        path = change.path
        for length in range(2, len(path)):
            if key_of(path[:length]) in MAPS:
                path = path[:length]
                break
        node = body
        for part in path[:-1]:
            node = node.setdefault(part, {})
        node[path[-1]] = find(whole, path)[1]
    return body


def environment_names(path):
    """Return the environment variables that would override a setting: its own, and those of objects around it."""
    return ["MM_" + "_".join(path[:length]).upper() for length in range(2, len(path) + 1)]


def shown(found):
    """Return the list of Change as dictionaries {setting, before, after} without secrets."""
    return [
        {
            "setting": name_of(change.path),
            "before": show(change.path, change.before, change.secret),
            "after": None
            if change.after is GONE
            else show(change.path, change.after, change.secret, new=change.before is not None),
        }
        for change in found
    ]


def diff(found):
    """Return {before: tree, after: tree} with the changed settings, without secrets."""
    sides = {"before": {}, "after": {}}
    for entry, change in zip(shown(found), found):
        for side, tree in sides.items():
            if side == "before" and change.before is None or side == "after" and change.after is GONE:
                continue
            for part in change.path[:-1]:
                tree = tree.setdefault(part, {})
            tree[change.path[-1]] = entry[side]
    return sides
