# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates for servers that run in the tests themselves."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TOMORROW = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=1)


class Authority:
    """Signs certificates; C(file) is its own in PEM."""

    def __init__(self, folder, name):
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Gärtner & Söhne"),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        made = (
            self._builder(self._name, self._key, TOMORROW)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = str(folder / (name + ".pem"))
        with open(self.file, "wb") as target:
            target.write(made.public_bytes(serialization.Encoding.PEM))

    def server(self, names=("localhost", "127.0.0.1"), expires=TOMORROW):
        """Return what a server needs to speak TLS under these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.test")])
        builder = self._builder(subject, key, expires)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), False)
        made = builder.sign(self._key, hashes.SHA256())
        path = self._folder / ("%s.pem" % made.serial_number)
        path.write_bytes(
            made.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(path))
        return context

    def _builder(self, subject, key, expires):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(expires - datetime.timedelta(days=9))
            .not_valid_after(expires)
        )


def _alternative(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@pytest.fixture
def no_system_certificates(monkeypatch):
    """Trust nobody by default: reading what the machine trusts takes longer than a test."""
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    monkeypatch.setenv("SSL_CERT_DIR", os.devnull)


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """Return an authority, to be trusted by its file."""
    return Authority(tmp_path_factory.mktemp("authority"), "Example authority")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory):
    """Return an authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("stranger"), "Stranger")


@pytest.fixture(scope="session")
def expired(authority):
    """Return the TLS of a server whose certificate was valid until the second of January 2020."""
    moment = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    return authority.server(expires=moment)
