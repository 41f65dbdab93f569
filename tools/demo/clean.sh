#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Remove what the demo made. The environment and the images serve the tests too: make clean removes those.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tools/demo/common.sh
. tools/demo/common.sh

if docker info >/dev/null 2>&1; then
  if docker container inspect "$DEMO_HOST" >/dev/null 2>&1; then
    docker rm -fv "$DEMO_HOST" >/dev/null
  fi
  if docker network inspect "$DEMO_NETWORK" >/dev/null 2>&1; then
    docker network rm "$DEMO_NETWORK" >/dev/null
  fi
elif command -v docker >/dev/null; then
  echo "The docker daemon does not answer: if the demo's container exists, it is still there." >&2
fi
rm -rf "$DEMO_SECRETS" "$DEMO_RELEASE" tools/demo/inventory/.mattermost_drift.json
echo "The demo is gone. Images and .venv stay for the tests (make clean removes them)."
