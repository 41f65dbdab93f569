# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Do on an LDAP server what Mattermost will do: connect, bind and search for users.

Mattermost skips an entry without a required attribute and reports it in its log only. To find such entries, the search
uses the user filter alone. Without a user filter, Mattermost takes every entry that has its attributes; the search then
is for persons and for entries with the login attribute.
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

# Security is "", "TLS" or "STARTTLS"; attributes maps settings (IdAttribute, ...) to attributes of the LDAP server;
# page is MaxPageSize, 0 for a default of ours. Without a user name the bind is anonymous.
Ldap = namedtuple(
    "Ldap",
    "host port security verify bind_username bind_password base_dn user_filter attributes timeout page",
    defaults=(0,),
)

# Count is the number of users found, lacking the number of them that Mattermost would skip, incomplete the first of
# these; complete is whether the LDAP server returned all that match; hint is a text about a limit, or None.
Report = namedtuple("Report", "ok problem count incomplete complete lacking hint tls")


def probe(ldap, ca=None):
    """Return a Report; what was learned before a problem is in it too. C(ca) is the path of a CA file."""
    seen = {"count": 0, "incomplete": [], "complete": False, "lacking": 0, "hint": None, "tls": None}
    problem = None
    try:
        _Session(_ldap3(), ldap, ca, seen).run()
    except tls.Failed as exc:
        problem = str(exc)
    return Report(problem is None, problem, **seen)


def _ldap3():
    try:
        import ldap3
    except ImportError as exc:
        raise tls.Failed(
            "the check of the LDAP server requires python3-ldap3 on the host (%s). Install it, or set ldap_check to"
            " skip" % exc
        ) from exc
    return ldap3


def search_filter(ldap):
    """Return the filter that finds users with and without the required attributes."""
    return ldap.user_filter or "(|(objectClass=person)(%s=*))" % ldap.attributes["LoginIdAttribute"]


def _transport(ldap3, session):
    """Return the Tls object with which the library starts TLS: it has our trust rules and messages."""

    class Transport(ldap3.Tls):  # type: ignore[name-defined]
        """C(problem) is the message of a failure, which the library replaces with an exception of its own."""

        problem = None
        shown = None

        def wrap_socket(self, connection, do_handshake=False):
            try:
                connection.socket = tls.shake(session.target, connection.socket, session.certificate)
            except tls.Failed as exc:
                self.problem = str(exc)
                raise
            self.shown = tls.shown(connection.socket)
            session.seen["tls"] = tls.session(connection.socket)

    return Transport()


def _connection(ldap3, session, transport):
    """Return a connection that is not open yet."""
    ldap = session.ldap
    # The library requires whole seconds.
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


class _Session:
    """One session, from the connection to the last page."""

    def __init__(self, ldap3, ldap, ca, seen):
        self.ldap3 = ldap3
        self.ldap = ldap
        self.target = tls.Target(ldap, ca, "LdapSettings", NAMES)
        self.seen = seen
        self.transport = _transport(ldap3, self)
        self.connection = None

    def run(self):
        """Do what Mattermost does for a synchronization; raise tls.Failed."""
        if self.ldap.bind_username and not self.ldap.bind_password:
            raise tls.Failed(
                "LdapSettings.BindUsername requires LdapSettings.BindPassword: a bind without a password is anonymous"
            )
        if self.ldap.security:
            # Read the CA file first: that it is unreadable is not a problem of the LDAP server.
            tls.trust(self.target)
        # The library does not distinguish an unknown host name from a closed port.
        tls.connect(self.target).close()
        try:
            self._open()
            self._bind()
            self._count(self._search())
        finally:
            self._close()

    def certificate(self):
        """Return the LDAP server's certificate without checking it, None if it cannot be read."""
        other = _Session(self.ldap3, self.ldap._replace(verify=False), None, {})
        try:
            other._open()
        except tls.Failed:
            # The certificate may have been read before the failure.
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
            remedy = "Set LdapSettings.ConnectionSecurity to TLS or STARTTLS"
        elif result["result"] in (CREDENTIALS, INVALID_DN, NO_OBJECT):
            remedy = "Correct LdapSettings.BindUsername and LdapSettings.BindPassword"
        else:
            remedy = "Check the log of the LDAP server"
        raise tls.Failed(
            "%s rejected the bind %s: %s. %s"
            % (
                self.target,
                "as " + self.ldap.bind_username if self.ldap.bind_username else "without a user name",
                _text(result),
                remedy,
            )
        )

    def _search(self):
        """Yield the entries of users page by page."""
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
                # A referral to another LDAP server is not a user.
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
        """Set the hint if the search reached a limit, raise tls.Failed for any other error."""
        if result["result"] in (SIZE_LIMIT, TIME_LIMIT, ADMIN_LIMIT) and self.seen["count"]:
            # Smaller pages do not help: the limit of slapd is for their sum.
            self.seen["hint"] = (
                "the LDAP server ended the search after %d users (%s), and Mattermost is under the same limit. Raise"
                " the limit for LdapSettings.BindUsername (in slapd olcLimits with size.prtotal=unlimited), or narrow"
                " LdapSettings.UserFilter" % (self.seen["count"], _text(result))
            )
            return
        if result["result"] in (NO_OBJECT, INVALID_DN):
            remedy = "Correct LdapSettings.BaseDN, or give LdapSettings.BindUsername read access to it"
        else:
            remedy = "Check the log of the LDAP server"
        raise tls.Failed(
            "%s rejected the search below %s: %s. %s" % (self.target, self.ldap.base_dn, _text(result), remedy)
        )

    def _count(self, entries):
        """Count the entries without a required attribute; raise tls.Failed if Mattermost would find no user at all."""
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
                "%s has no user below %s for the filter %s. Correct LdapSettings.UserFilter and"
                " LdapSettings.BaseDN, or give LdapSettings.BindUsername read access to the users"
                % (self.target, self.ldap.base_dn, search_filter(self.ldap))
            )
        for option in REQUIRED:
            if option in never:
                raise tls.Failed(
                    "none of the %d users of %s has the attribute %s, and Mattermost skips users without it. Correct"
                    " LdapSettings.%s" % (count, self.target, self.ldap.attributes[option], option)
                )
        if self.seen["lacking"] == count:
            raise tls.Failed(
                "each of the %d users of %s lacks a required attribute, and Mattermost skips such users. The first is"
                " %s, without %s. Correct the entries, or the attributes of LdapSettings"
                % (
                    count,
                    self.target,
                    self.seen["incomplete"][0]["dn"],
                    ", ".join(self.seen["incomplete"][0]["missing"]),
                )
            )

    def _call(self, what, function, *arguments, **keywords):
        """Call the library; raise tls.Failed for its exceptions."""
        errors = self.ldap3.core.exceptions
        try:
            return function(*arguments, **keywords)
        except (errors.LDAPInvalidFilterError, errors.LDAPObjectClassError) as exc:
            raise tls.Failed(
                "LdapSettings.UserFilter %s is not an LDAP filter (%s)" % (self.ldap.user_filter, exc)
            ) from exc
        except errors.LDAPInvalidDnError as exc:
            raise tls.Failed(
                "LdapSettings.BaseDN %s is not a distinguished name (%s)" % (self.ldap.base_dn, exc)
            ) from exc
        except errors.LDAPStartTLSError as exc:
            raise tls.Failed(self.transport.problem or self._no_starttls(exc)) from exc
        except (errors.LDAPException, OSError) as exc:
            raise tls.Failed(self.transport.problem or self._broken(what, exc)) from exc

    def _no_starttls(self, exc):
        return (
            "%s does not offer STARTTLS (%s). Set LdapSettings.ConnectionSecurity to TLS (often port 636), or enable"
            " STARTTLS on the LDAP server" % (self.target, exc)
        )

    def _broken(self, what, exc):
        if self.ldap.security != "TLS" and tls.speaks_tls(self.target):
            return (
                "%s uses implicit TLS. Set LdapSettings.ConnectionSecurity to TLS, or"
                " LdapSettings.LdapPort to a port for %s" % (self.target, self.ldap.security or "clear text")
            )
        return (
            "%s closed the connection during %s (%s). Correct LdapSettings.LdapServer and LdapSettings.LdapPort, or"
            " check the log of the LDAP server" % (self.target, what, exc)
        )


def _text(result):
    return " ".join(("%s %s" % (result["description"], result["message"])).split())
