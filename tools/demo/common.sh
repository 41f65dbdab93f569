# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Names that demo.sh and clean.sh share. Sourced with the checkout as working directory.

# shellcheck disable=SC2034
DEMO_HOST=groupware-mattermost-demo
# shellcheck disable=SC2034
DEMO_NETWORK=groupware-mattermost-demo
# shellcheck disable=SC2034
DEMO_SECRETS=tools/demo/inventory/.secrets
# Variables of the release, if it is not the role's default that is downloaded.
# shellcheck disable=SC2034
DEMO_RELEASE=tests/output/demo-release.json
