# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Ask a directory what Mattermost will ask of it: connection, bind and the search for accounts.

Mattermost leaves out an entry that lacks a required attribute and says so in its log only. Such entries are to be
found, so the search must not ask for these attributes: it is the user filter alone. Without one, Mattermost takes
every entry that has its attributes; then people and whatever else could log in are searched.
"""

from __future__ import annotations

from collections import namedtuple

from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe_tls as tls

NAMES = {
    "server": "LdapServer",
    "port": "LdapPort",
    "security": "ConnectionSecurity",
    "skip": "SkipCertificateVerification",
}
REQUIRED = ("IdAttribute", "LoginIdAttribute", "EmailAttribute", "UsernameAttribute")
PAGES = "1.2.840.113556.1.4.319"
PAGE = 200
SHOWN = 10

SUCCESS, TIME_LIMIT, SIZE_LIMIT, ADMIN_LIMIT, CONFIDENTIALITY, NO_OBJECT, INVALID_DN, CREDENTIALS = (
    0,
    3,
    4,
    11,
    13,
    32,
    34,
    49,
)

# Security is "", "TLS" or "STARTTLS"; attributes maps names of options (IdAttribute, ...) to names of the directory;
# page is MaxPageSize, 0 leaves it to the probe. Without a user name the bind is anonymous.
Ldap = namedtuple(
    "Ldap",
    "host port security verify bind_username bind_password base_dn user_filter attributes timeout page",
    defaults=(0,),
)

# Count is how many accounts were found, lacking how many of them Mattermost would leave out and incomplete the first of
# these; complete tells whether the directory gave all that match, hint says what else to know.
Report = namedtuple("Report", "ok problem count incomplete complete lacking hint tls")


def probe(ldap, ca=None):
    """Return a report."""
    seen = {"count": 0, "incomplete": [], "complete": False, "lacking": 0, "hint": None, "tls": None}
    problem = None
    try:
        _Directory(_ldap3(), ldap, ca, seen).run()
    except tls.Failed as exc:
        problem = str(exc)
    return Report(problem is None, problem, **seen)


def _ldap3():
    try:
        import ldap3
    except ImportError as exc:
        raise tls.Failed(
            "python3-ldap3 is needed on the host to ask the directory (%s); install it, or leave the check out" % exc
        ) from exc
    return ldap3


def search_filter(ldap):
    """Return what finds the accounts, with or without the required attributes."""
    return ldap.user_filter or "(|(objectClass=person)(%s=*))" % ldap.attributes["LoginIdAttribute"]


def _transport(ldap3, directory):
    """Return how the library is to start TLS: with our context and our sentences."""

    class Transport(ldap3.Tls):
        """Keeps what it failed of, for the library turns it into an exception of its own."""

        problem = None
        shown = None

        def wrap_socket(self, connection, do_handshake=False):
            """Put TLS on the connection's socket."""
            try:
                connection.socket = tls.shake(directory.target, connection.socket, directory.certificate)
            except tls.Failed as exc:
                self.problem = str(exc)
                raise
            self.shown = tls.shown(connection.socket)
            directory.seen["tls"] = tls.session(connection.socket)

    return Transport()


def _connection(ldap3, directory, transport):
    """Return a connection that is not open yet."""
    ldap = directory.ldap
    # The library packs the times into integers.
    seconds = max(int(ldap.timeout), 1)
    server = ldap3.Server(
        ldap.host,
        port=ldap.port,
        use_ssl=ldap.security == "TLS",
        tls=transport,
        get_info=ldap3.NONE,
        connect_timeout=seconds,
    )
    return ldap3.Connection(
        server,
        user=ldap.bind_username or None,
        password=ldap.bind_password or None,
        auto_referrals=False,
        check_names=False,
        receive_timeout=seconds,
    )


class _Directory:
    """One session, from the connection to the last page."""

    def __init__(self, ldap3, ldap, ca, seen):
        self.ldap3 = ldap3
        self.ldap = ldap
        self.target = tls.Target(ldap, ca, "LdapSettings", NAMES)
        self.seen = seen
        self.transport = _transport(ldap3, self)
        self.connection = None

    def run(self):
        """Do what Mattermost does for a synchronisation."""
        if self.ldap.bind_username and not self.ldap.bind_password:
            raise tls.Failed(
                "LdapSettings.BindUsername needs LdapSettings.BindPassword: a bind without one is anonymous"
            )
        if self.ldap.security:
            # A CA file that cannot be read is no matter of the directory.
            tls.trust(self.target)
        # The library tells a wrong name like a closed port.
        tls.connect(self.target).close()
        try:
            self._open()
            self._bind()
            self._judge(self._search())
        finally:
            self._close()

    def certificate(self):
        """Return the certificate that the directory shows, without trust in it; None when it cannot be had."""
        other = _Directory(self.ldap3, self.ldap._replace(verify=False), None, {})
        try:
            other._open()
        except tls.Failed:
            # It may have been seen all the same.
            pass
        finally:
            other._close()
        return other.transport.shown

    def _open(self):
        self.connection = _connection(self.ldap3, self, self.transport)
        self._call("the connection", self.connection.open, read_server_info=False)
        if self.ldap.security == "STARTTLS":
            self._call("STARTTLS", self.connection.start_tls, read_server_info=False)

    def _close(self):
        try:
            if self.connection is not None:
                self.connection.unbind()
        except (self.ldap3.core.exceptions.LDAPException, OSError):
            pass

    def _bind(self):
        if self._call("the bind", self.connection.bind, read_server_info=False):
            return
        result = self.connection.result
        if result["result"] == CONFIDENTIALITY:
            remedy = "set LdapSettings.ConnectionSecurity to TLS or STARTTLS"
        elif result["result"] in (CREDENTIALS, INVALID_DN, NO_OBJECT):
            remedy = "correct LdapSettings.BindUsername and LdapSettings.BindPassword"
        else:
            remedy = "look at the directory's log"
        raise tls.Failed(
            "%s refuses the bind %s: %s; %s"
            % (
                self.target,
                "as " + self.ldap.bind_username if self.ldap.bind_username else "without a name",
                _text(result),
                remedy,
            )
        )

    def _search(self):
        """Give the accounts page by page."""
        cookie = None
        while True:
            self._call(
                "the search",
                self.connection.search,
                self.ldap.base_dn,
                search_filter(self.ldap),
                attributes=sorted(set(self.ldap.attributes.values())),
                paged_size=self.ldap.page or PAGE,
                paged_cookie=cookie,
            )
            result = self.connection.result
            for entry in self.connection.response or []:
                # A referral to another directory is none of our accounts.
                if entry["type"] == "searchResEntry":
                    self.seen["count"] += 1
                    yield entry
            if result["result"] != SUCCESS:
                self._limited(result)
                return
            cookie = result.get("controls", {}).get(PAGES, {}).get("value", {}).get("cookie")
            if not cookie:
                self.seen["complete"] = True
                return

    def _limited(self, result):
        """Make a hint of a limit, a problem of everything else."""
        if result["result"] in (SIZE_LIMIT, TIME_LIMIT, ADMIN_LIMIT) and self.seen["count"]:
            # With slapd pages do not help: its limit is for the sum of them.
            self.seen["hint"] = (
                "the directory ended the search after %d accounts (%s), so there are at least as many; Mattermost is"
                " under the same limit: raise it for LdapSettings.BindUsername (in slapd olcLimits with"
                " size.prtotal=unlimited), or narrow LdapSettings.UserFilter" % (self.seen["count"], _text(result))
            )
            return
        if result["result"] in (NO_OBJECT, INVALID_DN):
            remedy = "correct LdapSettings.BaseDN, or let LdapSettings.BindUsername see it"
        else:
            remedy = "look at the directory's log"
        raise tls.Failed(
            "%s refuses the search below %s: %s; %s" % (self.target, self.ldap.base_dn, _text(result), remedy)
        )

    def _judge(self, entries):
        """Count what the accounts lack."""
        never = set(REQUIRED)
        for entry in entries:
            present = {
                name.lower()
                for name, values in entry["raw_attributes"].items()
                if any(value.strip() for value in values)
            }
            missing = [option for option in REQUIRED if self.ldap.attributes[option].lower() not in present]
            never.intersection_update(missing)
            if missing:
                self.seen["lacking"] += 1
                if len(self.seen["incomplete"]) < SHOWN:
                    names = sorted({self.ldap.attributes[option] for option in missing})
                    self.seen["incomplete"].append({"dn": entry["dn"], "missing": names})
        count = self.seen["count"]
        if not count:
            raise tls.Failed(
                "%s has no account below %s for the filter %s; correct LdapSettings.UserFilter and"
                " LdapSettings.BaseDN, or let LdapSettings.BindUsername see the accounts"
                % (self.target, self.ldap.base_dn, search_filter(self.ldap))
            )
        for option in REQUIRED:
            if option in never:
                raise tls.Failed(
                    "none of the %d accounts of %s has the attribute %s, and Mattermost leaves out who"
                    " lacks it; correct LdapSettings.%s" % (count, self.target, self.ldap.attributes[option], option)
                )
        if self.seen["lacking"] == count:
            raise tls.Failed(
                "each of the %d accounts of %s lacks a required attribute, and Mattermost leaves them out;"
                " the first is %s, without %s"
                % (
                    count,
                    self.target,
                    self.seen["incomplete"][0]["dn"],
                    ", ".join(self.seen["incomplete"][0]["missing"]),
                )
            )

    def _call(self, what, function, *arguments, **keywords):
        """Call the library, and turn what it raises into a sentence."""
        errors = self.ldap3.core.exceptions
        try:
            return function(*arguments, **keywords)
        except (errors.LDAPInvalidFilterError, errors.LDAPObjectClassError) as exc:
            raise tls.Failed(
                "LdapSettings.UserFilter %s is no LDAP filter (%s)" % (self.ldap.user_filter, exc)
            ) from exc
        except errors.LDAPInvalidDnError as exc:
            raise tls.Failed("LdapSettings.BaseDN %s is no distinguished name (%s)" % (self.ldap.base_dn, exc)) from exc
        except errors.LDAPStartTLSError as exc:
            raise tls.Failed(self.transport.problem or self._no_starttls(exc)) from exc
        except (errors.LDAPException, OSError) as exc:
            raise tls.Failed(self.transport.problem or self._broken(what, exc)) from exc

    def _no_starttls(self, exc):
        return (
            "%s does not take STARTTLS (%s); set LdapSettings.ConnectionSecurity to TLS (often port 636), or let"
            " the directory offer STARTTLS" % (self.target, exc)
        )

    def _broken(self, what, exc):
        if self.ldap.security != "TLS" and tls.speaks_tls(self.target):
            return (
                "%s waits for TLS from the first byte on; set LdapSettings.ConnectionSecurity to TLS, or"
                " LdapSettings.LdapPort to a port for %s" % (self.target, self.ldap.security or "clear text")
            )
        return (
            "%s broke off during %s (%s); correct LdapSettings.LdapServer and LdapSettings.LdapPort, or look at"
            " the directory's log" % (self.target, what, exc)
        )


def _text(result):
    return " ".join(("%s %s" % (result["description"], result["message"])).split())
