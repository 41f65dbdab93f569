# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of passwords and its file."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat

import pytest

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError
from ansible_collections.groupware.mattermost.plugins.module_utils._objects import password_record as file

ALICE = "alicealicealicealicealicea"
BOB = "bobbobbobbobbobbobbobbobbo"


@pytest.fixture
def path(tmp_path):
    """Return a path in a directory that is not there yet."""
    return str(tmp_path / "state" / "groupware.mattermost" / "passwords.json")


def test_what_was_stored_is_known(path):
    record = file.PasswordRecord(path).load()
    assert record.matches(ALICE, "one") is None
    record.store(ALICE, "one")
    assert (record.matches(ALICE, "one"), record.matches(ALICE, "two")) == (True, False)
    record.save()
    assert record.matches(ALICE, "one") is True
    again = file.PasswordRecord(path).load()
    assert (again.matches(ALICE, "one"), again.matches(ALICE, "two"), again.matches(BOB, "one")) == (True, False, None)
    again.forget(ALICE)
    assert again.matches(ALICE, "one") is None
    again.save()
    assert file.PasswordRecord(path).load().matches(ALICE, "one") is None


def test_the_file_tells_nothing(path):
    record = file.PasswordRecord(path).load()
    record.store(ALICE, "correct-horse")
    record.store(BOB, "correct-horse")
    record.save()
    with open(path, encoding="utf-8") as handle:
        text = handle.read()
    assert "correct-horse" not in text
    assert len(set(json.loads(text)["passwords"].values())) == 2
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700


def test_another_files_key_is_another(path, tmp_path):
    keys = set()
    for name in ("one", "two"):
        record = file.PasswordRecord(str(tmp_path / name / "passwords.json")).load()
        record.store(ALICE, "x")
        record.save()
        keys.add(json.loads((tmp_path / name / "passwords.json").read_text(encoding="utf-8"))["key"])
    assert len(keys) == 2


def test_a_file_that_stays_the_same_is_not_written(path):
    record = file.PasswordRecord(path).load()
    record.store(ALICE, "x")
    record.save()
    before = os.stat(path)
    record.store(ALICE, "x")
    record.save()
    assert os.stat(path).st_ino == before.st_ino


def add(path, number):
    """Add an entry, from a process of its own."""
    record = file.PasswordRecord(path).load()
    record.store("user%d" % number, str(number))
    record.save()


def test_tasks_at_the_same_time_lose_nothing(path):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=add, args=(path, number)) for number in range(12)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    record = file.PasswordRecord(path).load()
    assert all(record.matches("user%d" % number, str(number)) for number in range(12))
    assert sorted(os.listdir(os.path.dirname(path))) == ["passwords.json", "passwords.json.lock"]


@pytest.mark.parametrize("text", ("", "{", "[]", '{"format": 2}', '{"format": 1, "key": "x", "passwords": {}}'))
def test_a_damaged_file_is_not_replaced_without_a_word(path, text):
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as handle:
        handle.write(text)
    os.chmod(path, 0o600)
    with pytest.raises(HostError, match="is not a valid record of passwords; remove it"):
        file.PasswordRecord(path).load()


def test_a_file_that_others_can_read(path):
    record = file.PasswordRecord(path).load()
    record.save()
    os.chmod(path, 0o640)
    with pytest.raises(HostError, match="must be a file with mode 0600"):
        file.PasswordRecord(path).load()


def test_a_link_is_not_followed(path):
    file.PasswordRecord(path).save()
    os.rename(path, path + ".real")
    os.symlink(path + ".real", path)
    with pytest.raises(HostError, match="it is a link"):
        file.PasswordRecord(path).load()


@pytest.mark.parametrize(
    "local, uid, there, expected",
    (
        (True, 0, True, "/etc/mattermost/groupware.mattermost/passwords.json"),
        (True, 0, False, "/home/x/.local/state/groupware.mattermost/passwords.json"),
        (True, 1000, True, "/home/x/.local/state/groupware.mattermost/passwords.json"),
        (False, 0, True, "/home/x/.local/state/groupware.mattermost/passwords.json"),
    ),
)
def test_where_it_is_by_default(monkeypatch, local, uid, there, expected):
    monkeypatch.setenv("HOME", "/home/x")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: uid)
    monkeypatch.setattr("os.path.isdir", lambda path: there)
    assert file.default_path(local) == expected


def test_where_it_is_by_the_environment(monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "/var/state")
    assert file.default_path(False) == "/var/state/groupware.mattermost/passwords.json"
