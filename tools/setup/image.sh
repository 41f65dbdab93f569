#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Build a Debian image that boots systemd, from Debian's packages alone (no image registry).
# Usage, as root: image.sh SUITE IMAGE [RECIPE_HASH]
set -euo pipefail

suite=$1 image=$2 recipe=${3:-}

# Packages that Ansible and the tests need on any host. python3-aiohttp and python3-psycopg are the stand-in's
# own needs: they belong to the machine under test, and no role knows of them.
packages=(
  systemd systemd-sysv dbus sudo ca-certificates iproute2 procps
  python3 python3-apt
  python3-aiohttp python3-psycopg
)

mmdebstrap --quiet --variant=minbase --include="$(IFS=, && echo "${packages[*]}")" "$suite" - |
  docker import --change 'ENV container=docker' --change 'CMD ["/lib/systemd/systemd"]' \
    --change "LABEL groupware-mattermost.recipe=$recipe" - "$image" >/dev/null
