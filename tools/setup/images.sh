# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Part "images": the systemd images of the tests and the demo. They carry a hash of their recipe as a label, so a
# changed recipe makes a new image and an unchanged one costs nothing.

SYSTEMD_IMAGE=groupware-mattermost/systemd

image_hash() {
  docker image inspect --format '{{index .Config.Labels "groupware-mattermost.recipe"}}' "$1" 2>/dev/null || true
}

image_id() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || true; }

# drop_image ID: the image that a new one has replaced goes, unless a container still uses it.
drop_image() {
  if [ -n "$1" ]; then
    docker rmi "$1" >/dev/null 2>&1 || true
  fi
}

# setup_image SUITE TAG
setup_image() {
  local hash old
  hash=$(content_hash tools/setup/image.sh)
  if [ "$(image_hash "$SYSTEMD_IMAGE:$2")" = "$hash" ]; then
    return
  fi
  command -v mmdebstrap >/dev/null || apt_install mmdebstrap debian-archive-keyring
  say "building the image $SYSTEMD_IMAGE:$2 from Debian $1's packages (half a minute)"
  old=$(image_id "$SYSTEMD_IMAGE:$2")
  as_root tools/setup/image.sh "$1" "$SYSTEMD_IMAGE:$2" "$hash"
  drop_image "$old"
}

# build_image TAG SUITE BASE DOCKERFILE: the Dockerfile on top of a systemd image.
build_image() {
  local tag=$1 base=$SYSTEMD_IMAGE:$3 dockerfile=$4 hash old log builder=0
  setup_image "$2" "$3"
  hash=$( (image_id "$base" && cat "$dockerfile") | sha256sum | cut -c1-16)
  if [ "$(image_hash "$tag")" = "$hash" ]; then
    return
  fi
  say "building the image $tag from $dockerfile (half a minute)"
  log=tests/output/logs/$(basename "${tag%:*}")-image.log
  old=$(image_id "$tag")
  # BuildKit's client is a package of its own that not every machine has; the classic builder is everywhere else.
  if docker buildx version >/dev/null 2>&1; then
    builder=1
  fi
  # The context is the Dockerfile alone.
  DOCKER_BUILDKIT=$builder docker build --build-arg "BASE=$base" --label "groupware-mattermost.recipe=$hash" \
    -t "$tag" - <"$dockerfile" >"$log" 2>&1 || die "building $tag failed: $(tail -n 20 "$log")"
  drop_image "$old"
}
