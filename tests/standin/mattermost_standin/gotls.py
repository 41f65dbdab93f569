# Copyright (c) 2026, the groupware.mattermost contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS as a client, with the trusted certificates and the words of Go's crypto/tls and crypto/x509."""

from __future__ import annotations

import contextlib
import datetime
import functools
import ipaddress
import os
import re
import socket
import ssl
from collections.abc import Iterator

# Where Go looks on Linux: the first file that can be read, then every directory. SSL_CERT_FILE replaces the files,
# SSL_CERT_DIR the directories (several are separated by colons); neither touches the other.
FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
DIRECTORIES = ("/etc/ssl/certs", "/etc/pki/tls/certs")
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")

# OpenSSL's reasons (X509_V_ERR_...), by what Go calls them; the rest keep OpenSSL's words.
_TIME = (9, 10)
_AUTHORITY = (2, 18, 19, 20, 21)
_USAGE = 26


class TlsError(Exception):
    """No TLS with this peer; the text is Go's."""


def _is_link_in_same_directory(entry: os.DirEntry) -> bool:
    return entry.is_symlink() and "/" not in os.readlink(entry.path)


def _texts() -> Iterator[str]:
    """The files that Go reads, whatever they are called."""
    only = os.environ.get("SSL_CERT_FILE")
    for path in (only,) if only else FILES:
        with contextlib.suppress(OSError), open(path, encoding="latin-1") as source:
            yield source.read()
            break
    only = os.environ.get("SSL_CERT_DIR")
    for directory in only.split(":") if only else DIRECTORIES:
        with contextlib.suppress(OSError), os.scandir(directory) as entries:
            for entry in sorted(entries, key=lambda item: item.name):
                with contextlib.suppress(OSError):
                    if not _is_link_in_same_directory(entry):
                        with open(entry.path, encoding="latin-1") as source:
                            yield source.read()


@functools.lru_cache(maxsize=1)
def _verifying() -> ssl.SSLContext:
    """Read once in a process, as in Go: a certificate that comes later needs a restart."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # done below, for the words
    # Each certificate of the pool is an anchor, an intermediate one too.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    for block in dict.fromkeys(block for text in _texts() for block in _BLOCK.findall(text)):
        with contextlib.suppress(ssl.SSLError):
            context.load_verify_locations(cadata=block)
    return context


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _refusal(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in _TIME:
        return (
            "certificate has expired or is not yet valid: current time %s is outside of its time"
            % datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        )
    if error.verify_code in _AUTHORITY:
        return "certificate signed by unknown authority"
    if error.verify_code == _USAGE:
        return "certificate specifies an incompatible key usage"
    return error.verify_message


def _fits(pattern: str, host: str) -> bool:
    """A star stands for the first label, and for nothing else."""
    wanted, have = pattern.lower().rstrip(".").split("."), host.lower().rstrip(".").split(".")
    return len(wanted) == len(have) and wanted[1:] == have[1:] and wanted[0] in ("*", have[0])


def _wrong_name(certificate: dict, host: str) -> str:
    """Why the certificate is not this host's, or an empty text."""
    alternatives = certificate.get("subjectAltName", ())
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        names = [name for kind, name in alternatives if kind == "DNS"]
        if any(_fits(name, host) for name in names):
            return ""
        common = [value for row in certificate.get("subject", ()) for key, value in row if key == "commonName"]
        if not alternatives and any(_fits(name, host) for name in common):
            return "certificate relies on legacy Common Name field, use SANs instead"
        if not names:
            return "certificate is not valid for any names, but wanted to match " + host
    else:
        names = [name for kind, name in alternatives if kind == "IP Address"]
        if any(ipaddress.ip_address(name.strip()) == address for name in names):
            return ""
        if not names:
            return "cannot validate certificate for %s because it doesn't contain any IP SANs" % host
    return "certificate is valid for %s, not %s" % (", ".join(names), host)


def client(sock: socket.socket, host: str, skip_verification: bool) -> ssl.SSLSocket:
    """The line with TLS on it, or TlsError; the plain line is closed then."""
    context = _trusting() if skip_verification else _verifying()
    try:
        line = context.wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise TlsError("tls: failed to verify certificate: x509: %s" % _refusal(error)) from error
    except ssl.SSLEOFError as error:
        raise TlsError("EOF") from error
    except ssl.SSLError as error:
        if "ALERT" in (error.reason or ""):
            raise TlsError(
                "remote error: tls: %s" % error.reason.partition("ALERT_")[2].lower().replace("_", " ")
            ) from error
        raise TlsError("tls: first record does not look like a TLS handshake") from error
    except TimeoutError as error:
        raise TlsError("context deadline exceeded") from error
    except OSError as error:
        raise TlsError(os.strerror(error.errno or 0).lower()) from error
    wrong = "" if skip_verification else _wrong_name(line.getpeercert() or {}, host)
    if wrong:
        line.close()
        raise TlsError("tls: failed to verify certificate: x509: %s" % wrong)
    return line
