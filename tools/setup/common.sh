# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Helpers of setup.sh and its parts. Sourced with the checkout as working directory.

say() { printf '== %s %s\n' "$(date +%H:%M:%S)" "$*"; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null || die "needs root for: $*; install sudo or run as root"
    sudo "$@"
  fi
}

# The lists are refreshed once per run only: on a fresh machine they are missing, later the refresh costs seconds.
apt_refresh() {
  if [ -z "${APT_REFRESHED:-}" ]; then
    say "refreshing the package lists (apt-get update)"
    as_root apt-get -qq update
    APT_REFRESHED=1
  fi
}

# apt_install PACKAGE...: says what it is going to install, then does so.
apt_install() {
  command -v apt-get >/dev/null || die "no apt-get here; install by hand: $*"
  apt_refresh
  say "installing Debian packages: $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$@" </dev/null >/dev/null
}

# content_hash FILE...: one short hash over the files' names and bytes.
content_hash() {
  sha256sum "$@" | sha256sum | cut -c1-16
}
