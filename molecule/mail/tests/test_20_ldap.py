# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host finds out about a directory, and what is said where a licence would be needed."""

from __future__ import annotations

import pytest
from mailboxes import FACTS, LDAP, SCENARIO, certificates, result, run, settings

testinfra_hosts = ["ansible://mattermost"]
CONFIGURE = "--tags=mattermost_configure"
KEEP = "settings | Manage the settings"
DISPLAYS = [{"dn": "uid=%s,%s" % (name, LDAP["people_dn"]), "missing": ["mail"]} for name in ("kiosk", "lobby")]


@pytest.fixture(scope="module")
def asked():
    """Run the playbook that asks the directory in many ways, and what is no licence at the end."""
    return run(name=str(SCENARIO / "ldap.yml"))


def test_the_first_run_kept_the_settings_and_switched_nothing_on(host):
    found = settings(host)["LdapSettings"]
    assert (found["Enable"], found["EnableSync"]) == (False, False)
    assert (found["LdapServer"], found["LdapPort"], found["ConnectionSecurity"]) == (FACTS["host"], 389, "STARTTLS")
    assert (found["BindUsername"], found["BindPassword"]) == (LDAP["bind_dn"], LDAP["bind_password"])
    assert found["UserFilter"] == LDAP["user_filter"]
    assert certificates(host)["ldap.pem"] == host.file(FACTS["ca"]).content_string


@pytest.mark.parametrize("way", ("with STARTTLS", "with TLS", "for pages"))
def test_accounts_are_counted_and_who_lacks_something_is_named(asked, way):
    found = result(asked, "Ask it " + way)["ldap"]
    assert (found["ok"], found["count"], found["lacking"], found["complete"]) == (True, 12, 2, True)
    assert sorted(found["incomplete"], key=str) == DISPLAYS
    assert found["tls"]["version"].startswith("TLSv1.")


@pytest.mark.parametrize(
    ("task", "words"),
    (
        ("Ask it with a wrong password", ("invalidCredentials", "BindPassword")),
        ("Ask it for nobody", ("no user below", "(uid=nobody*)", "LdapSettings.UserFilter")),
        ("Ask it for people who lack what everybody needs", ("employeeNumber", "LdapSettings.IdAttribute")),
        ("Ask it without saying for what", ("LdapSettings.IdAttribute",)),
        ("Ask it with another authority", ("certificate", "not trusted", "other-ca.pem")),
        ("Ask somebody who is not there", ("refuses the connection", "LdapSettings.LdapPort")),
    ),
)
def test_what_would_find_nobody_is_refused(asked, task, words):
    found = result(asked, task)
    # The playbook itself expects that it fails.
    assert found["failure"]["check"] == "ldap"
    assert [word for word in words if word not in found["msg"]] == [], found["msg"]


def test_who_only_wants_a_warning_gets_one(asked):
    found = result(asked, "and only be warned")
    assert not found.get("failed")
    assert [text for text in found["warnings"] if "invalidCredentials" in text]


def test_what_is_no_licence_is_refused(asked):
    assert asked.code != 0
    assert "license" in result(asked, "license | Keep the licence")["msg"]


def test_the_role_tells_what_the_directory_answered():
    done = run(CONFIGURE, "--check", mattermost_ldap_query_timeout=30)
    assert done.code == 0, done.messages
    said = result(done, "Say what the directory answered")["msg"]
    assert "12 accounts" in said
    assert [entry["dn"] for entry in DISPLAYS if entry["dn"] not in said] == []


def test_the_role_ends_where_the_directory_refuses(host):
    before = settings(host)["LdapSettings"]
    done = run(CONFIGURE, mattermost_ldap_user_filter="(uid=nobody*)")
    assert done.code != 0
    assert "no user below" in result(done, KEEP)["msg"]
    assert settings(host)["LdapSettings"] == before


def test_without_the_edition_for_it_nothing_is_switched_on():
    done = run(mattermost_ldap_enable=True, mattermost_edition="team")
    assert done.code != 0
    assert "mattermost_ldap_enable is true, but mattermost_edition is 'team'" in done.messages
    assert "license" in done.messages


def test_the_free_edition_is_explained_before_it_is_installed():
    done = run(name=str(SCENARIO / "enterprise.yml"))
    assert done.code == 0, done.messages
    said = result(done, "Say what the Enterprise edition is without a licence", "mattermost-mail-mta")["msg"]
    assert "10,000 messages" in said
    assert "LDAP does not work" in said
