# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Rules about the values of settings, alone and together. No I/O.

There are three kinds of rules, about values that the server refuses (reported earlier and with the name of the
setting), that it accepts and cannot work with (SMTP credentials without TLS), and that it accepts and should not (text
in a header). Values of a wrong type are judged elsewhere: here they never break a rule. Whether files and directories
exist is not checked either.
"""

from __future__ import annotations

import re
from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config import known_limits as limits
from ansible_collections.groupware.mattermost.plugins.module_utils._config import rules_connections as connections
from ansible_collections.groupware.mattermost.plugins.module_utils._config.rule import Rule, is_blank, is_number
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import is_secret
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import origin_problem, site_url_problem

Problem = namedtuple("Problem", "settings text")
SHOWN = 60  # characters of a value in a message
RETENTION = ("FileRetention", "MessageRetention")


def problems(get, touched):
    """Return what is wrong with settings of which at least one is being set.

    get returns the value that a setting will have, touched holds the lower-case names of those being set.
    """
    found = []
    for rule in RULES:
        if any(name.lower() in touched for name in rule.settings):
            values = [get(name) for name in rule.settings]
            wrong = rule.wrong(*values)
            if wrong:
                remedy = wrong if isinstance(wrong, str) else rule.remedy
                found.append(Problem(list(rule.settings), "%s: %s" % (_told(rule.settings, values), remedy)))
    return found


def _told(names, values):
    first, *rest = ["%s %s" % (name, _shown(name, value)) for name, value in zip(names, values)]
    return " and ".join([first.replace(" ", " is ", 1)] + rest)


def _shown(name, value):
    if value not in (None, "") and is_secret(tuple(name.split("."))):
        return "a secret"
    if value is None or isinstance(value, bool):
        return {None: "not set", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def _entries(value, separator=None):
    return [entry.strip() for entry in value.split(separator) if entry.strip()] if isinstance(value, str) else []


def _minimum(name, low):
    return Rule((name,), lambda value: is_number(value) and value < low, "it must be at least %d" % low)


def _between(name, low, high):
    return Rule(
        (name,), lambda value: is_number(value) and not low <= value <= high, "it must be from %d to %d" % (low, high)
    )


def _choice(name, choices, fold=str):
    return Rule(
        (name,),
        lambda value: isinstance(value, str) and fold(value) not in choices,
        "it must be %s" % " or ".join(choice or "empty" for choice in choices),
    )


def _needed(name, switch, state):
    return Rule(
        (switch, name),
        lambda on, value: _is_state(on, state) and is_blank(value),
        "set %s, or change %s" % (name, switch),
    )


def _is_state(value, state):
    return value is state if isinstance(state, bool) else isinstance(value, str) and value == state


def _time(name):
    return Rule(
        (name,),
        lambda value: isinstance(value, str) and not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", value),
        "it must be a time of the day as 02:00",
    )


def _port_of(address):
    """Return the port of host:port as a number, None when it is none such."""
    host, colon, port = address.rpartition(":")
    if not colon or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        return None
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        return None
    return int(port) if host == "" or connections.is_host(host) else None


def _listen(name):
    return Rule(
        (name,),
        lambda value: isinstance(value, str) and _port_of(value) is None,
        "it must be address:port, or :port for all addresses, with a port up to 65535",
    )


def _no_origin(value):
    for entry in _entries(value):
        problem = origin_problem(entry)
        if problem:
            return "%r is no origin; %s" % (entry[:SHOWN], problem)
    return None


def _no_site_url(value):
    return site_url_problem(value.rstrip("/")) if isinstance(value, str) and value else None


def _unknown_locale(value, experimental):
    if experimental is True:
        return None
    for locale in _entries(value, ","):
        if locale.lower() not in limits.LOCALES:
            return "%r is no language of the server, such as en, de or pt-BR" % locale[:SHOWN]
    return None


def _retention(days, hours):
    if not is_number(days) or not is_number(hours):
        return None
    if days > 0 and hours > 0:
        return "set one of them to 0; the server takes days or hours, not both"
    return "one of them must be above 0" if days == 0 and hours == 0 else None


def _rules():
    """Give all rules."""
    for name, low in limits.MINIMUM.items():
        yield _minimum(name, low)
    for name, (low, high) in limits.BETWEEN.items():
        yield _between(name, low, high)
    for name, choices in limits.CHOICES.items():
        yield _choice(name, choices)
    for name in ("LogSettings.ConsoleLevel", "LogSettings.FileLevel"):
        yield _choice(name, limits.LOG_LEVELS, str.lower)
    yield _choice("ServiceSettings.WebserverMode", ("gzip", "uncompressed", "disabled", "regular", ""), str.lower)
    for name, (switch, state) in limits.NEEDED.items():
        yield _needed(name, switch, state)
    for name in limits.TIMES:
        yield _time(name)
    for rules in (_service_rules, connections.rules, _store_rules, _other_rules):
        yield from rules()


def _service_rules():
    service = "ServiceSettings."
    yield Rule((service + "SiteURL",), _no_site_url, None)
    yield Rule(
        (service + "WebsocketURL",),
        lambda value: (
            isinstance(value, str) and value != "" and not re.fullmatch(r"(wss?|https?)://[^\s/]+[^\s]*", value)
        ),
        "it must begin with wss:// or ws://",
    )
    for name in ("EmailSettings.EnableEmailBatching", service + "AllowCookiesForSubdomains"):
        yield Rule(
            (name, service + "SiteURL"),
            lambda on, url: on is True and is_blank(url),
            "set ServiceSettings.SiteURL, or %s to false" % name,
        )
    yield Rule((service + "FrameAncestors",), _no_origin, None)
    yield Rule((service + "AllowCorsFrom",), lambda value: None if value == "*" else _no_origin(value), None)
    for name in (service + "ListenAddress", "MetricsSettings.ListenAddress"):
        yield _listen(name)
    for name in ("TLSCertFile", "TLSKeyFile"):
        yield Rule(
            (service + "ConnectionSecurity", service + "UseLetsEncrypt", service + name),
            lambda security, automatic, path: security == "TLS" and automatic is False and is_blank(path),
            "set %s, or end TLS at the proxy and leave ConnectionSecurity empty" % (service + name),
        )
    yield Rule(
        (service + "UseLetsEncrypt", service + "Forward80To443"),
        lambda automatic, forward: automatic is True and forward is False,
        "the server does not start without Forward80To443 then",
    )
    yield Rule(
        (service + "Forward80To443", service + "ListenAddress"),
        lambda forward, address: forward is True and isinstance(address, str) and _port_of(address) not in (None, 443),
        "the server does not start then; forwarding needs port 443",
    )
    yield Rule((service + "EnableLocalMode", service + "LocalModeSocketLocation"), _bad_socket, None)
    yield Rule(
        (service + "CollapsedThreads", service + "ThreadAutoFollow"),
        lambda threads, follow: isinstance(threads, str) and threads != "disabled" and follow is False,
        "set ThreadAutoFollow to true, or CollapsedThreads to disabled",
    )


def _bad_socket(enabled, path):
    if enabled is not True or not isinstance(path, str):
        return None
    if not path.startswith("/"):
        return "the socket's path must be absolute"
    length = len(path.encode("utf-8", "replace"))
    return (
        "the path of a socket has at most %d bytes, not %d" % (limits.SOCKET_LENGTH, length)
        if length > limits.SOCKET_LENGTH
        else None
    )


def _store_rules():
    yield Rule(("SqlSettings.DataSource",), is_blank, "it must be the URL of the database")
    for name in ("SqlSettings.AtRestEncryptKey", "FileSettings.PublicLinkSalt"):
        yield Rule(
            (name,),
            lambda value: isinstance(value, str) and 0 < len(value) < limits.SECRET_LENGTH,
            "it must have at least %d characters" % limits.SECRET_LENGTH,
        )
    yield Rule(
        ("FileSettings.DriverName",),
        lambda value: isinstance(value, str) and value not in ("local", "amazons3") and not value.startswith("azure"),
        "it must be local or amazons3, from 11.9 on also Azure",
    )
    yield Rule(
        ("FileSettings.Directory",),
        lambda value: isinstance(value, str) and (not value or value != value.strip()),
        "it must be a path without blanks around it",
    )
    yield Rule(
        ("FileSettings.MaxImageDecoderConcurrency",),
        lambda value: is_number(value) and (value < -1 or value == 0),
        "it must be at least 1, or -1 for the number of processors",
    )
    yield Rule(
        ("CacheSettings.CacheType", "CacheSettings.RedisDB"),
        lambda kind, number: kind == "redis" and is_number(number) and number < 0,
        "set CacheSettings.RedisDB to the number of a database, 0 as a rule",
    )
    for kind in RETENTION:
        names = ("DataRetentionSettings.%sDays" % kind, "DataRetentionSettings.%sHours" % kind)
        yield Rule(names, _retention, None)
    for name in ("EnableSearching", "EnableAutocomplete"):
        yield Rule(
            ("ElasticsearchSettings." + name, "ElasticsearchSettings.EnableIndexing"),
            lambda used, filled: used is True and filled is False,
            "set EnableIndexing to true as well",
        )
    yield Rule(
        ("ElasticsearchSettings.IgnoredPurgeIndexes",),
        lambda value: any(entry.startswith("-") for entry in _entries(value, ",")),
        "no index may begin with a dash",
    )


def _other_rules():
    yield Rule(
        ("TeamSettings.SiteName",),
        lambda value: isinstance(value, str) and len(value.encode("utf-8", "replace")) > 30,
        "it must have at most 30 bytes; letters like \u00fc count as two",
    )
    yield Rule(
        ("TeamSettings.ExperimentalViewArchivedChannels",),
        lambda value: value is False,
        "the server does not start then, since 11.0; make such channels private and remove their members",
    )
    yield Rule(
        ("ExperimentalSettings.ClientSideCertEnable",),
        lambda value: value is True,
        "the server does not start then, since 11.0; there is no sign-in by client certificate any more",
    )
    locale = "LocalizationSettings."
    for name in ("DefaultServerLocale", "DefaultClientLocale", "AvailableLocales"):
        yield Rule((locale + name, locale + "EnableExperimentalLocales"), _unknown_locale, None)
    yield Rule(
        (locale + "AvailableLocales", locale + "DefaultClientLocale"),
        lambda some, default: isinstance(some, str) and some != "" and isinstance(default, str) and default not in some,
        "AvailableLocales must contain the default one, or be empty",
    )
    yield Rule(
        ("MetricsSettings.ClientSideUserIds",),
        lambda value: isinstance(value, list) and len(value) > 5,
        "it must have at most 5 entries",
    )
    yield Rule(
        ("DisplaySettings.CustomURLSchemes",),
        lambda value: (
            isinstance(value, list)
            and any(
                isinstance(entry, str) and not re.fullmatch(r"\s*[A-Za-z][A-Za-z0-9.+-]*\s*", entry) for entry in value
            )
        ),
        "a scheme begins with a letter and has letters, digits, dots, plus and minus signs, no colon",
    )
    image = "ImageProxySettings."
    for name in ("RemoteImageProxyURL", "RemoteImageProxyOptions"):
        yield Rule(
            (image + "Enable", image + "ImageProxyType", image + name),
            lambda on, kind, value: on is True and kind == "atmos/camo" and is_blank(value),
            "set %s, or ImageProxyType to local" % (image + name),
        )
    yield Rule(
        (image + "Enable", image + "ImageProxyType"),
        lambda on, kind: on is True and isinstance(kind, str) and kind not in ("local", "atmos/camo"),
        "the type must be local or atmos/camo",
    )
    export = "MessageExportSettings."
    yield Rule(
        (export + "EnableExport", export + "ExportFormat"),
        lambda on, form: on is True and isinstance(form, str) and form not in ("actiance", "csv", "globalrelay"),
        "it must be actiance, csv or globalrelay",
    )
    yield Rule(
        (export + "EnableExport", export + "DailyRunTime"),
        lambda on, value: on is True and _time("").wrong(value),
        "it must be a time of the day as 02:00",
    )
    saml = "SamlSettings."
    for switch, names in (
        ("Verify", ("AssertionConsumerServiceURL",)),
        ("Encrypt", ("PrivateKeyFile", "PublicCertificateFile")),
    ):
        for name in names:
            yield Rule(
                (saml + "Enable", saml + switch, saml + name),
                lambda on, use, value: on is True and use is True and is_blank(value),
                "set %s, or %s to false" % (saml + name, switch),
            )


RULES = tuple(_rules())
