# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost: what its variables become, and which of them are refused."""

from __future__ import annotations

import base64
import json

from ansible_collections.groupware.mattermost.tests.unit.playbook_runs import run_tasks

ROLE = "groupware.mattermost.mattermost"
SITE = "https://chat.example.com"
MAIL = {"mattermost_smtp_host": "mail.example.com", "mattermost_smtp_from_address": "chat@example.com"}
LOGIN = dict(MAIL, mattermost_smtp_username="chat", mattermost_smtp_password="s3cret-word")
LDAP = {
    "mattermost_edition": "enterprise",
    "mattermost_ldap_host": "ldap.example.com",
    "mattermost_ldap_bind_username": "cn=chat,dc=example,dc=com",
    "mattermost_ldap_bind_password": "s3cret-word",
    "mattermost_ldap_base_dn": "dc=example,dc=com",
    "mattermost_ldap_id_attribute": "entryUUID",
    "mattermost_ldap_login_id_attribute": "uid",
    "mattermost_ldap_username_attribute": "uid",
    "mattermost_ldap_email_attribute": "mail",
    "mattermost_ldap_user_filter": "(uid=*)",
}
SENT = {
    "SendEmailNotifications": True,
    "SMTPServer": "mail.example.com",
    "SMTPPort": "587",
    "ConnectionSecurity": "STARTTLS",
    "SkipServerCertificateVerification": False,
    "EnableSMTPAuth": False,
    "SMTPUsername": "",
    "FeedbackEmail": "chat@example.com",
    "ReplyToAddress": "chat@example.com",
    "EmailNotificationContentsType": "full",
}
# The variables and their result: sections of the settings, and where the name is `secret`, of the secrets.
BECOMES = {
    "nothing said": (
        {},
        {
            "EmailSettings": {"EnableEmailBatching": True},
            "LogSettings": {"EnableDiagnostics": False, "FileLocation": "/var/log/mattermost"},
            "LdapSettings": None,
            "secret": {},
        },
    ),
    "upstream": ({"mattermost_profile": "upstream"}, {"EmailSettings": None}),
    "a switch against the profile": (
        {"mattermost_enable_diagnostics": True, "mattermost_enable_email_batching": False},
        {
            "EmailSettings": {"EnableEmailBatching": False},
            "LogSettings": {"EnableDiagnostics": True, "FileLocation": "/var/log/mattermost"},
        },
    ),
    "a switch without the profile": (
        {"mattermost_profile": "upstream", "mattermost_enable_email_batching": "yes"},
        {"EmailSettings": {"EnableEmailBatching": True}},
    ),
    "mattermost_config against the profile": (
        {"mattermost_config": {"emailsettings": {"enableemailbatching": False}}},
        {"EmailSettings": None, "emailsettings": {"enableemailbatching": False}},
    ),
    "a cluster": ({"mattermost_config": {"ClusterSettings": {"Enable": True}}}, {"EmailSettings": None}),
    "mail": (MAIL, {"EmailSettings": dict(SENT, EnableEmailBatching=True), "secret": {}}),
    "mail with everything": (
        dict(
            LOGIN,
            mattermost_smtp_tls="tls",
            mattermost_smtp_reply_to="help@example.com",
            mattermost_smtp_from_name="Chat",
            mattermost_smtp_organization="Example",
            mattermost_smtp_timeout="20",
            mattermost_smtp_batching_interval=60,
            mattermost_smtp_contents_type="generic",
            mattermost_profile="upstream",
        ),
        {
            "EmailSettings": dict(
                SENT,
                SMTPPort="465",
                ConnectionSecurity="TLS",
                EnableSMTPAuth=True,
                SMTPUsername="chat",
                ReplyToAddress="help@example.com",
                FeedbackName="Chat",
                FeedbackOrganization="Example",
                SMTPServerTimeout=20,
                EmailBatchingInterval=60,
                EmailNotificationContentsType="generic",
            ),
            "secret": {"EmailSettings": {"SMTPPassword": "s3cret-word"}},
        },
    ),
    "mail in clear text": (
        dict(MAIL, mattermost_smtp_tls="none", mattermost_profile="upstream"),
        {"EmailSettings": dict(SENT, SMTPPort="25", ConnectionSecurity="")},
    ),
    "a directory": (
        dict(LDAP, mattermost_ldap_enable=True, mattermost_ldap_sync_interval="15"),
        {
            "LdapSettings": {
                "Enable": True,
                "EnableSync": True,
                "LdapServer": "ldap.example.com",
                "LdapPort": 389,
                "ConnectionSecurity": "STARTTLS",
                "SkipCertificateVerification": False,
                "BindUsername": "cn=chat,dc=example,dc=com",
                "BaseDN": "dc=example,dc=com",
                "UserFilter": "(uid=*)",
                "IdAttribute": "entryUUID",
                "LoginIdAttribute": "uid",
                "UsernameAttribute": "uid",
                "EmailAttribute": "mail",
                "SyncIntervalMinutes": 15,
            },
            "secret": {"LdapSettings": {"BindPassword": "s3cret-word"}},
        },
    ),
}
REFUSED = {
    "what the settings say": (
        {"mattermost_max_file_size": 0, "mattermost_webapp_origins": ["https://a.example.com/x"]},
        [
            "mattermost_max_file_size: FileSettings.MaxFileSize is 0: it must be at least 1",
            "mattermost_webapp_origins: ",
        ],
    ),
    "mail and LDAP": (
        dict(MAIL, mattermost_smtp_port=465, mattermost_ldap_enable=True, mattermost_smtp_ca="ca.pem"),
        [
            "mattermost_smtp_port, mattermost_smtp_tls: EmailSettings.SMTPPort is '465' and",
            "LDAP needs the Enterprise edition",
            "mattermost_ldap_enable has no effect without mattermost_ldap_host",
            "mattermost_smtp_ca is 'ca.pem'",
        ],
    ),
    "a license for the team edition": (
        {"mattermost_license": "text", "mattermost_license_file": "license", "mattermost_version": "10.11.23"},
        [
            "mattermost_edition is 'team', in which a license has no effect",
            "before 11.5.0",
            "are both set",
            "mattermost_license_file is 'license'. Set it to an absolute path",
        ],
    ),
    "a license file that does not exist": (
        {"mattermost_edition": "enterprise", "mattermost_license_file": "/no/such/file"},
        ["There is no file '/no/such/file' on the controller"],
    ),
}


def played(tmp_path, tasks, result):
    """Run the tasks on the controller and return the value of an expression at the end."""
    tasks = tasks + [{"ansible.builtin.debug": {"msg": "TOLD {{ %s | to_json | b64encode }} END" % result}}]
    ended = run_tasks(tmp_path, tasks, {"mattermost_site_url": SITE})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return json.loads(base64.b64decode(ended.stdout.rpartition("TOLD ")[2].partition(" END")[0]))


def preflight(**keys):
    return {"ansible.builtin.include_role": dict({"name": ROLE, "tasks_from": "preflight_variables"}, **keys)}


def test_what_variables_become(tmp_path):
    tasks = [preflight(public=True)]
    for variables, dummy in BECOMES.values():
        tasks.append(
            {
                "vars": variables,
                "ansible.builtin.set_fact": {
                    "told": "{{ told | default([]) + [dict(__mattermost_managed.settings, "
                    "secret=__mattermost_managed.secret_settings)] }}"
                },
            }
        )
    told = played(tmp_path, tasks, "told")
    found = {
        case: {name: settings.get(name) for name in wanted}
        for (case, (dummy, wanted)), settings in zip(BECOMES.items(), told)
    }
    assert found == {case: wanted for case, (dummy, wanted) in BECOMES.items()}
    invitations = dict(zip(BECOMES, (one["ServiceSettings"].get("EnableEmailInvitations") for one in told)))
    assert (invitations["nothing said"], invitations["mail"]) == (None, True)


def test_what_is_refused(tmp_path):
    tasks = [
        {
            "vars": variables,
            "block": [preflight(), {"ansible.builtin.set_fact": {"told": "{{ told | default([]) + ['nothing'] }}"}}],
            "rescue": [
                {"ansible.builtin.set_fact": {"told": "{{ told | default([]) + [ansible_failed_result.msg] }}"}}
            ],
        }
        for variables, dummy in REFUSED.values()
    ]
    for (case, (dummy, words)), message in zip(REFUSED.items(), played(tmp_path, tasks, "told")):
        assert [word for word in words if word not in message] == [], case
        assert "-word" not in message, "a secret is shown"
        assert "max_users_per_team" not in message, case
