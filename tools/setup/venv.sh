# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Part "venv": Python tools and collections in .venv/, with this checkout on its collection path. With CORE=NAME of
# cores.txt, those for another ansible-core in .cache/venv-NAME/.

venv_python() {
  local version=$1 candidate
  for candidate in "python$version" python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

setup_venv() {
  local venv=.venv name core bundle version python wanted site
  if [ -n "${CORE:-}" ]; then
    venv=.cache/venv-$CORE
  fi
  read -r name core bundle version < <(grep -v '^#' tools/setup/cores.txt | grep -m 1 "^${CORE:-}") ||
    die "no ansible-core $CORE in tools/setup/cores.txt"
  # The directory's own path is part of the stamp: a moved checkout has a broken environment.
  wanted="$PWD $(content_hash requirements-dev.txt requirements.yml tools/setup/{cores.txt,venv.sh,pip_collections.py})"
  if [ -e "$venv/.stamp" ] && [ "$(cat "$venv/.stamp")" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
    return
  fi
  if ! python=$(venv_python "$version"); then
    apt_install python3-venv
    python=$(venv_python "$version") || apt_install python3.11-venv
    python=$(venv_python "$version") || die "Python 3.11 or newer with its venv module is needed"
  fi
  say "creating $venv for ansible-core $name with $("$python" --version) and requirements-dev.txt (some 220 MB)"
  # A leftover of another path or interpreter cannot be repaired; one of this path is only brought up to date.
  if ! "$venv/bin/python" -m pip --version 2>/dev/null | grep -qF "$PWD/"; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
  fi
  "$venv/bin/python" -m pip install -q --disable-pip-version-check -r requirements-dev.txt "ansible-core==$core"
  site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  say "unpacking the collections of requirements.yml from the Python package $bundle"
  "$venv/bin/python" tools/setup/pip_collections.py "$bundle" "$site" requirements.yml
  # A link, not a copy: groupware.mattermost.* is always the working tree.
  mkdir -p "$site/ansible_collections/groupware"
  ln -sfn "$PWD" "$site/ansible_collections/groupware/mattermost"
  printf '%s\n' "$wanted" >"$venv/.stamp"
}
