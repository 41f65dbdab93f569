#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Static checks. Runs all of them, then fails if one did.
# Usage: lint.sh [docs|types]
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PWD/.venv/bin:$PATH
failed=()

check() {
  local name=$1 start=$SECONDS
  shift
  echo "-- $name"
  if ! "$@"; then
    failed+=("$name")
    echo "-- $name: FAILED after $((SECONDS - start)) s" >&2
  fi
}

# files PATHSPEC...: tracked and new files that exist.
files() {
  git ls-files -z --cached --others --exclude-standard -- "$@" | xargs -0 -r ls -d 2>/dev/null || true
}

docs() {
  antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs all --check-extra-docs-refs \
    --disallow-unknown-collection-refs .
}

shell() {
  local scripts
  mapfile -t scripts < <(files '*.sh' .ci/run)
  shellcheck --external-sources "${scripts[@]}"
}

# Modules run on the hosts' Python, test code on Debian 12's.
python_versions() {
  vermin --quiet --no-tips --violations --target=3.8- plugins &&
    vermin --quiet --no-tips --violations --target=3.11- tests tools molecule
}

# mypy knows the collection by the name that its imports have.
types() {
  local root=.cache/types/ansible_collections/groupware
  mkdir -p "$root"
  ln -sfn "$PWD" "$root/mattermost"
  MYPYPATH=.cache/types mypy --cache-dir .cache/mypy "$root"/mattermost/{plugins,tests,tools,molecule}
}

part=${1:-}
if [ "${part:-types}" = types ]; then
  check "mypy" types
fi
if [ "${part:-docs}" = docs ]; then
  check "documentation" docs
fi
if [ -z "$part" ]; then
  check "ruff format" ruff format --check --quiet
  check "ruff" ruff check --quiet
  check "changelog" antsibull-changelog lint
  check "shellcheck" shell
  check "Python versions" python_versions
  check "ansible-lint" ansible-lint --offline --nocolor -q --yamllint-file .config/yamllint.yml
fi

if [ ${#failed[@]} -gt 0 ]; then
  printf 'failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
