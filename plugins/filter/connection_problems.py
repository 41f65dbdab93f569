# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Judge the variables of a mail server and of a directory before anything is changed.

The server itself takes nearly any combination and then fails without a word: it sends no credentials in clear text,
waits for a greeting on a port that speaks TLS first, and finds no account with an attribute that is not named.
"""

from __future__ import annotations

import re

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.groupware.mattermost.plugins.module_utils._core import names

MAIL = "mattermost_smtp_"
MAIL_DEFAULTS = {
    "port": None,
    "tls": "starttls",
    "ca": None,
    "skip_certificate_verification": False,
    "username": None,
    "password": None,
    "from_address": None,
    "from_name": None,
    "reply_to": None,
    "organization": None,
    "timeout": None,
    "batching_interval": None,
    "contents_type": "full",
}
MAIL_TEXTS = ("username", "from_name", "organization")
LDAP = "mattermost_ldap_"
LDAP_ATTRIBUTES = ("id_attribute", "login_id_attribute", "username_attribute", "email_attribute")
LDAP_MORE_ATTRIBUTES = ("first_name_attribute", "last_name_attribute", "nickname_attribute", "position_attribute")
LDAP_REQUIRED = ("bind_username", "bind_password", "base_dn") + LDAP_ATTRIBUTES
LDAP_DEFAULTS = dict(
    {
        "enable": False,
        "enable_sync": None,
        "port": None,
        "tls": "starttls",
        "ca": None,
        "skip_certificate_verification": False,
        "user_filter": None,
        "group_filter": None,
        "sync_interval": None,
        "query_timeout": None,
        "max_page_size": None,
        "login_field_name": None,
    },
    **dict.fromkeys(LDAP_REQUIRED + LDAP_MORE_ATTRIBUTES),
)
SECRET = ("password", "bind_password")
# Ports on which the first byte is TLS, and those on which it is not.
TLS_PORTS = {MAIL: (465,), LDAP: (636, 3269)}
CLEAR_PORTS = {MAIL: (25, 587), LDAP: (389, 3268)}
# A name or an IPv4 address. The certificate is for a name, and the server puts the port behind it as it is.
HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?\.?")
ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*|[0-9]+(\.[0-9]+)+")
BASE_DN = re.compile(r"\s*[A-Za-z0-9.-]+\s*=.+", re.S)
FILTER_ITEM = re.compile(r"[A-Za-z0-9.;:_-]+[~<>]?=[^()]*")
LEAST_BATCHING = 30


class Values:
    """The variables by their names without the prefix, and what is wrong with them."""

    def __init__(self, given, defaults, prefix):
        unknown = sorted(set(given) - set(defaults) - {"host", "edition"})
        if unknown:
            raise AnsibleFilterError("there are no variables %s" % ", ".join(prefix + name for name in unknown))
        # An empty text is what null becomes on its way through a template.
        self._given = {name: None if given.get(name) == "" else given.get(name) for name in given}
        self._defaults = defaults
        self.prefix = prefix
        self.found = []

    def __getitem__(self, name):
        value = self._given.get(name)
        default = self._defaults.get(name)
        if isinstance(default, bool):
            return default if value is None else boolean(value, strict=False)
        return default if value is None else value

    def changed(self):
        """Return the names that have another value than their default."""
        return [name for name, default in self._defaults.items() if self[name] != default]

    def wrong(self, name, remedy):
        """Say what is wrong with one variable."""
        value = self[name]
        shown = "set" if name in SECRET else str(value).lower() if isinstance(value, bool) else "'%s'" % (value,)
        self.found.append("%s%s is %s%s" % (self.prefix, name, shown, remedy))

    def number(self, name, least, most, remedy):
        """Demand a whole number, if one is given."""
        value = self[name]
        if value is None:
            return
        text = str(value)
        if not re.fullmatch(r"[0-9]+", text) or not least <= int(text) <= most:
            self.wrong(name, ". " + remedy)


def _needs_a_host(values, what):
    changed = values.changed()
    if changed:
        values.found.append(
            "%shost is not set, so that %s is not managed, and %s would have no effect. Set %shost, or leave the others"
            " out." % (values.prefix, what, ", ".join(values.prefix + name for name in changed), values.prefix)
        )
    return values.found


def _connection(values):
    """Judge what both have: host, port, TLS, certificate authority."""
    if not HOST.fullmatch(str(values["host"])):
        values.wrong("host", ". Give a name or an IPv4 address, without scheme and port.")
    values.number("port", 1, 65535, "Give a port from 1 to 65535, or leave it out for the usual one.")
    port, tls = str(values["port"]), values["tls"]
    if tls != "tls" and port in map(str, TLS_PORTS[values.prefix]):
        values.wrong(
            "port",
            " and %stls '%s': on this port a server speaks TLS from the first byte on. Set %stls to"
            " 'tls', or take another port." % (values.prefix, tls, values.prefix),
        )
    if tls == "tls" and port in map(str, CLEAR_PORTS[values.prefix]):
        values.wrong(
            "port",
            " and %stls 'tls': on this port a server begins in clear text. Set %stls to 'starttls', or"
            " take port %d." % (values.prefix, values.prefix, TLS_PORTS[values.prefix][0]),
        )
    if values["ca"] is not None and not str(values["ca"]).startswith("/"):
        values.wrong("ca", ". Give the absolute path of a PEM file on the host.")


def mail_problems(given):
    """Return what is wrong with the variables of the mail server."""
    values = Values(_dictionary(given), MAIL_DEFAULTS, MAIL)
    if values["host"] is None:
        return _needs_a_host(values, "mail")
    _connection(values)
    if (values["username"] is None) != (values["password"] is None):
        there, missing = ("username", "password") if values["password"] is None else ("password", "username")
        values.wrong(there, " and %s%s is not. Give both to sign in at the mail server, or neither." % (MAIL, missing))
    elif values["username"] is not None and values["tls"] == "none":
        values.wrong(
            "username",
            " and %stls 'none': the server sends no credentials in clear text, so that no mail"
            " would leave it. Set %stls to 'starttls' or 'tls', or leave %susername and %spassword"
            " out." % (MAIL, MAIL, MAIL, MAIL),
        )
    if values["from_address"] is None:
        values.found.append(
            "%sfrom_address is not set. Give the address that mails come from, as chat@example.org." % MAIL
        )
    for name in ("from_address", "reply_to"):
        problem = None if values[name] is None else names.email_problem(values[name])
        if problem:
            values.wrong(name, ": %s. Give one as chat@example.org." % problem)
    for name in MAIL_TEXTS:
        if re.search(r"[\x00-\x1f\x7f]", str(values[name])):
            values.found.append("%s%s holds a line break or another control character. Give one line." % (MAIL, name))
    values.number("timeout", 1, 3600, "Give the seconds to wait for the mail server, at least 1.")
    values.number(
        "batching_interval",
        LEAST_BATCHING,
        86400,
        "Give at least %d seconds; with less the server does not start." % LEAST_BATCHING,
    )
    return values.found


def ldap_problems(given):
    """Return what is wrong with the variables of the directory."""
    values = Values(_dictionary(given), LDAP_DEFAULTS, LDAP)
    if values["enable"] and given.get("edition") != "enterprise":
        values.wrong(
            "enable",
            ", but mattermost_edition is '%s': LDAP needs the Enterprise edition with a licence. Set"
            " mattermost_edition to 'enterprise' and give mattermost_license or"
            " mattermost_license_file, or set %senable to false." % (given.get("edition"), LDAP),
        )
    if values["host"] is None:
        return _needs_a_host(values, "LDAP")
    _connection(values)
    missing = [LDAP + name for name in LDAP_REQUIRED if values[name] is None]
    if missing:
        values.found.append(
            "%shost is '%s', and %s not set. Without them nobody could be found in the directory."
            % (LDAP, values["host"], ", ".join(missing) + (" is" if len(missing) == 1 else " are"))
        )
    if values["base_dn"] is not None and not BASE_DN.fullmatch(str(values["base_dn"])):
        values.wrong("base_dn", ". Give the name of the entry below which people are, as ou=people,dc=example,dc=org.")
    for name in LDAP_ATTRIBUTES + LDAP_MORE_ATTRIBUTES:
        if values[name] is not None and not ATTRIBUTE.fullmatch(str(values[name])):
            values.wrong(name, ". Give the name of an attribute, as uid or mail.")
    for name in ("user_filter", "group_filter"):
        if values[name] is not None and not is_filter(str(values[name])):
            values.wrong(
                name,
                ". Give a filter in parentheses, as (objectClass=inetOrgPerson) or"
                " (&(objectClass=person)(!(loginShell=/bin/false))); the server would not start.",
            )
    values.number("sync_interval", 1, 10000000, "Give a number of minutes, at least 1.")
    values.number("query_timeout", 1, 3600, "Give a number of seconds, at least 1.")
    values.number("max_page_size", 0, 1000000, "Give a number of entries, 0 for no pages.")
    return values.found


def is_filter(text):
    """Tell whether the text is a search filter, as RFC 4515 writes them."""
    return _filter_end(text.strip(), 0) == len(text.strip())


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


def _dictionary(given):
    if not isinstance(given, dict):
        raise AnsibleFilterError("this filter needs a dictionary, got %s" % type(given).__name__)
    return given


class FilterModule:
    """Names the filters."""

    def filters(self):
        return {"mail_problems": mail_problems, "ldap_problems": ldap_problems}
