# SPDX-License-Identifier: GPL-3.0-or-later
"""After full disks, broken files, killed processes and parallel runs nothing is lost, and errors name a remedy."""

from __future__ import annotations

import contextlib
import json

import pytest
from owners import (
    CONFIG,
    COPY,
    DIRECTORY,
    GIVEN,
    RECORD,
    background,
    beside,
    keep,
    live,
    process,
    refused,
    restart,
    salts,
    wait,
    written,
)
from shared.support import local

testinfra_hosts = ["ansible://mattermost"]

OURS = beside({"TeamSettings": {"SiteName": "Ours"}})


@pytest.fixture(autouse=True)
def nothing_is_lost(host):
    """Check after each test that the keys did not change and the users exist."""
    keys = salts(host)
    yield
    assert salts(host) == keys
    assert live(host)["SqlSettings"]["AtRestEncryptKey"] == keys[1]
    assert {"jane", "olaf"} <= {user["username"] for user in local(host, "/users?per_page=200").json}
    status = host.file(CONFIG)
    assert (status.user, status.group, status.mode) == ("mattermost", "mattermost", 0o600)
    assert json.loads(host.file(RECORD).content_string)["scopes"]["mattermost"]


@contextlib.contextmanager
def stopped(host):
    """Stop the server for a while."""
    host.check_output("systemctl stop mattermost")
    try:
        yield
    finally:
        host.check_output("systemctl reset-failed mattermost; systemctl start mattermost")
        wait(host)


def test_a_full_disk(host, console):
    """A run does not write there. A file that the server truncates is written again from its memory."""
    with stopped(host):
        host.check_output(
            "cp -a /etc/mattermost /root/kept && mount -t tmpfs -o size=1M,mode=0750,gid=$(id -g mattermost) tmpfs"
            " /etc/mattermost && cp -a /root/kept/. /etc/mattermost/"
        )
    try:
        whole, running = written(host), live(host)
        # At most a megabyte, even if the mount failed.
        host.run("dd if=/dev/zero of=/etc/mattermost/filler bs=1k count=1024")
        result = refused(**OURS)
        assert result["failure"]["kind"] == "host"
        for words in ("the disk of /etc/mattermost/config.json has", "Nothing was changed", "Free disk space"):
            assert words in result["msg"]
        assert (written(host), live(host)) == (whole, running)
        # The new file is larger than the free space after the old file is truncated.
        answer = console.ask("/config/patch", "PUT", {"AnnouncementSettings": {"BannerText": "long " * 20000}})
        assert (answer.status, answer.json["id"]) == (500, "app.save_config.app_error")
        assert live(host)["AnnouncementSettings"]["BannerText"] == ""
        with pytest.raises(ValueError):
            written(host)
        refused()
        host.check_output("rm /etc/mattermost/filler")
        # A disk of one megabyte always counts as full.
        host.check_output("mount -o remount,size=16M /etc/mattermost")
        result = keep(**OURS)
        assert result["restored"]["reason"].startswith(CONFIG)
        assert [text for text in result["warnings"] if "It is restored from the running server" in text]
        assert written(host)["TeamSettings"]["SiteName"] == "Ours"
        keep()
        assert written(host) == whole
    finally:
        with stopped(host):
            host.run("umount /etc/mattermost && rm -r /root/kept")


@contextlib.contextmanager
def read_only(host, path, *writable):
    """Make a path read-only, except for some paths below it."""
    host.check_output("mount --bind %s %s && mount -o remount,ro,bind %s" % (path, path, path))
    try:
        for other in writable:
            host.check_output("mount --bind %s %s && mount -o remount,rw,bind %s" % (other, other, other))
        yield
    finally:
        for mounted in (*reversed(writable), path):
            host.check_output("umount %s", mounted)


def test_a_record_that_cannot_be_written(host):
    running, whole = live(host), written(host)
    with read_only(host, DIRECTORY):
        result = refused(**OURS)
    assert result["failure"]["kind"] == "host"
    assert RECORD in result["msg"] and "cannot be written: Read-only file system" in result["msg"]
    assert (live(host), written(host)) == (running, whole)


def test_a_file_that_cannot_be_written(host):
    whole, record = written(host), host.file(RECORD).content_string
    with stopped(host), read_only(host, "/etc/mattermost", DIRECTORY):
        result = refused(**OURS)
        assert result["failure"]["kind"] == "host"
        assert CONFIG in result["msg"] and "Read-only file system" in result["msg"]
        assert written(host) == whole
    result = keep(**OURS)
    # The value was never written, so there is no drift.
    assert result["drift"] == []
    assert live(host)["TeamSettings"]["SiteName"] == "Ours"
    keep()
    assert set(json.loads(host.file(RECORD).content_string)) == set(json.loads(record))


DAMAGES = {
    "is broken": ("truncate -s 9000 {0}", "is not JSON"),
    "is empty": ("truncate -s 0 {0}", "is empty"),
    "is gone": ("rm {0}", "is gone"),
}


def damaged(host, source):
    """Damage the file in each way; a run restores and reports it each time."""
    whole = written(host)
    for state, (command, reason) in DAMAGES.items():
        host.check_output(command.format(CONFIG))
        result = keep()
        assert reason in result["restored"]["reason"], state
        assert [text for text in result["warnings"] if "It is restored from " + source in text]
        assert written(host) == whole, state
        kept = result["restored"]["broken_kept_as"]
        assert (kept is None) == (state != "is broken")
        if kept:
            aside = host.file(kept)
            assert (aside.user, aside.mode, aside.size) == ("root", 0o600, 9000)
            host.check_output("rm %s", kept)


def test_a_damaged_file_of_a_running_server(host):
    running = process(host)
    damaged(host, "the running server")
    assert process(host) == running
    restart(host)


def test_a_damaged_file_of_a_stopped_server(host):
    with stopped(host):
        damaged(host, COPY)


def test_a_server_that_is_killed_while_it_saves(host):
    """Its file is truncated. It starts again by itself, and a run must not take it for a new server."""
    running = process(host)
    host.check_output("truncate -s 0 %s && systemctl kill --signal=KILL mattermost", CONFIG)
    wait_for_another(host, running)
    assert written(host)["ServiceSettings"]["SiteURL"] == "http://chat.example.test"
    assert keep()["changes"] == []


def wait_for_another(host, running):
    """Wait until the service manager has started the server again, ten seconds later."""
    host.check_output("timeout 60 sh -c %s", "until systemctl is-active --quiet mattermost; do sleep 0.2; done")
    wait(host)
    assert process(host) != running


def test_two_runs_at_once(host):
    """They wait for each other; the settings of the last one count, and none of the first are left."""
    variables = [
        beside({"TeamSettings": {"SiteName": name}, "SupportSettings": {key: "https://x.example.test"}})
        for name, key in (("First", "HelpLink"), ("Second", "AboutLink"))
    ]
    runs = [background(**each) for each in variables]
    texts = [run.communicate(timeout=300)[0] for run in runs]
    for run, text in zip(runs, texts):
        assert run.returncode == 0 or "another run" in text, text
    tree = written(host)
    assert live(host)["TeamSettings"] == tree["TeamSettings"]
    default = "https://mattermost.com/pl/"
    assert (
        tree["TeamSettings"]["SiteName"],
        tree["SupportSettings"]["HelpLink"].startswith(default),
        tree["SupportSettings"]["AboutLink"].startswith(default),
    ) in (("First", False, True), ("Second", True, False))
    result = keep()
    assert result["drift"] == []
    assert {entry["action"] for entry in result["released"]} == {"restored"}
    assert live(host)["TeamSettings"]["SiteName"] == "Mattermost"
    # The output at the terminal.
    assert not any(GIVEN["mattermost_config"]["EmailSettings"]["SMTPPassword"] in text for text in texts)
