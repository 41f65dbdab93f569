# SPDX-License-Identifier: GPL-3.0-or-later
"""Module config with the file of a stopped server."""

from __future__ import annotations

import errno
import json
import os
import stat

import pytest

SECRET = "hunter2-hunter2"


@pytest.fixture
def path(tmp_path):
    """Return where the file is to be."""
    return tmp_path / "config.json"


def store(path, tree, mode=0o600):
    """Write a file as the server does."""
    path.write_text(json.dumps(tree, indent=4), encoding="utf-8")
    path.chmod(mode)


def leftovers(path):
    """Return what lies beside the file."""
    return sorted(entry.name for entry in path.parent.iterdir() if entry != path)


def mode(path):
    """Return the mode bits of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_create(run, path):
    result = run("config", path=str(path), settings={"ServiceSettings": {"SiteURL": "https://chat.example.com/"}})
    assert result["changed"] is True
    assert json.loads(path.read_text()) == {"ServiceSettings": {"SiteURL": "https://chat.example.com"}}
    assert mode(path) == 0o600
    assert leftovers(path) == []


def test_create_in_check_mode(run, path):
    result = run(
        "config",
        check=True,
        path=str(path),
        owner="nobody-has-this-name",
        restart_marker=str(path) + ".mark",
        settings={"ServiceSettings": {"SiteURL": "https://chat.example.com"}},
    )
    assert result["changed"] is True
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("content", ("", " \n"))
def test_an_empty_file_counts_as_new(run, path, content):
    path.write_text(content)
    assert run("config", path=str(path), settings={"TeamSettings": {"SiteName": "x"}})["changed"] is True
    assert json.loads(path.read_text()) == {"TeamSettings": {"SiteName": "x"}}


@pytest.mark.parametrize("check", (False, True))
def test_nothing_to_do_leaves_the_file_alone(run, path, bodies, check):
    store(path, bodies["config"])
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
    result = run(
        "config",
        check=check,
        path=str(path),
        settings={"teamsettings": {"sitename": "Mattermost"}},
        restart_marker=str(path) + ".mark",
    )
    assert result["changed"] is False
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert leftovers(path) == []


def test_other_settings_survive(run, path, bodies):
    store(path, bodies["config"])
    run(
        "config",
        path=str(path),
        settings={
            "teamsettings": {"sitename": "x"},
            "PluginSettings": {"Plugins": {"one": {"key": "z"}}, "PluginStates": {"new": {"Enable": True}}},
        },
    )
    bodies["config"]["TeamSettings"]["SiteName"] = "x"
    bodies["config"]["PluginSettings"]["Plugins"]["one"]["key"] = "z"
    bodies["config"]["PluginSettings"]["PluginStates"]["new"] = {"Enable": True}
    assert json.loads(path.read_text()) == bodies["config"]
    assert list(json.loads(path.read_text())) == list(bodies["config"])


def test_initial_values_are_for_keys_that_are_not_there(run, path):
    initial = {"TeamSettings": {"EnableUserCreation": False, "SiteName": "First"}}
    store(path, {"TeamSettings": {"enableusercreation": True}})
    run("config", path=str(path), initial=initial, settings={"TeamSettings": {"SiteName": "Wanted"}})
    assert json.loads(path.read_text()) == {"TeamSettings": {"enableusercreation": True, "SiteName": "Wanted"}}
    path.unlink()
    run("config", path=str(path), initial=initial)
    assert json.loads(path.read_text()) == initial


def test_the_text_is_what_the_server_writes(run, path):
    run("config", path=str(path), settings={"TeamSettings": {"SiteName": "<Ü&\u2028>", "Empty": [], "List": ["a", 1]}})
    assert path.read_text(encoding="utf-8") == (
        '{\n    "TeamSettings": {\n        "SiteName": "\\u003cÜ\\u0026\\u2028\\u003e",\n        "Empty": [],\n'
        '        "List": [\n            "a",\n            1\n        ]\n    }\n}'
    )


def test_the_mode_is_corrected_without_a_restart(run, path, bodies):
    store(path, bodies["config"], mode=0o644)
    inode = path.stat().st_ino
    result = run("config", path=str(path), restart_marker=str(path) + ".mark")
    assert result["changed"] is True
    assert result["diff"] == {"before": {"mode": "0644"}, "after": {"mode": "0600"}}
    assert (mode(path), path.stat().st_ino) == (0o600, inode)
    assert leftovers(path) == []


def test_the_mode_in_check_mode(run, path, bodies):
    store(path, bodies["config"], mode=0o644)
    assert run("config", check=True, path=str(path))["changed"] is True
    assert mode(path) == 0o644


def test_the_owner_is_set(run, path, monkeypatch):
    owned = []
    monkeypatch.setattr(os, "fchown", lambda handle, uid, gid: owned.append((uid, gid)))
    run("config", path=str(path), owner="12345", group="23456", settings={"A": {"B": 1}})
    assert owned == [(12345, 23456)]


def test_the_owner_of_an_existing_file_is_kept(run, path, monkeypatch):
    store(path, {})
    owned = []
    monkeypatch.setattr(os, "fchown", lambda handle, uid, gid: owned.append((uid, gid)))
    run("config", path=str(path), settings={"A": {"B": 1}})
    assert owned == [(path.stat().st_uid, path.stat().st_gid)]


def test_the_owner_is_corrected(run, path, monkeypatch):
    store(path, {"A": {"B": 1}})
    owned = []
    monkeypatch.setattr(os, "chown", lambda target, uid, gid: owned.append((target, uid, gid)))
    result = run("config", path=str(path), owner="12345", settings={"A": {"B": 1}})
    assert owned == [(str(path), 12345, -1)]
    assert result["diff"]["after"] == {"owner": "12345"}


def test_an_owner_who_does_not_exist(run, path):
    result = run("config", path=str(path), owner="nobody-has-this-name", settings={"A": {"B": 1}})
    assert result["failure"]["option"] == "owner"
    assert not path.exists()


def test_the_marker_is_there_before_the_file_is_replaced(run, path, monkeypatch):
    marker = path.with_name("restart")
    store(path, {"A": {"B": 0}})
    replaced = os.replace

    def replace(source, target):
        assert marker.exists() and json.loads(path.read_text()) == {"A": {"B": 0}}
        replaced(source, target)

    monkeypatch.setattr(os, "replace", replace)
    run("config", path=str(path), restart_marker=str(marker), settings={"A": {"B": 1}})
    assert json.loads(path.read_text()) == {"A": {"B": 1}}
    assert (marker.read_bytes(), mode(marker)) == (b"", 0o600)


def test_a_link_stays_a_link(run, path):
    real = path.parent / "elsewhere" / "config.json"
    real.parent.mkdir()
    store(real, {"A": {"B": 0}})
    path.symlink_to(real)
    run("config", path=str(path), settings={"A": {"B": 1}})
    assert path.is_symlink()
    assert json.loads(real.read_text()) == {"A": {"B": 1}}


def test_no_marker_can_be_made(run, path):
    store(path, {"A": {"B": 0}})
    result = run("config", path=str(path), restart_marker=str(path.parent / "none" / "x"), settings={"A": {"B": 1}})
    assert "the marker" in result["msg"]
    assert json.loads(path.read_text()) == {"A": {"B": 0}}
    assert leftovers(path) == []


@pytest.mark.parametrize("function", ("fsync", "fchmod", "fchown", "replace"))
def test_a_failure_in_the_middle_leaves_the_old_file(run, path, monkeypatch, function):
    store(path, {"A": {"B": 0}})

    def fail(*dummy):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, function, fail)
    result = run("config", path=str(path), settings={"A": {"B": 1}})
    assert "was not changed: No space left on device" in result["msg"]
    assert json.loads(path.read_text()) == {"A": {"B": 0}}
    assert leftovers(path) == []


def test_the_folder_does_not_exist(run, path):
    result = run("config", path=str(path.parent / "none" / "config.json"), settings={"A": {"B": 1}})
    assert result["failure"]["kind"] == "host"


@pytest.mark.parametrize(
    "content, words",
    (
        (b'{"ServiceSettings": {"SiteURL": "https://chat.example.com",}}', "line 1, column "),
        (b"{ // comment\n}", "is not JSON"),
        (b'\xef\xbb\xbf{"TeamSettings": {}}', "byte order mark"),
        (b"[]", "does not contain a JSON object"),
        (b'"\xff"', "not UTF-8"),
    ),
)
@pytest.mark.parametrize("check", (False, True))
def test_a_broken_file_is_left_alone(run, path, content, words, check):
    path.write_bytes(content)
    result = run("config", check=check, path=str(path), settings={"A": {"B": 1}})
    assert words in result["msg"]
    assert path.read_bytes() == content
    assert leftovers(path) == []


def test_the_error_about_a_broken_file_shows_none_of_it(run, path):
    path.write_text('{"EmailSettings": {"SMTPPassword": "%s"' % SECRET)
    assert SECRET not in str(run("config", path=str(path), settings={}))


def test_unknown_keys_are_refused_in_a_complete_file(run, path, bodies):
    bodies["config"]["FillSettings"] = {"Key%d" % number: number for number in range(100)}
    store(path, bodies["config"])
    result = run("config", path=str(path), settings={"TeamSettings": {"MaxUserPerTeam": 100}})
    assert "did you mean TeamSettings.MaxUsersPerTeam?" in result["msg"]


@pytest.mark.parametrize(
    "setting, value", ((("EmailSettings", "SMTPPort"), 25), (("ServiceSettings", "FrameAncestors"), ["https://a"]))
)
def test_types_that_people_get_wrong_are_refused_in_a_new_file(run, path, setting, value):
    result = run("config", path=str(path), settings={setting[0]: {setting[1]: value}})
    assert result["failure"]["setting"] == ".".join(setting)
    assert not path.exists()


def test_secrets_are_never_shown(run, path):
    result = run(
        "config",
        path=str(path),
        secret_settings={"EmailSettings": {"SMTPPassword": SECRET}},
        settings={"SqlSettings": {"DataSource": "postgres://mm:%s@db/mattermost" % SECRET}},
        initial={"FileSettings": {"PublicLinkSalt": SECRET * 3}},
    )
    assert SECRET not in str(result)
    assert json.loads(path.read_text())["EmailSettings"]["SMTPPassword"] == SECRET
    assert json.loads(path.read_text())["FileSettings"]["PublicLinkSalt"] == SECRET * 3


def test_owner_group_and_service_are_for_a_file(run):
    for option in ("owner", "group", "service"):
        assert "path" in run("config", settings={}, **{option: "x"})["msg"]
