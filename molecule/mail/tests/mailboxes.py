# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests of this scenario: runs of the site, mails in the mailboxes, state of server and host."""

from __future__ import annotations

import email
import email.policy
import json

import yaml
from shared.support import SCENARIO, local, playbook

FACTS = yaml.safe_load((SCENARIO / "vars/mail_facts.yml").read_text(encoding="utf-8"))["mail_facts"]
GIVEN = yaml.safe_load((SCENARIO / "inventory/group_vars/mattermost.yml").read_text(encoding="utf-8"))
SMTP, LDAP = FACTS["smtp"], FACTS["ldap"]
WRONG_PASSWORD = "Nobody-has-this-one-7"
SECRETS = {
    "SMTP password": SMTP["password"],
    "wrong SMTP password": WRONG_PASSWORD,
    "bind password": LDAP["bind_password"],
}
CERTIFICATES = "/etc/mattermost/certificates"
DIRECTORY = "/etc/mattermost/groupware.mattermost"
# RFC 3848 and 6531: mail over TLS with a login, and mail without both.
SIGNED_IN = r"with (ESMTP|UTF8SMTP)SA "
IN_CLEAR = r"with (ESMTP|UTF8SMTP) "
PLAIN = {"mattermost_smtp_tls": "none", "mattermost_smtp_username": None, "mattermost_smtp_password": None}
NO_DIRECTORY = dict.fromkeys(name for name in GIVEN if name.startswith("mattermost_ldap_"))


def run(*arguments, name="groupware.mattermost.site", **variables):
    """Run a playbook, the site, with variables; no secret may ever be in its output."""
    done = playbook(name, *arguments, variables=variables)
    assert [secret for secret, value in SECRETS.items() if value in done.output] == []
    return done


def result(done, task, host="mattermost-mail"):
    """Return the result of a task, by the end of its name."""
    found = [
        entry["hosts"][host]
        for play in done.data["plays"]
        for entry in play["tasks"]
        if entry["task"]["name"].endswith(task) and host in entry["hosts"]
    ]
    assert len(found) == 1, "%d tasks '%s'" % (len(found), task)
    return found[0]


def mails(mta, recipient="jane@example.test"):
    """Return the messages of a mailbox, oldest first, after the queue is empty."""
    for dummy in range(10):
        if mta.check_output("postqueue -j") == "":
            break
        mta.check_output("postqueue -f; sleep 1")
    mailbox = mta.file("%s/%s" % (SMTP["mailboxes"], recipient))
    if not mailbox.exists:
        return []
    texts = ("\n" + mailbox.content_string).split("\nFrom ")[1:]
    return [email.message_from_string(text.split("\n", 1)[1], policy=email.policy.default) for text in texts]


def settings(host):
    """Return the configuration that the running server has, with its secrets."""
    return local(host, "/config").json


def starts(host):
    """Count how often the service manager started the server."""
    lines = host.check_output("journalctl --unit=mattermost --output=cat --no-pager")
    return lines.count("Started mattermost.service")


def certificates(host):
    """Return the content of the authorities' files of the server, by name."""
    names = host.file(CERTIFICATES).listdir() if host.file(CERTIFICATES).exists else []
    return {name: host.file(CERTIFICATES + "/" + name).content_string for name in names}


def environment(host):
    """Return the environment of the running server's process."""
    number = host.check_output("systemctl show --property=MainPID --value mattermost")
    return json.loads(
        host.check_output(
            "python3 -c %s",
            "import json; print(json.dumps(dict(line.split('=', 1) for line in"
            " open('/proc/%s/environ').read().split(chr(0)) if '=' in line)))" % number,
        )
    )
