#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Run ansible-test on this checkout, whatever its directory is called, with the Python package registry alone.
# ansible-test wants .../ansible_collections/NAMESPACE/NAME as a real directory and downloads its own get-pip script: it
# gets a copy of the checkout's files and, in its cache, a replacement for that script beside a pip wheel.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Without version managers' shims: they answer to the name of any Python, and fail when ansible-test calls it.
PATH=$PWD/${VENV:-.venv}/bin:$(tr : '\n' <<<"$PATH" | grep -v '/shims$' | paste -sd :)

# The version that this core's ansible-test asks for.
pip=$(cd "$(dirname "$(command -v ansible-test)")/.." && sed -nE "s/^ +pip='([0-9.]+)',$/\1/p" \
  lib/python*/site-packages/ansible_test/_internal/python_requirements.py)
cache=$HOME/.ansible/test/cache
copy=${XDG_CACHE_HOME:-$HOME/.cache}/groupware-mattermost$PWD/ansible_collections/groupware/mattermost

mkdir -p "$cache" "$copy/tests"
# The copy is shared by all runs of this checkout.
exec 9>"$copy/../.lock"
flock 9

if ! compgen -G "$cache/pip-$pip-*.whl" >/dev/null; then
  pip download -q --disable-pip-version-check --no-deps -d "$cache" "pip==$pip"
fi
cp tools/ci/get_pip.py "$cache/get_pip_${pip//./_}.py"

# Everything but the outputs is replaced; those hold the caches that make a second run fast.
find "$copy" -mindepth 1 -maxdepth 1 ! -name tests -exec rm -rf {} +
find "$copy/tests" -mindepth 1 -maxdepth 1 ! -name output -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi
  done | tar --null --files-from=- -cf - | tar -C "$copy" -xf -

cd "$copy"
exec ansible-test "$@"
