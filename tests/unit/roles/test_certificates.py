# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mattermost, authorities that the server is to trust: copied, renewed, removed, and a restart remembered."""

from __future__ import annotations

import base64
import grp
import json
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

ROLE = "groupware.mattermost.mattermost"
CERTIFICATES = "[__mattermost_smtp_certificate, __mattermost_ldap_certificate]"
# As in the role: a look at the host, and tasks only for differences.
TASKS = [
    {
        "groupware.mattermost.install_info": {
            "files": "{{ %s | map(attribute='path') + __mattermost_certificate_sources }}" % CERTIFICATES
        },
        "register": "seen",
    },
    {"ansible.builtin.set_fact": {"mattermost_host": "{{ seen | combine({'service': {'active_state': state}}) }}"}},
    {
        "groupware.mattermost.file_differences": {
            "found": "{{ mattermost_host.files }}",
            "files": "{{ %s }}" % CERTIFICATES,
        },
        "register": "__mattermost_differences",
    },
    {"ansible.builtin.set_fact": {"due": "{{ __mattermost_certificates_due | length }}"}},
    {"ansible.builtin.file": {"path": "{{ __mattermost_mail_marker }}", "state": "absent"}},
    {"ansible.builtin.include_role": {"name": ROLE, "tasks_from": "certificates"}, "when": "due | int > 0"},
    {
        "ansible.builtin.set_fact": {
            "told": "{{ told | default([]) + [{'due': due | int,"
            " 'written': __mattermost_certificates_written is changed,"
            " 'marker': __mattermost_restart_marker is ansible.builtin.exists,"
            " 'mail': __mattermost_mail_marker is ansible.builtin.exists,"
            " 'copy': lookup('ansible.builtin.file', copied) if"
            " copied is ansible.builtin.exists else none}] }}"
        }
    },
]
SHOW = {"ansible.builtin.debug": {"msg": "TOLD {{ told | to_json | b64encode }} END"}}


def stage(ca, state="active"):
    """Return the tasks of one run of the role."""
    return {"block": TASKS, "vars": {"mattermost_smtp_ca": ca and str(ca), "state": state}}


@pytest.fixture
def play(tmp_path):
    """Return a function that plays stages on this machine and gives what came of each."""
    account = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name

    def run(tasks, *options):
        begin = {"ansible.builtin.include_role": {"name": ROLE, "tasks_from": "preflight_variables", "public": True}}
        (tmp_path / "play.yml").write_text(
            json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [begin] + tasks + [SHOW]}]),
            encoding="utf-8",
        )
        known = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "mattermost_site_url": "https://chat.example.com",
            "mattermost_smtp_host": "mail.example.com",
            "mattermost_smtp_from_address": "chat@example.com",
            "__mattermost_certificate_directory": str(tmp_path / "certificates"),
            "__mattermost_restart_marker": str(tmp_path / "marker"),
            "__mattermost_mail_marker": str(tmp_path / "mail"),
            "copied": str(tmp_path / "certificates/smtp.pem"),
            "__mattermost_certificate_owner": {"owner": account[0], "group": account[1]},
        }
        ended = subprocess.run(
            [
                str(Path(sys.executable).with_name("ansible-playbook")),
                "-i",
                "localhost,",
                "-e",
                json.dumps(known),
                *options,
                str(tmp_path / "play.yml"),
            ],
            env=dict(
                os.environ,
                ANSIBLE_HOME=str(tmp_path),
                ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal",
                ANSIBLE_PIPELINING="true",
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return json.loads(base64.b64decode(ended.stdout.partition("TOLD ")[2].partition(" END")[0]))

    return run


def test_the_life_of_a_copy(play, tmp_path):
    source, link = tmp_path / "ca.pem", tmp_path / "link.pem"
    source.write_text("one\n", encoding="utf-8")
    link.symlink_to(source)
    renew = {"ansible.builtin.copy": {"content": "two\n", "dest": str(source), "mode": "0644"}}
    told = play([stage(source, state="inactive"), stage(source), stage(link), renew, stage(link), stage(None)])
    # A server that does not run needs no restart. A link to the same content is no difference.
    assert [(one["due"], one["written"], one["marker"], one["copy"]) for one in told] == [
        (1, True, False, "one"),
        (0, True, False, "one"),
        (0, True, False, "one"),
        (1, True, True, "two"),
        (1, False, True, None),
    ]
    # Mail may depend on what is new, and on what is gone.
    assert [one["mail"] for one in told] == [True, False, False, True, True]


def test_what_is_gone_is_forgotten_by_a_restart(play, tmp_path):
    (tmp_path / "ca.pem").write_text("one\n", encoding="utf-8")
    told = play([stage(tmp_path / "ca.pem", state="inactive"), stage(None)])
    assert [one["marker"] for one in told] == [False, True]


def test_a_prediction(play, tmp_path):
    (tmp_path / "ca.pem").write_text("one\n", encoding="utf-8")
    (first,) = play([stage(tmp_path / "ca.pem")], "--check")
    assert (first["due"], first["marker"], first["copy"]) == (1, False, None)
