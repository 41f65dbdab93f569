# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Which settings are secret, and what is shown in their place."""

from __future__ import annotations

import re
from urllib.parse import unquote

# The settings that the server masks, and those that it should.
SECRETS = frozenset(
    name.lower()
    for name in (
        "AutoTranslationSettings.LibreTranslate.APIKey",
        "CacheSettings.RedisPassword",
        "ElasticsearchSettings.ClientKey",
        "ElasticsearchSettings.Password",
        "EmailSettings.SMTPPassword",
        "FileSettings.AmazonS3SecretAccessKey",
        "FileSettings.AzureAccessKey",
        "FileSettings.ExportAmazonS3SecretAccessKey",
        "FileSettings.ExportAzureAccessKey",
        "FileSettings.PublicLinkSalt",
        "GitLabSettings.Secret",
        "GoogleSettings.Secret",
        "LdapSettings.BindPassword",
        "MessageExportSettings.GlobalRelaySettings.SMTPPassword",
        "Office365Settings.Secret",
        "OpenIdSettings.Secret",
        "ServiceSettings.GiphySdkKey",
        "ServiceSettings.GoogleDeveloperKey",
        "ServiceSettings.SplitKey",
        "SqlSettings.AtRestEncryptKey",
        "SqlSettings.DataSource",
        "SqlSettings.DataSourceReplicas",
        "SqlSettings.DataSourceSearchReplicas",
        "SqlSettings.ReplicaLagSettings",
    )
)
PLUGIN = "pluginsettings.plugins."
SUSPECT = re.compile(r"secret|passw|passphrase|token|salt|credential|api_?key|private_?key|encryption|key$", re.I)
MASK = "*" * 32  # what the server shows in place of a secret
SHOWN = "secret, not shown"
SHOWN_NEW = "another secret, not shown"
DATABASE_URL = re.compile(r"postgres(ql)?://")
# The password in postgres://user:password@host.
URL_PASSWORD = re.compile(r"(?<=://)([^:/?#@]*):([^/?#]*)@")
QUERY_PASSWORD = re.compile(r"(?<=[?&]password=)[^&#]+")


def is_secret(path):
    """Return whether the value of the setting is a secret."""
    name = ".".join(path).lower()
    if name.startswith(PLUGIN):
        return any(SUSPECT.search(part) for part in path[3:])
    return name in SECRETS


def is_data_source(path):
    """Return whether the setting is a database URL, of which only the password is secret."""
    return ".".join(path).lower().startswith("sqlsettings.datasource")


def show(path, value, secret, new=False):
    """Return the printable form of a value; C(new) gives a secret another text, so that its change is visible."""
    if isinstance(value, dict):
        return {key: show(path + (key,), item, secret or is_secret(path + (key,)), new) for key, item in value.items()}
    if not secret or value in (None, "", [], MASK):
        return value
    if is_data_source(path):
        if isinstance(value, list):
            return [show(path, item, secret, new) for item in value]
        if isinstance(value, str) and DATABASE_URL.match(value):
            return show_url(value, new)
    return SHOWN_NEW if new else SHOWN


def show_url(url, new):
    """Return the database URL without its password."""
    blank = "********(new)" if new else "********"
    return QUERY_PASSWORD.sub(blank, URL_PASSWORD.sub(lambda found: "%s:%s@" % (found.group(1), blank), url))


def secret_values(value):
    """Yield every text in the value that must not appear in a result or log."""
    if isinstance(value, dict):
        for item in value.values():
            yield from secret_values(item)
    elif isinstance(value, list):
        for item in value:
            yield from secret_values(item)
    elif isinstance(value, str) and value:
        parts = url_passwords(value)
        if parts is None:
            yield value
        for part in parts or ():
            yield part
            yield unquote(part)


def url_passwords(text):
    """Return the list of passwords in a database URL, None for any other text."""
    if not DATABASE_URL.match(text):
        return None
    return [part for part in [found[1] for found in URL_PASSWORD.findall(text)] + QUERY_PASSWORD.findall(text) if part]


def hidden(tree, path=()):
    """Yield the texts of all secrets in an option's dictionary, valid or not."""
    for key, value in tree.items():
        here = path + (str(key),)
        if is_secret(here):
            yield from secret_values(value)
        elif isinstance(value, dict):
            yield from hidden(value, here)


def masked(tree, path=()):
    """Return an option's dictionary without its secrets."""
    return {
        key: masked(value, path + (str(key),))
        if isinstance(value, dict) and not is_secret(path + (str(key),))
        else show(path + (str(key),), value, is_secret(path + (str(key),)))
        for key, value in tree.items()
    }
