# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion of a configuration: defaults, refilled and normalized values."""

from __future__ import annotations

import copy
import json
import pathlib

from .config_types import is_structure, merge
from .ids import new_secret

HERE = pathlib.Path(__file__).resolve().parent
DEFAULTS = json.loads((HERE / "defaults.json").read_text(encoding="utf-8"))
FEATURE_FLAGS = json.loads((HERE / "feature_flags.json").read_text(encoding="utf-8"))

LOCALES = (
    "bg",
    "cs",
    "de",
    "en",
    "en-AU",
    "es",
    "fa",
    "fr",
    "hi",
    "hr",
    "hu",
    "it",
    "ja",
    "ka",
    "kk",
    "ko",
    "lt",
    "nl",
    "nb-NO",
    "pl",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sv",
    "tr",
    "uk",
    "vi",
    "zh-CN",
    "zh-TW",
)

# Known plugins get their state back whenever it is missing; the survey's follows the diagnostics.
PLUGIN_STATES = ("com.mattermost.calls", "com.mattermost.nps", "mattermost-ai", "playbooks")

REFILLED = (
    ("EmailSettings", "SMTPServer"),
    ("EmailSettings", "SMTPPort"),
    ("EmailSettings", "SMTPServerTimeout"),
    ("TeamSettings", "SiteName"),
    ("FileSettings", "Directory"),
    ("FileSettings", "ExportDirectory"),
    ("FileSettings", "AmazonS3Endpoint"),
    ("FileSettings", "ExportAmazonS3Endpoint"),
    ("PluginSettings", "Directory"),
    ("PluginSettings", "ClientDirectory"),
    ("PluginSettings", "MarketplaceURL"),
    ("ImportSettings", "Directory"),
    ("ExportSettings", "Directory"),
    ("SamlSettings", "LoginButtonText"),
)

# Where an empty configuration of an updated server differs from a new one's defaults: the yardstick of
# `GET /config?remove_defaults=true`.
UPDATE_DEFAULTS = (
    ("EmailSettings", "PushNotificationServer"),
    ("EmailSettings", "SendPushNotifications"),
    ("ServiceSettings", "EnableEmailInvitations"),
    ("ServiceSettings", "EnableLatex"),
    ("ServiceSettings", "EnableSVGs"),
    ("ServiceSettings", "ExtendSessionLengthWithActivity"),
    ("ServiceSettings", "SessionLengthMobileInDays"),
    ("ServiceSettings", "SessionLengthMobileInHours"),
    ("ServiceSettings", "SessionLengthWebInDays"),
    ("ServiceSettings", "SessionLengthWebInHours"),
    ("ServiceSettings", "TerminateSessionsOnPasswordChange"),
)


def complete(sparse: dict) -> dict:
    """Every key, in the server's order: defaults for what is missing or counts as missing."""
    full = merge(copy.deepcopy(DEFAULTS), sparse)
    email, log = full["EmailSettings"], full["LogSettings"]
    if "EnableSentry" not in sparse.get("LogSettings", {}):
        log["EnableSentry"] = log["EnableDiagnostics"]
    if "EnableSMTPAuth" not in sparse.get("EmailSettings", {}):
        email["EnableSMTPAuth"] = email["ConnectionSecurity"] != ""
    if email["ConnectionSecurity"] == "PLAIN":
        email["ConnectionSecurity"] = ""
    if full["ServiceSettings"]["WebserverMode"] == "regular":
        full["ServiceSettings"]["WebserverMode"] = "gzip"
    for section, key in REFILLED:
        if not full[section][key]:
            full[section][key] = DEFAULTS[section][key]
    for section, key in (("FileSettings", "PublicLinkSalt"), ("SqlSettings", "AtRestEncryptKey")):
        if not full[section][key]:
            full[section][key] = new_secret()
    states = dict(full["PluginSettings"]["PluginStates"])
    for plugin in PLUGIN_STATES:
        states.setdefault(plugin, {"Enable": log["EnableDiagnostics"] if plugin == "com.mattermost.nps" else True})
    full["PluginSettings"]["PluginStates"] = states
    return full


def normalise(full: dict) -> list[str]:
    """Fix in place what the server fixes; the warnings it logs while doing so."""
    service, files, locales = full["ServiceSettings"], full["FileSettings"], full["LocalizationSettings"]
    service["SiteURL"] = service["SiteURL"].rstrip("/")
    if files["DriverName"] == "local" and files["Directory"] and not files["Directory"].endswith("/"):
        files["Directory"] += "/"
    warnings = []
    for key in ("DefaultServerLocale", "DefaultClientLocale"):
        if locales[key] not in LOCALES:
            warnings.append("%s must be one of the supported locales. Setting %s to en as default value." % (key, key))
            locales[key] = "en"
    if locales["AvailableLocales"]:
        wanted = [name.strip() for name in locales["AvailableLocales"].split(",")]
        if any(name not in LOCALES for name in wanted):
            locales["AvailableLocales"] = ""
        elif locales["DefaultClientLocale"] not in wanted:
            locales["AvailableLocales"] += "," + locales["DefaultClientLocale"]
    return warnings


def ordered(full: dict) -> dict:
    """The configuration as it is written: maps sorted by key, as Go does, everything else in its own order."""

    def walk(value, path):
        if not isinstance(value, dict):
            return [walk(item, path + ("",)) for item in value] if isinstance(value, list) else value
        if is_structure(path, value):
            return {key: walk(value[key], path + (key,)) for key in (DEFAULTS if not path else value) if key in value}
        return {key: walk(value[key], path + (key,)) for key in sorted(value)}

    return walk(full, ())


def without_defaults(config: dict) -> dict:
    """Only what differs from the yardstick; empty sections vanish."""
    base = complete({})
    base["FileSettings"]["PublicLinkSalt"] = base["SqlSettings"]["AtRestEncryptKey"] = None

    def walk(value, default, path):
        found = {}
        for key, item in value.items():
            here = path + (key,)
            if key not in default:
                found[key] = item
            elif isinstance(item, dict) and isinstance(default[key], dict):
                inner = walk(item, default[key], here)
                if inner:
                    found[key] = inner
            elif item != default[key] or here in UPDATE_DEFAULTS:
                found[key] = item
        return found

    return walk({key: item for key, item in config.items() if key != "FeatureFlags"}, base, ())
