#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Converge and verify a scenario on containers that are kept for the next time.
# Usage: molecule_quick.sh SCENARIO
set -euo pipefail
cd "$(dirname "$0")/../.."
scenario=$1

# Another release than the one installed there, or a changed stand-in, needs new containers.
release=$(.venv/bin/python tests/release_under_test.py)
if [ ! -e tests/output/release.json ] || [ "$release" != "$(cat tests/output/release.json)" ]; then
  echo "The release under test has changed: starting with new containers."
  molecule destroy --scenario-name "$scenario"
fi
molecule converge --scenario-name "$scenario"
# Runs upon runs of the playbook take minutes, and what they leave is not what the next converge should find.
PYTEST_ADDOPTS="-k 'not further_runs'" molecule verify --scenario-name "$scenario"
