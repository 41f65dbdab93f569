# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""Shared by the checks of the mail server and the LDAP server: connections, the trust rules of Go, and messages."""

from __future__ import annotations

import socket
import ssl
from collections import namedtuple
from contextlib import closing

# Names that newer releases of Python have for flags of OpenSSL.
PARTIAL_CHAIN = 0x80000
STRICT = 0x20

EXPIRED = 10
NOT_YET_VALID = 9
WRONG_NAME = (62, 64)
REASONS = {
    18: "it is self-signed",
    19: "its chain ends at an unknown self-signed certificate",
    20: "its issuer is unknown on this host",
    21: "its issuer is unknown on this host",
}
# The reasons that releases of OpenSSL give for clear text in place of a TLS record.
IN_CLEAR = (
    "WRONG_VERSION_NUMBER",
    "UNKNOWN_PROTOCOL",
    "HTTP_REQUEST",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
)

ATTRIBUTES = {b"\x55\x04\x03": "CN", b"\x55\x04\x06": "C", b"\x55\x04\x0a": "O", b"\x55\x04\x0b": "OU"}
ALTERNATIVE_NAMES = b"\x55\x1d\x11"

Certificate = namedtuple("Certificate", "subject issuer expires names")


class Failed(Exception):
    """The check failed; the text is the message for the user."""


class Target:
    """Where to connect, and the names of the settings that say so."""

    def __init__(self, settings, ca, section, names):
        self.host = settings.host
        self.port = settings.port
        self.timeout = settings.timeout
        self.verify = settings.verify
        self.ca = ca
        self.section = section
        self.names = names
        self.trust = None

    def __str__(self):
        return ("[%s]:%d" if ":" in self.host else "%s:%d") % (self.host, self.port)

    def name(self, key):
        """Return the full name of a setting: server, port, security, skip."""
        return "%s.%s" % (self.section, self.names[key])


def connect(target):
    """Return a connected socket."""
    try:
        return socket.create_connection((target.host, target.port), timeout=target.timeout)
    except (socket.gaierror, UnicodeError) as exc:
        raise Failed(
            "the host cannot resolve the name %s (%s). Correct %s, or the name resolution of the host"
            % (target.host, reason(exc), target.name("server"))
        ) from exc
    except ConnectionRefusedError as exc:
        raise Failed(
            "%s refuses the connection: no service listens there, or a firewall rejects it. Correct %s and"
            " %s, or start the service" % (target, target.name("server"), target.name("port"))
        ) from exc
    except socket.timeout as exc:
        raise Failed(
            "%s did not accept the connection within %s s. Correct %s and %s, or open the firewall"
            % (target, target.timeout, target.name("server"), target.name("port"))
        ) from exc
    except (OSError, OverflowError) as exc:
        raise Failed(
            "%s cannot be reached (%s). Correct %s and %s, or the network of the host"
            % (target, reason(exc), target.name("server"), target.name("port"))
        ) from exc


def trust(target):
    """Return the SSL context: the trust rules of Go, the system's certificates and those of the CA file."""
    if target.trust is None:
        target.trust = _checked(target) if target.verify else _unchecked()
    return target.trust


def _unchecked():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    return made


def _checked(target):
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    # Go ends a chain at any trusted certificate, has no strict mode (default in Python 3.13), and ignores common names.
    made.verify_flags = ssl.VerifyFlags((made.verify_flags | PARTIAL_CHAIN) & ~STRICT)
    made.hostname_checks_common_name = False
    if target.ca:
        try:
            made.load_verify_locations(target.ca)
        except (OSError, ValueError) as exc:
            raise Failed(
                "the CA file %s cannot be used (%s). It must contain certificates in PEM format on the host"
                % (target.ca, reason(exc))
            ) from exc
    return made


def shake(target, plain, fetch):
    """Return the socket with TLS; fetch() returns the unchecked Certificate or None, for the message of a failure."""
    context = trust(target)
    try:
        return context.wrap_socket(plain, server_hostname=target.host)
    except (OSError, ValueError) as exc:
        plain.close()
        raise Failed(explain(target, exc, fetch)) from exc


def explain(target, exc, fetch):
    """Return the message about a failed handshake."""
    if isinstance(exc, ssl.SSLCertVerificationError):
        return _untrusted(target, exc, fetch())
    if isinstance(exc, socket.timeout):
        return "%s did not answer the TLS handshake within %s s. Correct %s and %s" % (
            target,
            target.timeout,
            target.name("port"),
            target.name("security"),
        )
    if isinstance(exc, ssl.SSLError) and exc.reason in IN_CLEAR:
        return "%s answers the TLS handshake in clear text: it is not a port for implicit TLS. Correct %s or %s" % (
            target,
            target.name("security"),
            target.name("port"),
        )
    if isinstance(exc, (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return "%s closes the connection when TLS begins: it may not be a port for implicit TLS. Correct %s or %s" % (
            target,
            target.name("security"),
            target.name("port"),
        )
    return "%s: the TLS handshake failed (%s). Mattermost requires TLS 1.2 or newer" % (target, reason(exc))


def _untrusted(target, exc, certificate):
    """Return the message about a certificate that OpenSSL rejected."""
    subject = "the certificate of %s" % target
    if certificate:
        subject += " (subject %s, issuer %s)" % (certificate.subject, certificate.issuer)
    if exc.verify_code == EXPIRED:
        # OpenSSL does not say which certificate of the chain it is.
        return "%s, or a certificate of its issuers, has expired%s. Renew it" % (
            subject,
            ": it was valid until %s" % certificate.expires if certificate else "",
        )
    if exc.verify_code == NOT_YET_VALID:
        return "%s is not valid yet. Check the clock of the host" % subject
    if exc.verify_code in WRONG_NAME:
        names = ", ".join(certificate.names) if certificate and certificate.names else "no name at all"
        return (
            "%s is for %s and not for %s. Set %s to one of its names, or install a certificate with the name as"
            " subject alternative name" % (subject, names, target.host, target.name("server"))
        )
    return "%s is not trusted: %s. Set the CA file that contains its issuer%s, or disable the verification with %s" % (
        subject,
        REASONS.get(exc.verify_code, exc.verify_message),
        " (%s does not)" % target.ca if target.ca else "",
        target.name("skip"),
    )


def speaks_tls(target):
    """Return whether the port uses implicit TLS."""
    try:
        with closing(connect(target)) as plain:
            _unchecked().wrap_socket(plain, server_hostname=target.host).close()
    except (Failed, OSError, ValueError):
        return False
    return True


def shown(secured):
    """Return the Certificate of the other side, None if it cannot be read."""
    return read(secured.getpeercert(True))


def session(secured):
    """Return {version, subject, issuer, expires} of a TLS socket."""
    found = shown(secured)
    if found is None:
        return {"version": secured.version(), "subject": None, "issuer": None, "expires": None}
    return {"version": secured.version(), "subject": found.subject, "issuer": found.issuer, "expires": found.expires}


def reason(exc):
    """Return the text of an exception, without line numbers of Python's C sources."""
    if isinstance(exc, ssl.SSLError) and exc.reason:
        return exc.reason.lower().replace("_", " ")
    return getattr(exc, "strerror", None) or str(exc)


def read(der):
    """Return the Certificate in DER bytes, None if it cannot be read: the standard library only parses trusted ones."""
    try:
        fields = _items(_items(_items(der)[0][1])[0][1])
        if fields[0][0] == 0xA0:
            fields = fields[1:]
        dummy, dummy, issuer, validity, subject = [content for dummy, content in fields[:5]]
        names = []
        for tag, content in fields[5:]:
            if tag == 0xA3:
                names = _alternative_names(content)
        return Certificate(_name(subject), _name(issuer), _time(*_items(validity)[1]), names)
    except (IndexError, TypeError, ValueError):
        return None


def _items(data):
    """Return [(tag, content)] of the elements of a DER sequence."""
    found = []
    while data:
        tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start], "big")
        found.append((tag, data[start : start + size]))
        data = data[start + size :]
    return found


def _name(data):
    parts = []
    for dummy, several in _items(data):
        for dummy, pair in _items(several):
            (dummy, kind), (tag, value) = _items(pair)
            if kind in ATTRIBUTES:
                text = value.decode("utf-16-be" if tag == 0x1E else "utf-8", "replace")
                parts.append("%s=%s" % (ATTRIBUTES[kind], text))
    return ", ".join(parts) or "without a name"


def _time(tag, data):
    text = data.decode("ascii")
    if tag == 0x17:
        text = ("20" if text[:2] < "50" else "19") + text
    return "%s-%s-%sT%s:%s:%sZ" % (text[:4], text[4:6], text[6:8], text[8:10], text[10:12], text[12:14])


def _alternative_names(data):
    for dummy, extension in _items(_items(data)[0][1]):
        parts = _items(extension)
        if parts[0][1] == ALTERNATIVE_NAMES:
            return [_alternative_name(*item) for item in _items(_items(parts[-1][1])[0][1]) if item[0] in (0x82, 0x87)]
    return []


def _alternative_name(tag, data):
    if tag == 0x82:
        return data.decode("ascii", "replace")
    return socket.inet_ntop(socket.AF_INET if len(data) == 4 else socket.AF_INET6, data)
