#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Bring a bare Debian or Ubuntu machine to where a command of the Makefile can run. Each part says what it is going to
# do before it does it, and does nothing when there is nothing to do.
# Usage: setup.sh PART...   (venv, shellcheck, docker, image12, image13, contract, newest)
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tools/setup/common.sh
. tools/setup/common.sh
# shellcheck source=tools/setup/venv.sh
. tools/setup/venv.sh
# shellcheck source=tools/setup/docker.sh
. tools/setup/docker.sh
# shellcheck source=tools/setup/images.sh
. tools/setup/images.sh

mkdir -p tests/output/logs
# Stages that run side by side must not set up the same thing at once.
exec 9>tests/output/.setup.lock
flock 9

for part in "$@"; do
  case $part in
    venv) setup_venv ;;
    shellcheck) command -v shellcheck >/dev/null || apt_install shellcheck ;;
    docker) setup_docker ;;
    image12) setup_image bookworm debian12 ;;
    image13) setup_image trixie debian13 ;;
    contract) build_image groupware-mattermost/contract:debian12 bookworm debian12 tests/contract/Dockerfile ;;
    newest) build_image groupware-mattermost/newest:debian13 trixie debian13 tools/ci/newest.Dockerfile ;;
    *) die "unknown part $part" ;;
  esac
done
