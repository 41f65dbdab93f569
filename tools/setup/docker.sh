# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Part "docker": a running daemon that this user can reach.

DOCKERD_LOG=/var/log/dockerd-groupware-mattermost.log

docker_answers() { docker info --format '{{.ServerVersion}}' >/dev/null 2>&1; }

docker_answers_root() { as_root docker info --format '{{.ServerVersion}}' >/dev/null 2>&1; }

install_docker() {
  if command -v dockerd >/dev/null && command -v docker >/dev/null; then
    return
  fi
  apt_refresh
  local packages=(docker.io iptables)
  # Newer releases ship the client apart.
  if apt-cache show docker-cli >/dev/null 2>&1; then
    packages+=(docker-cli)
  fi
  apt_install "${packages[@]}"
}

# Debian's init script fails where limits may not be raised, so without systemd the daemon is started directly.
start_docker() {
  if [ -d /run/systemd/system ]; then
    say "starting the docker daemon (systemctl start docker)"
    as_root systemctl start docker
  else
    say "starting the docker daemon (dockerd, log in $DOCKERD_LOG)"
    # All descriptors are closed: the daemon outlives this script and must hold neither its pipe nor its lock.
    as_root bash -c "setsid dockerd >'$DOCKERD_LOG' 2>&1 </dev/null 9>&- &"
  fi
  local deadline=$((SECONDS + 60))
  until docker_answers_root; do
    [ "$SECONDS" -lt "$deadline" ] || die "the docker daemon does not answer; see journalctl -u docker or $DOCKERD_LOG"
    sleep 0.3
  done
}

setup_docker() {
  if command -v docker >/dev/null && docker_answers; then
    return
  fi
  install_docker
  docker_answers_root || start_docker
  if ! docker_answers; then
    # Lasts until the daemon is restarted; membership of group docker would be for ever and need a new login.
    command -v setfacl >/dev/null || apt_install acl
    say "letting user $(id -un) use the docker daemon until it restarts (setfacl on /var/run/docker.sock)"
    as_root setfacl -m "u:$(id -un):rw" /var/run/docker.sock
  fi
  docker_answers || die "docker is running but user $(id -un) cannot use it"
}
