# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's validation of a complete configuration: the first refusal wins, in the server's order.

The wordings of the recorded refusals are the server's. Unrecorded invalid values are refused as well, with the
server's identifier and a plain message: the stand-in must never accept what the real server refuses.
"""

from __future__ import annotations

import ipaddress
import os
import re

from . import ldapfilter
from .gourl import InvalidURL, check_request_uri, split_host_port

POSITIVE = "Must be a positive number."


class Invalid(Exception):
    """A refused configuration: the identifier, the message, and details that only the start's message shows."""

    def __init__(self, name: str, message: str, *details: str, whole_id: bool = False):
        super().__init__(message)
        self.id = name if whole_id else "model.config.is_valid.%s" % name
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return ", ".join(["Config.IsValid: %s" % self.message, *self.details])


def _refuse(wrong: bool, name: str, message: str, *details: str) -> None:
    if wrong:
        raise Invalid(name + ".app_error", message, *details)


def _go_stat(path: str) -> str:
    """Go's words for a path that cannot be looked at, or an empty text."""
    try:
        os.stat(path)
    except OSError as error:
        return "stat %s: %s" % (path, (error.strerror or "").lower())
    return ""


def _across(c: dict) -> None:
    site, batching = c["ServiceSettings"]["SiteURL"], c["EmailSettings"]["EnableEmailBatching"]
    _refuse(not site and batching, "site_url_email_batching", "Unable to enable email batching when SiteURL isn't set.")
    _refuse(
        c["ClusterSettings"]["Enable"] and batching,
        "cluster_email_batching",
        "Unable to enable email batching when clustering is enabled.",
    )
    _refuse(
        not site and c["ServiceSettings"]["AllowCookiesForSubdomains"],
        "allow_cookies_for_subdomains",
        "Allowing cookies for subdomains requires SiteURL to be set.",
    )


def _team(c: dict) -> None:
    team = c["TeamSettings"]
    for key, name, what in (
        ("MaxUsersPerTeam", "max_users", "maximum users per team"),
        ("MaxChannelsPerTeam", "max_channels", "maximum channels per team"),
        ("UserStatusAwayTimeout", "user_status_away_timeout", "user status away timeout"),
        ("MaxNotificationsPerChannel", "max_notify_per_channel", "maximum notifications per channel"),
    ):
        _refuse(team[key] <= 0, name, "Invalid %s for team settings. %s" % (what, POSITIVE))
    _refuse(
        team["RestrictDirectMessage"] not in ("any", "team"),
        "restrict_direct_message",
        "Invalid direct message restriction. Must be 'any', or 'team'.",
    )
    _refuse(
        team["TeammateNameDisplay"] not in ("full_name", "nickname_full_name", "username"),
        "teammate_name_display",
        "Invalid teammate display. Must be 'full_name', 'nickname_full_name' or 'username'.",
    )
    _refuse(
        len(team["SiteName"].encode()) > 30, "sitename_length", "Site name must be less than or equal to 30 characters."
    )
    _refuse(
        not team["ExperimentalViewArchivedChannels"],
        "experimental_view_archived_channels",
        "Hiding archived channels is no longer supported. Make these channels private and remove members instead.",
    )


def _experimental(c: dict) -> None:
    _refuse(
        c["ExperimentalSettings"]["ClientSideCertEnable"],
        "client_side_cert_enable",
        "Client-side certificates are no longer supported.",
    )
    _refuse(
        c["ExperimentalSettings"]["LinkMetadataTimeoutMilliseconds"] <= 0,
        "link_metadata_timeout",
        "Invalid value for link metadata timeout. %s" % POSITIVE,
    )


def _sql(c: dict) -> None:
    sql = c["SqlSettings"]
    _refuse(
        0 < len(sql["AtRestEncryptKey"]) < 32,
        "encrypt_sql",
        "Invalid at rest encrypt key for SQL settings. Must be 32 chars or more.",
    )
    _refuse(sql["DriverName"] != "postgres", "sql_driver", "Invalid driver name for SQL settings. Must be 'postgres'.")
    _refuse(sql["MaxIdleConns"] <= 0, "sql_idle", "Invalid maximum idle connection for SQL settings. %s" % POSITIVE)
    for key, name in (
        ("ConnMaxLifetimeMilliseconds", "sql_conn_max_lifetime_milliseconds"),
        ("ConnMaxIdleTimeMilliseconds", "sql_conn_max_idle_time_milliseconds"),
    ):
        _refuse(sql[key] < 0, name, "Invalid %s for SQL settings. Must be a non-negative number." % key)
    _refuse(sql["QueryTimeout"] <= 0, "sql_query_timeout", "Invalid query timeout for SQL settings. %s" % POSITIVE)
    _refuse(not sql["DataSource"], "sql_data_src", "Invalid data source for SQL settings. Must be set.")
    _refuse(sql["MaxOpenConns"] <= 0, "sql_max_conn", "Invalid maximum open connection for SQL settings. %s" % POSITIVE)


def _file(c: dict) -> None:
    files = c["FileSettings"]
    _refuse(
        files["MaxFileSize"] <= 0,
        "max_file_size",
        "Invalid max file size for file settings. Must be a whole number greater than zero.",
    )
    _refuse(
        files["DriverName"] not in ("local", "amazons3"),
        "file_driver",
        "Invalid driver name for file settings. Must be 'local' or 'amazons3'.",
    )
    _refuse(
        0 < len(files["PublicLinkSalt"]) < 32,
        "file_salt",
        "Invalid public link salt for file settings. Must be 32 chars or more.",
    )
    _refuse(not files["Directory"], "directory", "Invalid Local Storage Directory. Must be a non-empty string.")
    _refuse(
        files["Directory"] != files["Directory"].strip(),
        "directory_whitespace",
        "Invalid Local Storage Directory. Must not have leading or trailing whitespace.",
    )
    for key in ("AmazonS3RequestTimeoutMilliseconds", "ExportAmazonS3RequestTimeoutMilliseconds"):
        _refuse(files[key] <= 0, "amazons3_timeout", "Invalid timeout value. %s" % POSITIVE)


def _email(c: dict) -> None:
    email = c["EmailSettings"]
    _refuse(
        email["ConnectionSecurity"] not in ("", "TLS", "STARTTLS", "PLAIN"),
        "email_security",
        "Invalid connection security for email settings. Must be '', 'TLS', or 'STARTTLS'.",
    )
    _refuse(
        email["EmailBatchingBufferSize"] <= 0,
        "email_batching_buffer_size",
        "Invalid email batching buffer size for email settings. Must be zero or a positive number.",
    )
    _refuse(
        email["EmailBatchingInterval"] < 30,
        "email_batching_interval",
        "Invalid email batching interval for email settings. Must be 30 seconds or more.",
    )
    _refuse(
        email["EmailNotificationContentsType"] not in ("full", "generic"),
        "email_notification_contents_type",
        "Invalid email notification contents type for email settings. Must be one of either 'full' or 'generic'.",
    )


def _ldap(c: dict) -> None:
    ldap = c["LdapSettings"]
    _refuse(
        ldap["ConnectionSecurity"] not in ("", "TLS", "STARTTLS"),
        "ldap_security",
        "Invalid connection security for AD/LDAP settings. Must be '', 'TLS', or 'STARTTLS'.",
    )
    _refuse(
        ldap["SyncIntervalMinutes"] <= 0,
        "ldap_sync_interval",
        "Invalid sync interval time. Must be at least one minute.",
    )
    _refuse(ldap["MaxPageSize"] < 0, "ldap_max_page_size", "Invalid max page size value.")
    if not ldap["Enable"]:
        return
    for key, name, label in (
        ("LdapServer", "ldap_server", "AD/LDAP Server"),
        ("BaseDN", "ldap_basedn", "BaseDN"),
        ("EmailAttribute", "ldap_email", "Email Attribute"),
        ("UsernameAttribute", "ldap_username", "Username Attribute"),
        ("IdAttribute", "ldap_id", "ID Attribute"),
        ("LoginIdAttribute", "ldap_login_id", "Login ID Attribute"),
    ):
        if not ldap[key]:
            raise Invalid(name, 'AD/LDAP field "%s" is required.' % label)
    for key, name, what in (
        ("UserFilter", "validate_filter", ""),
        ("GuestFilter", "validate_guest_filter", " Guest"),
        ("AdminFilter", "validate_admin_filter", " Admin"),
    ):
        if ldap[key] and not ldapfilter.compiles(ldap[key]):
            raise Invalid("ent.ldap.%s.app_error" % name, "Invalid AD/LDAP%s Filter" % what, whole_id=True)
    # No version that was read looks at this one; the stand-in rather refuses.
    _refuse(
        bool(ldap["GroupFilter"]) and not ldapfilter.compiles(ldap["GroupFilter"]),
        "ldap_group_filter",
        "Invalid AD/LDAP Group Filter",
    )


def _valid_http_url(text: str) -> bool:
    return bool(re.fullmatch(r"https?://[^/\s]+.*", text))


def _saml(c: dict) -> None:
    saml = c["SamlSettings"]
    if not saml["Enable"]:
        return
    _refuse(
        not _valid_http_url(saml["IdpURL"]),
        "saml_idp_url",
        "SAML SSO URL must be a valid URL and start with http:// or https://.",
    )
    for key, name in (
        ("IdpDescriptorURL", "saml_idp_descriptor_url"),
        ("IdpCertificateFile", "saml_idp_cert"),
        ("EmailAttribute", "saml_email_attribute"),
        ("UsernameAttribute", "saml_username_attribute"),
        ("ServiceProviderIdentifier", "saml_spidentifier_attribute"),
    ):
        _refuse(not saml[key], name, "%s must be set." % key)


def _others_before_service(c: dict) -> None:
    _refuse(
        not 5 <= c["PasswordSettings"]["MinimumLength"] <= 72,
        "password_length",
        "Minimum password length must be a whole number greater than or equal to 5 and less than or equal to 72.",
    )
    rate = c["RateLimitSettings"]
    _refuse(
        rate["MemoryStoreSize"] <= 0, "rate_mem", "Invalid memory store size for rate limit settings. %s" % POSITIVE
    )
    _refuse(rate["PerSec"] <= 0, "rate_sec", "Invalid per sec for rate limit settings. %s" % POSITIVE)
    _refuse(rate["MaxBurst"] <= 0, "max_burst", "Maximum burst size must be greater than zero.")


def _listen_address(text: str) -> bool:
    parts = split_host_port(text)
    if parts is None or not re.fullmatch(r"[0-9]{1,5}", parts[1]) or int(parts[1]) > 65535:
        return False
    host = parts[0]
    if not host or re.fullmatch(
        r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?", host
    ):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _service_transport(service: dict) -> None:
    _refuse(
        service["ConnectionSecurity"] not in ("", "TLS"),
        "webserver_security",
        "Invalid value for webserver connection security.",
    )
    if service["ConnectionSecurity"] == "TLS" and not service["UseLetsEncrypt"]:
        for key, name in (("TLSCertFile", "tls_cert_file_missing"), ("TLSKeyFile", "tls_key_file_missing")):
            missing = not service[key] or bool(_go_stat(service[key]))
            _refuse(
                missing, name, "Invalid value for %s - Either use LetsEncrypt or set path to an existing file." % key
            )
    if service["TLSOverwriteCiphers"]:
        _refuse(
            any(not name.startswith("TLS_") for name in service["TLSOverwriteCiphers"]),
            "tls_overwrite_cipher",
            "Invalid value passed for TLS overwrite cipher.",
        )
    for key, name in (("ReadTimeout", "read_timeout"), ("WriteTimeout", "write_timeout")):
        _refuse(service[key] <= 0, name, "Invalid value for %s." % key)
    _refuse(
        service["TimeBetweenUserTypingUpdatesMilliseconds"] < 1000,
        "time_between_user_typing",
        "Time between user typing updates should not be set to less than 1000 milliseconds.",
    )


def _service(c: dict) -> None:
    service = c["ServiceSettings"]
    _service_transport(service)
    _refuse(
        service["MaximumLoginAttempts"] <= 0,
        "login_attempts",
        "Invalid maximum login attempts for service settings. %s" % POSITIVE,
    )
    for key, name, message in (
        ("SiteURL", "site_url", "Site URL must be a valid URL and start with http:// or https://."),
        ("WebsocketURL", "websocket_url", "WebSocket URL must be a valid URL and start with ws:// or wss://."),
    ):
        if service[key]:
            try:
                check_request_uri(service[key])
            except InvalidURL as error:
                _refuse(True, name, message, str(error))
    _refuse(
        not _listen_address(service["ListenAddress"]),
        "listen_address",
        "Invalid listen address for service settings Must be set.",
    )
    _refuse(
        service["ExperimentalGroupUnreadChannels"] not in ("disabled", "default_on", "default_off"),
        "group_unread_channels",
        "Invalid group unread channels for service settings. Must be 'disabled', 'default_on', or 'default_off'.",
    )
    _refuse(
        service["CollapsedThreads"] not in ("disabled", "always_on", "default_on", "default_off"),
        "collapsed_threads",
        "CollapsedThreads setting must be either disabled,default_on or default_off",
    )
    _refuse(
        service["CollapsedThreads"] != "disabled" and not service["ThreadAutoFollow"],
        "collapsed_threads.autofollow",
        "ThreadAutoFollow must be true to enable CollapsedThreads",
    )
    _refuse(
        service["MaximumPayloadSizeBytes"] <= 0,
        "max_payload_size",
        "Invalid max payload size for service settings. Must be a whole number greater than zero.",
    )
    _refuse(
        service["MaximumURLLength"] <= 0,
        "max_url_length",
        "Invalid max URL length for service settings. Must be a whole number greater than zero.",
    )
    if service["EnableLocalMode"]:
        problem = _go_stat(os.path.dirname(service["LocalModeSocketLocation"]) or ".")
        _refuse(bool(problem), "local_mode_socket", "Unable to locate local socket file directory.", problem, problem)


def _others_after_service(c: dict) -> None:
    retention = c["DataRetentionSettings"]
    for what in ("Message", "File"):
        days, hours = retention[what + "RetentionDays"], retention[what + "RetentionHours"]
        _refuse(
            days < 0,
            "data_retention.%s_retention_days_too_low" % what.lower(),
            "%s retention days must not be negative." % what,
        )
        _refuse(
            days > 0 and hours > 0,
            "data_retention.%s_retention_misconfiguration" % what.lower(),
            "%s retention cannot be in days and hours at once." % what,
        )
        _refuse(
            days == 0 and hours == 0,
            "data_retention.%s_retention_both_zero" % what.lower(),
            "%s retention needs days or hours." % what,
        )
    _refuse(
        c["CacheSettings"]["CacheType"] not in ("lru", "redis"), "cache_type", "Cache type must be either lru or redis."
    )
    _refuse(
        c["CacheSettings"]["CacheType"] == "redis" and not c["CacheSettings"]["RedisAddress"],
        "empty_redis_address",
        "RedisAddress must be specified for redis cache type.",
    )
    _refuse(
        len(c["MetricsSettings"]["ClientSideUserIds"]) > 5,
        "metrics_client_side_user_ids",
        "Number of elements in ClientSideUserIds is higher than the maximum of 5.",
    )
    for section in ("ImportSettings", "ExportSettings"):
        _refuse(
            not c[section]["Directory"].strip(),
            section[:6].lower() + ".directory",
            "Invalid value for %s directory." % section[:6].lower(),
        )
        _refuse(
            c[section]["RetentionDays"] <= 0,
            section[:6].lower() + ".retention_days_too_low",
            "Invalid value for RetentionDays. Value is too low.",
        )


CHECKS = (
    _across,
    _team,
    _experimental,
    _sql,
    _file,
    _email,
    _ldap,
    _saml,
    _others_before_service,
    _service,
    _others_after_service,
)


def validate(config: dict) -> None:
    """Raise Invalid for the first thing that the server refuses."""
    for check in CHECKS:
        check(config)
