# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts that the roles install on the host."""

from __future__ import annotations

import getpass
import os
import subprocess
from pathlib import Path

import pytest

ROLES = Path(__file__).resolve().parents[3] / "roles"
RESTORE = ROLES / "mattermost" / "files" / "restore_config.sh"
CHECK = ROLES / "mattermost_nginx" / "files" / "check_site.sh"


@pytest.fixture
def places(tmp_path):
    """Return the paths of a configuration and its backup."""
    (tmp_path / "backup.json").write_text('{"a": "good"}', encoding="utf-8")
    return tmp_path / "config.json", tmp_path / "backup.json"


def restore(config, backup):
    return subprocess.run(
        ["sh", RESTORE, config, backup, getpass.getuser()], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("ending", ("}", "}\n"))
def test_a_complete_configuration_stays(places, ending):
    config, backup = places
    config.write_text('{"a": "mine"' + ending, encoding="utf-8")
    done = restore(config, backup)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert config.read_text(encoding="utf-8") == '{"a": "mine"' + ending


@pytest.mark.parametrize("left", (None, "", '{"a": "mi'))
def test_a_lost_configuration_is_restored(places, left):
    config, backup = places
    if left is not None:
        config.write_text(left, encoding="utf-8")
    done = restore(config, backup)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{config} was lost and is restored from {backup}\n"
    assert config.read_text(encoding="utf-8") == '{"a": "good"}'
    assert config.stat().st_mode & 0o777 == 0o600
    broken = backup.with_name("backup.json.broken")
    assert (broken.read_text(encoding="utf-8") if broken.exists() else None) == (left or None)


def test_a_lost_configuration_is_restored_although_what_is_left_of_it_cannot_be_kept(places):
    config, backup = places
    config.write_text('{"a": "mi', encoding="utf-8")
    (backup.with_name("backup.json.broken") / "config.json").mkdir(parents=True)
    done = restore(config, backup)
    assert done.returncode == 0
    assert f"{config} could not be kept as {backup}.broken" in done.stderr
    assert config.read_text(encoding="utf-8") == '{"a": "good"}'


def test_without_a_backup_the_server_does_not_start(places):
    config, backup = places
    backup.unlink()
    assert restore(config, backup).returncode != 0
    assert not config.exists()


NGINX = """#!/bin/sh
[ "$1 $2 $3" = "-q -t -c" ] || exit 9
directory=$(dirname "$4")
grep -q "include $directory/conf.d/" "$4" && grep -q good "$directory/conf.d/site.conf" && echo "$directory" > "$SEEN"
"""


def check(tmp_path, text):
    site = tmp_path / "nginx"
    (site / "conf.d").mkdir(parents=True)
    (site / "nginx.conf").write_text(f"include {site}/conf.d/*.conf;\n", encoding="utf-8")
    (tmp_path / "new").write_text(text, encoding="utf-8")
    program = tmp_path / "bin" / "nginx"
    program.parent.mkdir()
    program.write_text(NGINX, encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "tmp").mkdir()
    environment = dict(
        os.environ, PATH=f"{program.parent}:{os.environ['PATH']}", SEEN=str(tmp_path / "seen"), TMPDIR=f"{tmp_path}/tmp"
    )
    done = subprocess.run(
        ["sh", CHECK, site, "conf.d/site.conf", tmp_path / "new"], env=environment, capture_output=True, check=False
    )
    assert not (site / "conf.d" / "site.conf").exists()
    assert list((tmp_path / "tmp").iterdir()) == []
    return done.returncode


def test_a_good_virtual_host_is_tested_in_a_copy(tmp_path):
    assert check(tmp_path, "good\n") == 0
    assert (tmp_path / "seen").read_text(encoding="utf-8").startswith(str(tmp_path / "tmp"))


def test_a_virtual_host_that_nginx_refuses_fails(tmp_path):
    assert check(tmp_path, "bad\n") != 0
