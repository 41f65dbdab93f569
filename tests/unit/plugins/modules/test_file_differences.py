# SPDX-License-Identifier: GPL-3.0-or-later
"""Action file_differences: which files, directories and templates differ from what is on the host."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._host.differences import differing

ABSENT = {"state": "absent", "owner": None, "group": None, "mode": None, "sha1": None}
FILE = {"state": "file", "owner": "root", "group": "root", "mode": "0644", "sha1": "a" * 40}


@pytest.mark.parametrize("changed", ("state", "owner", "group", "mode", "sha1"))
def test_each_property_counts(changed):
    wanted = dict(FILE, path="/etc/one")
    assert differing({"/etc/one": dict(FILE)}, [wanted]) == []
    assert differing({"/etc/one": dict(FILE, **{changed: "other"})}, [wanted]) == ["/etc/one"]


def test_a_path_that_is_absent_or_was_not_looked_at_differs():
    wanted = [dict(FILE, path="/etc/one"), dict(FILE, path="/etc/two")]
    assert differing({"/etc/one": ABSENT}, wanted) == ["/etc/one", "/etc/two"]


def test_absent_compares_nothing_else():
    wanted = [{"path": "/etc/one", "state": "absent", "owner": "root"}, {"path": "/etc/two", "state": "absent"}]
    assert differing({"/etc/one": ABSENT, "/etc/two": FILE}, wanted) == ["/etc/two"]


def test_templates_and_files_are_compared_as_ansible_would_write_them(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "files").mkdir()
    (tmp_path / "templates" / "one.j2").write_text("{% if true %}\nHello {{ name }}\n{% endif %}\n", encoding="utf-8")
    (tmp_path / "files" / "two").write_text("two\n", encoding="utf-8")
    access = {"owner": "root", "group": "root", "mode": "0644"}
    sums = {path: hashlib.sha1(text).hexdigest() for path, text in (("/one", b"Hello Jane\n"), ("/two", b"two\n"))}
    found = {path: dict(access, state="file", sha1=checksum) for path, checksum in sums.items()}
    found["/copy"] = found["/two"]
    files = [
        dict(access, path="/one", template="one.j2"),
        dict(access, path="/two", src="two"),
        dict(access, path="/copy", copy_of="/two"),
        dict(access, path="/changed", template="one.j2"),
    ]
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"name": "Jane", "ansible_connection": "ssh", "ansible_host": "host.invalid"},
        "tasks": [
            {
                "groupware.mattermost.file_differences": {
                    "found": dict(found, **{"/changed": dict(found["/one"], sha1="b" * 40)}),
                    "files": files,
                },
                "register": "seen",
            },
            {"ansible.builtin.assert": {"that": "seen.paths == ['/changed']"}},
        ],
    }
    (tmp_path / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", str(tmp_path / "play.yml")]
    ended = subprocess.run(
        command, env=dict(os.environ, ANSIBLE_HOME=str(tmp_path)), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
