# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe of a directory, against the library's own directory in memory and small servers on this machine."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._config import probe_ldap as _ldap_probe
from ansible_collections.groupware.mattermost.plugins.module_utils._config.probe_ldap import Ldap, probe

ldap3 = pytest.importorskip("ldap3")

pytestmark = pytest.mark.usefixtures("no_system_certificates")

BASE = "dc=example,dc=test"
READER = "cn=mattermost,ou=services," + BASE
PASSWORD = "Directory-reader-1"
ATTRIBUTES = {
    "IdAttribute": "entryUUID",
    "LoginIdAttribute": "uid",
    "EmailAttribute": "mail",
    "UsernameAttribute": "uid",
    "PositionAttribute": "title",
}
# Answers to a request of STARTTLS, without the number of the request: success and protocolError.
STARTED = bytes.fromhex("78070a010004000400")
NO_STARTTLS = bytes.fromhex("78070a010204000400")


@contextlib.contextmanager
def serving(handle):
    """Run a server that handles one connection after the other, and give its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def work():
            with contextlib.suppress(OSError):
                while True:
                    client = listener.accept()[0]
                    with contextlib.suppress(OSError), client:
                        handle(client)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.fixture
def port():
    """Return a port that accepts a connection; the directory in memory needs no more."""
    with serving(lambda client: None) as number:
        yield number


def settings(port, **other):
    """Return settings for a probe of a directory."""
    given = dict(
        host="127.0.0.1",
        port=port,
        security="",
        verify=True,
        bind_username=READER,
        bind_password=PASSWORD,
        base_dn=BASE,
        user_filter="(objectClass=inetOrgPerson)",
        attributes=ATTRIBUTES,
        timeout=1,
    )
    return Ldap(**dict(given, **other))


def ask(given, ca=None):
    """Probe, and see what is true of each report."""
    report = probe(given, ca)
    assert report.ok == (report.problem is None)
    assert PASSWORD not in str(report)
    return report


def person(name, **other):
    """Return an entry with all that is required, and a change to it."""
    entry = {
        "objectClass": ["inetOrgPerson", "person"],
        "entryUUID": "id-of-" + name,
        "uid": name,
        "mail": name + "@example.test",
        "sn": name,
        "userPassword": PASSWORD,
    }
    entry.update(other)
    return {key: value for key, value in entry.items() if value is not None}


class Memory:
    """A directory in memory."""

    def __init__(self):
        self.entries = {READER: {"objectClass": "organizationalRole", "userPassword": PASSWORD}}
        self.searches = []

    def add(self, *people):
        """Add people."""
        for entry in people:
            self.entries["cn=%s,ou=people,%s" % (entry["sn"], BASE)] = entry

    def connection(self, library, directory, transport):
        """Take the place of the probe's function."""
        given = directory.ldap
        made = ldap3.Connection(
            ldap3.Server("memory", get_info=ldap3.NONE),
            user=given.bind_username or None,
            password=given.bind_password or None,
            client_strategy=ldap3.MOCK_SYNC,
            check_names=False,
        )
        for dn, entry in self.entries.items():
            made.strategy.add_entry(dn, entry)
        search = made.search

        def noted(*arguments, **keywords):
            self.searches.append((arguments, keywords))
            return search(*arguments, **keywords)

        made.search = noted
        return made


@pytest.fixture
def memory(monkeypatch):
    """Return a directory in memory with ten people."""
    directory = Memory()
    directory.add(*[person("user%d" % number) for number in range(10)])
    monkeypatch.setattr(_ldap_probe, "_connection", directory.connection)
    return directory


def test_all_is_well(memory, port):
    assert ask(settings(port)) == (True, None, 10, [], True, 0, None, None)
    (((base, wanted), keywords),) = memory.searches
    assert (base, wanted) == (BASE, "(objectClass=inetOrgPerson)")
    assert keywords == {"attributes": ["entryUUID", "mail", "title", "uid"], "paged_size": 200, "paged_cookie": None}


@pytest.mark.parametrize("page, searches", [(3, 4), (200, 1)])
def test_pages(memory, port, page, searches):
    assert ask(settings(port, page=page)).count == 10
    assert [keywords["paged_size"] for dummy, keywords in memory.searches] == [page] * searches


def test_who_would_be_left_out(memory, port):
    memory.add(person("kiosk", mail=None), person("lobby", mail=" ", entryUUID=None), person("title", title="x"))
    report = ask(settings(port))
    assert report.ok
    assert (report.count, report.lacking) == (13, 2)
    # The directory in memory has no order.
    assert sorted(report.incomplete, key=str) == [
        {"dn": "cn=kiosk,ou=people," + BASE, "missing": ["mail"]},
        {"dn": "cn=lobby,ou=people," + BASE, "missing": ["entryUUID", "mail"]},
    ]


def test_only_the_first_ten_are_shown(memory, port):
    memory.add(*[person("kiosk%d" % number, mail=None) for number in range(12)])
    report = ask(settings(port))
    assert (report.count, report.lacking, len(report.incomplete)) == (22, 12, 10)


def test_names_of_attributes_in_another_case(memory, port):
    given = dict(ATTRIBUTES, EmailAttribute="MAIL", IdAttribute="EntryUuid")
    assert ask(settings(port, attributes=given)).lacking == 0


def test_without_a_filter_people_and_who_could_log_in(memory, port):
    memory.add(person("kiosk", uid=None), person("device", objectClass=["account"]))
    report = ask(settings(port, user_filter=""))
    assert (report.count, report.lacking) == (12, 1)


def test_without_a_name(memory, port):
    assert ask(settings(port, bind_username="", bind_password="")).ok


@pytest.mark.parametrize(
    "given, words",
    [
        (
            {"bind_password": "wrong"},
            ["rejected the bind as %s: invalidCredentials" % READER, "LdapSettings.BindPassword"],
        ),
        ({"bind_password": ""}, ["LdapSettings.BindUsername requires LdapSettings.BindPassword"]),
        ({"user_filter": "(uid=nobody)"}, ["no user below dc=example,dc=test for the filter (uid=nobody)"]),
        ({"user_filter": "(uid="}, ["LdapSettings.UserFilter (uid= is not an LDAP filter"]),
        (
            {"attributes": dict(ATTRIBUTES, EmailAttribute="mailx")},
            ["none of the 10 users", "has the attribute mailx", "LdapSettings.EmailAttribute"],
        ),
    ],
)
def test_refusals(memory, port, given, words):
    assert_words(ask(settings(port, **given)), words)


def test_each_lacks_something_else(memory, port):
    memory.entries = {READER: memory.entries[READER]}
    memory.add(person("one", mail=None), person("two", entryUUID=None))
    assert_words(ask(settings(port)), ["each of the 2 users", "ou=people,dc=example,dc=test, without "])


@pytest.mark.parametrize(
    "code, text, words",
    [
        (4, "sizeLimitExceeded", None),
        (11, "adminLimitExceeded", None),
        (32, "noSuchObject", ["rejected the search below dc=example,dc=test: noSuchObject", "LdapSettings.BaseDN"]),
        (53, "unwillingToPerform", ["unwillingToPerform", "log"]),
    ],
)
def test_a_search_that_ends_early(memory, port, monkeypatch, code, text, words):
    inner = memory.connection

    def connection(*arguments):
        made = inner(*arguments)
        search = made.search

        def limited(*given, **keywords):
            answer = search(*given, **keywords)
            if keywords["paged_cookie"] is not None:
                made.result = dict(made.result, result=code, description=text, message="")
            return answer

        made.search = limited
        return made

    monkeypatch.setattr(_ldap_probe, "_connection", connection)
    report = ask(settings(port, page=4))
    assert report.count == 8
    assert not report.complete
    if words:
        assert_words(report, words)
    else:
        assert report.ok
        assert "after 8 users (%s), and Mattermost is under the same limit" % text in report.hint


def test_referrals_are_no_accounts(memory, port, monkeypatch):
    inner = memory.connection

    def connection(*arguments):
        made = inner(*arguments)
        search = made.search

        def referring(*given, **keywords):
            answer = search(*given, **keywords)
            made.response.append({"type": "searchResRef", "uri": ["ldap://other.example.test"]})
            return answer

        made.search = referring
        return made

    monkeypatch.setattr(_ldap_probe, "_connection", connection)
    assert ask(settings(port)).count == 10


def test_the_library_is_not_there(monkeypatch, port):
    monkeypatch.setitem(sys.modules, "ldap3", None)
    assert_words(ask(settings(port)), ["requires python3-ldap3 on the host"])


class Directory:
    """Speaks TLS as far as the probe gets, then hangs up."""

    def __init__(self, context, security, answer=STARTED):
        self.context = context
        self.security = security
        self.answer = answer
        self.heard = b""
        self.calls = 0

    def __call__(self, client):
        self.calls += 1
        client.settimeout(2)
        if self.security == "STARTTLS":
            request = client.recv(1000)
            if not request:
                return
            number = request[2 : 4 + request[3]]
            client.sendall(bytes([0x30, len(number + self.answer)]) + number + self.answer)
        with self.context.wrap_socket(client, server_side=True) as secured:
            self.heard += secured.recv(1000)


@pytest.mark.parametrize("security", ("STARTTLS", "TLS"))
class TestCertificates:
    """The same sentences as with mail, for the other settings."""

    def check(self, context, security, words, ca=None, **other):
        """Probe a directory with this certificate; the password is never sent to it."""
        directory = Directory(context, security)
        with serving(directory) as port:
            report = ask(settings(port, security=security, **other), ca)
        assert_words(report, words)
        # None of the library's own sentences around it.
        assert report.problem.startswith(("the certificate of ", "the CA file "))
        assert PASSWORD.encode() not in directory.heard
        return directory

    def test_unknown_authority(self, stranger, security):
        self.check(
            stranger.server(),
            security,
            ["issuer O=Gärtner & Söhne, CN=Stranger", "is not trusted", "LdapSettings.SkipCertificateVerification"],
        )

    def test_wrong_name(self, authority, security):
        self.check(
            authority.server(names=["ldap.example.test"]),
            security,
            ["is for ldap.example.test and not for 127.0.0.1", "LdapSettings.LdapServer"],
            authority.file,
        )

    def test_expired(self, authority, expired, security):
        self.check(expired, security, ["has expired: it was valid until 2020-01-02T03:04:05Z"], authority.file)

    def test_trusted(self, authority, security):
        directory = Directory(authority.server(), security)
        with serving(directory) as port:
            report = ask(settings(port, security=security), authority.file)
        assert_words(report, ["closed the connection during the bind"])
        assert report.tls["issuer"] == "O=Gärtner & Söhne, CN=Example authority"
        assert PASSWORD.encode() in directory.heard

    def test_not_verified(self, expired, security):
        directory = Directory(expired, security)
        with serving(directory) as port:
            report = ask(settings(port, security=security, verify=False))
        assert report.tls["expires"] == "2020-01-02T03:04:05Z"

    def test_a_ca_file_that_is_none(self, authority, tmp_path, security):
        directory = self.check(authority.server(), security, ["cannot be used"], str(tmp_path / "none.pem"))
        assert directory.calls == 0


def test_starttls_is_refused(authority):
    with serving(Directory(authority.server(), "STARTTLS", NO_STARTTLS)) as port:
        assert_words(ask(settings(port, security="STARTTLS")), ["does not offer STARTTLS", "protocolError"])


@pytest.mark.parametrize("security", ("", "STARTTLS"))
def test_clear_text_at_a_port_for_tls(authority, security):
    with serving(Directory(authority.server(), "TLS")) as port:
        assert_words(
            ask(settings(port, security=security)), ["uses implicit TLS", "Set LdapSettings.ConnectionSecurity to TLS"]
        )


def test_tls_at_a_port_that_hangs_up():
    with serving(lambda client: client.recv(10)) as port:
        assert_words(ask(settings(port, security="TLS")), ["closes the connection when TLS begins"])


def test_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    assert_words(ask(settings(number)), ["127.0.0.1:%d refuses the connection" % number, "LdapSettings.LdapPort"])


def assert_words(report, words):
    """See that the problem says all of this."""
    assert not report.ok
    for word in words:
        assert word in report.problem
