# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Part "images": the systemd images of the tests and the demo. They carry a hash of their recipe as a label, so a
# changed recipe makes a new image and an unchanged one costs nothing.

SYSTEMD_IMAGE=groupware-mattermost/systemd
CONTRACT_IMAGE=groupware-mattermost/contract:debian12

image_hash() {
  docker image inspect --format '{{index .Config.Labels "groupware-mattermost.recipe"}}' "$1" 2>/dev/null || true
}

# setup_image SUITE TAG
setup_image() {
  local hash
  hash=$(content_hash tools/image.sh)
  if [ "$(image_hash "$SYSTEMD_IMAGE:$2")" = "$hash" ]; then
    return
  fi
  command -v mmdebstrap >/dev/null || apt_install mmdebstrap debian-archive-keyring
  say "building the image $SYSTEMD_IMAGE:$2 from Debian $1's packages (half a minute)"
  as_root tools/image.sh "$1" "$SYSTEMD_IMAGE:$2" "$hash"
}

setup_contract_image() {
  local base hash
  setup_image bookworm debian12
  base=$(docker image inspect --format '{{.Id}}' "$SYSTEMD_IMAGE:debian12")
  hash=$( (echo "$base" && cat tests/contract/Dockerfile) | sha256sum | cut -c1-16)
  if [ "$(image_hash "$CONTRACT_IMAGE")" = "$hash" ]; then
    return
  fi
  say "building the image $CONTRACT_IMAGE (PostgreSQL and pytest on top)"
  # The classic builder: BuildKit's client is a package of its own that not every machine has. Its context is the
  # Dockerfile alone.
  DOCKER_BUILDKIT=0 docker build -q --network host --build-arg "BASE=$SYSTEMD_IMAGE:debian12" \
    --label "groupware-mattermost.recipe=$hash" -t "$CONTRACT_IMAGE" - <tests/contract/Dockerfile >/dev/null
}
