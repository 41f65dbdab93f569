# SPDX-License-Identifier: GPL-3.0-or-later
# The newest ansible-core runs in here, on the distribution's Python and with the docker daemon of the machine.
ARG BASE=groupware-mattermost/systemd:debian13
FROM ${BASE}
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        docker-cli file git make openssl python3-venv shellcheck \
    && rm -rf /var/lib/apt/lists/*
