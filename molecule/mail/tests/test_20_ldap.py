# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of an LDAP server from the host, and explanations where a license is needed."""

from __future__ import annotations

import pytest
from mailboxes import FACTS, LDAP, SCENARIO, certificates, result, run, settings

testinfra_hosts = ["ansible://mattermost"]
CONFIGURE = "--tags=mattermost_configure"
KEEP = "settings | Manage the settings"
DISPLAYS = [{"dn": "uid=%s,%s" % (name, LDAP["people_dn"]), "missing": ["mail"]} for name in ("kiosk", "lobby")]


@pytest.fixture(scope="module")
def asked():
    """Run the playbook that checks the LDAP server in many ways, and tries to install an invalid license at its end."""
    return run(name=str(SCENARIO / "ldap.yml"))


def test_the_first_run_set_ldap_and_left_it_disabled(host):
    found = settings(host)["LdapSettings"]
    assert (found["Enable"], found["EnableSync"]) == (False, False)
    assert (found["LdapServer"], found["LdapPort"], found["ConnectionSecurity"]) == (FACTS["host"], 389, "STARTTLS")
    assert (found["BindUsername"], found["BindPassword"]) == (LDAP["bind_dn"], LDAP["bind_password"])
    assert found["UserFilter"] == LDAP["user_filter"]
    assert certificates(host)["ldap.pem"] == host.file(FACTS["ca"]).content_string


@pytest.mark.parametrize("way", ("with STARTTLS", "with TLS", "with pages"))
def test_users_are_counted_and_incomplete_ones_named(asked, way):
    found = result(asked, "Check " + way)["ldap"]
    assert (found["ok"], found["count"], found["lacking"], found["complete"]) == (True, 12, 2, True)
    assert sorted(found["incomplete"], key=str) == DISPLAYS
    assert found["tls"]["version"].startswith("TLSv1.")


@pytest.mark.parametrize(
    ("task", "words"),
    (
        ("Check with a wrong password", ("invalidCredentials", "BindPassword")),
        ("Check with a filter without matches", ("no user below", "(uid=nobody*)", "LdapSettings.UserFilter")),
        ("Check with an attribute that users lack", ("employeeNumber", "LdapSettings.IdAttribute")),
        ("Check without an attribute", ("LdapSettings.IdAttribute",)),
        ("Check with another authority", ("certificate", "not trusted", "other-ca.pem")),
        ("Check a closed port", ("refuses the connection", "LdapSettings.LdapPort")),
    ),
)
def test_settings_that_would_find_no_user_are_refused(asked, task, words):
    found = result(asked, task)
    # The playbook expects the failure.
    assert found["failure"]["check"] == "ldap"
    assert [word for word in words if word not in found["msg"]] == [], found["msg"]


def test_a_warning_is_possible_in_place_of_a_failure(asked):
    found = result(asked, "Check with a wrong password and a warning only")
    assert not found.get("failed")
    assert [text for text in found["warnings"] if "invalidCredentials" in text]


def test_a_text_that_is_no_license_is_refused(asked):
    assert asked.code != 0
    assert "license" in result(asked, "license | Install the license")["msg"]


def test_the_role_reports_the_answer_of_the_ldap_server():
    done = run(CONFIGURE, "--check", mattermost_ldap_query_timeout=30)
    assert done.code == 0, done.messages
    said = result(done, "Report the result of the LDAP check")["msg"]
    assert "12 accounts" in said
    assert [entry["dn"] for entry in DISPLAYS if entry["dn"] not in said] == []


def test_the_role_fails_if_the_ldap_server_refuses(host):
    before = settings(host)["LdapSettings"]
    done = run(CONFIGURE, mattermost_ldap_user_filter="(uid=nobody*)")
    assert done.code != 0
    assert "no user below" in result(done, KEEP)["msg"]
    assert settings(host)["LdapSettings"] == before


def test_ldap_needs_the_enterprise_edition():
    done = run(mattermost_ldap_enable=True, mattermost_edition="team")
    assert done.code != 0
    assert "mattermost_ldap_enable is true, but mattermost_edition is 'team'" in done.messages
    assert "license" in done.messages


def test_the_free_edition_is_explained_before_it_is_installed():
    done = run(name=str(SCENARIO / "enterprise.yml"))
    assert done.code == 0, done.messages
    said = result(done, "Warn about the Enterprise edition without a license", "mattermost-mail-mta")["msg"]
    assert "10,000 messages" in said
    assert "LDAP does not work" in said
