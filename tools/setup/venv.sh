# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Part "venv": Python tools and collections in .venv/, with this checkout on its collection path.

# The collections come out of this Python package: one download, and nothing is asked of Galaxy.
BUNDLE=ansible==12.3.0

venv_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

setup_venv() {
  local python stamp=.venv/.stamp wanted site
  # The folder's own path is part of the stamp: a moved checkout has a broken environment.
  wanted="$PWD $BUNDLE $(content_hash requirements-dev.txt requirements.yml tools/setup/venv.sh tools/setup/pip_collections.py)"
  if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
    return
  fi
  if ! python=$(venv_python); then
    apt_install python3-venv
    python=$(venv_python) || apt_install python3.11-venv
    python=$(venv_python) || die "Python 3.11 or newer with its venv module is needed"
  fi
  say "creating .venv with $("$python" --version) and the packages of requirements-dev.txt (some 220 MB)"
  # A leftover of another path or interpreter cannot be repaired; one of this path is only brought up to date.
  if ! .venv/bin/python -m pip --version 2>/dev/null | grep -qF "$PWD/"; then
    rm -rf .venv
    "$python" -m venv .venv
  fi
  .venv/bin/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  say "unpacking the collections of requirements.yml from the Python package $BUNDLE"
  .venv/bin/python tools/setup/pip_collections.py "$BUNDLE" "$site" requirements.yml
  # A link, not a copy: groupware.mattermost.* is always the working tree.
  mkdir -p "$site/ansible_collections/groupware"
  ln -sfn "$PWD" "$site/ansible_collections/groupware/mattermost"
  printf '%s\n' "$wanted" >"$stamp"
}
