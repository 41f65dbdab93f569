#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Managed by groupware.mattermost
#
# Restores a lost configuration from its backup: restore_config.sh CONFIG BACKUP USER
# The service runs this as root before each start. The server truncates its configuration before it writes it. With the
# empty file that a full disk or a crash leaves, it would start as a new server and generate new keys.
set -eu
config=$1 backup=$2 user=$3

# A complete file ends with a brace.
if tail -c 2 "$config" 2>/dev/null | grep -q "}"; then
    exit 0
fi
echo "$config was lost and is restored from $backup"
if [ -s "$config" ]; then
    # On a full disk there is no room for it; the restore is what matters.
    install -m 0600 "$config" "$backup.broken" || echo "$config could not be kept as $backup.broken" >&2
fi
install -m 0600 -o "$user" -g "$user" "$backup" "$config"
