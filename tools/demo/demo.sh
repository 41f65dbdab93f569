#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A server in a container, made by the site playbook as a user would run it. Can be repeated.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PWD/.venv/bin:$PATH
# shellcheck source=tools/setup/common.sh
. tools/setup/common.sh
# shellcheck source=tools/demo/common.sh
. tools/demo/common.sh

export DEMO_PORT=${DEMO_PORT:-8080}
image=groupware-mattermost/systemd:debian12
url=http://localhost:$DEMO_PORT

create_container() {
  say "creating the container $DEMO_HOST with port $DEMO_PORT of 127.0.0.1"
  docker network inspect "$DEMO_NETWORK" >/dev/null 2>&1 || docker network create "$DEMO_NETWORK" >/dev/null
  # systemd needs these; see molecule/shared/create.yml.
  docker create --name "$DEMO_HOST" --hostname "$DEMO_HOST" --network "$DEMO_NETWORK" \
    --publish "127.0.0.1:$DEMO_PORT:80" --label "groupware-mattermost.port=$DEMO_PORT" \
    --stop-signal SIGRTMIN+3 --cgroupns host --cap-add SYS_ADMIN --cap-add NET_ADMIN \
    --security-opt seccomp=unconfined --tmpfs /run --tmpfs /run/lock --tmpfs /tmp \
    --volume /sys/fs/cgroup:/sys/fs/cgroup:rw "$image" /lib/systemd/systemd >/dev/null
}

# A half-made container would be in the way of the next try.
start_container() {
  docker start "$DEMO_HOST" >/dev/null && return
  docker rm -fv "$DEMO_HOST" >/dev/null
  die "the container does not start; if port $DEMO_PORT is taken, choose another one: make demo DEMO_PORT=8081"
}

wait_for_systemd() {
  local deadline=$((SECONDS + 60)) state=
  until [ "$state" = running ] || [ "$state" = degraded ]; do
    [ "$SECONDS" -lt "$deadline" ] || die "systemd does not come up in $DEMO_HOST: ${state:-no answer}"
    state=$(docker exec "$DEMO_HOST" systemctl is-system-running --wait 2>/dev/null || true)
  done
}

port=$(docker container inspect --format '{{index .Config.Labels "groupware-mattermost.port"}}' "$DEMO_HOST" \
  2>/dev/null || true)
if [ -z "$port" ]; then
  create_container
elif [ "$port" != "$DEMO_PORT" ]; then
  die "the demo already exists on port $port: run make demo DEMO_PORT=$port, or make demo-clean first"
else
  say "using the container $DEMO_HOST that is there"
fi
start_container
wait_for_systemd
# A server that somebody installed has package lists; the image has none.
say "fetching the package lists in the container"
docker exec "$DEMO_HOST" apt-get -qq update

python tools/demo/release.py "$DEMO_RELEASE"
say "running: DEMO_PORT=$DEMO_PORT .venv/bin/ansible-playbook -i tools/demo/inventory -e @$DEMO_RELEASE \
groupware.mattermost.site"
ANSIBLE_PIPELINING=true ansible-playbook -i tools/demo/inventory --extra-vars "@$DEMO_RELEASE" \
  groupware.mattermost.site </dev/null

say "asking the server"
python tools/demo/answers.py "$url"
cat <<END

Mattermost runs.
  address         $url
  administrator   admin
  password        in the file $DEMO_SECRETS/$DEMO_HOST/mattermost_admin
  stop            docker stop $DEMO_HOST     (make demo starts it again)
  remove          make demo-clean            (container, network, password)
END
