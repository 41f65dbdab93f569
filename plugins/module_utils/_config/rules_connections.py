# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Rules about the mail server and the LDAP server. No I/O.

Mattermost accepts nearly any combination and then fails silently: it sends no credentials in clear text, waits for a
greeting on a port that speaks TLS first, and finds no account with an attribute that does not exist.
"""

from __future__ import annotations

import ipaddress
import re

from ansible_collections.groupware.mattermost.plugins.module_utils._config.rule import Rule
from ansible_collections.groupware.mattermost.plugins.module_utils._core.names import email_problem

MAIL = "EmailSettings."
LDAP = "LdapSettings."
ADDRESSES = (
    "EmailSettings.FeedbackEmail",
    "EmailSettings.ReplyToAddress",
    "SupportSettings.ReportAProblemMail",
    "SupportSettings.SupportEmail",
)
HOSTS = (MAIL + "SMTPServer", LDAP + "LdapServer")
# They become headers of mails, or a line of the dialogue with the mail server.
ONE_LINE = (MAIL + "FeedbackName", MAIL + "FeedbackOrganization", MAIL + "SMTPUsername")
ATTRIBUTES = tuple(
    LDAP + name + "Attribute"
    for name in ("Id", "LoginId", "Username", "Email", "FirstName", "LastName", "Nickname", "Position", "Picture")
)
FILTERS = tuple(LDAP + name + "Filter" for name in ("Admin", "Group", "Guest", "User"))
# Of mail and of LDAP: ports on which the first byte is TLS, and ports on which it is not; the usual one first.
PORTS = (
    (MAIL + "SMTPPort", MAIL + "ConnectionSecurity", (465,), (587, 25)),
    (LDAP + "LdapPort", LDAP + "ConnectionSecurity", (636, 3269), (389, 3268)),
)
ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*|[0-9]+(\.[0-9]+)+")
BASE_DN = re.compile(r"\s*[A-Za-z0-9.-]+\s*=.+", re.S)
FILTER_ITEM = re.compile(r"[A-Za-z0-9.;:_-]+[~<>]?=[^()]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def is_host(value):
    """Return whether the text is the name or the address of a host; an IPv6 address may be in brackets."""
    try:
        ipaddress.ip_address(value.strip("[]"))
        return True
    except ValueError:
        return re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_.])?", value) is not None


def rules():
    """Return the rules one by one."""
    for name in ADDRESSES:
        yield Rule((name,), _no_address, None)
    for name in HOSTS:
        yield Rule((name,), _no_host, None)
    for name in ONE_LINE:
        yield Rule(
            (name,),
            lambda value: isinstance(value, str) and CONTROL.search(value),
            "it must be one line without control characters",
        )
    yield Rule((MAIL + "SMTPPort",), _no_port, "it must be a string of digits from 1 to 65535")
    for port, security, tls, clear in PORTS:
        yield Rule((port, security), _port_against_security(tls, clear), None)
    yield Rule(
        (MAIL + "EnableSMTPAuth", MAIL + "ConnectionSecurity"),
        lambda login, security: login is True and isinstance(security, str) and security in ("", "PLAIN"),
        "the server sends no credentials in clear text, so no mail leaves; set ConnectionSecurity to STARTTLS"
        " or TLS, or EnableSMTPAuth to false",
    )
    yield Rule(
        (MAIL + "EnableEmailBatching", "ClusterSettings.Enable"),
        lambda batching, cluster: batching is True and cluster is True,
        "a cluster cannot batch mails; turn one of them off",
    )
    yield Rule(
        (LDAP + "BaseDN",),
        lambda value: isinstance(value, str) and value != "" and not BASE_DN.fullmatch(value),
        "it must be the name of an entry, such as ou=people,dc=example,dc=org",
    )
    for name in ATTRIBUTES:
        yield Rule(
            (name,),
            lambda value: isinstance(value, str) and value != "" and not ATTRIBUTE.fullmatch(value),
            "it must be the name of an attribute, such as uid or mail",
        )
    for name in FILTERS:
        yield Rule(
            (name,),
            lambda value: isinstance(value, str) and value != "" and not is_filter(value),
            "it must be a filter in parentheses, such as (objectClass=inetOrgPerson) or (&(a=b)(!(c=d)))",
        )


def _no_address(value):
    problem = email_problem(value) if isinstance(value, str) and value else None
    return problem and problem + "; the sender's name has a setting of its own"


def _no_host(value):
    if not isinstance(value, str) or value == "":
        return None
    if not is_host(value):
        return "it must be the name or address of a host alone; scheme and port have settings of their own"
    # The server puts a colon and the port behind it.
    return "an IPv6 address must be in brackets here" if ":" in value and not value.startswith("[") else None


def _no_port(value):
    return (
        isinstance(value, str) and value != "" and not (re.fullmatch(r"[0-9]{1,5}", value) and 1 <= int(value) <= 65535)
    )


def _port_against_security(tls, clear):
    def wrong(port, security):
        if not isinstance(security, str) or not isinstance(port, (int, str)):
            return None
        if str(port) in map(str, tls) and security != "TLS":
            return "port %s speaks TLS from the first byte; set ConnectionSecurity to TLS, or the port to %d" % (
                port,
                clear[0],
            )
        if str(port) in map(str, clear) and security == "TLS":
            return "port %s begins in clear text; set ConnectionSecurity to STARTTLS, or the port to %d" % (
                port,
                tls[0],
            )
        return None

    return wrong


def is_filter(text):
    """Return whether the text is a search filter in the form of RFC 4515."""
    return _filter_end(text, 0) == len(text)


def _filter_end(text, start):
    """Return where the filter that begins at the index ends, -1 if none begins there."""
    if text[start : start + 1] != "(":
        return -1
    start += 1
    kind = text[start : start + 1]
    if kind and kind in "&|!":
        number, end = 0, start + 1
        while text[end : end + 1] == "(":
            end = _filter_end(text, end)
            if end < 0:
                return -1
            number += 1
        if not number or kind == "!" and number > 1:
            return -1
    else:
        item = FILTER_ITEM.match(text, start)
        end = item.end() if item else -1
    return end + 1 if end >= 0 and text[end : end + 1] == ")" else -1
