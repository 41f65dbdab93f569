#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Remove what the Makefile's commands made: containers, networks, volumes, images, environment, outputs. Debian packages
# and a running docker daemon stay: they may serve others.
set -euo pipefail
cd "$(dirname "$0")/../.."

tools/demo/clean.sh
if docker info >/dev/null 2>&1; then
  docker ps -aq --filter label=owner=groupware-mattermost-tests | xargs -r docker rm -fv >/dev/null
  docker network ls -q --filter label=owner=groupware-mattermost-tests | xargs -r docker network rm >/dev/null
  docker volume ls -q --filter name=groupware-mattermost-apt- | xargs -r docker volume rm >/dev/null
  docker images -q 'groupware-mattermost/*' | sort -u | xargs -r docker rmi -f >/dev/null
fi
rm -rf .venv .ansible .cache .pytest_cache .hypothesis tests/output \
  "${XDG_CACHE_HOME:-$HOME/.cache}/groupware-mattermost$PWD"
find . -name __pycache__ -type d -prune -exec rm -rf {} +
echo "Removed containers, images, environment and outputs. Debian packages and the docker daemon stay."
