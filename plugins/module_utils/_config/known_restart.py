# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Settings that the server reads only when it starts. No I/O.

A source beside each entry: "docs" is the page of the configuration settings in the server's documentation, a .go file
one of the server's source (where the setting is read at the start and never again), "recorded" a recording of a server.
Where documentation and nothing else speaks of a restart, it is believed. Where source or recording say that a change
takes effect at once, they win; those are listed as LIVE.
"""

from __future__ import annotations

from urllib.parse import urlsplit

# Whole sections.
SECTIONS = {
    "CacheSettings": "docs, Redis cache backend; platform/service.go",
    "ClusterSettings": "docs, high availability",
    "ElasticsearchSettings": "docs, enterprise search",
    "ExperimentalAuditSettings": "docs, audit logging; app/server.go",
    # The server starts its listener anew at a change of Enable or ListenAddress; not for the other settings.
    "MetricsSettings": "docs, performance monitoring",
    "RateLimitSettings": "docs, rate limiting; app/server.go",
    "SqlSettings": "docs, database; platform/service.go",
}
SERVER = "app/server.go"
WEB_SERVER = "docs, web server"
WEB_LISTENER = "docs, web server; app/server.go"
DEVELOPER = "docs, developer"
MOBILE = "docs, mobile security"
FILE_STORE = "docs, Azure Blob Storage (the server keeps the file store of the start); platform/service.go"
SETTINGS = {
    "ConnectedWorkspacesSettings.EnableRemoteClusterService": SERVER,
    "ConnectedWorkspacesSettings.EnableSharedChannels": SERVER,
    "EmailSettings.EmailBatchingBufferSize": "email/email_batching.go",
    "EmailSettings.PushNotificationBuffer": "docs, push notification server; app/notification_push.go",
    "FileSettings.DedicatedExportStore": FILE_STORE,
    "FileSettings.Directory": FILE_STORE,
    "FileSettings.DriverName": FILE_STORE,
    "FileSettings.MaxImageDecoderConcurrency": "app/channels.go",
    "JobSettings.RunJobs": SERVER,
    "JobSettings.RunScheduler": SERVER,
    "LocalizationSettings.DefaultClientLocale": SERVER,
    "LocalizationSettings.DefaultServerLocale": "docs, localization; app/server.go",
    # Sentry is set up, or not, at the start.
    "LogSettings.EnableDiagnostics": SERVER,
    "LogSettings.EnableSentry": SERVER,
    "NativeAppSettings.MobileAllowPdfLinkNavigation": MOBILE,
    "NativeAppSettings.MobileEnableBiometrics": MOBILE,
    "NativeAppSettings.MobileEnableSecureFilePreview": MOBILE,
    "NativeAppSettings.MobileJailbreakProtection": MOBILE,
    "NativeAppSettings.MobilePreventScreenCapture": MOBILE,
    "ServiceSettings.AllowCookiesForSubdomains": WEB_SERVER,
    "ServiceSettings.AllowCorsFrom": SERVER,
    "ServiceSettings.ClusterLogTimeoutMilliseconds": WEB_SERVER,
    "ServiceSettings.ConnectionSecurity": WEB_LISTENER,
    "ServiceSettings.CorsAllowCredentials": SERVER,
    "ServiceSettings.CorsDebug": SERVER,
    "ServiceSettings.CorsExposedHeaders": SERVER,
    "ServiceSettings.EnableAWSMetering": SERVER,
    "ServiceSettings.EnableClientPerformanceDebugging": DEVELOPER,
    "ServiceSettings.EnableDeveloper": DEVELOPER,
    "ServiceSettings.EnableInsecureOutgoingConnections": "docs, web server; httpservice/httpservice.go",
    "ServiceSettings.EnableLocalMode": SERVER,
    "ServiceSettings.EnableTesting": DEVELOPER,
    "ServiceSettings.EnableWebHubChannelIteration": "platform/web_hub.go",
    "ServiceSettings.Forward80To443": WEB_LISTENER,
    "ServiceSettings.GoroutineHealthThreshold": WEB_SERVER,
    "ServiceSettings.IdleTimeout": WEB_LISTENER,
    "ServiceSettings.LetsEncryptCertificateCacheFile": WEB_LISTENER,
    "ServiceSettings.LicenseFileLocation": WEB_SERVER,
    "ServiceSettings.ListenAddress": "recorded, api/config (taken at once, without effect); docs, web server",
    "ServiceSettings.LocalModeSocketLocation": SERVER,
    "ServiceSettings.ManagedResourcePaths": WEB_SERVER,
    "ServiceSettings.MaximumPayloadSizeBytes": WEB_SERVER,
    "ServiceSettings.MaximumURLLength": WEB_SERVER,
    "ServiceSettings.ReadTimeout": WEB_LISTENER,
    "ServiceSettings.SessionCacheInMinutes": "docs, session lengths",
    "ServiceSettings.SiteURL": "recorded, headers/cookies; app/server.go (its path only)",
    "ServiceSettings.TLSCertFile": WEB_LISTENER,
    "ServiceSettings.TLSKeyFile": WEB_LISTENER,
    "ServiceSettings.TLSMinVer": WEB_LISTENER,
    "ServiceSettings.TLSOverwriteCiphers": WEB_LISTENER,
    "ServiceSettings.TLSStrictTransport": WEB_SERVER,
    "ServiceSettings.TLSStrictTransportMaxAge": WEB_SERVER,
    "ServiceSettings.TrustedProxyIPHeader": WEB_LISTENER,
    "ServiceSettings.UseLetsEncrypt": WEB_LISTENER,
    "ServiceSettings.WebserverMode": WEB_SERVER,
    "ServiceSettings.WebsocketPort": "docs, experimental",
    "ServiceSettings.WebsocketSecurePort": "docs, experimental",
    "ServiceSettings.WebsocketURL": WEB_SERVER,
    "ServiceSettings.WriteTimeout": WEB_LISTENER,
}
# Beginnings of names: the file stores, also those of later releases.
PREFIXES = {"FileSettings.AmazonS3": FILE_STORE, "FileSettings.Azure": FILE_STORE, "FileSettings.Export": FILE_STORE}
# The documentation asks for a restart, or one would expect it; the server takes a change at once all the same.
LIVE = {
    "EmailSettings.EmailBatchingInterval": "email/email_batching.go (starts anew at each change)",
    "EmailSettings.EnableEmailBatching": "app/server.go (at each change)",
    "LogSettings.AdvancedLoggingJSON": "platform/service.go (logging is set up anew at each change)",
    "LogSettings.ConsoleLevel": "platform/service.go",
    "LogSettings.FileLevel": "platform/service.go",
    "PluginSettings.Directory": "app/channels.go (plugins are started anew at each change)",
    "ServiceSettings.AllowedUntrustedInternalConnections": "httpservice/httpservice.go (asked at each request)",
    "ServiceSettings.ExtendSessionLengthWithActivity": "app/session.go (asked at each request)",
    "ServiceSettings.FrameAncestors": "recorded, headers/pages",
    "ServiceSettings.SessionIdleTimeoutInMinutes": "app/session.go",
    "ServiceSettings.SessionLengthWebInHours": "app/session.go",
}

_SECTIONS = {name.lower(): text for name, text in SECTIONS.items()}
_SETTINGS = {name.lower(): text for name, text in SETTINGS.items()}
_PREFIXES = {name.lower(): text for name, text in PREFIXES.items()}
SITE_URL = "servicesettings.siteurl"


def needs_restart(path, before, after):
    """Return whether the server must be restarted for the change to take effect."""
    if before == after and isinstance(before, bool) == isinstance(after, bool):
        return False
    if ".".join(path).lower() == SITE_URL:
        return _path_of(before) != _path_of(after)
    return source(path) is not None


def source(path):
    """Return where it is written that the setting needs a restart, None if nowhere."""
    name = ".".join(path[:2]).lower()  # what stands deeper shares the fate of its setting
    if len(path) < 2:
        return None
    section = name.partition(".")[0]
    if section in _SECTIONS:
        return _SECTIONS[section]
    if name in _SETTINGS:
        return _SETTINGS[name]
    for prefix, text in _PREFIXES.items():
        if name.startswith(prefix):
            return text
    return None


def _path_of(url):
    """Return the path of a URL; of what is none, the text, so that another text is another path."""
    if not isinstance(url, str):
        return ""
    try:
        return urlsplit(url).path.strip("/")
    except ValueError:
        return url
