# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Limits and choices of single settings, and the settings that a part of the server needs while it is on. Data only."""

from __future__ import annotations

SECRET_LENGTH = 32
SOCKET_LENGTH = 107  # of a path that Linux takes for a socket
LOG_LEVELS = ("panic", "fatal", "error", "warn", "info", "debug", "trace")
# The server falls back to English for another.
LOCALES = frozenset(
    "bg de en en-au es fa fr hu it ja ko nl pl pt-br ro ru sv tr uk vi zh-cn zh-hans zh-hant zh-tw".split()
)
MINIMUM = {
    "DataRetentionSettings.FileRetentionDays": 0,
    "DataRetentionSettings.FileRetentionHours": 0,
    "DataRetentionSettings.MessageRetentionDays": 0,
    "DataRetentionSettings.MessageRetentionHours": 0,
    "ElasticsearchSettings.AggregatePostsAfterDays": 1,
    "ElasticsearchSettings.BatchSize": 1,
    "ElasticsearchSettings.LiveIndexingBatchSize": 1,
    "ElasticsearchSettings.RequestTimeoutSeconds": 1,
    "EmailSettings.EmailBatchingBufferSize": 1,
    "EmailSettings.EmailBatchingInterval": 30,
    "EmailSettings.SMTPServerTimeout": 1,
    "ExperimentalSettings.LinkMetadataTimeoutMilliseconds": 1,
    "ExportSettings.RetentionDays": 1,
    "FileSettings.AmazonS3RequestTimeoutMilliseconds": 1,
    "FileSettings.MaxFileSize": 1,
    "ImportSettings.RetentionDays": 1,
    "LdapSettings.MaxPageSize": 0,
    "LdapSettings.QueryTimeout": 1,
    "LdapSettings.SyncIntervalMinutes": 1,
    "RateLimitSettings.MaxBurst": 1,
    "RateLimitSettings.MemoryStoreSize": 1,
    "RateLimitSettings.PerSec": 1,
    "ServiceSettings.MaximumLoginAttempts": 1,
    "ServiceSettings.MaximumPayloadSizeBytes": 1,
    "ServiceSettings.MaximumURLLength": 1,
    "ServiceSettings.OutgoingIntegrationRequestsTimeout": 1,
    "ServiceSettings.PersistentNotificationIntervalMinutes": 2,
    "ServiceSettings.PersistentNotificationMaxCount": 1,
    "ServiceSettings.PersistentNotificationMaxRecipients": 1,
    "ServiceSettings.ReadTimeout": 1,
    "ServiceSettings.TimeBetweenUserTypingUpdatesMilliseconds": 1000,
    "ServiceSettings.WriteTimeout": 1,
    "SqlSettings.ConnMaxIdleTimeMilliseconds": 0,
    "SqlSettings.ConnMaxLifetimeMilliseconds": 0,
    "SqlSettings.MaxIdleConns": 1,
    "SqlSettings.MaxOpenConns": 1,
    "SqlSettings.QueryTimeout": 1,
    "TeamSettings.MaxChannelsPerTeam": 1,
    "TeamSettings.MaxNotificationsPerChannel": 1,
    "TeamSettings.MaxUsersPerTeam": 1,
    "TeamSettings.UserStatusAwayTimeout": 1,
}
BETWEEN = {
    "ClusterSettings.GossipPort": (1, 65535),
    "LdapSettings.LdapPort": (1, 65535),
    "PasswordSettings.MinimumLength": (5, 72),
}
CHOICES = {
    "CacheSettings.CacheType": ("lru", "redis"),
    "ElasticsearchSettings.Backend": ("elasticsearch", "opensearch"),
    "EmailSettings.ConnectionSecurity": ("", "PLAIN", "TLS", "STARTTLS"),
    "EmailSettings.EmailNotificationContentsType": ("full", "generic"),
    "LdapSettings.ConnectionSecurity": ("", "TLS", "STARTTLS"),
    "ServiceSettings.CollapsedThreads": ("disabled", "default_on", "default_off", "always_on"),
    "ServiceSettings.ConnectionSecurity": ("", "TLS"),
    "ServiceSettings.ExperimentalGroupUnreadChannels": ("disabled", "default_on", "default_off"),
    "ServiceSettings.TLSMinVer": ("1.0", "1.1", "1.2", "1.3"),
    "SqlSettings.DriverName": ("postgres",),
    "TeamSettings.RestrictDirectMessage": ("any", "team"),
    "TeamSettings.TeammateNameDisplay": ("full_name", "nickname_full_name", "username"),
}
# While a part of the server is on, it needs them.
NEEDED = {
    "CacheSettings.RedisAddress": ("CacheSettings.CacheType", "redis"),
    "ElasticsearchSettings.ConnectionURL": ("ElasticsearchSettings.EnableIndexing", True),
    "EmailSettings.SMTPPassword": ("EmailSettings.EnableSMTPAuth", True),
    "EmailSettings.SMTPUsername": ("EmailSettings.EnableSMTPAuth", True),
    "ExperimentalAuditSettings.FileName": ("ExperimentalAuditSettings.FileEnabled", True),
    "LdapSettings.BaseDN": ("LdapSettings.Enable", True),
    "LdapSettings.EmailAttribute": ("LdapSettings.Enable", True),
    "LdapSettings.IdAttribute": ("LdapSettings.Enable", True),
    "LdapSettings.LdapServer": ("LdapSettings.Enable", True),
    "LdapSettings.LoginIdAttribute": ("LdapSettings.Enable", True),
    "LdapSettings.UsernameAttribute": ("LdapSettings.Enable", True),
    "SamlSettings.EmailAttribute": ("SamlSettings.Enable", True),
    "SamlSettings.IdpCertificateFile": ("SamlSettings.Enable", True),
    "SamlSettings.IdpDescriptorURL": ("SamlSettings.Enable", True),
    "SamlSettings.IdpURL": ("SamlSettings.Enable", True),
    "SamlSettings.ServiceProviderIdentifier": ("SamlSettings.Enable", True),
    "SamlSettings.UsernameAttribute": ("SamlSettings.Enable", True),
}
TIMES = ("DataRetentionSettings.DeletionJobStartTime", "ElasticsearchSettings.PostsAggregatorJobStartTime")
