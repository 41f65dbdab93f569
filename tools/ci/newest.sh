#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Run targets of the Makefile with the newest ansible-core in a container of Debian 13. It has this checkout at the same
# path, and the docker daemon of this machine, so that Molecule works in there as it does outside.
# Usage: newest.sh TARGET...
set -euo pipefail
cd "$(dirname "$0")/../.."

# Outside of the checkout: ansible-test finds no files in a copy that lies in a directory which git ignores.
home=${XDG_CACHE_HOME:-$HOME/.cache}/groupware-mattermost$PWD/newest
socket=/var/run/docker.sock
# A git worktree keeps its data elsewhere.
git=$(git rev-parse --path-format=absolute --git-common-dir)
options=()
# Where pip finds packages, and which certificates it trusts, is decided on this machine.
while IFS= read -r name; do
  options+=(--env "$name")
done < <(compgen -e | grep -iE '^(PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE|(https?|no)_proxy|MATTERMOST_TEST_ARCHIVE)$')
for path in /etc/ssl/certs /usr/local/share/ca-certificates "${PIP_FIND_LINKS:-}" "${MATTERMOST_TEST_ARCHIVE:-}"; do
  if [ -e "$path" ]; then
    options+=(--volume "$path:$path:ro")
  fi
done

mkdir -p "$home"
exec docker run --rm --init --network host --label owner=groupware-mattermost-tests \
  --user "$(id -u):$(id -g)" --group-add "$(stat --format %g "$socket")" --env "HOME=$home" \
  --volume "$home:$home" --volume "$PWD:$PWD" --volume "$git:$git:ro" --volume "$socket:$socket" --workdir "$PWD" "${options[@]}" \
  groupware-mattermost/newest:debian13 make --no-print-directory CORE=newest "$@"
