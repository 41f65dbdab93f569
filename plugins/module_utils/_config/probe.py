# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Check from the host the mail server or the LDAP server of changed settings, before they are written."""

from __future__ import annotations

from urllib.parse import urlsplit

from ansible_collections.groupware.mattermost.plugins.module_utils._config import settings as config
from ansible_collections.groupware.mattermost.plugins.module_utils._config.secrets import MASK

SECTIONS = {"smtp": "EmailSettings", "ldap": "LdapSettings"}
# Only a change of these is a reason to check the mail server.
SMTP = frozenset(
    "emailsettings." + name
    for name in (
        "connectionsecurity",
        "enablesmtpauth",
        "skipservercertificateverification",
        "smtppassword",
        "smtpport",
        "smtpserver",
        "smtpusername",
    )
)
TIMEOUT = 10  # seconds


def due(params, changes):
    """Return the kinds of checks, "smtp" or "ldap", that the changes require."""
    names = {config.key_of(change.path) for change in changes}
    return [
        kind
        for kind, concerned in (
            ("smtp", bool(names & SMTP)),
            ("ldap", any(name.startswith("ldapsettings.") for name in names)),
        )
        if concerned and params[kind + "_check"] != "skip"
    ]


def run(kind, tree, params):
    """Return (report as a dictionary or None, problem or None) of one check on the tree with the changes."""

    def get(key, section=SECTIONS[kind]):
        return config.find(tree, (section, key))[1]

    return (_smtp if kind == "smtp" else _ldap)(get, params)


def _smtp(get, params):
    from ansible_collections.groupware.mattermost.plugins.module_utils._config.probe_smtp import Smtp, probe

    # Over HTTP the password of the server is masked, so that the login cannot be checked.
    login = bool(get("EnableSMTPAuth")) and get("SMTPPassword") != MASK
    host = get("SMTPServer") or "localhost"
    port = int(get("SMTPPort") or 10025)
    report = probe(
        Smtp(
            host,
            port,
            get("ConnectionSecurity") or "",
            not get("SkipServerCertificateVerification"),
            get("SMTPUsername") if login else None,
            get("SMTPPassword") if login else None,
            int(get("SMTPServerTimeout") or TIMEOUT),
        ),
        params["smtp_ca"],
        _hello(get("SiteURL", "ServiceSettings")),
    )
    return dict(report._asdict(), server="%s:%d" % (host, port)), report.problem


def _hello(site_url):
    """Return the host name that the server sends with EHLO; an invalid URL is refused elsewhere."""
    try:
        return urlsplit(site_url or "").hostname or "localhost"
    except ValueError:
        return "localhost"


def _ldap(get, params):
    if not get("LdapServer"):
        return None, None
    from ansible_collections.groupware.mattermost.plugins.module_utils._config.probe_ldap import Ldap, probe

    names = ("IdAttribute", "LoginIdAttribute", "UsernameAttribute", "EmailAttribute")
    missing = ["LdapSettings." + name for name in ("BaseDN",) + names if not get(name)]
    if missing:
        return (
            None,
            "the LDAP server cannot be checked without %s. Set what is missing, or leave LdapSettings.LdapServer"
            " empty" % ", ".join(missing),
        )
    host = get("LdapServer")
    port = int(get("LdapPort") or 389)
    report = probe(
        Ldap(
            host,
            port,
            get("ConnectionSecurity") or "",
            not get("SkipCertificateVerification"),
            get("BindUsername"),
            get("BindPassword"),
            get("BaseDN"),
            get("UserFilter") or "",
            {name: get(name) for name in names},
            int(get("QueryTimeout") or TIMEOUT),
            int(get("MaxPageSize") or 0),
        ),
        params["ldap_ca"],
    )
    return dict(report._asdict(), server="%s:%d" % (host, port)), report.problem
